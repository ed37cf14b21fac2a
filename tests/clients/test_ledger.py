"""What the clients did, as the reports show it: one row per metered request, and three reports that agree."""

import csv
import io
import re
from decimal import Decimal

import pytest

HELLO = [{"role": "user", "content": "Say hello."}]

TOKENS = ("input_tokens", "output_tokens", "cached_tokens", "cache_write_tokens", "reasoning_tokens")


@pytest.fixture(scope="module")
def request_ids(backend, key):
    """Every metered request of a short day of work, by its request id."""
    chat = backend.openai(key).chat.completions.with_raw_response
    embeddings = backend.openai(key).embeddings.with_raw_response
    replies = [chat.create(model=backend.chat_model, messages=HELLO) for _ in range(5)]
    for _ in range(5):
        reply = chat.create(model=backend.chat_model, messages=HELLO, stream=True)
        for _ in reply.parse():
            pass
        replies.append(reply)
    replies.append(embeddings.create(model=backend.embedding_model, input="a sentence"))
    backend.ollama(key).chat(model=backend.ollama_model, messages=HELLO)
    list(backend.ollama(key).generate(model=backend.ollama_model, prompt="Say hello.", stream=True))
    return [reply.headers["x-request-id"] for reply in replies]


@pytest.fixture
def export(backend, request_ids):
    return backend.sandbox.usage()


def test_each_request_has_one_row(export, request_ids):
    exported = [row["request_id"] for row in export]
    assert len(exported) == len(set(exported))
    assert set(request_ids) <= set(exported)
    assert len([row for row in export if row["route"].startswith("/api/")]) == 2


def test_rows_say_what_was_used(backend, export):
    for row in export:
        assert row["outcome"] == "ok"
        assert int(row["input_tokens"]) > 0
        assert int(row["duration_ms"]) >= 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", row["time"])
    if backend.known_text:
        chats = [row for row in export if row["route"] == "/v1/chat/completions"]
        figures = {(row["input_tokens"], row["output_tokens"], row["cost_usd"]) for row in chats}
        assert figures == {("10", "11", "0.000135")}


def test_summary_json_equals_the_export(backend, export):
    summary = backend.sandbox.run("usage", "summary", "--by", "model", "-o", "json").json()
    assert summary["kind"] == "usage.summary"
    assert sum(item["requests"] for item in summary["items"]) == len(export)
    for tokens in TOKENS:
        assert sum(item[tokens] for item in summary["items"]) == sum(int(row[tokens] or 0) for row in export)
    cost = sum(Decimal(row["cost_usd"] or 0) for row in export)
    assert cost > 0
    assert sum(Decimal(item["cost_usd"] or 0) for item in summary["items"]) == cost
    assert sum(item["cost_nanos"] or 0 for item in summary["items"]) == cost * 10**9


def test_summary_table_equals_the_json(backend, export):
    items = backend.sandbox.run("usage", "summary", "--by", "model", "-o", "json").json()["items"]
    table = backend.sandbox.run("usage", "summary", "--by", "model", "-o", "table", "--width", "0").stdout
    for item in items:
        line = next(line for line in table.splitlines() if item["model"] in line)
        figures = set(re.split(r"[\s$]+", line))
        cost = item["cost_usd"] or "unpriced"
        wanted = {str(item["requests"]), str(item["input_tokens"]), str(item["output_tokens"]), cost}
        assert wanted <= figures


def test_export_by_model_equals_the_summary(backend, export):
    items = backend.sandbox.run("usage", "summary", "--by", "model", "-o", "json").json()["items"]
    text = backend.sandbox.run("usage", "export", "--by", "model").stdout
    grouped = {row["model"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}
    assert {item["model"]: item["requests"] for item in items} == {
        model: int(row["requests"]) for model, row in grouped.items()
    }


def test_no_secret_stands_in_any_file(backend, export):
    backend.sandbox.run("db", "backup", backend.sandbox.directory / "backup.db")
    assert backend.sandbox.leaks() == []
