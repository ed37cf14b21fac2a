-- Times are UTC microseconds, money is nano-dollars, unit prices are pico-dollars, booleans 0/1.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE data_keys (
    id         INTEGER PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('token', 'password', 'seal', 'audit')),
    version    INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL,
    kek_id     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    uses       INTEGER NOT NULL DEFAULT 0,
    UNIQUE (purpose, version)
) STRICT;

CREATE TABLE roles (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    permissions TEXT    NOT NULL,
    built_in    INTEGER NOT NULL CHECK (built_in IN (0, 1)),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id           INTEGER PRIMARY KEY,
    handle       TEXT    NOT NULL UNIQUE,
    email        TEXT    UNIQUE,
    display_name TEXT,
    kind         TEXT    NOT NULL CHECK (kind IN ('person', 'service')),
    role_id      INTEGER NOT NULL REFERENCES roles (id),
    status       TEXT    NOT NULL CHECK (status IN ('active', 'disabled')),
    created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX users_role ON users (role_id);

CREATE TABLE operators (
    os_user    TEXT PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    name       TEXT    NOT NULL,
    status     TEXT    NOT NULL CHECK (status IN ('active', 'revoked')),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- A name is free again once its key is dead.
CREATE UNIQUE INDEX keys_name ON keys (user_id, name) WHERE status <> 'revoked';

-- The versions under a key. The digest is looked up by the public prefix, never by itself.
CREATE TABLE key_secrets (
    id          INTEGER PRIMARY KEY,
    key_id      INTEGER NOT NULL REFERENCES keys (id),
    prefix      TEXT    NOT NULL UNIQUE,
    last_four   TEXT    NOT NULL,
    digest      BLOB    NOT NULL CHECK (length(digest) = 32),
    data_key_id INTEGER NOT NULL REFERENCES data_keys (id),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX key_secrets_key ON key_secrets (key_id);

CREATE TABLE providers (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    dialect       TEXT    NOT NULL,
    base_url      TEXT,
    routes        TEXT    NOT NULL,
    auth          TEXT    NOT NULL CHECK (auth IN ('key', 'none')),
    fallback      TEXT    NOT NULL CHECK (fallback IN ('system', 'none')),
    allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)),
    created_at    INTEGER NOT NULL,
    removed_at    INTEGER
) STRICT;

-- A removed provider stays, because the ledger names it; its name is free again.
CREATE UNIQUE INDEX providers_name ON providers (name) WHERE removed_at IS NULL;

CREATE TABLE provider_keys (
    id          INTEGER PRIMARY KEY,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    user_id     INTEGER REFERENCES users (id),
    sealed      BLOB    NOT NULL,
    last_four   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX provider_keys_owner ON provider_keys (provider_id, COALESCE(user_id, 0));

CREATE TABLE prices (
    id                INTEGER PRIMARY KEY,
    model             TEXT    NOT NULL,
    provider_id       INTEGER REFERENCES providers (id),
    request_picos     INTEGER,
    input_picos       INTEGER,
    output_picos      INTEGER,
    cached_picos      INTEGER,
    cache_write_picos INTEGER,
    reasoning_picos   INTEGER,
    second_picos      INTEGER,
    max_output_tokens INTEGER,
    effective_from    INTEGER NOT NULL,
    created_at        INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX prices_in_force ON prices (model, COALESCE(provider_id, 0), effective_from);

CREATE TABLE models (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One row per forwarded request. No second index and no foreign keys: each would be paid for on
-- every request, and what a row names is never deleted.
CREATE TABLE usage (
    id            INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    request_id    BLOB    NOT NULL,
    key_id        INTEGER NOT NULL,
    secret_id     INTEGER NOT NULL,
    provider_id   INTEGER NOT NULL,
    model_id      INTEGER NOT NULL,
    route         INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    outcome       INTEGER NOT NULL,
    payer         INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    cost_nanos    INTEGER,
    duration_ms   INTEGER NOT NULL,
    first_byte_ms INTEGER,
    client        BLOB
) STRICT;

CREATE TABLE audit_log (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_type TEXT    NOT NULL,
    actor_id   TEXT,
    action     TEXT    NOT NULL,
    target     TEXT,
    outcome    TEXT    NOT NULL,
    request_id TEXT,
    source     TEXT,
    details    TEXT    NOT NULL,
    hash       BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_head (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    epoch     INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    head_hash BLOB    NOT NULL CHECK (length(head_hash) = 32),
    mac       BLOB    NOT NULL CHECK (length(mac) = 32)
) STRICT;

-- Guards against accidents; tampering is what the chain and its head are for.
CREATE TRIGGER audit_log_keeps BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER usage_keeps BEFORE UPDATE ON usage
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER usage_stays BEFORE DELETE ON usage
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
