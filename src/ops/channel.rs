//! The ways that notices take, as they are set up.

use url::{Host, Url};

use crate::domain::email::Email;
use crate::domain::notice::Channel;
use crate::domain::provider::Reach;
use crate::domain::setting::catalogue::{
    NOTIFY_COMMAND, NOTIFY_MAIL_FROM, NOTIFY_MAIL_TO, NOTIFY_SMTP_PASSWORD, NOTIFY_SMTP_URL,
    NOTIFY_WEBHOOK_PRIVATE, NOTIFY_WEBHOOK_SECRET, NOTIFY_WEBHOOK_URL, Setting,
};
use crate::ops::configuration;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::Keyring;
use crate::secret::value::Secret;
use crate::store::db::Read;

/// A mail server, and whom it carries notices to.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// What is proved to it.
    pub login: Option<(String, Secret<String>)>,
    /// Who mail is from.
    pub from: Email,
    /// Who gets it; at least one.
    pub to: Vec<Email>,
}

/// How a connection to a mail server is protected (R-H1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from its first byte.
    Tls,
    /// TLS before anything is said.
    StartTls,
    /// As [`Security::StartTls`] where the server offers it, else plain: this machine only.
    Offered,
}

/// Where notices are posted.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The URL, `https` or on this machine.
    pub url: Url,
    /// Which addresses it may lead to (R-H2).
    pub reach: Reach,
    /// What they are signed with; not at all where it is not set.
    pub secret: Option<Secret<String>>,
}

/// The channels that somebody has begun to set up.
///
/// # Errors
/// What the store says.
pub fn chosen(read: &Read<'_>) -> Result<Vec<Channel>, Error> {
    let mut chosen = Vec::new();
    for channel in Channel::ALL {
        if configuration::text(read, first(channel))?.is_some() {
            chosen.push(channel);
        }
    }
    Ok(chosen)
}

/// The mail server.
///
/// # Errors
/// [`Kind::Refused`] where it is not set up, naming what is missing or wrong.
pub fn mail(read: &Read<'_>, keyring: &Keyring) -> Result<Mail, Error> {
    let url = url(read, NOTIFY_SMTP_URL)?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let security = match url.scheme() {
        "smtps" => Security::Tls,
        _ if is_loopback(&url) => Security::Offered,
        _ => Security::StartTls,
    };
    let usual = match security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::Offered => 25,
    };
    let user = percent_encoding::percent_decode_str(url.username()).decode_utf8();
    let user = user.map_err(|_| wrong(NOTIFY_SMTP_URL, "its user is not UTF-8"))?;
    let login = if user.is_empty() {
        None
    } else {
        let password = configuration::secret(read, keyring, NOTIFY_SMTP_PASSWORD)?;
        Some((user.into_owned(), password.ok_or_else(|| missing(NOTIFY_SMTP_PASSWORD))?))
    };
    let mut from = configuration::emails(read, NOTIFY_MAIL_FROM)?;
    let to = configuration::emails(read, NOTIFY_MAIL_TO)?;
    if to.is_empty() {
        return Err(missing(NOTIFY_MAIL_TO));
    }
    match (from.pop(), from.is_empty()) {
        (Some(from), true) => {
            Ok(Mail { host, port: url.port().unwrap_or(usual), security, login, from, to })
        }
        (None, _) => Err(missing(NOTIFY_MAIL_FROM)),
        (Some(_), false) => Err(wrong(NOTIFY_MAIL_FROM, "mail is from one address")),
    }
}

/// Where notices are posted.
///
/// # Errors
/// [`Kind::Refused`] where that is not set up, or is plain `http` to another machine.
pub fn webhook(read: &Read<'_>, keyring: &Keyring) -> Result<Webhook, Error> {
    let url = url(read, NOTIFY_WEBHOOK_URL)?;
    let reach = if is_loopback(&url) {
        Reach::Loopback
    } else if configuration::flag(read, NOTIFY_WEBHOOK_PRIVATE)? {
        Reach::Private
    } else {
        Reach::Public
    };
    if url.scheme() != "https" && reach != Reach::Loopback {
        return Err(wrong(NOTIFY_WEBHOOK_URL, "plain http:// is only for this machine"));
    }
    if !url.username().is_empty() || url.fragment().is_some() {
        return Err(wrong(NOTIFY_WEBHOOK_URL, "it has no user and no fragment"));
    }
    let secret = configuration::secret(read, keyring, NOTIFY_WEBHOOK_SECRET)?;
    Ok(Webhook { url, reach, secret })
}

/// The command that is given notices, as `sh` reads it.
///
/// # Errors
/// [`Kind::Refused`] where none is set.
pub fn command(read: &Read<'_>) -> Result<String, Error> {
    configuration::text(read, NOTIFY_COMMAND)?.ok_or_else(|| missing(NOTIFY_COMMAND))
}

/// The setting that a channel begins with.
const fn first(channel: Channel) -> &'static Setting {
    match channel {
        Channel::Mail => NOTIFY_SMTP_URL,
        Channel::Webhook => NOTIFY_WEBHOOK_URL,
        Channel::Command => NOTIFY_COMMAND,
    }
}

fn url(read: &Read<'_>, setting: &'static Setting) -> Result<Url, Error> {
    let text = configuration::text(read, setting)?.ok_or_else(|| missing(setting))?;
    let url = Url::parse(&text).ok().filter(|url| url.host_str().is_some_and(|h| !h.is_empty()));
    url.ok_or_else(|| wrong(setting, "it names no host"))
}

