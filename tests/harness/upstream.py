"""A provider that answers in the documented shape, or misbehaves when a test asks it to.

It speaks the OpenAI API under `/v1` and the Ollama API under `/api`, with the bodies of `tests/clients/replies`, which
were written by hand in the documented shape, captured from nobody. It notes every request, and complains of one that
carries a client's key, lacks the provider's own, or brings a key where none is wanted.
"""

import contextlib
import json
import threading
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPLIES = Path(__file__).resolve().parents[1] / "clients" / "replies"

PROVIDER_KEY = "sk-proj-R3c0rdedPr0viderKeyThatMustNotLeak0123456789"

NOISE = {
    "x-request-id": "req_5f2c1d0e9b8a4c7d8e6f",
    "openai-organization": "org-example",
    "set-cookie": "__cf_bm=example; path=/; HttpOnly",
    "alt-svc": 'h3=":443"; ma=86400',
}
"""Headers that the real API sends with each reply and that a gateway does not pass on."""


def documented(name):
    """The bytes of one reply in the documented shape."""
    return (REPLIES / name).read_bytes()


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: Message
    body: bytes

    def json(self):
        return json.loads(self.body or b"{}")


class Upstream:
    """A running provider; `seen` and `complaints` grow with each request."""

    def __init__(self, provider_key=PROVIDER_KEY):
        self.provider_key = provider_key
        self.seen = []
        self.complaints = []
        self._behaviours = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.upstream = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def ollama_url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def openai_url(self):
        return f"{self.ollama_url}/v1"

    def on(self, model, behaviour):
        """Lets `behaviour(handler, seen)` answer the requests for `model`."""
        self._behaviours[model] = behaviour
        return model

    def behaviour(self, seen):
        """What answers this request: the test's own for its model, else the reply that its path documents."""
        model = seen.json().get("model")
        if seen.path.startswith("/v1/models/"):
            return openai_model
        return self._behaviours.get(model) or BY_PATH.get((seen.method, seen.path)) or not_found

    def note(self, seen):
        self.seen.append(seen)
        text = f"{seen.path}\n{seen.headers}".encode() + seen.body
        if b"sk_live_" in text or b"sk_test_" in text:
            self.complaints.append(f"a client's key arrived at {seen.path}")
        wanted = [f"Bearer {self.provider_key}"] if self.provider_key else None
        if seen.headers.get_all("authorization") != wanted:
            self.complaints.append(f"not the provider's key at {seen.path}")


@contextlib.contextmanager
def checked_upstream(provider_key=PROVIDER_KEY):
    """An upstream that must have had no reason to complain when its test is done."""
    with Upstream(provider_key) as upstream:
        yield upstream
        assert upstream.complaints == []


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A gateway that closes its connection early is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        seen = Seen(self.command, self.path, self.headers, self._read_body())
        self.server.upstream.note(seen)
        self.server.upstream.behaviour(seen)(self, seen)

    do_GET = answer
    do_POST = answer

    def reply(self, status, body, content_type="application/json", headers=()):
        """A whole reply."""
        self._head(status, content_type, {**NOISE, "content-length": str(len(body)), **dict(headers)})
        self.wfile.write(body)

    def stream(self, pieces, content_type="text/event-stream"):
        """A reply in pieces, each flushed as one chunk."""
        self.begin_stream(content_type)
        for piece in pieces:
            self.chunk(piece)
        self.chunk(b"")

    def begin_stream(self, content_type="text/event-stream"):
        """The head of a reply in pieces, for a test that sends them itself."""
        self._head(200, content_type, {**NOISE, "transfer-encoding": "chunked"})

    def chunk(self, piece):
        """One chunk of a body; an empty one ends it."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def _head(self, status, content_type, headers):
        self.send_response(status)
        self.send_header("content-type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _read_body(self):
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(iter(self._read_chunk, b""))
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def _read_chunk(self):
        size = int(self.rfile.readline(), 16)
        piece = self.rfile.read(size)
        self.rfile.readline()
        return piece

    def log_message(self, *_):
        """`seen` is the log."""


def events(stream):
    """The server-sent events of a stream, one by one, each with its blank line."""
    return [event + b"\n\n" for event in stream.split(b"\n\n") if event]


def chat_events(seen):
    """The chat stream, with its usage event only where the request asks for one, as the API does."""
    asked = (seen.json().get("stream_options") or {}).get("include_usage")
    return [event for event in events(documented("openai.chat.sse")) if asked or b'"choices":[]' not in event]


def openai_chat(handler, seen):
    if seen.json().get("stream"):
        handler.stream(chat_events(seen))
    else:
        handler.reply(200, documented("openai.chat.json"))


def openai_embeddings(handler, seen):
    encoding = seen.json().get("encoding_format", "float")
    handler.reply(200, documented(f"openai.embeddings.{encoding}.json"))


def ollama(name):
    """Ollama's habit: chat and generate stream unless the request says `"stream": false`."""

    def answer(handler, seen):
        if seen.json().get("stream", True):
            lines = documented(f"ollama.{name}.ndjson").splitlines(keepends=True)
            handler.stream(lines, "application/x-ndjson")
        else:
            handler.reply(200, documented(f"ollama.{name}.json"))

    return answer


def openai_model(handler, seen):
    """One model out of the list."""
    wanted = seen.path.removeprefix("/v1/models/")
    for model in json.loads(documented("openai.models.json"))["data"]:
        if model["id"] == wanted:
            return handler.reply(200, json.dumps(model).encode())
    return not_found(handler, seen)


def always(name):
    """Answers with one reply, whatever was asked."""
    return lambda handler, seen: handler.reply(200, documented(name))


def not_found(handler, seen):
    handler.reply(404, documented("openai.error.404.json"))


BY_PATH = {
    ("POST", "/v1/chat/completions"): openai_chat,
    ("POST", "/v1/completions"): always("openai.completion.json"),
    ("POST", "/v1/embeddings"): openai_embeddings,
    ("GET", "/v1/models"): always("openai.models.json"),
    ("POST", "/api/chat"): ollama("chat"),
    ("POST", "/api/generate"): ollama("generate"),
    ("POST", "/api/embed"): always("ollama.embed.json"),
    ("GET", "/api/tags"): always("ollama.tags.json"),
    ("POST", "/api/show"): always("ollama.show.json"),
    ("GET", "/api/version"): always("ollama.version.json"),
}
