"""A gateway before a provider that can be told to misbehave."""

import pytest


@pytest.fixture
def house(sandbox, upstream):
    """A sandbox with the provider and a price, and nothing running."""
    sandbox.add_provider("cloud", "openai", upstream.openai_url, "gpt-*", provider_key=upstream.provider_key)
    sandbox.run("price", "set", "gpt-*", "--input", "2.50", "--output-price", "10")
    return sandbox


@pytest.fixture
def key(house):
    return house.create_key("suite")


@pytest.fixture
def gateway(house):
    return house.serve()
