"""HTTP as a plain client speaks it: one connection that stays open, and what came back on it; or bytes as they are."""

import contextlib
import http.client
import json
import socket
from dataclasses import dataclass, field

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello."}]}
"""The smallest chat request of the OpenAI dialect."""


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    whole: bool = field(default=True)
    """False where the connection ended before the reply did."""

    @property
    def request_id(self):
        return self.headers["x-request-id"]

    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        """The `error` object of an OpenAI refusal."""
        return self.json()["error"]


class Connection:
    """One keep-alive connection to a gateway; `reopened` tells whether it had to be made anew."""

    def __init__(self, port, timeout=30):
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._first_socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._http.close()

    @property
    def reopened(self):
        return self._http.sock is not self._first_socket

    def chat(self, key, **fields):
        """`POST /v1/chat/completions` with `fields` over the smallest chat request."""
        return self.post("/v1/chat/completions", {**CHAT, **fields}, key)

    def post(self, path, body, key=None, headers=None):
        """Sends `body` (an object as JSON, bytes as they are) and reads the reply to its end."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, payload, key, {"content-type": "application/json", **(headers or {})})

    def get(self, path, key=None):
        return self.send("GET", path, None, key, {})

    def send(self, method, path, payload, key, headers):
        if key is not None:
            headers = {"authorization": f"Bearer {key}", **headers}
        self._http.request(method, path, payload, headers)
        if self._first_socket is None:
            self._first_socket = self._http.sock
        response = self._http.getresponse()
        try:
            return Reply(response.status, response.headers, response.read())
        except http.client.IncompleteRead as cut:
            return Reply(response.status, response.headers, cut.partial, whole=False)
        except ConnectionError:
            return Reply(response.status, response.headers, b"", whole=False)


def chat(gateway, key, **fields):
    """One chat request on a connection of its own."""
    with Connection(gateway.port) as connection:
        return connection.chat(key, **fields)


def raw(gateway, request, timeout=10):
    """Sends bytes as they are and returns all that comes back until the gateway closes, which it must."""
    with socket.create_connection(("127.0.0.1", gateway.port), timeout) as client:
        received = b""
        with contextlib.suppress(ConnectionError):
            client.sendall(request)
            while piece := client.recv(65536):
                received += piece
    return received
