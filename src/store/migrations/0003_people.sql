-- People, their proof, who may do what in the shell, and a log that can be shortened and anchored.

-- A check cannot be altered, so the table is made anew. A removed user stays under its number,
-- because the ledger and the log name it; its handle and e-mail are free again.
CREATE TABLE new_users (
    id           INTEGER PRIMARY KEY,
    handle       TEXT    NOT NULL,
    email        TEXT,
    display_name TEXT,
    kind         TEXT    NOT NULL CHECK (kind IN ('person', 'service')),
    role_id      INTEGER NOT NULL REFERENCES roles (id),
    status       TEXT    NOT NULL CHECK (status IN ('active', 'disabled', 'removed')),
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER,
    CHECK ((status = 'removed') = (removed_at IS NOT NULL))
) STRICT;

INSERT INTO new_users (id, handle, email, display_name, kind, role_id, status, created_at)
SELECT id, handle, email, display_name, kind, role_id, status, created_at FROM users;

DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

CREATE UNIQUE INDEX users_handle ON users (handle) WHERE status <> 'removed';
CREATE UNIQUE INDEX users_email ON users (email) WHERE status <> 'removed';
CREATE INDEX users_by_handle ON users (handle);
CREATE INDEX users_role ON users (role_id);

-- An Argon2id hash in PHC form, keyed with a data key.
CREATE TABLE passwords (
    user_id     INTEGER PRIMARY KEY REFERENCES users (id),
    hash        TEXT    NOT NULL,
    data_key_id INTEGER NOT NULL REFERENCES data_keys (id),
    changed_at  INTEGER NOT NULL
) STRICT;

-- Hot columns, kept out of the table that gateways decide from. Passwords, codes and backup codes
-- count together. A user without a row has not failed.
CREATE TABLE attempts (
    user_id       INTEGER PRIMARY KEY REFERENCES users (id),
    -- Claimed since the window began, within which only so many are evaluated.
    failed        INTEGER NOT NULL,
    window_from   INTEGER NOT NULL,
    -- How many locks in a row; each is twice as long as the one before.
    lock_level    INTEGER NOT NULL,
    locked_until  INTEGER,
    -- Claimed since the last success.
    since_success INTEGER NOT NULL,
    last_login_at INTEGER
) STRICT;

-- A sealed TOTP secret. It is pending until one code was accepted. A step is never accepted twice.
CREATE TABLE second_factors (
    user_id    INTEGER PRIMARY KEY REFERENCES users (id),
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'enabled')),
    sealed     BLOB    NOT NULL,
    last_step  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    enabled_at INTEGER,
    CHECK ((state = 'enabled') = (enabled_at IS NOT NULL))
) STRICT;

CREATE TABLE backup_codes (
    user_id     INTEGER NOT NULL REFERENCES users (id),
    number      INTEGER NOT NULL,
    hash        TEXT    NOT NULL,
    data_key_id INTEGER NOT NULL REFERENCES data_keys (id),
    used_at     INTEGER,
    PRIMARY KEY (user_id, number)
) STRICT, WITHOUT ROWID;

-- What the operator of an OS user may do, within the role of its user; NULL narrows nothing.
ALTER TABLE operators ADD COLUMN permissions TEXT;

-- A proof that holds for a while, for one terminal of one OS user since the machine started.
CREATE TABLE step_ups (
    user_id   INTEGER NOT NULL REFERENCES users (id),
    os_uid    INTEGER NOT NULL,
    terminal  TEXT    NOT NULL,
    boot      TEXT    NOT NULL,
    proved_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, os_uid, terminal)
) STRICT, WITHOUT ROWID;

-- What a user is told once, at the next command: what others changed about them.
CREATE TABLE announcements (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    at      INTEGER NOT NULL,
    text    TEXT    NOT NULL
) STRICT;

CREATE INDEX announcements_user ON announcements (user_id);

-- Settings whose values are secret.
CREATE TABLE sealed_settings (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    sealed BLOB NOT NULL
) STRICT;

-- Suspicions that were told of lately: each subject once an hour.
CREATE TABLE suspicions (
    event   TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (event, subject)
) STRICT, WITHOUT ROWID;

-- What lists are narrowed by, out of the details that are hashed.
ALTER TABLE audit_log ADD COLUMN ip TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(details) THEN json_extract(details, '$.ip') END) VIRTUAL;
ALTER TABLE audit_log ADD COLUMN user TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(details) THEN json_extract(details, '$.user') END) VIRTUAL;
ALTER TABLE audit_log ADD COLUMN key TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(details) THEN json_extract(details, '$.key') END) VIRTUAL;

-- Whom an entry concerns: by target, or by a name where the target is somebody or something else.
-- Queries repeat these conditions to the letter.
CREATE INDEX audit_log_target ON audit_log (target) WHERE target IS NOT NULL;
CREATE INDEX audit_log_ip ON audit_log (ip) WHERE ip IS NOT NULL;
CREATE INDEX audit_log_user ON audit_log (user)
    WHERE user IS NOT NULL AND coalesce(target, '') NOT GLOB 'user:*';
CREATE INDEX audit_log_key ON audit_log (key)
    WHERE key IS NOT NULL AND coalesce(target, '') NOT GLOB 'key:*';

-- Where the log begins: after the newest of these. `count` is how many entries retention removed
-- with it, 0 where they stay but are vouched for no longer.
CREATE TABLE audit_checkpoints (
    seq   INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL CHECK (length(hash) = 32),
    count INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    actor TEXT,
    mac   BLOB    NOT NULL CHECK (length(mac) = 32)
) STRICT;

-- What was given out to be kept elsewhere: retention does not pass the newest.
CREATE TABLE audit_anchors (
    seq INTEGER PRIMARY KEY,
    at  INTEGER NOT NULL
) STRICT;

DROP TRIGGER audit_log_stays;
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
WHEN OLD.seq > COALESCE((SELECT max(seq) FROM audit_checkpoints WHERE count > 0), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
