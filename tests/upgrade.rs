//! Every schema that there was, with rows in all of its tables, and its way to the present one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::thread;

use insta::assert_snapshot;
use keyctl::domain::audit::Checkpoint;
use keyctl::domain::time::Timestamp;
use keyctl::ops::provider;
use keyctl::ops::session::unlock;
use keyctl::secret::file;
use keyctl::secret::keyring::Keyring;
use keyctl::secret::master_key::MasterKey;
use keyctl::store::audit_proof::put_checkpoint;
use keyctl::store::db::Store;
use keyctl::store::migrate::{APPLICATION_ID, VERSION};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};

use crate::support::{Metered, Sandbox};

/// What led from each schema to the next.
const STEPS: [&str; 6] = [
    include_str!("../src/store/migrations/0001_first.sql"),
    include_str!("../src/store/migrations/0002_key_life.sql"),
    include_str!("../src/store/migrations/0003_people.sql"),
    include_str!("../src/store/migrations/0004_notices.sql"),
    include_str!("../src/store/migrations/0005_rollup.sql"),
    include_str!("../src/store/migrations/0006_money.sql"),
];

/// Rows for the tables that the second schema and those after it brought, as far as no command of
/// these tests makes them.
const ROWS: [&str; 4] = [
    "INSERT INTO imported_hashes VALUES (1, 'pbkdf2', 'key');
     INSERT INTO key_activity VALUES (1, 7, NULL, 3);
     INSERT INTO key_operations VALUES (1, 2, 7);",
    "INSERT INTO passwords VALUES (1, '$argon2id$', 2, 7);
     INSERT INTO attempts VALUES (1, 1, 7, 0, NULL, 1, NULL);
     INSERT INTO second_factors VALUES (1, 'pending', x'00', 0, 7, NULL);
     INSERT INTO backup_codes VALUES (1, 1, '$argon2id$', 2, NULL);
     INSERT INTO step_ups VALUES (1, 0, '/dev/pts/0', 'boot', 7);
     INSERT INTO announcements VALUES (1, 2, 7, 'text');
     INSERT INTO sealed_settings VALUES (1, 'notify.smtp-password', x'00');
     INSERT INTO suspicions VALUES ('security.networks', 'key:1', 7);
     INSERT INTO audit_anchors VALUES (0, 7);",
    "INSERT INTO notices
     VALUES (1, 'user.lock', 'user:1', 'mail', 'user.lock:1', '{}', 7, 0, NULL, 7, NULL);",
    "INSERT INTO usage_adjustments VALUES (99, 1, 700, 1, 7);
     INSERT INTO usage_prunes VALUES (7, 7);",
];

/// What a provider's key is in these tests.
const PROVIDER_KEY: &str = "sk-proj-0123456789abcdefghijklmnop";

/// The keys that more than their rows is asked of.
struct Keys {
    living: String,
    revoked: String,
}

/// A database with a row in every table that any earlier schema has.
fn inhabited() -> (Sandbox, Keys) {
    let sandbox = Sandbox::new();
    sandbox.ok("user create bob@example.com --role contributor");
    sandbox.ok("user create robot --service --role node_operator");
    sandbox.ok("provider add demo");
    sandbox.ok("provider add openai");
    for user in [&[][..], &["--user", "bob"]] {
        let words = [&["provider", "set-key", "openai", "--key-stdin"][..], user].concat();
        assert_eq!(sandbox.feed(&words, PROVIDER_KEY).code, 0);
    }
    sandbox.ok("price set demo-* --input 0.50 --output-price 1.50");
    let keys = Keys { revoked: sandbox.key("ci"), living: String::new() };
    sandbox.ok("key revoke alice/ci -y");
    let keys = Keys { living: sandbox.key("ci"), ..keys };
    sandbox.ok("-q key create nightly --user robot");
    let row = |at, key, tokens, cost| Metered { at, key, model: "demo-echo", tokens, cost };
    sandbox.ok("budget set 50/month --user bob");
    sandbox.ok("budget raise 5 --user bob --this-window");
    sandbox.ok("limit set --user bob --requests none");
    sandbox.meter(&[
        row("2026-10-31T23:59:59.999999Z", "alice/ci", (10, 20), Some(35_000)),
        row("2026-11-01T00:00:00Z", "robot/nightly", (100, 200), Some(350_000)),
        row("2026-11-01T00:00:01Z", "robot/nightly", (7, 0), None),
    ]);
    sandbox.ok("usage rebuild");
    for (schema, rows) in (2..).zip(ROWS) {
        opened(&sandbox.database()).execute_batch(rows).unwrap_or_else(|error| {
            panic!("schema {schema}: {error}");
        });
    }
    set_checkpoint(&sandbox);
    (sandbox, keys)
}

