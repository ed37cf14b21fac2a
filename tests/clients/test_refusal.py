"""Keys that must not work, and what the client's own library makes of the refusal."""

import openai
import pytest
from wire import chat

HELLO = [{"role": "user", "content": "Say hello."}]


def refusal(client, model):
    """The authentication error of one chat request, and how many requests the library sent for it."""
    with pytest.raises(openai.AuthenticationError) as refused:
        client.chat.completions.create(model=model, messages=HELLO)
    return refused.value


def counting(backend, key):
    """A client with its usual retries, and the list of requests that it sends."""
    sent = []
    http_client = openai.DefaultHttpxClient(event_hooks={"request": [sent.append]})
    return backend.openai(key, http_client=http_client), sent


def never_made(key):
    """A key of the right shape and another secret: its checksum no longer fits."""
    return key[:-7] + ("A" if key[-7] != "A" else "B") + key[-6:]


@pytest.mark.parametrize("wrong", [lambda key: "sk-wrong", never_made], ids=["malformed", "never made"])
def test_wrong_key_is_refused_once(backend, key, wrong):
    client, sent = counting(backend, wrong(key))
    error = refusal(client, backend.chat_model)
    assert error.status_code == 401
    assert error.code == "invalid_api_key"
    assert error.body["message"].startswith("Incorrect API key provided")
    assert wrong(key) not in error.response.text
    assert error.response.headers["x-should-retry"] == "false"
    assert len(sent) == 1


def test_missing_key(backend):
    reply = chat(backend.gateway, None, model=backend.chat_model)
    assert reply.status == 401
    assert reply.error["type"] == "invalid_request_error"
    assert reply.error["code"] is None
    assert reply.headers["www-authenticate"] == 'Bearer realm="keyctl"'


def test_revoked_key_is_refused_at_once(backend):
    client, sent = counting(backend, backend.sandbox.create_key("short-lived"))
    client.chat.completions.create(model=backend.chat_model, messages=HELLO)
    backend.sandbox.revoke_key("short-lived")
    error = refusal(client, backend.chat_model)
    assert error.status_code == 401
    assert error.body["message"].startswith("Incorrect API key provided")
    assert len(sent) == 2


def test_all_bad_keys_get_one_answer(backend, key):
    revoked = backend.sandbox.create_key("revoked")
    backend.sandbox.revoke_key("revoked")
    bodies = {str(refusal(backend.openai(bad), backend.chat_model).body) for bad in ("x", never_made(key), revoked)}
    assert len(bodies) == 1
