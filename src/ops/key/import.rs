//! Taking over keys that another system made.
//!
//! All rows are read and checked first, in `import_plan`, against each other and the database, so
//! that every bad line is told at once. What then remains is one transaction ([`Plan::apply`]): all
//! keys or none, with an entry in the audit log for each. A key in the clear is digested at once; a
//! hash is kept until the key is first used.
//!
//! The lifetime of a role, which caps every key that is made here, does not cap these until their
//! sunset (R-E6). With the sunset the exemption ends, and with it the key, unless it was rotated:
//! then it is an ordinary key.

use std::collections::HashSet;

use crate::domain::audit::{Actor, Event};
use crate::domain::key::KeyId;
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::user::{UserId, UserKind, UserRef};
use crate::ops::authority;
use crate::ops::error::Error;
use crate::ops::find;
use crate::ops::key::import_plan::{KEYS, Plan, PlannedKey, PlannedUser};
use crate::ops::key::import_request::KeyForm;
use crate::ops::key::mint::Bounds;
use crate::ops::key::status;
use crate::ops::session::Session;
use crate::ops::user::create;
use crate::store::db::Write;
use crate::store::key::{self as key_rows, NewKey};
use crate::store::key_secret::{self as secret_rows, NewSecret};
use crate::store::user::NewUser;

/// What was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many keys.
    pub keys: usize,
    /// How many of them stood there in the clear.
    pub plain: usize,
    /// How many users were made.
    pub users: usize,
}

impl Plan {
    /// Takes over what was planned, all of it or nothing. `done` is told of each key.
    ///
    /// # Errors
    /// A conflict where the database has changed since, a denial where a key or a new user would
    /// have more than the actor (R-F2), or what the store says.
    pub fn apply(&self, session: &mut Session, mut done: impl FnMut()) -> Result<Imported, Error> {
        let (now, actor) = (session.now, session.actor.clone());
        session.change_telling(|write, _| {
            self.check_given(write, &actor)?;
            let mut events = Vec::new();
            for ended in &self.ended {
                events.push(status::mark_expired(write, ended)?);
            }
            let mut owners = Vec::with_capacity(self.users.len());
            for user in &self.users {
                let (owner, made) = owner(write, user, now)?;
                owners.push(owner);
                events.extend(made);
            }
            let mut ids = Vec::with_capacity(self.keys.len());
            for key in &self.keys {
                ids.push(insert(write, key, owners[key.user].0, self.sunset, now)?);
                done();
            }
            let imported = Imported {
                keys: self.keys.len(),
                plain: self.keys.iter().filter(|key| key.form == KeyForm::Plain).count(),
                users: self.users.iter().filter(|user| user.existing.is_none()).count(),
            };
            // Told one by one, since all at once would be as large as the file.
            let sunset = self.sunset.map(|at| at.to_string());
            let told = self.keys.iter().zip(ids).map(move |(key, id)| {
                Event::ok("key.import", format_args!("key:{id}"))
                    .with("key", format!("{}/{}", owners[key.user].1, key.name))
                    .with("prefix", key.prefix.as_str())
                    .with("form", key.form.as_str())
                    .with("sunset", sunset.clone())
            });
            Ok((imported, events.into_iter().chain(told)))
        })
    }

    /// Each role, and each pair of roles, is looked at once.
    fn check_given(&self, write: &Write<'_>, actor: &Actor) -> Result<(), Error> {
        let mut seen = HashSet::new();
        for user in self.users.iter().filter(|user| user.existing.is_none()) {
            let what = format!("user \"{}\"", user.reference);
            authority::check_given(actor, &user.role.permissions, &what)?;
        }
        for key in &self.keys {
            let user = &self.users[key.user];
            if !seen.insert((user.role.id, key.restrictions.role_id)) {
                continue;
            }
            let bounds = Bounds::new(write, user.role.clone(), &key.restrictions)?;
            let given = bounds.grants(key.restrictions.permissions.as_ref());
            authority::check_given(actor, &given, &format!("key \"{}\"", key.name))?;
        }
        Ok(())
    }
}

