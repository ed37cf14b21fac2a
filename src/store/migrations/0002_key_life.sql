-- The life of a key: lifetimes, what narrows it, its versions, imported hashes, and who uses it.

ALTER TABLE roles ADD COLUMN lifetime_micros INTEGER;

UPDATE roles SET lifetime_micros = CASE name
    WHEN 'basic' THEN 604800000000
    WHEN 'contributor' THEN 2592000000000
    WHEN 'node_operator' THEN 7776000000000
    WHEN 'admin' THEN 31536000000000
END WHERE built_in = 1;

-- A check cannot be altered, so both tables are made anew. Keys of before have no end: a lifetime
-- that a role gets later extends and cuts nothing.
CREATE TABLE new_keys (
    id          INTEGER PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES users (id),
    name        TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('active', 'suspended', 'expired', 'revoked')),
    -- What narrows it within the role of its user; NULL narrows nothing.
    role_id     INTEGER REFERENCES roles (id),
    permissions TEXT,
    models      TEXT,
    networks    TEXT,
    -- A key with a lifetime gets it anew whenever it is rotated; one without keeps its end.
    expires_at          INTEGER,
    lifetime_micros     INTEGER,
    rotate_every_micros INTEGER,
    -- Until when an imported key is exempt from the lifetime of its role.
    sunset_at   INTEGER,
    created_at  INTEGER NOT NULL,
    revoked_at  INTEGER,
    CHECK ((status = 'revoked') = (revoked_at IS NOT NULL)),
    CHECK (lifetime_micros IS NULL OR expires_at IS NOT NULL),
    CHECK (lifetime_micros > 0),
    CHECK (rotate_every_micros > 0)
) STRICT;

INSERT INTO new_keys (id, user_id, name, status, created_at, revoked_at)
SELECT id, user_id, name, status, created_at, revoked_at FROM keys;

-- A version takes requests while it is current, offered to whoever is to use it next, or previous
-- and within its grace. All but the current one have an end; that of a withdrawn one has passed.
CREATE TABLE new_key_secrets (
    id          INTEGER PRIMARY KEY,
    key_id      INTEGER NOT NULL REFERENCES keys (id),
    state       TEXT    NOT NULL CHECK (state IN ('offered', 'current', 'previous', 'withdrawn')),
    prefix      TEXT    NOT NULL UNIQUE,
    last_four   TEXT    NOT NULL,
    digest      BLOB    CHECK (length(digest) = 32),
    data_key_id INTEGER REFERENCES data_keys (id),
    -- Made by another system, in a format of its own.
    imported    INTEGER NOT NULL CHECK (imported IN (0, 1)),
    sealed      BLOB,
    rotation_id TEXT,
    created_at  INTEGER NOT NULL,
    valid_until INTEGER,
    CHECK ((digest IS NULL) = (data_key_id IS NULL)),
    CHECK (digest IS NOT NULL OR imported = 1),
    CHECK ((state = 'current') = (valid_until IS NULL))
) STRICT;

INSERT INTO new_key_secrets
    (id, key_id, state, prefix, last_four, digest, data_key_id, imported, created_at)
SELECT id, key_id, 'current', prefix, last_four, digest, data_key_id, 0, created_at
FROM key_secrets;

DROP TABLE key_secrets;
DROP TABLE keys;
ALTER TABLE new_keys RENAME TO keys;
ALTER TABLE new_key_secrets RENAME TO key_secrets;

-- A name is free again once its key is dead.
CREATE UNIQUE INDEX keys_name ON keys (user_id, name) WHERE status IN ('active', 'suspended');
CREATE INDEX keys_expiry ON keys (expires_at)
    WHERE status IN ('active', 'suspended') AND expires_at IS NOT NULL;
CREATE INDEX keys_by_name ON keys (name, user_id);
CREATE INDEX keys_user ON keys (user_id);
CREATE INDEX keys_role ON keys (role_id) WHERE role_id IS NOT NULL;

CREATE INDEX key_secrets_key ON key_secrets (key_id);
CREATE UNIQUE INDEX key_secrets_current ON key_secrets (key_id) WHERE state = 'current';
CREATE UNIQUE INDEX key_secrets_offered ON key_secrets (key_id) WHERE state = 'offered';
CREATE UNIQUE INDEX key_secrets_rotation ON key_secrets (key_id, rotation_id)
    WHERE rotation_id IS NOT NULL;
CREATE INDEX key_secrets_imported ON key_secrets (key_id) WHERE imported = 1;

-- The hash that an imported key came with, until its first use leaves a digest in its place.
CREATE TABLE imported_hashes (
    secret_id INTEGER PRIMARY KEY REFERENCES key_secrets (id),
    hash      TEXT    NOT NULL,
    hash_of   TEXT    NOT NULL CHECK (hash_of IN ('key', 'secret'))
) STRICT;

-- Hot columns, kept out of the tables that gateways decide from. At most a minute behind.
CREATE TABLE key_activity (
    secret_id      INTEGER PRIMARY KEY REFERENCES key_secrets (id),
    last_used_at   INTEGER NOT NULL,
    last_used_from BLOB,
    requests       INTEGER NOT NULL
) STRICT;

-- Operations on keys over HTTP in the last hour: a user may make only so many.
CREATE TABLE key_operations (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    at      INTEGER NOT NULL
) STRICT;

CREATE INDEX key_operations_user ON key_operations (user_id, at);
