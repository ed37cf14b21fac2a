"""A real price map, as it is published: every price taken over exactly, or left out with its reason.

The map is in the package `litellm`, which is downloaded once and not installed. What is expected of it is computed
here, from its text, with `decimal`.
"""

import json
import re
import subprocess
import sys
import time
import zipfile
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sandbox import ROOT

PACKAGE = "litellm~=1.110.2"

MAP = "litellm/model_prices_and_context_window_backup.json"

PARTS = {
    "input_cost_per_request": "request_picos",
    "input_cost_per_token": "input_picos",
    "output_cost_per_token": "output_picos",
    "cache_read_input_token_cost": "cached_picos",
    "cache_creation_input_token_cost": "cache_write_picos",
    "output_cost_per_reasoning_token": "reasoning_picos",
}

LONGER_CACHE = re.compile(r"cache_creation_input_token_cost_above_[0-9]+hr((?!_above_).)*")
"""Of cache writes that are kept for longer: they are priced as those that are not."""

MOST_SECONDS = 2


@pytest.fixture(scope="module")
def price_map(tmp_path_factory):
    """The map as a file."""
    kept = ROOT / "target" / "litellm"
    if not any(kept.glob("litellm-*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--dest", kept, PACKAGE], check=True)
    (wheel,) = kept.glob("litellm-*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extract(MAP, tmp_path_factory.mktemp("litellm"))
    return tmp_path_factory.getbasetemp() / "litellm0" / MAP


def picos(usd):
    return int((Decimal(usd) * 10**12).quantize(Decimal(1), ROUND_HALF_UP))


def has_flat_price(entry):
    """Whether the prices of an entry are per token or request, whatever the length and the hour."""
    costs = {name: value for name, value in entry.items() if "cost" in name and value is not None}
    if any("_above_" in name and not LONGER_CACHE.fullmatch(name) for name in costs) or {"tiered_pricing", "off_peak_pricing"} & set(entry):
        return False
    nonzero = {name for name, value in costs.items() if isinstance(value, str) and Decimal(value) != 0}
    other = {name for name in nonzero if not name.startswith(tuple(PARTS))}
    return bool(PARTS.keys() & costs.keys()) and not (other and not PARTS.keys() & nonzero)


def has_longer_caches(entry):
    flat = entry.get("cache_creation_input_token_cost", entry.get("input_cost_per_token"))
    return any(Decimal(entry[name]) != Decimal(flat) for name in entry if LONGER_CACHE.fullmatch(name))


def expected(entry):
    row = {column: picos(entry[part]) if entry.get(part) is not None else None for part, column in PARTS.items()}
    return row | {"max_output_tokens": int(entry.get("max_output_tokens") or 0) or None}


def stored(sandbox):
    columns = [*PARTS.values(), "max_output_tokens"]
    rows = sandbox.rows(f"SELECT model, {', '.join(columns)} FROM prices ORDER BY id")
    return {model: dict(zip(columns, row, strict=True)) for model, *row in rows}, len(rows)


def test_the_real_map_is_taken_over_exactly_and_once(sandbox, price_map):
    # Numbers stay as they are written.
    published = json.loads(price_map.read_text(), parse_float=str, parse_int=str)
    del published["sample_spec"]
    flat = {model: expected(entry) for model, entry in published.items() if has_flat_price(entry)}
    assert len(flat) > 3000
    longer = sorted(model for model in flat if has_longer_caches(published[model]))
    assert len(longer) > 200 and "claude-opus-4-5" in longer

    begin = time.perf_counter()
    first = sandbox.run("-o", "json", "price", "import", price_map).json()
    seconds = time.perf_counter() - begin
    print(f"{len(published)} models, {len(flat)} priced, imported in {seconds:.2f} s")
    assert stored(sandbox) == (flat, len(flat))
    skipped = len(published) - len(flat)
    counts = {"added": len(flat), "changed": 0, "unchanged": 0, "skipped": skipped}
    assert {name: first[name] for name in counts} == counts
    assert (first["longer_caches"], first["longer_cache_models"]) == (len(longer), longer)
    assert seconds < MOST_SECONDS

    again = sandbox.run("-o", "json", "price", "import", price_map)
    counts = {"added": 0, "changed": 0, "unchanged": len(flat), "skipped": skipped}
    assert {name: again.json()[name] for name in counts} == counts
    assert stored(sandbox) == (flat, len(flat))
    assert again.stderr.count(" is counted as ") == first["rounded"] > 0
    sandbox.assert_sound()


def test_a_new_price_stands_beside_the_old_one(sandbox, tmp_path):
    for usd in ("1e-06", "2e-06", "2e-06"):
        (tmp_path / "one.json").write_text(json.dumps({"gpt-5": {"input_cost_per_token": usd}}))
        sandbox.run("price", "import", tmp_path / "one.json")
    rows = sandbox.rows("SELECT model, input_picos FROM prices ORDER BY effective_from")
    assert rows == [("gpt-5", 1_000_000), ("gpt-5", 2_000_000)]
