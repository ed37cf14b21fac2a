-- Operations on keys over HTTP in the last hour: a user may make only so many.
CREATE TABLE key_operations (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    at      INTEGER NOT NULL
) STRICT;

CREATE INDEX key_operations_user ON key_operations (user_id, at);
