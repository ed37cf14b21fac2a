-- Money: budgets, what each window of them has spent and reserved, what is in flight, and limits.

-- Rows are never deleted, because what is in flight names them.
CREATE TABLE budgets (
    id            INTEGER PRIMARY KEY,
    scope         TEXT    NOT NULL CHECK (scope IN ('user', 'key', 'role', 'global')),
    -- The number of the user, key or role; NULL for the one pot of all.
    subject_id    INTEGER,
    model         TEXT,
    limit_nanos   INTEGER NOT NULL CHECK (limit_nanos >= 0),
    every         TEXT    NOT NULL CHECK (every IN ('day', 'week', 'month', 'total')),
    alerts        TEXT    NOT NULL,
    on_exceed     TEXT    NOT NULL CHECK (on_exceed IN ('block', 'warn')),
    -- Counts the limits that it had: each has its alerts anew.
    limit_version INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    removed_at    INTEGER,
    CHECK ((scope = 'global') = (subject_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX budgets_scope
    ON budgets (scope, COALESCE(subject_id, 0), COALESCE(model, ''))
    WHERE removed_at IS NULL;

-- A window of a budget. A budget of a role has one for each user of it, any other one for all: 0.
CREATE TABLE budget_periods (
    budget_id      INTEGER NOT NULL REFERENCES budgets (id),
    user_id        INTEGER NOT NULL,
    period_start   INTEGER NOT NULL,
    period_end     INTEGER,
    spent_nanos    INTEGER NOT NULL CHECK (spent_nanos >= 0),
    reserved_nanos INTEGER NOT NULL CHECK (reserved_nanos >= 0),
    credit_nanos   INTEGER NOT NULL CHECK (credit_nanos >= 0),
    PRIMARY KEY (budget_id, user_id, period_start)
) STRICT, WITHOUT ROWID;

-- Which threshold, in percent, was passed when. Notices are read from here.
CREATE TABLE budget_alerts (
    id            INTEGER PRIMARY KEY,
    budget_id     INTEGER NOT NULL REFERENCES budgets (id),
    user_id       INTEGER NOT NULL,
    period_start  INTEGER NOT NULL,
    limit_version INTEGER NOT NULL,
    threshold     INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    spent_nanos   INTEGER NOT NULL,
    limit_nanos   INTEGER NOT NULL,
    UNIQUE (budget_id, user_id, period_start, limit_version, threshold)
) STRICT;

-- What a limit or a window was raised by. A reference is used once for a scope, whichever budget
-- it has: a payment may be reported again after the budget was changed for another.
CREATE TABLE credits (
    id           INTEGER PRIMARY KEY,
    budget_id    INTEGER NOT NULL REFERENCES budgets (id),
    period_start INTEGER,
    amount_nanos INTEGER NOT NULL CHECK (amount_nanos > 0),
    reference    TEXT,
    at           INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX credits_reference ON credits (reference, budget_id)
    WHERE reference IS NOT NULL;

-- Users whose role has changed: their windows of its budgets are counted before they are used.
CREATE TABLE uncounted_users (
    user_id INTEGER PRIMARY KEY
) STRICT;

CREATE TRIGGER users_role_changes AFTER UPDATE OF role_id ON users
WHEN NEW.role_id <> OLD.role_id
BEGIN INSERT OR IGNORE INTO uncounted_users (user_id) VALUES (NEW.id); END;

-- Gateways that run. Each holds a lock for as long as it lives.
CREATE TABLE instances (
    id         TEXT    PRIMARY KEY,
    address    TEXT    NOT NULL,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Requests that are in flight under a budget, with all that their row needs should nobody be left
-- to meter them. `parts` lists what they hold of which window.
CREATE TABLE reservations (
    request_id    BLOB    PRIMARY KEY,
    instance_id   TEXT    NOT NULL REFERENCES instances (id),
    at            INTEGER NOT NULL,
    key_id        INTEGER NOT NULL,
    secret_id     INTEGER NOT NULL,
    provider_id   INTEGER NOT NULL,
    model         TEXT    NOT NULL,
    route         INTEGER NOT NULL,
    payer         INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    held_nanos    INTEGER NOT NULL CHECK (held_nanos >= 0),
    parts         TEXT    NOT NULL,
    client        BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX reservations_instance ON reservations (instance_id);

-- How fast and how many at once. NULL says nothing, 'none' and 0 lift what else would hold.
CREATE TABLE limits (
    id         INTEGER PRIMARY KEY,
    scope      TEXT    NOT NULL CHECK (scope IN ('user', 'key', 'role', 'global')),
    subject_id INTEGER,
    model      TEXT,
    requests   TEXT,
    tokens     TEXT,
    concurrent INTEGER CHECK (concurrent >= 0),
    created_at INTEGER NOT NULL,
    CHECK ((scope = 'global') = (subject_id IS NULL)),
    CHECK (COALESCE(requests, tokens, concurrent) IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX limits_scope
    ON limits (scope, COALESCE(subject_id, 0), COALESCE(model, ''));
