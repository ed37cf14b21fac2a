//! Routes: what a path of the gateway means, and the permission it needs.

use percent_encoding::percent_decode_str;

use crate::domain::permission::Permission;
use crate::domain::provider::Dialect;

/// What a route does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Runs a model; metered.
    Run,
    /// Lists the models of every provider of the dialect.
    ListModels,
    /// Describes one model, named in the path or the body.
    ShowModel,
    /// Asks the first provider of the dialect.
    Ask,
}

/// A route of the gateway. The number is what the ledger stores: it never changes meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Route {
    /// `POST /v1/chat/completions`
    OpenAiChat = 1,
    /// `POST /v1/completions`
    OpenAiCompletions = 2,
    /// `POST /v1/embeddings`
    OpenAiEmbeddings = 3,
    /// `GET /v1/models`
    OpenAiModels = 4,
    /// `GET /v1/models/{id}`
    OpenAiModel = 5,
    /// `POST /api/chat`
    OllamaChat = 6,
    /// `POST /api/generate`
    OllamaGenerate = 7,
    /// `POST /api/embed`
    OllamaEmbed = 8,
    /// `POST /api/embeddings`
    OllamaEmbeddings = 9,
    /// `GET /api/tags`
    OllamaTags = 10,
    /// `POST /api/show`
    OllamaShow = 11,
    /// `GET /api/version`
    OllamaVersion = 12,
    /// `GET /api/ps`
    OllamaPs = 13,
}

/// Every route, in the order of its number.
pub const ALL: [Route; 13] = [
    Route::OpenAiChat,
    Route::OpenAiCompletions,
    Route::OpenAiEmbeddings,
    Route::OpenAiModels,
    Route::OpenAiModel,
    Route::OllamaChat,
    Route::OllamaGenerate,
    Route::OllamaEmbed,
    Route::OllamaEmbeddings,
    Route::OllamaTags,
    Route::OllamaShow,
    Route::OllamaVersion,
    Route::OllamaPs,
];

impl Route {
    /// The route of a request; `None` where there is none. The path is matched on its raw bytes
    /// (R-G11).
    pub fn find(method: &str, path: &str) -> Option<Self> {
        let exact = ALL.into_iter().find(|r| r.path() == path && *r != Self::OpenAiModel);
        let route = exact.or_else(|| {
            let id = path.strip_prefix("/v1/models/")?;
            (!id.is_empty()).then_some(Self::OpenAiModel)
        })?;
        (route.method() == method).then_some(route)
    }

    /// The route of a path whatever the method, where the path has only one.
    pub fn of_path(path: &str) -> Option<Self> {
        ["POST", "GET"].into_iter().find_map(|method| Self::find(method, path))
    }

    /// The model that the path of [`Route::OpenAiModel`] names.
    pub fn model_in(path: &str) -> Option<String> {
        let id = path.strip_prefix("/v1/models/").filter(|id| !id.is_empty())?;
        Some(percent_decode_str(id).decode_utf8_lossy().into_owned())
    }

    /// Its path; for [`Route::OpenAiModel`] with a placeholder.
    pub const fn path(self) -> &'static str {
        match self {
            Self::OpenAiChat => "/v1/chat/completions",
            Self::OpenAiCompletions => "/v1/completions",
            Self::OpenAiEmbeddings => "/v1/embeddings",
            Self::OpenAiModels => "/v1/models",
            Self::OpenAiModel => "/v1/models/{id}",
            Self::OllamaChat => "/api/chat",
            Self::OllamaGenerate => "/api/generate",
            Self::OllamaEmbed => "/api/embed",
            Self::OllamaEmbeddings => "/api/embeddings",
            Self::OllamaTags => "/api/tags",
            Self::OllamaShow => "/api/show",
            Self::OllamaVersion => "/api/version",
            Self::OllamaPs => "/api/ps",
        }
    }

    /// Its method.
    pub const fn method(self) -> &'static str {
        match self {
            Self::OpenAiModels
            | Self::OpenAiModel
            | Self::OllamaTags
            | Self::OllamaVersion
            | Self::OllamaPs => "GET",
            Self::OpenAiChat
            | Self::OpenAiCompletions
            | Self::OpenAiEmbeddings
            | Self::OllamaChat
            | Self::OllamaGenerate
            | Self::OllamaEmbed
            | Self::OllamaEmbeddings
            | Self::OllamaShow => "POST",
        }
    }

    /// The fields by which a request of the `OpenAI` dialect limits its output, the usual one first.
    /// A provider does not look at those of other routes.
    pub const fn output_limit_fields(self) -> &'static [&'static str] {
        match self {
            Self::OpenAiChat => &["max_completion_tokens", "max_tokens"],
            Self::OpenAiCompletions => &["max_tokens"],
            _ => &[],
        }
    }

    /// What it does.
    pub const fn action(self) -> Action {
        match self {
            Self::OpenAiChat
            | Self::OpenAiCompletions
            | Self::OpenAiEmbeddings
            | Self::OllamaChat
            | Self::OllamaGenerate
            | Self::OllamaEmbed
            | Self::OllamaEmbeddings => Action::Run,
            Self::OpenAiModels | Self::OllamaTags => Action::ListModels,
            Self::OpenAiModel | Self::OllamaShow => Action::ShowModel,
            Self::OllamaVersion | Self::OllamaPs => Action::Ask,
        }
    }

    /// The permission it needs.
    pub fn permission(self) -> Permission {
        let verb = if self.action() == Action::Run { "write" } else { "read" };
        Permission::literal("chat", verb)
    }

    /// The dialect of its path.
    pub fn dialect(self) -> Dialect {
        dialect_of(self.path())
    }

    /// Whether a reply streams where the request does not say: Ollama streams unless told not to.
    pub const fn streams_by_default(self) -> bool {
        matches!(self, Self::OllamaChat | Self::OllamaGenerate)
    }

    /// Whether its reply has output tokens; embeddings have none.
    pub const fn generates(self) -> bool {
        matches!(
            self,
            Self::OpenAiChat | Self::OpenAiCompletions | Self::OllamaChat | Self::OllamaGenerate
        )
    }

    /// The number that the ledger stores.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The route that the ledger's number stands for.
    pub fn from_code(code: u8) -> Option<Self> {
        ALL.into_iter().find(|route| route.code() == code)
    }
}

/// The dialect in which a path is answered, also where there is no such route.
pub fn dialect_of(path: &str) -> Dialect {
    if path.starts_with("/api/") { Dialect::Ollama } else { Dialect::OpenAi }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_found_by_its_method_and_path() {
        for route in ALL {
            let path = route.path().replace("{id}", "gpt-5");
            assert_eq!(Route::find(route.method(), &path), Some(route));
            assert_eq!(Route::find("DELETE", &path), None);
            assert_eq!(Route::from_code(route.code()), Some(route));
        }
    }

    #[test]
    fn nothing_else_is_a_route() {
        for path in
            ["/", "/v1", "/v1/models/", "/v1/chat/completions/", "/V1/models", "/v1/models/{id"]
        {
            let found = Route::find("GET", path);
            assert!(found.is_none() || path == "/v1/models/{id", "{path}");
        }
    }

    #[test]
    fn running_a_model_needs_more_than_listing() {
        assert_eq!(Route::OpenAiChat.permission().to_string(), "chat:write");
        assert_eq!(Route::OllamaTags.permission().to_string(), "chat:read");
    }
}