/// Sets a checkpoint before the first entry of the log, so that nothing has to go for it.
fn set_checkpoint(sandbox: &Sandbox) {
    let mut store = sandbox.store();
    let keyring = keyring(sandbox, &store);
    let at = Timestamp::from_micros(7);
    let checkpoint = Checkpoint { seq: 0, hash: [0; 32], count: 0, at, actor: None };
    let write = store.write().unwrap();
    put_checkpoint(&write, &keyring, &checkpoint).unwrap();
    write.commit().unwrap();
}

fn keyring(sandbox: &Sandbox, store: &Store) -> Keyring {
    let line = file::read(&sandbox.master_key()).unwrap();
    unlock(store, &MasterKey::from_line(&line).unwrap()).unwrap()
}

/// Puts the database as an earlier schema had it in the place of the present one: the tables as
/// the steps made them then, with all rows as far as those can hold them.
fn take_back(sandbox: &Sandbox, schema: usize) {
    let older = sandbox.path("older.db");
    let connection = built(&older, schema);
    let today = sandbox.database();
    connection.execute("ATTACH $1 AS today", [today.to_str().unwrap()]).unwrap();
    for (table, columns) in tables(schema) {
        // A step may have made a row of its own.
        let sql = format!(
            "INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}"
        );
        assert!(connection.execute(&sql, []).unwrap() > 0, "no row in {table}");
    }
    connection.execute_batch("DETACH today; PRAGMA journal_mode = WAL").unwrap();
    drop(connection);
    fs::rename(&older, sandbox.database()).unwrap();
    fs::set_permissions(sandbox.database(), Permissions::from_mode(0o600)).unwrap();
}

/// An empty database of a schema.
fn built(path: &Path, schema: usize) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for step in &STEPS[..schema] {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", i64::try_from(schema).unwrap()).unwrap();
    connection
}

