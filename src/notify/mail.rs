//! Notices by mail, over a connection of their own.
//!
//! TLS is verified and cannot be switched off; plain text goes to this machine alone (R-H1).

use std::time::Duration;

use lettre::Message;
use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use rustls::RootCertStore;
use serde_json::Value;

use crate::domain::email::Email;
use crate::domain::notice::Claimed;
use crate::notify::failure::Failure;
use crate::ops::channel::{Mail, Security};

/// For each step of the conversation.
const PATIENCE: Duration = Duration::from_secs(15);

/// Hands a notice to the mail server.
///
/// # Errors
/// [`Failure`], unless the server takes it for every recipient.
pub fn send(mail: &Mail, notice: &Claimed) -> Result<(), Failure> {
    let message = message(mail, notice)?;
    let mut connection = connect(mail).map_err(|error| Failure::unreachable(told(&error)))?;
    connection.send(message.envelope(), &message.formatted()).map_err(|error| {
        let failure = if error.is_response() { Failure::refused } else { Failure::unreachable };
        failure(told(&error))
    })?;
    // The server has the message, whatever becomes of the goodbye.
    drop(connection.quit());
    Ok(())
}

/// A connection on which mail can be sent.
fn connect(mail: &Mail) -> Result<SmtpConnection, SmtpError> {
    let (server, hello) = ((mail.host.as_str(), mail.port), ClientId::default());
    let tls = trust(&mail.host)?;
    let wrapper = (mail.security == Security::Tls).then_some(&tls);
    let mut connection = SmtpConnection::connect(server, Some(PATIENCE), &hello, wrapper, None)?;
    match mail.security {
        Security::StartTls => connection.starttls(&tls, &hello)?,
        Security::Offered if connection.can_starttls() => connection.starttls(&tls, &hello)?,
        Security::Tls | Security::Offered => {}
    }
    if let Some((user, password)) = &mail.login {
        let credentials = Credentials::new(user.clone(), password.expose().clone());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
    }
    Ok(connection)
}

/// Mozilla's roots and the system's, as for providers.
fn trust(host: &str) -> Result<TlsParameters, SmtpError> {
    let mut builder =
        TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    // One certificate that does not parse must not lose the others.
    let mut parsable = RootCertStore::empty();
    for root in rustls_native_certs::load_native_certs().certs {
        if parsable.add(root.clone()).is_ok() {
            builder = builder.add_root_certificate(Certificate::from_der(root.to_vec())?);
        }
    }
    builder.build_rustls()
}

fn message(mail: &Mail, notice: &Claimed) -> Result<Message, Failure> {
    let from = mailbox(&mail.from).map_err(Failure::refused)?;
    let domain = from.email.domain().to_owned();
    // The same at every try, so that what arrives twice can be told.
    let id = format!("<notice-{}.{}@{domain}>", notice.id, notice.created_at.micros());
    let unattended = HeaderName::new_from_ascii_str("Auto-Submitted");
    let mut builder = Message::builder()
        .from(from)
        .subject(format!("[keyctl] {}", text(notice, "summary")))
        .message_id(Some(id))
        .date_now()
        .raw_header(HeaderValue::new(unattended, "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        builder = builder.to(mailbox(to).map_err(Failure::refused)?);
    }
    builder.body(body(notice)).map_err(Failure::refused)
}

fn mailbox(email: &Email) -> Result<Mailbox, AddressError> {
    Ok(Mailbox::new(None, email.as_str().parse()?))
}

/// The summary, then all that is known, a line each.
fn body(notice: &Claimed) -> String {
    let mut body = format!("{}\n\n", text(notice, "summary"));
    let mut line = |name: &str, value: &str| body.extend([name, ": ", value, "\n"]);
    for name in ["kind", "subject", "at"] {
        line(name, &text(notice, name));
    }
    if let Some(Value::Object(details)) = notice.payload.get("details") {
        for (name, value) in details {
            line(name, &shown(value));
        }
    }
    body.extend(["\n-- \nkeyctl notice ", &notice.id.to_string(), "\n"]);
    body
}

fn text(notice: &Claimed, name: &str) -> String {
    notice.payload.get(name).map(shown).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What went wrong, down to its cause.
fn told(error: &SmtpError) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !told.contains(&inner_text) {
            told.push_str(": ");
            told.push_str(&inner_text);
        }
        cause = inner.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::notice::Channel;
    use crate::domain::time::Timestamp;

    fn mail() -> Mail {
        Mail {
            host: "localhost".to_owned(),
            port: 1,
            security: Security::Offered,
            login: None,
            from: "keyctl@example.com".parse().unwrap(),
            to: vec!["a@example.com".parse().unwrap(), "b@example.com".parse().unwrap()],
        }
    }

    fn notice() -> Claimed {
        let payload = json!({
            "kind": "key.expiring",
            "subject": "key:3",
            "at": "2026-11-21T09:00:00Z",
            "summary": "key \"ada/cí\" ends within a day",
            "details": {"user": "ada", "days": 1},
        });
        Claimed {
            id: 7,
            channel: Channel::Mail,
            tries: 1,
            created_at: Timestamp::from_micros(5),
            payload: payload.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn it_says_what_is_known_and_who_it_is_from() {
        let message = message(&mail(), &notice()).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        for line in [
            "From: keyctl@example.com\r\n",
            "To: a@example.com, b@example.com\r\n",
            "Message-ID: <notice-7.5@example.com>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "subject: key:3\r\n",
            "days: 1\r\nuser: ada\r\n",
        ] {
            assert!(text.contains(line), "{line:?} in {text}");
        }
        assert_eq!(message.envelope().to().len(), 2);
    }

    #[test]
    fn a_server_that_is_not_there_is_unreachable() {
        let failure = send(&mail(), &notice()).unwrap_err();
        assert!(failure.unreachable && !failure.text.is_empty(), "{failure:?}");
    }
}
