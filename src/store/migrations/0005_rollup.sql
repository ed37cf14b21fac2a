-- Usage added up, so that reports need not read the ledger row by row; where in the ledger a stretch
-- of time lies; and what was priced later, or has left the ledger.

-- Up to which row of the ledger the sums below reach. Those behind it are added up by whoever reads.
CREATE TABLE usage_rollup (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    through INTEGER NOT NULL
) STRICT;

INSERT INTO usage_rollup (id, through) VALUES (1, 0);

-- By day of the accounting zone, as the number 20261121. No foreign keys, as in the ledger.
CREATE TABLE usage_daily (
    day           INTEGER NOT NULL,
    key_id        INTEGER NOT NULL,
    model_id      INTEGER NOT NULL,
    provider_id   INTEGER NOT NULL,
    requests      INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    cost_nanos    INTEGER NOT NULL,
    unpriced_requests  INTEGER NOT NULL,
    PRIMARY KEY (day, key_id, model_id, provider_id)
) STRICT, WITHOUT ROWID;

-- The same by month, as the number 202611: many keys over many days are many cells.
CREATE TABLE usage_monthly (
    month         INTEGER NOT NULL,
    key_id        INTEGER NOT NULL,
    model_id      INTEGER NOT NULL,
    provider_id   INTEGER NOT NULL,
    requests      INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    cost_nanos    INTEGER NOT NULL,
    unpriced_requests  INTEGER NOT NULL,
    PRIMARY KEY (month, key_id, model_id, provider_id)
) STRICT, WITHOUT ROWID;

-- The same by day, of all keys together.
CREATE TABLE usage_daily_models (
    day           INTEGER NOT NULL,
    model_id      INTEGER NOT NULL,
    provider_id   INTEGER NOT NULL,
    requests      INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    cost_nanos    INTEGER NOT NULL,
    unpriced_requests  INTEGER NOT NULL,
    PRIMARY KEY (day, model_id, provider_id)
) STRICT, WITHOUT ROWID;

-- The first and the last instant among 4096 rows of the ledger, those whose ids divided by 4096 are
-- the block. It stands in for an index on time, which each request would pay for.
CREATE TABLE usage_blocks (
    block    INTEGER PRIMARY KEY,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL
) STRICT;

INSERT INTO usage_blocks (block, first_at, last_at)
SELECT id / 4096, min(at), max(at) FROM usage GROUP BY id / 4096;

-- What a row of the ledger costs by a price that was set later. The row stays as it was written;
-- the greatest number holds.
CREATE TABLE usage_adjustments (
    usage_id   INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    price_id   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (usage_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER usage_adjustments_keep BEFORE UPDATE ON usage_adjustments
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER usage_adjustments_stay BEFORE DELETE ON usage_adjustments
WHEN EXISTS (SELECT 1 FROM usage WHERE id = OLD.usage_id)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Before which instant, a midnight of the accounting zone, the rows of the ledger were given up.
-- Their sums stay.
CREATE TABLE usage_prunes (
    before INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL
) STRICT;

DROP TRIGGER usage_stays;
CREATE TRIGGER usage_stays BEFORE DELETE ON usage
WHEN OLD.at >= COALESCE((SELECT max(before) FROM usage_prunes), OLD.at)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