/// The tables of a schema and, separated by commas, the columns of each.
fn tables(schema: usize) -> Vec<(String, String)> {
    let connection = built(Path::new(":memory:"), schema);
    let sql = "SELECT tables.name, group_concat(columns.name, ', ')
               FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
               WHERE tables.type = 'table' GROUP BY tables.name ORDER BY tables.name";
    let mut select = connection.prepare(sql).unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn opened(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

/// All that a database holds of what a schema could hold.
fn contents(path: &Path, schema: usize) -> BTreeMap<String, Vec<Vec<Value>>> {
    let connection = opened(path);
    let rows_of = |table: &str, columns: &str| {
        let sql = format!("SELECT {columns} FROM {table} ORDER BY 1");
        let mut select = connection.prepare(&sql).unwrap();
        let width = select.column_count();
        let rows = select.query_map([], |row| (0..width).map(|at| row.get(at)).collect());
        rows.unwrap().map(Result::unwrap).collect()
    };
    let tables = tables(schema).into_iter();
    tables.map(|(table, columns)| (table.clone(), rows_of(&table, &columns))).collect()
}

/// Every object of a database's schema, as it was defined.
fn definitions(connection: &Connection) -> BTreeSet<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL";
    let mut select = connection.prepare(sql).unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn number(path: &Path, sql: &str) -> i64 {
    opened(path).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// What a command shows, the number of the present schema by the name `NEW`.
fn told(sandbox: &Sandbox, line: &str) -> String {
    let new = regex::Regex::new(&format!(r"\b{VERSION}\b")).unwrap();
    new.replace_all(&sandbox.run(line).shown(), "NEW").into_owned()
}

fn schema_of(path: &Path) -> i64 {
    number(path, "PRAGMA user_version")
}

/// What a database says of its own state: `ok`, where it is sound.
fn soundness(path: &Path) -> String {
    let connection = opened(path);
    let dangling: i64 = connection
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(dangling, 0);
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

/// The names of the files whose name begins with that of the database and goes on so.
fn files_beside(sandbox: &Sandbox, suffix: &str) -> Vec<String> {
    let names = fs::read_dir(sandbox.path(".")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> =
        names.filter(|name| name.starts_with(&format!("keyctl.db{suffix}"))).collect();
    names.sort();
    names
}

#[test]
fn no_schema_is_forgotten() {
    assert_eq!(i64::try_from(STEPS.len()).unwrap(), VERSION);
}

#[test]
fn every_schema_leads_to_the_present_one() {
    for schema in 1..STEPS.len() {
        let (sandbox, keys) = inhabited();
        let database = sandbox.database();
        let reports = ["usage export --period 2026", "usage summary --period 2026 --by user,month"];
        let told = reports.map(|report| sandbox.ok(report));
        take_back(&sandbox, schema);
        let before = contents(&database, schema);
        sandbox.ok("db migrate");

        assert_eq!((schema_of(&database), soundness(&database)), (VERSION, "ok".to_owned()));
        let fresh = sandbox.path("fresh.db");
        assert_eq!(definitions(&opened(&database)), definitions(&built(&fresh, STEPS.len())));
        assert_eq!(reports.map(|report| sandbox.ok(report)), told);
        let after = contents(&database, schema);
        for (table, rows) in &before {
            match table.as_str() {
                "audit_log" => assert!(after[table].starts_with(rows)),
                "audit_head" | "settings" => {}
                _ => assert_eq!(&after[table], rows, "{table}"),
            }
        }

        let verdict = |key: &str| sandbox.feed(&["-q", "key", "verify"], key).code;
        assert_eq!((verdict(&keys.living), verdict(&keys.revoked)), (0, 6));
        let store = sandbox.store();
        let keyring = keyring(&sandbox, &store);
        let openai = provider::show(&store, &"openai".parse().unwrap()).unwrap();
        for user in [None, Some("bob".parse().unwrap())] {
            let stored = provider::stored_key(&store, &keyring, &openai, user.as_ref()).unwrap();
            assert_eq!(stored.key.expose(), PROVIDER_KEY);
        }
        for check in ["db check", "audit verify"] {
            sandbox.ok(check);
        }

        let backup = sandbox.path(&format!("keyctl.db.schema-{schema}.bak"));
        assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(contents(&backup, schema), before);
        assert_eq!(schema_of(&backup), i64::try_from(schema).unwrap());
        assert_eq!(soundness(&backup), "ok");
        sandbox.ok("key create after --user alice");
    }
}

#[test]
fn a_migration_is_told() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    let generation = "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'generation'";
    let before = number(&sandbox.database(), generation);
    assert_snapshot!(told(&sandbox, "db migrate"), @"
    schema	from	backup
    NEW	1	DIR/keyctl.db.schema-1.bak
    | migrated from schema 1 to NEW
    ");
    let entry = &sandbox.json("audit list --event db.migrate")["items"][0];
    assert_eq!((&entry["actor"], &entry["outcome"]), (&"root".into(), &"ok".into()));
    let details = &entry["details"];
    assert_eq!((&details["from"], &details["to"]), (&1.into(), &VERSION.into()));
    assert_eq!(details["backup"], sandbox.path("keyctl.db.schema-1.bak").to_str().unwrap());
    let after = number(&sandbox.database(), generation);
    assert_eq!(after, before + 1);
    let told = fs::read(sandbox.path("keyctl.db.gen")).unwrap();
    assert_eq!(told, after.to_le_bytes(), "gateways are told");
}

#[test]
fn what_is_current_stays_as_it_is() {
    let (sandbox, _) = inhabited();
    let before = contents(&sandbox.database(), STEPS.len());
    assert_snapshot!(told(&sandbox, "db migrate"), @"
    schema	from	backup
    NEW	NEW	
    | the database has schema NEW already
    ");
    take_back(&sandbox, 1);
    sandbox.ok("db migrate");
    assert_snapshot!(told(&sandbox, "-o json db migrate"), @r#"
    {"kind":"db.migrate","schema":NEW,"from":NEW,"backup":null}
    | the database has schema NEW already
    "#);
    assert_eq!(files_beside(&sandbox, ".schema"), ["keyctl.db.schema-1.bak"]);
    let entries = |contents: &BTreeMap<String, Vec<Vec<Value>>>| contents["audit_log"].len();
    assert_eq!(
        entries(&contents(&sandbox.database(), STEPS.len())),
        entries(&before) + 1,
        "only the migration was told"
    );
}

#[test]
fn keys_of_the_first_schema_have_no_end_and_roles_get_lifetimes() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    sandbox.ok("db migrate");
    let connection = opened(&sandbox.database());
    let lifetimes = "SELECT group_concat(name || ' ' || (lifetime_micros / 86400000000), ', ')
                     FROM (SELECT * FROM roles ORDER BY id)";
    let lifetimes: String = connection.query_row(lifetimes, [], |row| row.get(0)).unwrap();
    assert_eq!(lifetimes, "basic 7, contributor 30, node_operator 90, admin 365");
    let bounded = "SELECT count(*) FROM keys WHERE coalesce(role_id, permissions, models, networks,
                       expires_at, lifetime_micros, rotate_every_micros, sunset_at) IS NOT NULL";
    assert_eq!(number(&sandbox.database(), bounded), 0);
    let versions = "SELECT count(*) FROM key_secrets WHERE state = 'current' AND imported = 0
                        AND coalesce(valid_until, sealed, rotation_id) IS NULL";
    assert_eq!(number(&sandbox.database(), versions), 3);
    assert_eq!(sandbox.json("key show robot/nightly")["expires_at"], serde_json::Value::Null);
}

#[test]
fn a_migrated_database_keeps_its_rules() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    sandbox.ok("db migrate");
    let connection = opened(&sandbox.database());
    connection.execute_batch("PRAGMA foreign_keys = ON; BEGIN").unwrap();
    let version = |key: i64, state: &str, data_key: &str, until: &str| {
        format!(
            "INSERT INTO key_secrets (key_id, state, prefix, last_four, digest, data_key_id,
                                      imported, created_at, valid_until)
             VALUES ({key}, '{state}', 'sk_live_000000000000', '0000', zeroblob(32), {data_key}, 0,
                     0, {until})"
        )
    };
    let key = |user: i64, name: &str, status: &str| {
        format!(
            "INSERT INTO keys (user_id, name, status, created_at, revoked_at)
             VALUES ({user}, '{name}', '{status}', 0, iif('{status}' = 'revoked', 1, NULL))"
        )
    };
    let living = "(SELECT id FROM keys WHERE status = 'active' LIMIT 1)";
    for (sql, refused) in [
        (version(2, "current", "1", "NULL"), "UNIQUE"),
        (version(2, "current", "1", "1"), "CHECK"),
        (version(2, "previous", "1", "NULL"), "CHECK"),
        (version(2, "previous", "NULL", "1"), "CHECK"),
        (version(2, "lost", "1", "1"), "CHECK"),
        (version(99, "previous", "1", "1"), "FOREIGN KEY"),
        (key(2, "ci", "active"), "UNIQUE"),
        (key(2, "ci", "lost"), "CHECK"),
        ("UPDATE keys SET revoked_at = 1 WHERE status = 'active'".to_owned(), "CHECK"),
        ("UPDATE keys SET lifetime_micros = 1 WHERE expires_at IS NULL".to_owned(), "CHECK"),
        ("UPDATE keys SET rotate_every_micros = 0".to_owned(), "CHECK"),
        (key(99, "ci", "active"), "FOREIGN KEY"),
        (format!("DELETE FROM keys WHERE id = {living}"), "FOREIGN KEY"),
        ("DELETE FROM usage".to_owned(), "append-only"),
        ("UPDATE audit_log SET at = 0".to_owned(), "append-only"),
    ] {
        let error = connection.execute(&sql, []).unwrap_err().to_string();
        assert!(error.contains(refused), "{sql}: {error}");
    }
    for sql in [version(2, "previous", "1", "1"), key(2, "ci", "revoked")] {
        assert_eq!(connection.execute(&sql, []).unwrap(), 1, "{sql}");
    }
}

#[test]
fn every_verb_refuses_an_older_schema() {
    let (sandbox, keys) = inhabited();
    take_back(&sandbox, 1);
    let before = fs::read(sandbox.database()).unwrap();
    let is_as_before = || fs::read(sandbox.database()).unwrap() == before;
    assert_snapshot!(told(&sandbox, "user list"), @"
    | error: the database has schema 1, this keyctl needs NEW
    |   why: an older keyctl has made it
    |   fix: keyctl db migrate
    = 14
    ");
    for line in [
        "user create carol",
        "role list",
        "key list",
        "key create new --user alice",
        "key revoke alice/ci -y",
        "provider list",
        "provider set demo --route x-*",
        "price list",
        "usage export",
        "audit verify",
        "db status",
        "db check",
        "db backup copy.db",
        "serve --check",
        "quickstart --once --listen 127.0.0.1:0",
    ] {
        let refused = sandbox.run(line);
        assert_eq!((refused.code, refused.stdout.as_str()), (14, ""), "{line}");
        assert!(refused.stderr.contains("fix: keyctl db migrate"), "{}", refused.stderr);
    }
    assert_eq!(sandbox.feed(&["key", "verify"], &keys.living).code, 14);
    assert!(is_as_before());
}

#[test]
fn a_newer_schema_is_nobodys_to_migrate() {
    let (sandbox, _) = inhabited();
    opened(&sandbox.database()).pragma_update(None, "user_version", VERSION + 1).unwrap();
    let refused = sandbox.run("db migrate");
    assert_eq!((refused.code, refused.stdout.as_str()), (14, ""));
    assert!(refused.stderr.contains("a newer keyctl"), "{}", refused.stderr);
    opened(&sandbox.database()).pragma_update(None, "user_version", 0).unwrap();
    assert_eq!(sandbox.run("db migrate").code, 10, "no keyctl wrote a schema 0");
    assert!(files_beside(&sandbox, ".schema").is_empty());
}

#[test]
fn a_dry_run_of_a_migration_changes_nothing() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    let before = fs::read(sandbox.database()).unwrap();
    assert_snapshot!(told(&sandbox, "db migrate --dry-run"), @"| dry run: would have migrated from schema 1 to NEW, after a copy to DIR/keyctl.db.schema-1.bak");
    assert!(fs::read(sandbox.database()).unwrap() == before);
    assert!(files_beside(&sandbox, ".schema").is_empty());
}

#[test]
fn a_backup_never_replaces_an_earlier_one() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    fs::write(sandbox.path("keyctl.db.schema-1.bak"), "of another day").unwrap();
    // What a crash in the middle of a copy left behind.
    fs::write(sandbox.path("keyctl.db.schema-1.tmp"), "half").unwrap();
    sandbox.ok("db migrate");
    let names = ["keyctl.db.schema-1-2.bak", "keyctl.db.schema-1.bak"];
    assert_eq!(files_beside(&sandbox, ".schema"), names);
    assert_eq!(fs::read(sandbox.path(names[1])).unwrap(), b"of another day");
    assert_eq!(schema_of(&sandbox.path(names[0])), 1);
}

#[test]
fn a_damaged_database_is_not_migrated() {
    for (damage, told) in [
        (
            "DROP TRIGGER audit_log_keeps; UPDATE audit_log SET details = '{}' WHERE seq = 2",
            "audit",
        ),
        ("PRAGMA foreign_keys = OFF; DELETE FROM keys WHERE id = 1", "names a row"),
        ("DELETE FROM data_keys WHERE purpose = 'audit'", "data key"),
    ] {
        let (sandbox, _) = inhabited();
        take_back(&sandbox, 1);
        opened(&sandbox.database()).execute_batch(damage).unwrap();
        let before = contents(&sandbox.database(), 1);
        let refused = sandbox.run("db migrate");
        assert_eq!((refused.code, refused.stdout.as_str()), (10, ""), "{damage}");
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
        assert_eq!(schema_of(&sandbox.database()), 1);
        assert_eq!(contents(&sandbox.database(), 1), before);
        assert!(files_beside(&sandbox, ".schema").is_empty(), "nothing is left over");
    }
}

#[test]
fn only_its_master_key_migrates_a_database() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    fs::write(sandbox.master_key(), "00112233445566778899aabbccddeeff".repeat(2)).unwrap();
    assert_eq!(sandbox.run("db migrate").code, 10);
    fs::remove_file(sandbox.master_key()).unwrap();
    assert_eq!(sandbox.run("db migrate").code, 3);
    assert_eq!(schema_of(&sandbox.database()), 1);
    assert!(files_beside(&sandbox, ".schema").is_empty());
}

#[test]
fn a_database_in_use_is_not_migrated() {
    let (sandbox, _) = inhabited();
    take_back(&sandbox, 1);
    // As a gateway of the older schema holds it.
    let lock = File::open(sandbox.path("keyctl.db.lock")).unwrap();
    flock(&lock, FlockOperation::NonBlockingLockShared).unwrap();
    assert_snapshot!(told(&sandbox, "db migrate"), @"
    | error: the database is open in another process
    |   why: a gateway, or another command, works with the schema it has now
    |   fix: stop the gateways of this database, then try again
    = 9
    ");
    assert_eq!(schema_of(&sandbox.database()), 1);
    assert!(files_beside(&sandbox, ".schema").is_empty());
    drop(lock);
    sandbox.ok("db migrate");
}

/// So many keys that a migration takes long enough to be killed at a certain moment.
const CROWD: i64 = 20_000;

/// Begins a migration and kills it as soon as something is so; says whether it was alive then.
fn killed_when(sandbox: &Sandbox, so: impl Fn() -> bool) -> bool {
    let mut command = sandbox.command(&["db", "migrate", "-q"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !so() {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return false;
        }
        thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

#[test]
fn a_migration_that_is_killed_leaves_one_schema_or_the_other() {
    let (sandbox, keys) = inhabited();
    take_back(&sandbox, 1);
    let database = sandbox.database();
    opened(&database)
        .execute_batch(&format!(
            "WITH RECURSIVE numbers (n) AS
                 (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999 + {CROWD})
             INSERT INTO keys (id, user_id, name, status, created_at)
             SELECT n, 2, 'crowd-' || n, 'active', n FROM numbers;
             INSERT INTO key_secrets (key_id, prefix, last_four, digest, data_key_id, created_at)
             SELECT id, format('sk_live_%012d', id), '0000', randomblob(32), 1, id
             FROM keys WHERE id >= 1000"
        ))
        .unwrap();
    let before = contents(&database, 1);
    let crowded = fs::read(&database).unwrap();
    let [older, newer] =
        [1, STEPS.len()].map(|schema| definitions(&built(Path::new(":memory:"), schema)));
    let log = sandbox.path("keyctl.db-wal");
    let written = |bytes: u64| fs::metadata(&log).is_ok_and(|meta| meta.len() > bytes);
    let exists = |suffix: &str| !files_beside(&sandbox, suffix).is_empty();
    let told = || fs::read(sandbox.path("keyctl.db.gen")).is_ok_and(|told| !told.is_empty());
    let moments: [(&str, &dyn Fn() -> bool); 6] = [
        ("a copy is made", &|| exists(".schema-1.tmp")),
        ("the copy has its name", &|| exists(".schema-1.bak")),
        ("the first page is written", &|| exists(".schema-1.bak") && written(0)),
        ("many are written", &|| written(2 << 20)),
        ("more are written", &|| written(4 << 20)),
        ("gateways are told", &told),
    ];
    let mut left = Vec::new();
    for (name, moment) in moments {
        for suffix in [".schema", "-", ".gen"] {
            for file in files_beside(&sandbox, suffix) {
                fs::remove_file(sandbox.path(&file)).unwrap();
            }
        }
        fs::write(&database, &crowded).unwrap();
        if !killed_when(&sandbox, moment) {
            continue;
        }
        let schema = schema_of(&database);
        left.push((name, schema));
        let whole = if schema == 1 { &older } else { &newer };
        assert_eq!(&definitions(&opened(&database)), whole, "{name}");
        assert_eq!(soundness(&database), "ok", "{name}");
        let found = contents(&database, 1);
        for table in ["keys", "key_secrets", "usage"] {
            assert!(found[table] == before[table], "{name}: {table}");
        }
        let told = found["audit_log"].len() - before["audit_log"].len();
        assert_eq!(told, usize::from(schema != 1), "{name}");
        sandbox.ok("db migrate");
        sandbox.ok("audit verify");
        assert_eq!(sandbox.feed(&["-q", "key", "verify"], &keys.living).code, 0, "{name}");
        assert!(!exists(".schema-1.tmp"), "{name}: the next one clears away what is half");
    }
    let of = |wanted: i64| left.iter().filter(|(_, schema)| *schema == wanted).count();
    assert!(of(1) > 0 && of(1) + of(VERSION) == left.len(), "{left:?}");
}
