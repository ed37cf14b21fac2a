//! What settings say, typed: for whatever goes by them.
//!
//! Each reader takes a setting of its kind. What is stored was checked as it was set, so a value
//! that does not read is damage, and so is a setting of another kind.

use crate::domain::budget::Alerts;
use crate::domain::email::Email;
use crate::domain::money::Nanos;
use crate::domain::network::ClientDetail;
use crate::domain::rate::Rate;
use crate::domain::rotation::Grace;
use crate::domain::setting::catalogue::Setting;
use crate::domain::setting::kind::{self, SettingError, SettingKind};
use crate::domain::time::Span;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::{Keyring, Place};
use crate::secret::value::Secret;
use crate::store::db::Read;
use crate::store::setting as setting_rows;

/// The text of a setting of any kind but secret: what it is set to, else its default.
///
/// # Errors
/// As any read.
pub fn text(read: &Read<'_>, setting: &Setting) -> Result<Option<String>, Error> {
    let set = setting_rows::find(read, setting.name)?;
    Ok(set.or_else(|| setting.default.map(str::to_owned)))
}

/// A setting of [`SettingKind::Bool`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn flag(read: &Read<'_>, setting: &Setting) -> Result<bool, Error> {
    value(read, setting, |text| Ok(kind::yes(text)?))
}

/// A setting of [`SettingKind::Count`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn count(read: &Read<'_>, setting: &Setting) -> Result<u32, Error> {
    let SettingKind::Count(least, most) = setting.kind else { return Err(damaged(setting)) };
    value(read, setting, |text| kind::count(text, least, most))
}

/// A setting of [`SettingKind::Threshold`]; `None` for none.
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn threshold(read: &Read<'_>, setting: &Setting) -> Result<Option<u32>, Error> {
    let SettingKind::Threshold(least, most) = setting.kind else { return Err(damaged(setting)) };
    value(read, setting, |text| kind::optional(text, |text| kind::count(text, least, most)))
}

/// A setting of [`SettingKind::Duration`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn duration(read: &Read<'_>, setting: &Setting) -> Result<Span, Error> {
    let SettingKind::Duration(least, most) = setting.kind else { return Err(damaged(setting)) };
    value(read, setting, |text| kind::duration(text, least, most))
}

/// A setting of [`SettingKind::Retention`]; `None` for ever.
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn retention(read: &Read<'_>, setting: &Setting) -> Result<Option<Span>, Error> {
    let SettingKind::Retention(least, most) = setting.kind else { return Err(damaged(setting)) };
    value(read, setting, |text| kind::optional(text, |text| kind::duration(text, least, most)))
}

/// A setting of [`SettingKind::Grace`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn grace(read: &Read<'_>, setting: &Setting) -> Result<Grace, Error> {
    value(read, setting, |text| Ok(text.parse()?))
}

/// A setting of [`SettingKind::Rate`]; `None` for no limit.
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn rate(read: &Read<'_>, setting: &Setting) -> Result<Option<Rate>, Error> {
    value(read, setting, |text| Ok(kind::rate(text)?))
}

/// A setting of [`SettingKind::Percents`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn percents(read: &Read<'_>, setting: &Setting) -> Result<Alerts, Error> {
    value(read, setting, kind::percents)
}

/// A setting of [`SettingKind::Amount`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn amount(read: &Read<'_>, setting: &Setting) -> Result<Nanos, Error> {
    value(read, setting, |text| Ok(text.parse()?))
}

/// A setting of [`SettingKind::Choice`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn choice(read: &Read<'_>, setting: &Setting) -> Result<&'static str, Error> {
    let SettingKind::Choice(words) = setting.kind else { return Err(damaged(setting)) };
    value(read, setting, |text| kind::choice(text, words))
}

/// A setting of [`SettingKind::Client`].
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn client(read: &Read<'_>, setting: &Setting) -> Result<ClientDetail, Error> {
    value(read, setting, |text| Ok(text.parse()?))
}

/// A setting of [`SettingKind::Emails`]; empty where none is set.
///
/// # Errors
/// [`Kind::Integrity`] where it is damaged.
pub fn emails(read: &Read<'_>, setting: &Setting) -> Result<Vec<Email>, Error> {
    let Some(text) = text(read, setting)? else { return Ok(Vec::new()) };
    kind::emails(&text).map_err(|_| damaged(setting))
}

/// A setting of [`SettingKind::Secret`]; `None` where it is not set.
///
/// # Errors
/// [`Kind::Integrity`] where it does not open.
pub fn secret(
    read: &Read<'_>,
    keyring: &Keyring,
    setting: &Setting,
) -> Result<Option<Secret<String>>, Error> {
    let Some((id, sealed)) = setting_rows::find_sealed(read, setting.name)? else {
        return Ok(None);
    };
    let opened = keyring.open(&place(setting, id), &sealed).map_err(|_| damaged(setting))?;
    let text = std::str::from_utf8(opened.expose()).map_err(|_| damaged(setting))?;
    Ok(Some(Secret::new(text.to_owned())))
}

/// The place that a secret setting is sealed for: its row and its name.
pub fn place(setting: &Setting, id: i64) -> Place<'_> {
    Place {
        table: "sealed_settings",
        column: "sealed",
        row: id,
        owner: 0,
        provider: setting.name,
        origin: "",
        version: 1,
    }
}