/// Whether the host is this machine, by name or by literal address. Hosts of URLs that are not of
/// the web stay texts.
fn is_loopback(url: &Url) -> bool {
    let name = |name: &str| {
        let address = name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        address || name == "localhost" || name.ends_with(".localhost")
    };
    match url.host() {
        Some(Host::Domain(domain)) => name(domain),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn missing(setting: &Setting) -> Error {
    let message = format!("\"{}\" is not set", setting.name);
    let value = if setting.is_secret() { "--value-stdin" } else { "VALUE" };
    Error::new(Kind::Refused, "notice.not_set_up", message)
        .fix(format!("keyctl setting set {} {value}", setting.name))
}

fn wrong(setting: &Setting, why: &str) -> Error {
    let message = format!("\"{}\" cannot be used", setting.name);
    Error::new(Kind::Refused, "notice.unusable", message).why(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::Fixture;
    use crate::ops::setting::{set, set_secret};
    use crate::secret::random;

    fn house(settings: &[(&str, &str)]) -> Fixture {
        let mut house = Fixture::new();
        for (name, value) in settings {
            let rng = &mut random::system();
            if *name == "notify.smtp-password" {
                let value = Secret::new((*value).to_owned());
                set_secret(&mut house.session, name, &value, rng).unwrap();
            } else {
                set(&mut house.session, name, value, rng).unwrap();
            }
        }
        house
    }

    fn mail_of(settings: &[(&str, &str)]) -> Result<Mail, Error> {
        let house = house(settings);
        mail(&house.session.store.read().unwrap(), &house.session.keyring)
    }

    fn server(url: &str) -> (String, u16, Security) {
        let mail = mail_of(&[
            ("notify.smtp-url", url),
            ("notify.mail-from", "a@example.com"),
            ("notify.mail-to", "b@example.com"),
        ]);
        let mail = mail.unwrap();
        (mail.host, mail.port, mail.security)
    }

    #[test]
    fn mail_is_plain_to_this_machine_alone() {
        let server = |url| {
            let (host, port, security) = server(url);
            format!("{host} {port} {security:?}")
        };
        assert_eq!(server("smtps://mail.example.com"), "mail.example.com 465 Tls");
        assert_eq!(server("smtp://mail.example.com"), "mail.example.com 587 StartTls");
        assert_eq!(server("smtp://10.0.0.1:25"), "10.0.0.1 25 StartTls");
        assert_eq!(server("smtp://127.0.0.1.example.com"), "127.0.0.1.example.com 587 StartTls");
        assert_eq!(server("smtp://localhost"), "localhost 25 Offered");
        assert_eq!(server("smtp://127.0.0.1:2525"), "127.0.0.1 2525 Offered");
        assert_eq!(server("smtp://[::1]"), "::1 25 Offered");
        assert_eq!(server("smtps://localhost"), "localhost 465 Tls");
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut settings = Vec::new();
        for (setting, value) in [
            ("notify.smtp-url", "smtps://me%40example.com@mail.example.com"),
            ("notify.smtp-password", "hunter2"),
            ("notify.mail-to", "a@example.com,b@example.com"),
            ("notify.mail-from", "k@example.com"),
        ] {
            let error = mail_of(&settings).unwrap_err();
            assert_eq!(error.message, format!("\"{setting}\" is not set"));
            settings.push((setting, value));
        }
        let mail = mail_of(&settings).unwrap();
        let (user, password) = mail.login.unwrap();
        assert_eq!((user.as_str(), password.expose().as_str()), ("me@example.com", "hunter2"));
        assert_eq!(mail.to.len(), 2);
        settings.push(("notify.mail-from", "k@example.com,l@example.com"));
        assert_eq!(mail_of(&settings).unwrap_err().code, "notice.unusable");
    }

    #[test]
    fn a_webhook_is_encrypted_or_on_this_machine() {
        let reach = |url: &str, private: &str| {
            let house = house(&[("notify.webhook-url", url), ("notify.webhook-private", private)]);
            let read = house.session.store.read().unwrap();
            webhook(&read, &house.session.keyring).map(|webhook| webhook.reach)
        };
        assert_eq!(reach("https://hooks.example.com/x?t=1", "false"), Ok(Reach::Public));
        assert_eq!(reach("https://10.0.0.1/x", "true"), Ok(Reach::Private));
        assert_eq!(reach("http://localhost:9000/x", "false"), Ok(Reach::Loopback));
        assert_eq!(reach("http://127.1/x", "false"), Ok(Reach::Loopback));
        for (url, private) in [
            ("http://hooks.example.com/", "false"),
            ("http://10.0.0.1/", "true"),
            ("http://127.0.0.1.example.com/", "false"),
            ("https://me@hooks.example.com/", "false"),
            ("https://hooks.example.com/#x", "false"),
        ] {
            assert_eq!(reach(url, private).unwrap_err().code, "notice.unusable", "{url}");
        }
    }

    #[test]
    fn a_channel_is_chosen_by_its_first_setting() {
        let chosen = |settings: &[(&str, &str)]| {
            chosen(&house(settings).session.store.read().unwrap()).unwrap()
        };
        assert_eq!(chosen(&[("notify.mail-to", "a@example.com")]), []);
        let all = [
            ("notify.command", "true"),
            ("notify.webhook-url", "https://a.example"),
            ("notify.smtp-url", "smtp://a.example"),
        ];
        assert_eq!(chosen(&all), Channel::ALL);
        assert_eq!(chosen(&all[..1]), [Channel::Command]);
    }
}
