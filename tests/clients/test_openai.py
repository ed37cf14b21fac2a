"""The official `openai` package against a gateway."""

import openai
import pytest

HELLO = [{"role": "user", "content": "Say hello."}]


@pytest.fixture
def client(backend, key):
    return backend.openai(key)


def test_chat(backend, client):
    reply = client.chat.completions.create(model=backend.chat_model, messages=HELLO)
    assert backend.says(reply.choices[0].message.content)
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.prompt_tokens > 0
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


def test_a_whole_reply_names_the_key_and_its_cost(backend, client, key):
    reply = client.chat.completions.with_raw_response.create(model=backend.chat_model, messages=HELLO)
    assert reply.headers["x-keyctl-key"] == key.rpartition("_")[0]
    assert reply.headers["x-request-id"]
    assert int(reply.headers["x-keyctl-overhead-us"]) >= 0
    if backend.known_text:
        assert reply.headers["x-keyctl-cost-usd"] == "0.000135"


def test_stream(backend, client):
    with client.chat.completions.create(model=backend.chat_model, messages=HELLO, stream=True) as stream:
        chunks = list(stream)
    assert backend.says("".join(chunk.choices[0].delta.content or "" for chunk in chunks))
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_stream_with_usage_brings_the_usage_chunk(backend, client):
    options = {"include_usage": True}
    request = {"model": backend.chat_model, "messages": HELLO, "stream": True, "stream_options": options}
    with client.chat.completions.create(**request) as stream:
        chunks = list(stream)
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens > 0
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_completion(backend, client):
    reply = client.completions.create(model=backend.completion_model, prompt="Say hello.")
    assert reply.choices[0].text
    assert reply.usage.total_tokens > 0


def test_embeddings(backend, client):
    reply = client.embeddings.create(model=backend.embedding_model, input="a sentence")
    assert all(isinstance(value, float) for value in reply.data[0].embedding)
    assert len(reply.data[0].embedding) > 0
    assert reply.usage.prompt_tokens > 0


def test_list_models(backend, client):
    models = [model.id for model in client.models.list()]
    assert backend.chat_model in models
    assert len(models) == len(set(models))


def test_retrieve_model(backend, client):
    assert client.models.retrieve(backend.chat_model).id == backend.chat_model


def test_retrieve_unknown_model(client):
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("no-such-model")
    assert refused.value.code == "model_not_found"


def test_chat_with_unknown_model(client):
    with pytest.raises(openai.NotFoundError) as refused:
        client.chat.completions.create(model="no-such-model", messages=HELLO)
    assert refused.value.code == "model_not_found"


def test_a_model_of_another_dialect_is_never_translated(backend, client):
    if backend.known_text is None:
        pytest.skip("the demo provider speaks every dialect")
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=backend.ollama_model, messages=HELLO)