/// The number and the handle of a user of the plan, who is made where there is none.
fn owner(
    write: &Write<'_>,
    user: &PlannedUser,
    now: Timestamp,
) -> Result<((UserId, Name), Option<Event>), Error> {
    if let Some(user) = &user.existing {
        return Ok(((user.id, user.handle.clone()), None));
    }
    let (handle, email) = match &user.reference {
        UserRef::Email(email) => (find::free_handle(write, Some(email))?, Some(email.clone())),
        UserRef::Handle(handle) => (handle.clone(), None),
        UserRef::Id(_) => return Err(KEYS.overtaken()),
    };
    let new = NewUser {
        handle: handle.clone(),
        email,
        display_name: None,
        kind: UserKind::Person,
        role_id: user.role.id,
    };
    let (id, event) =
        create::add(write, &new, &user.role.name, now).map_err(|error| KEYS.explain(error))?;
    Ok(((id, handle), Some(event)))
}

fn insert(
    write: &Write<'_>,
    key: &PlannedKey,
    user: UserId,
    sunset_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<KeyId, Error> {
    let new = NewKey {
        user,
        name: &key.name,
        restrictions: &key.restrictions,
        term: key.term,
        rotate_every: None,
        sunset_at,
        created_at: now,
    };
    let id = key_rows::insert(write, &new).map_err(|error| KEYS.explain(error))?;
    let secret = NewSecret {
        prefix: key.prefix.clone(),
        last_four: key.last_four.clone(),
        stored: key.stored.clone(),
        imported: true,
        rotation_id: None,
    };
    secret_rows::insert(write, id, &secret, now).map_err(|error| KEYS.explain(error))?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::bad_line::BadLines;
    use crate::domain::import::file::{ImportFormat, Rows};
    use crate::domain::key::{Key, KeyRef, KeyStatus};
    use crate::domain::legacy::split_at_last_underscore;
    use crate::domain::time::{Span, Zone};
    use crate::ops::decide::Refusal;
    use crate::ops::error::Kind;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::import_plan::plan;
    use crate::ops::key::import_request::{MissingUsers, Request};
    use crate::ops::key::list::{count, show};
    use crate::ops::key::upgrade::{Upgrade, upgrade};
    use crate::ops::snapshot;
    use crate::store::key::Filter;

    const HEADER: &str = "user,name,prefix,key,hash,hash_of,role,expires_at\n";

    /// What the hashes below are of.
    const SECRET: &str = "q7Zk0Wm3Xv9Lr2Tn5Yb8Hc1Jd4Gf6Ps";

    const SHA256: &str = "e68614379da1b0d678f3afe80b17b456e76dcd2f086c36f9172e2f9c6aabf137";

    const HASHES: [(&str, &str); 5] = [
        ("sha256", SHA256),
        ("bcrypt", "$2b$04$34Rb2k9ybqMXszfATUyHP.yq8HDZoOb5KC2lWYCX8WzD8rwqDud4i"),
        (
            "pbkdf2",
            "pbkdf2:sha256:1000$gCAsTvOzJRjJE0aH$\
             282e176de72a207cd1f26faa138e16fde32e8cb0cb388c190cc6dd9b08615fb7",
        ),
        (
            "scrypt",
            "$scrypt$ln=10,r=8,p=2$e++9d45x7l1rDUFIae09Zw$WvN3TZisTULmYJgDqls2ddt518d37JAfN2xxwVXs7kk",
        ),
        (
            "argon2",
            "$argon2id$v=19$m=64,t=1,p=2$8h7DuFcKQcjZe2+NsVZqTQ$\
             KdU9P8aR7jshwvR8R8LGZr4cNUkKeJ378WMB/8tbuIs",
        ),
    ];

    const REQUEST: Request =
        Request { form: None, missing_users: MissingUsers::Refuse, sunset: None, zone: Zone::Utc };

    const CREATE: Request = Request { missing_users: MissingUsers::Create, ..REQUEST };

    fn planned(house: &Fixture, rows: &str, request: &Request) -> Result<Plan, BadLines> {
        let text = format!("{HEADER}{rows}");
        plan(&house.session, Rows::new(text.as_bytes(), ImportFormat::Csv), request).unwrap()
    }

    fn imported(house: &mut Fixture, rows: &str, request: &Request) -> Imported {
        let plan = planned(house, rows, request).unwrap();
        plan.apply(&mut house.session, || ()).unwrap()
    }

    /// The bad lines, none of which may leave a trace.
    fn refused(house: &Fixture, rows: &str, request: &Request) -> Vec<(u64, String)> {
        let bad = planned(house, rows, request).unwrap_err();
        assert_eq!(bad.count, bad.told.len());
        bad.told.into_iter().map(|bad| (bad.line, bad.reason)).collect()
    }

    /// A row for each scheme, of user root.
    fn hashes() -> String {
        let row = |(scheme, hash): (&str, &str)| format!("root,,old_{scheme},,\"{hash}\",,,\n");
        HASHES.into_iter().map(row).collect()
    }

    fn key(house: &Fixture, reference: &str) -> Key {
        show(&house.session.store, &reference.parse().unwrap()).unwrap().0
    }

    #[test]
    fn each_form_is_taken_over_and_judged_in_its_own_scheme() {
        let mut house = Fixture::new();
        assert_eq!(house.judged("old_bcrypt_x"), Err(Refusal::Malformed), "there are none yet");
        let rows = format!("{}root,plain,,v1-0123456789abcdefXYZ,,,,\n", hashes());
        let done = imported(&mut house, &rows, &REQUEST);
        assert_eq!(done, Imported { keys: 6, plain: 1, users: 0 });
        for (scheme, _) in HASHES {
            let whole = format!("old_{scheme}_{SECRET}");
            assert_eq!(house.judged(&whole), Ok(()), "{scheme}");
            let wrong = format!("{whole}x");
            assert_eq!(house.judged(&wrong), Err(Refusal::WrongSecret), "{scheme}");
            let found = key(&house, &format!("old_{scheme}"));
            assert_eq!((found.imported, found.last_four.as_str()), (true, ""));
        }
        assert_eq!(house.judged("v1-0123456789abcdefXYZ"), Ok(()));
        assert_eq!(house.judged("v1-0123456789abcdefXY"), Err(Refusal::Unknown));
        assert_eq!(key(&house, "plain").last_four, "fXYZ");
        assert!(!house.holds(b"0123456789abcdefXYZ"), "of a key in the clear a digest is kept");
        house.revoke(&["old_bcrypt"]).unwrap();
        assert_eq!(house.judged(&format!("old_bcrypt_{SECRET}")), Err(Refusal::Revoked));
        let hashes = "SELECT count(*) FROM imported_hashes";
        assert_eq!(house.number(hashes), 5, "who only judges upgrades nothing");
    }

    #[test]
    fn an_unsalted_hash_of_a_whole_key_needs_no_prefix() {
        let mut house = Fixture::new();
        imported(&mut house, &format!("root,old,,,{SHA256},key,,\n"), &REQUEST);
        assert_eq!(house.judged(SECRET), Ok(()));
        assert_eq!(key(&house, "old").prefix.as_str(), "legacy_e68614379da1");
        assert_eq!(key(&house, "legacy_e68614379da1").name.as_str(), "old");
        let (_, bcrypt) = HASHES[1];
        let told = refused(&house, &format!("root,other,,,{bcrypt},key,,\n"), &REQUEST);
        assert!(told[0].1.contains("no prefix to find its key by"), "{told:?}");
    }

    #[test]
    fn no_other_shape_names_a_key_of_ours() {
        let mut house = Fixture::new();
        let minted = house.key("root", "ci");
        imported(&mut house, &hashes(), &REQUEST);
        let whole = minted.secret.expose();
        let (prefix, secret) = split_at_last_underscore(whole.as_bytes()).unwrap();
        assert_eq!((prefix, secret.len()), (minted.key.prefix.as_str(), 49));
        assert_eq!(house.judged(whole), Ok(()));
        assert_eq!(house.judged(&whole[..whole.len() - 1]), Err(Refusal::Unknown));
    }

    #[test]
    fn a_digest_takes_the_place_of_a_hash_once() {
        let mut house = Fixture::new();
        imported(&mut house, &hashes(), &REQUEST);
        let whole = format!("old_argon2_{SECRET}");
        let version = key(&house, "old_argon2").version_id;
        let digest = Upgrade::new(&house.session.keyring, version, whole.as_bytes());
        let (generations, told) = (house.generations(), house.told());
        assert_eq!(upgrade(&mut house.session, &[digest]).unwrap(), 1);
        assert_eq!(upgrade(&mut house.session, &[digest]).unwrap(), 0);
        assert_eq!((house.generations(), house.told()), (generations, told), "nothing is decided");
        assert_eq!(house.number("SELECT count(*) FROM imported_hashes"), 4);
        assert_eq!(house.judged(&whole), Ok(()));
        assert_eq!(house.judged(&format!("{whole}x")), Err(Refusal::WrongSecret));
        assert_eq!(house.judged(&format!("old_argon2x_{SECRET}")), Err(Refusal::Unknown));
    }

    #[test]
    fn every_bad_line_is_told_and_nothing_is_changed() {
        let mut house = Fixture::new();
        house.key("root", "taken");
        imported(&mut house, &format!("root,old,p_0,,{SHA256},,,\n"), &REQUEST);
        let before = (house.generations(), house.told());
        let rows = format!(
            "root,ok,p_1,,{SHA256},,,\n\
             root,,,,,,,\n\
             nobody,n,p_2,,{SHA256},,,\n\
             root,n,p_3,,s3cret,,,\n\
             root,n,p_4,,{SHA256},,chief,\n\
             root,n,p_5,,{SHA256},,,2020-01-01\n\
             root,n,p_1,,{SHA256},,,\n\
             root,n,p_0,,{SHA256},,,\n\
             root,ok,p_6,,{SHA256},,,\n\
             root,taken,p_7,,{SHA256},,,\n"
        );
        let told = refused(&house, &rows, &REQUEST);
        let lines: Vec<u64> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 11]);
        let told = |line: u64| told.iter().find(|bad| bad.0 == line).unwrap().1.as_str();
        assert_eq!(told(3), "name is empty, and there is no prefix to name the key after");
        assert_eq!(told(4), "user is not known here, and --create-users is not given");
        assert!(told(5).starts_with("not a hash of a known scheme"), "{}", told(5));
        assert_eq!(told(6), "role is none of admin, basic, contributor, node_operator");
        assert_eq!(told(7), "expires_at has passed");
        assert_eq!(told(8), "its key is found by the same prefix as that of line 2");
        assert_eq!(told(9), "its key is found by the same prefix as key \"root/old\" here");
        assert_eq!(told(10), "its user and its name are those of line 2");
        assert_eq!(told(11), "key \"root/taken\" exists here");
        assert_eq!((house.generations(), house.told()), before);
        assert_eq!(house.number("SELECT count(*) FROM keys"), 2);
    }

    #[test]
    fn many_bad_lines_are_counted() {
        let house = Fixture::new();
        let bad = planned(&house, &"nobody,n,p,,h,,,\n".repeat(1_000), &REQUEST).unwrap_err();
        assert_eq!((bad.count, bad.told.len()), (1_000, 20));
        assert_eq!(bad.told[19].line, 21);
    }

    #[test]
    fn a_scheme_that_is_said_must_be_that_of_every_row() {
        let house = Fixture::new();
        let bcrypt = Request { form: Some("bcrypt".parse().unwrap()), ..REQUEST };
        let rows = format!("{}root,plain,,v1-key,,,,\n", hashes());
        let told = refused(&house, &rows, &bcrypt);
        let lines: Vec<u64> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 5, 6, 7]);
        assert_eq!(told[0].1, "the row has a sha256 hash, and --scheme says bcrypt");
        assert_eq!(told[4].1, "the row has a key in the clear, and --scheme says bcrypt");
        assert!("md5".parse::<KeyForm>().is_err());
    }

    #[test]
    fn users_are_made_with_the_widest_role_of_their_rows() {
        let mut house = Fixture::new();
        house.user("ada");
        let rows = "ada,one,,k-one,,,,\n\
                    bob,one,,k-two,,,,\n\
                    eve@example.com,one,,k-three,,,Node-Operator,\n\
                    eve@example.com,two,,k-four,,,basic,\n\
                    eve@example.com,three,,k-five,,,node-operator,\n";
        let done = imported(&mut house, rows, &CREATE);
        assert_eq!(done, Imported { keys: 5, plain: 5, users: 2 });
        let role = |reference: &str| key(&house, reference).role;
        assert_eq!([role("ada/one"), role("bob/one")], ["basic", "basic"]);
        let eves = ["eve/one", "eve/two", "eve/three"].map(role);
        assert_eq!(eves, ["node_operator", "basic", "node_operator"]);
        assert_eq!(key(&house, "eve/one").restrictions.role_id, None);
        let made: Vec<_> = house.told().into_iter().filter(|t| t.starts_with("user.")).collect();
        assert_eq!(made.len(), 3, "{made:?}");
    }

    #[test]
    fn no_row_gives_more_than_a_user_has() {
        let mut house = Fixture::new();
        house.user("ada");
        let rows = "ada,one,,k-one,,,basic,\n\
                    ada,two,,k-two,,,contributor,\n\
                    bob,one,,k-three,,,contributor,\n\
                    bob,two,,k-four,,,node_operator,\n";
        let told = refused(&house, rows, &CREATE);
        assert_eq!(told[0].0, 3);
        assert!(told[0].1.contains("which role \"basic\" of its user does not"), "{told:?}");
        assert_eq!(told[1].0, 5);
        assert!(told[1].1.contains("those from line 4 on"), "{told:?}");
        let rows = format!("{}bob,three,,k-five,,,admin,\n", &rows[rows.find("bob").unwrap()..]);
        imported(&mut house, &rows, &CREATE);
        assert_eq!(key(&house, "bob/two").role, "node_operator");
    }

    #[test]
    fn keys_are_exempt_from_the_ceiling_until_their_sunset_and_end_with_it() {
        let mut house = Fixture::new();
        house.user("ada");
        let days = |days: u32| NOW.saturating_add(Span::from_secs(days * 86_400));
        let sunset = days(90);
        let soon = days(30);
        let rows = format!("ada,a,,k-a-key,,,,\nada,b,,k-b-key,,,,{soon}\n");
        imported(&mut house, &rows, &Request { sunset: Some(sunset), ..REQUEST });
        imported(&mut house, "ada,c,,k-c-key,,,,never\n", &REQUEST);
        let ends = ["a", "b", "c"].map(|name| key(&house, name).term.expires_at);
        assert_eq!(ends, [Some(sunset), Some(soon), None]);
        assert_eq!(key(&house, "a").sunset_at, Some(sunset));
        let id = key(&house, "a").id;
        let own = key_rows::own_term(&house.session.store.read().unwrap(), id);
        assert_eq!(own.unwrap().expires_at, None, "a rotation gives it the term of its role");
        let living = |house: &Fixture, now| {
            let filter = Filter { status: Some(KeyStatus::Active), ..Filter::at(now) };
            count(&house.session.store, &filter).unwrap()
        };
        assert_eq!([days(29), soon, sunset].map(|now| living(&house, now)), [3, 2, 1]);
        house.session.now = Timestamp::from_micros(sunset.micros() - 1);
        assert_eq!(house.judged("k-a-key"), Ok(()));
        assert_eq!(house.judged("k-b-key"), Err(Refusal::Expired));
        house.session.now = sunset;
        assert_eq!(house.judged("k-a-key"), Err(Refusal::Expired));
        assert_eq!(house.judged("k-c-key"), Ok(()));
        let passed = Request { sunset: Some(sunset), ..REQUEST };
        let text = format!("{HEADER}ada,d,,k-d,,,,\n");
        let rows = Rows::new(text.as_bytes(), ImportFormat::Csv);
        assert_eq!(plan(&house.session, rows, &passed).unwrap_err().code, "key.sunset");
    }

    #[test]
    fn the_name_of_a_key_that_has_ended_is_free() {
        let mut house = Fixture::new();
        let ended = house.key("root", "ci").key;
        house.session.now = ended.term.expires_at.unwrap();
        imported(&mut house, "root,ci,,k-new,,,,\n", &REQUEST);
        let old = show(&house.session.store, &KeyRef::Id(ended.id)).unwrap().0;
        assert_eq!(old.status, KeyStatus::Expired, "and that it has is on record");
        assert!(key(&house, "ci").imported);
    }

    #[test]
    fn each_key_is_told_with_its_prefix() {
        let mut house = Fixture::new();
        imported(&mut house, &hashes(), &REQUEST);
        let entries = house.entries();
        let told: Vec<_> = entries.iter().filter(|entry| entry.action == "key.import").collect();
        assert_eq!(told.len(), 5);
        let details = &told[1].details;
        for part in [r#""key":"root/old_bcrypt""#, r#""prefix":"old_bcrypt""#, r#""form":"bcrypt""#]
        {
            assert!(details.contains(part), "{details}");
        }
        assert!(!details.contains("$2b$"));
    }

    #[test]
    fn what_was_planned_on_another_database_is_not_made() {
        let mut house = Fixture::new();
        let plan = planned(&house, "root,ci,,k-one,,,,\n", &REQUEST).unwrap();
        house.key("root", "ci");
        let before = house.generations();
        let error = plan.apply(&mut house.session, || ()).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Conflict, "key.import_overtaken"));
        assert_eq!(house.generations(), before);
    }

    #[test]
    fn gateways_are_told_that_there_are_imported_keys() {
        let mut house = Fixture::new();
        let before = house.generations();
        assert!(!snapshot::load(&house.session.store).unwrap().has_imported);
        imported(&mut house, &hashes(), &REQUEST);
        assert!(snapshot::load(&house.session.store).unwrap().has_imported);
        assert_eq!(house.generations(), (before.0 + 1, before.0 + 1), "one change");
    }
}
