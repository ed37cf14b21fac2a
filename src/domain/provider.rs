//! Providers: the upstreams that run models, and the dialect each speaks.

use std::fmt;
use std::str::FromStr;

use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::time::Timestamp;
use crate::domain::word::UnknownWord;
use url::{Host, Url};

/// The language of an API. A dialect is never translated into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The `OpenAI` API.
    OpenAi,
    /// The Ollama API.
    Ollama,
    /// The echo provider inside the binary; it answers in the dialect of the path.
    Demo,
}

impl Dialect {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Ollama => "ollama",
            Self::Demo => "demo",
        }
    }

    /// Whether a provider of this dialect serves paths of `path`'s dialect.
    pub fn serves(self, path: Self) -> bool {
        self == path || self == Self::Demo
    }
}

impl FromStr for Dialect {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "openai" => Ok(Self::OpenAi),
            "ollama" => Ok(Self::Ollama),
            "demo" => Ok(Self::Demo),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "openai, ollama, demo" }),
        }
    }
}

/// Whether a provider wants a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// A stored key is sent with every request.
    Key,
    /// Nothing is sent.
    None,
}

impl Auth {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::None => "none",
        }
    }
}

impl FromStr for Auth {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "key" => Ok(Self::Key),
            "none" => Ok(Self::None),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "key, none" }),
        }
    }
}

/// Who pays for a user that has no provider key (R-H4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The system's key.
    System,
    /// Nobody: the request is refused.
    None,
}

impl Fallback {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::None => "none",
        }
    }
}

impl FromStr for Fallback {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "system" => Ok(Self::System),
            "none" => Ok(Self::None),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "system, none" }),
        }
    }
}

/// Which addresses a provider may be reached at (R-H2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Global addresses only.
    Public,
    /// Private networks too: the provider was added with `--allow-private`.
    Private,
    /// This machine: the provider was added as `localhost` or a loopback address.
    Loopback,
}

/// Where a provider is: an `http` or `https` URL without user, query and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a URL is not accepted as a provider's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Not a URL at all.
    #[error("{0:?} is no URL: {1}")]
    Malformed(String, url::ParseError),
    /// A scheme that is not spoken.
    #[error("a provider's URL begins with https:// or http://")]
    Scheme,
    /// A user, a password, a query or a fragment.
    #[error("a provider's URL has no user, query or fragment")]
    Extra,
    /// Plain HTTP to another machine.
    #[error("plain http:// is only for this machine, or with --allow-private for a private one")]
    Plain,
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        let mut url = Url::parse(text).map_err(|e| BaseUrlError::Malformed(text.to_owned(), e))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::Scheme);
        }
        let extra = !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some();
        if extra || !url.has_host() {
            return Err(BaseUrlError::Extra);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

impl BaseUrl {
    /// Scheme, host and port: what a stored key is bound to.
    pub fn origin(&self) -> String {
        let port = self.0.port_or_known_default().unwrap_or_default();
        format!("{}://{}:{port}", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }

    /// The path under which the API stands; empty for the root.
    pub fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// Whether the connection is encrypted.
    pub fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether the host is this machine, by name or by literal address.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// A provider as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its number; providers are asked in this order.
    pub id: i64,
    /// Its unique name.
    pub name: Name,
    /// What it speaks.
    pub dialect: Dialect,
    /// Where it is; `None` for the built-in demo.
    pub base_url: Option<BaseUrl>,
    /// The models that go to it.
    pub routes: Vec<ModelGlob>,
    /// Whether it wants a credential.
    pub auth: Auth,
    /// Who pays for a user without a key of their own.
    pub fallback: Fallback,
    /// Whether it may be on a private network.
    pub allow_private: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Provider {
    /// Which addresses it may be reached at.
    pub fn reach(&self) -> Reach {
        match &self.base_url {
            Some(url) if url.is_loopback() => Reach::Loopback,
            _ if self.allow_private => Reach::Private,
            _ => Reach::Public,
        }
    }

    /// Whether requests for `model` go to it.
    pub fn routes_model(&self, model: &str) -> bool {
        self.routes.iter().any(|glob| glob.matches(model))
    }

    /// The scheme, host and port that its keys are sealed for.
    pub fn origin(&self) -> String {
        self.base_url.as_ref().map(BaseUrl::origin).unwrap_or_default()
    }
}

/// A stored provider key, without the key.
#[derive(Clone, Debug)]
pub struct ProviderKey {
    /// Its number.
    pub id: i64,
    /// The provider it opens.
    pub provider: Name,
    /// Whose it is; `None` for the system's.
    pub user: Option<Name>,
    /// Its last four characters.
    pub last_four: String,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// What is known of a provider that everybody uses.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, and that of the provider it makes.
    pub name: &'static str,
    /// What it speaks.
    pub dialect: Dialect,
    /// Where it is; `None` for the built-in demo.
    pub url: Option<&'static str>,
    /// The models that go to it.
    pub routes: &'static [&'static str],
}

/// The presets of `provider add NAME`.
pub const PRESETS: [Preset; 3] = [
    Preset {
        name: "openai",
        dialect: Dialect::OpenAi,
        url: Some("https://api.openai.com/v1"),
        routes: &["gpt-*", "chatgpt-*", "o1*", "o3*", "o4*", "text-embedding-*", "codex-*"],
    },
    Preset {
        name: "ollama",
        dialect: Dialect::Ollama,
        url: Some("http://127.0.0.1:11434"),
        routes: &["*"],
    },
    Preset { name: "demo", dialect: Dialect::Demo, url: None, routes: &["demo-*"] },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> BaseUrl {
        text.parse().unwrap()
    }

    #[test]
    fn an_origin_has_scheme_host_and_port() {
        assert_eq!(url("https://API.example.com/v1/").origin(), "https://api.example.com:443");
        assert_eq!(url("http://[::1]:11434").origin(), "http://[::1]:11434");
        assert_eq!(url("https://api.example.com/v1/").path(), "/v1");
        assert_eq!(url("https://api.example.com/").to_string(), "https://api.example.com");
    }

    #[test]
    fn loopback_is_recognized_in_every_spelling() {
        for spelling in ["http://localhost:1", "http://127.1", "http://0x7f000001", "http://[::1]"]
        {
            assert!(url(spelling).is_loopback(), "{spelling}");
        }
        assert!(!url("http://127.0.0.1.example.com").is_loopback());
    }

    #[test]
    fn odd_urls_are_refused() {
        for text in ["ftp://a", "https://u:p@a", "https://a?q", "https://a#f", "a", ""] {
            assert!(text.parse::<BaseUrl>().is_err(), "{text}");
        }
    }
}
