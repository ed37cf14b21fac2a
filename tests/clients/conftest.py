"""Two gateways that every client test meets: before the built-in demo model, and before a stub provider."""

from dataclasses import dataclass

import ollama
import openai
import pytest
from sandbox import Gateway, Sandbox, checked_sandbox
from upstream import checked_upstream


@dataclass
class Backend:
    """A gateway, the models behind it, and the text that they answer where it is always the same."""

    sandbox: Sandbox
    gateway: Gateway
    chat_model: str
    completion_model: str
    embedding_model: str
    ollama_model: str
    ollama_embedding_model: str
    known_text: str | None = None

    def says(self, text):
        """Whether `text` is what the model behind this gateway answers."""
        return text == self.known_text if self.known_text else bool(text)

    def openai(self, key, **options):
        return openai.OpenAI(base_url=f"{self.gateway.url}/v1", api_key=key, **options)

    def ollama(self, key):
        return ollama.Client(host=self.gateway.url, headers={"Authorization": f"Bearer {key}"})


def demo(directory):
    with checked_sandbox(directory) as sandbox:
        sandbox.run("provider", "add", "demo")
        sandbox.run("price", "set", "demo-*", "--input", "1.25", "--output-price", "5")
        yield Backend(sandbox, sandbox.serve(), *["demo-echo"] * 5)


def stub(directory):
    with (
        checked_upstream() as cloud,
        checked_upstream(provider_key=None) as local,
        checked_sandbox(directory) as sandbox,
    ):
        routes = ("gpt-*", "text-embedding-*")
        sandbox.add_provider("cloud", "openai", cloud.openai_url, *routes, provider_key=cloud.provider_key)
        sandbox.add_provider("local", "ollama", local.ollama_url, "llama*", "nomic-*")
        sandbox.run("price", "set", "gpt-*", "--input", "2.50", "--output-price", "10")
        sandbox.run("price", "set", "text-embedding-*", "--input", "0.02")
        sandbox.run("price", "set", "llama*", "--input", "0", "--output-price", "0")
        yield Backend(
            sandbox,
            sandbox.serve(),
            chat_model="gpt-4o-mini",
            completion_model="gpt-3.5-turbo-instruct",
            embedding_model="text-embedding-3-small",
            ollama_model="llama3.2",
            ollama_embedding_model="nomic-embed-text",
            known_text="Hello! 👋 How can I help you today?",
        )


@pytest.fixture(scope="module", params=[demo, stub], ids=["demo", "stub"])
def backend(request, tmp_path_factory):
    yield from request.param(tmp_path_factory.mktemp(request.param.__name__))


@pytest.fixture(scope="module")
def key(backend):
    return backend.sandbox.create_key("suite")