fn value<T>(
    read: &Read<'_>,
    setting: &Setting,
    parse: impl FnOnce(&str) -> Result<T, SettingError>,
) -> Result<T, Error> {
    let text = text(read, setting)?.ok_or_else(|| damaged(setting))?;
    parse(&text).map_err(|_| damaged(setting))
}

fn damaged(setting: &Setting) -> Error {
    let message = format!("setting \"{}\" is not as it was written", setting.name);
    Error::new(Kind::Integrity, "setting.damaged", message)
        .fix(format!("keyctl setting unset {}", setting.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::setting::catalogue::{
        AUDIT_RETENTION, BUDGET_ALERTS, LOCKOUT_ATTEMPTS, LOCKOUT_TIME, NOTIFY_MAIL_TO,
        NOTIFY_SMTP_PASSWORD, NOTIFY_WEBHOOK_SECRET, ROTATION_GRACE, SECURITY_FAILURES,
        SECURITY_NETWORKS, SECURITY_REVOKED_KEY, SECURITY_SPEND_FLOOR, USAGE_CLIENT,
        USAGE_RETENTION,
    };
    use crate::ops::fixture::Fixture;
    use crate::ops::setting::{set, set_secret};
    use crate::secret::random;

    #[test]
    fn what_is_not_set_has_its_default() {
        let house = Fixture::new();
        let read = house.session.store.read().unwrap();
        assert_eq!(count(&read, LOCKOUT_ATTEMPTS), Ok(5));
        assert_eq!(duration(&read, LOCKOUT_TIME), Ok(Span::from_secs(900)));
        assert_eq!(retention(&read, AUDIT_RETENTION), Ok(Some(Span::from_secs(365 * 86_400))));
        assert_eq!(retention(&read, USAGE_RETENTION), Ok(None));
        assert_eq!(grace(&read, ROTATION_GRACE), Ok(Grace::DEFAULT));
        assert_eq!(percents(&read, BUDGET_ALERTS), Ok(Alerts::default()));
        assert_eq!(rate(&read, SECURITY_FAILURES).unwrap().unwrap().to_string(), "50/m");
        assert_eq!(threshold(&read, SECURITY_NETWORKS), Ok(Some(10)));
        assert_eq!(flag(&read, SECURITY_REVOKED_KEY), Ok(true));
        assert_eq!(amount(&read, SECURITY_SPEND_FLOOR), Ok(Nanos(10_000_000_000)));
        assert_eq!(client(&read, USAGE_CLIENT), Ok(ClientDetail::Full));
        assert_eq!(emails(&read, NOTIFY_MAIL_TO), Ok(Vec::new()));
        assert!(secret(&read, &house.session.keyring, NOTIFY_SMTP_PASSWORD).unwrap().is_none());
    }

    #[test]
    fn what_is_set_is_read() {
        let mut house = Fixture::new();
        for (name, value) in [
            ("usage.client", "network"),
            ("security.networks", "none"),
            ("budget.alerts", "none"),
            ("notify.mail-to", "a@x.example,b@x.example"),
        ] {
            set(&mut house.session, name, value, &mut random::system()).unwrap();
        }
        let read = house.session.store.read().unwrap();
        assert_eq!(client(&read, USAGE_CLIENT), Ok(ClientDetail::Network));
        assert_eq!(threshold(&read, SECURITY_NETWORKS), Ok(None));
        assert_eq!(percents(&read, BUDGET_ALERTS).unwrap().thresholds(), [0; 0]);
        assert_eq!(emails(&read, NOTIFY_MAIL_TO).unwrap().len(), 2);
    }

    #[test]
    fn a_damaged_value_is_told_and_never_guessed() {
        let house = Fixture::new();
        house.sql("INSERT INTO settings VALUES ('lockout.attempts', '0'), ('usage.client', '')");
        let read = house.session.store.read().unwrap();
        let error = count(&read, LOCKOUT_ATTEMPTS).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Integrity, "setting.damaged"));
        assert_eq!(client(&read, USAGE_CLIENT).unwrap_err().kind, Kind::Integrity);
    }

    #[test]
    fn a_secret_opens_under_its_own_name_only() {
        let mut house = Fixture::new();
        let kept = |house: &Fixture, setting: &Setting| {
            let read = house.session.store.read().unwrap();
            secret(&read, &house.session.keyring, setting)
                .map(|value| value.map(|value| value.expose().clone()))
        };
        for (name, value) in [("notify.smtp-password", "one"), ("notify.webhook-secret", "two")] {
            let value = Secret::new(value.to_owned());
            set_secret(&mut house.session, name, &value, &mut random::system()).unwrap();
        }
        assert_eq!(kept(&house, NOTIFY_SMTP_PASSWORD).unwrap().as_deref(), Some("one"));
        assert_eq!(kept(&house, NOTIFY_WEBHOOK_SECRET).unwrap().as_deref(), Some("two"));
        house.sql(
            "UPDATE sealed_settings SET sealed = (SELECT sealed FROM sealed_settings WHERE id = 1)
             WHERE id = 2",
        );
        assert_eq!(kept(&house, NOTIFY_WEBHOOK_SECRET).unwrap_err().code, "setting.damaged");
    }
}
