"""The official `ollama` package against a gateway."""

import ollama
import pytest

HELLO = [{"role": "user", "content": "Say hello."}]


@pytest.fixture
def client(backend, key):
    return backend.ollama(key)


def test_chat(backend, client):
    reply = client.chat(model=backend.ollama_model, messages=HELLO)
    assert backend.says(reply.message.content)
    assert reply.done
    assert reply.prompt_eval_count > 0
    assert reply.eval_count > 0


def test_stream(backend, client):
    parts = list(client.chat(model=backend.ollama_model, messages=HELLO, stream=True))
    assert backend.says("".join(part.message.content for part in parts))
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].eval_count > 0


def test_generate(backend, client):
    reply = client.generate(model=backend.ollama_model, prompt="Say hello.")
    assert backend.says(reply.response)
    assert reply.done


def test_generate_stream(backend, client):
    parts = list(client.generate(model=backend.ollama_model, prompt="Say hello.", stream=True))
    assert backend.says("".join(part.response for part in parts))
    assert parts[-1].done


def test_embed(backend, client):
    reply = client.embed(model=backend.ollama_embedding_model, input="a sentence")
    assert len(reply.embeddings) == 1
    assert len(reply.embeddings[0]) > 0


def test_list(backend, client):
    models = [model.model for model in client.list().models]
    assert any(model.startswith(backend.ollama_model) for model in models)


def test_show(backend, client):
    assert client.show(backend.ollama_model).details.family


def test_wrong_key(backend):
    with pytest.raises(ollama.ResponseError) as refused:
        backend.ollama("not-a-key").chat(model=backend.ollama_model, messages=HELLO)
    assert refused.value.status_code == 401
    assert refused.value.error.startswith("Incorrect API key provided")


def test_unknown_model(client):
    with pytest.raises(ollama.ResponseError) as refused:
        client.chat(model="no-such-model", messages=HELLO)
    assert refused.value.status_code == 404
