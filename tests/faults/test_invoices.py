"""Invoices worked out on paper, in dollars, and what a gateway charges for the same: the header, the ledger, the export.

A request is what its provider says of it. Prices are dollars per million tokens, per request and per second.
"""

import json
import time
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from upstream import documented, events
from wire import Connection

NANO = Decimal("0.000000001")


@dataclass
class Invoice:
    """What a model costs, what a request uses, and what is charged; `None` where that cannot be said."""

    price: str
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0
    usd: str | None = None

    @property
    def usage(self):
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
            "prompt_tokens_details": {"cached_tokens": self.cached, "cache_write_tokens": self.cache_write},
            "completion_tokens_details": {"reasoning_tokens": self.reasoning},
        }


INVOICES = {
    # 600 x 2.50 + 400 x 1.25 + 500 x 10, by the million: 1500 + 500 + 5000.
    "cached": Invoice("--input 2.50 --cached 1.25 --output-price 10", 1000, 500, cached=400, usd="0.007"),
    # 345 x 3 + 10000 x 0.30 + 2000 x 3.75 + 678 x 15: 1035 + 3000 + 7500 + 10170.
    "cache-write": Invoice(
        "--input 3 --cached 0.30 --cache-write 3.75 --output-price 15",
        12_345,
        678,
        cached=10_000,
        cache_write=2000,
        usd="0.021705",
    ),
    # 77 x 1.10 + 100 x 4.40 + 900 x 6: 84.7 + 440 + 5400.
    "reasoning": Invoice("--input 1.10 --output-price 4.40 --reasoning 6", 77, 1000, reasoning=900, usd="0.0059247"),
    # Reasoning costs what output costs: 13 x 0.55 + 257 x 2.19 = 7.15 + 562.83.
    "reasoning-as-output": Invoice("--input 0.55 --output-price 2.19", 13, 257, reasoning=200, usd="0.00056998"),
    # Read from a cache or written to it, input costs what input costs: 100 x 0.80.
    "cached-as-input": Invoice("--input 0.80 --output-price 4", 100, 0, cached=60, cache_write=30, usd="0.00008"),
    # A cache that is free: 250 x 1.10 + 1 x 4.40.
    "cached-free": Invoice("--input 1.10 --cached 0 --output-price 4.40", 1000, 1, cached=750, usd="0.0002794"),
    # 0.005 + 333 x 0.028 + 7 x 0.10 by the million: 5000 + 9.324 + 0.7.
    "request-and-tokens": Invoice(
        "--request 0.005 --input 0.028 --output-price 0.10", 333, 7, usd="0.005010024"
    ),
    # By the request alone, tokens are free.
    "request": Invoice("--request 0.02", 5000, 5000, usd="0.02"),
    # Free is a price.
    "free": Invoice("--input 0 --output-price 0", 1_000_000, 1_000_000, usd="0"),
    # Three tokens of half a nano-dollar are two nano-dollars, not three: rounded once, half up.
    "half-a-nano": Invoice("--input 0.0005 --output-price 0", 3, 9, usd="0.000000002"),
    # Of 7 x 0.000123 millionths of a dollar, 0.861 nano-dollars, one is left.
    "most-of-a-nano": Invoice("--input 0.000123 --output-price 0", 7, 0, usd="0.000000001"),
    # Output has no price, so the whole has none.
    "unpriced": Invoice("--input 1", 10, 1),
}


def answer(invoice):
    """A provider that says a request has used what the invoice says."""

    def behave(handler, seen):
        if not seen.json().get("stream"):
            reply = json.loads(documented("openai.chat.json")) | {"usage": invoice.usage}
            handler.reply(200, json.dumps(reply).encode())
            return
        pieces = events(documented("openai.chat.sse"))
        last = next(place for place, piece in enumerate(pieces) if b'"choices":[]' in piece)
        chunk = json.loads(pieces[last].removeprefix(b"data: ")) | {"usage": invoice.usage}
        pieces[last] = f"data: {json.dumps(chunk)}\n\n".encode()
        handler.stream(pieces)

    return behave


def charged(house, request_id):
    """What the ledger and the export say of a request; both the same."""
    row = house.usage_of(request_id)
    ((nanos, duration_ms),) = house.rows(
        "SELECT cost_nanos, duration_ms FROM usage WHERE request_id = ?", bytes.fromhex(request_id)
    )
    exported = Decimal(row["cost_usd"]) if row["cost_usd"] else None
    assert exported == (None if nanos is None else nanos * NANO)
    return exported, duration_ms


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_gateway_charges_what_was_worked_out_on_paper(house, key, gateway, upstream, streamed):
    with Connection(gateway.port) as connection:
        for name, invoice in INVOICES.items():
            model = upstream.on(f"gpt-{name}", answer(invoice))
            house.run("price", "set", model, *invoice.price.split())
            reply = connection.chat(key, model=model, stream=streamed)
            assert reply.status == 200, name
            usd = None if invoice.usd is None else Decimal(invoice.usd)
            assert charged(house, reply.request_id)[0] == usd, name
            shown = reply.headers["x-keyctl-cost-usd"]
            assert (Decimal(shown) if shown else None) == (None if streamed else usd), name
    usd = sum(Decimal(invoice.usd or 0) for invoice in INVOICES.values())
    ((total,),) = house.rows("SELECT sum(cost_nanos) FROM usage")
    assert total * NANO == usd == Decimal("0.060569107")


def test_seconds_are_charged_as_long_as_the_request_took(house, key, gateway, upstream):
    def slow(handler, _seen):
        time.sleep(0.3)
        handler.reply(200, documented("openai.chat.json"))

    house.run("price", "set", upstream.on("gpt-second", slow), "--second", "0.000725")
    with Connection(gateway.port) as connection:
        reply = connection.chat(key, model="gpt-second")
    usd, duration_ms = charged(house, reply.request_id)
    assert duration_ms >= 300
    assert usd == (Decimal("0.000725") * duration_ms / 1000).quantize(NANO, ROUND_HALF_UP)
    assert Decimal(reply.headers["x-keyctl-cost-usd"]) == usd
