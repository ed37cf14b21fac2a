-- What must be told to whom, and how far that went: one row for each channel.
CREATE TABLE notices (
    id           INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    channel      TEXT    NOT NULL CHECK (channel IN ('mail', 'webhook', 'command')),
    -- What it is told once for.
    occasion     TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    tries        INTEGER NOT NULL,
    -- Not before then is it tried; until then it belongs to whoever tries it now. NULL once it is
    -- delivered or given up.
    next_try_at  INTEGER,
    delivered_at INTEGER,
    last_error   TEXT,
    UNIQUE (occasion, channel),
    CHECK (delivered_at IS NULL OR next_try_at IS NULL)
) STRICT;

CREATE INDEX notices_due ON notices (next_try_at) WHERE next_try_at IS NOT NULL;
