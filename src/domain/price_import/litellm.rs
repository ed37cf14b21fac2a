//! `LiteLLM`'s price map: an object by model name, prices in USD per token.

use std::collections::BTreeSet;

use crate::domain::price_import::entry::Entry;
use crate::domain::price_import::litellm_entry::{Fields, Reason};
use crate::domain::price_import::members::{self, Lines, Twice};

/// The entry that explains the others.
const SAMPLE: &str = "sample_spec";

/// What is read of a map.
#[derive(Debug, Default)]
pub struct PriceMap {
    /// The prices, by model.
    pub entries: Vec<Entry>,
    /// The models among them whose cache writes have another price when they are kept for longer:
    /// theirs is that of cache writes kept for the usual time.
    pub longer_caches: Vec<String>,
    /// What has no price that could be held, by model.
    pub skipped: Vec<Skipped>,
    /// Every provider that the map names.
    pub providers: BTreeSet<String>,
}

/// A model that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name in the map.
    pub model: String,
    /// Why.
    pub reason: Reason,
}

/// Why nothing can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or no object.
    #[error("line {line}, column {column}: not the JSON of a price map")]
    NotAMap {
        /// Where the JSON breaks off, from 1.
        line: usize,
        /// Its place in the line.
        column: usize,
    },
    /// Two entries have the same name.
    #[error("{lines}: \"{model}\" is priced twice")]
    ModelTwice {
        /// The name.
        model: String,
        /// Where the entries begin.
        lines: Lines,
    },
    /// Two members of an entry have the same name.
    #[error("{lines}: \"{model}\" has \"{member}\" twice")]
    MemberTwice {
        /// The name of the entry.
        model: String,
        /// The name of both.
        member: String,
        /// Where their values begin.
        lines: Lines,
    },
}

/// Reads a map; with `providers`, only what has one of them as its `litellm_provider`.
///
/// # Errors
/// [`Unreadable`].
pub fn read(text: &str, providers: &[String]) -> Result<PriceMap, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut entries = members::read(text)
        .map_err(|error| Unreadable::NotAMap { line: error.line(), column: error.column() })?;
    if let Some(Twice { name, lines }) = members::twice(&entries, text) {
        return Err(Unreadable::ModelTwice { model: name.to_owned(), lines });
    }
    entries.retain(|(model, _)| model != SAMPLE);
    entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut map = PriceMap::default();
    for (model, raw) in entries {
        let members = members::read(raw.get()).ok();
        if let Some(Twice { name, lines }) =
            members.as_deref().and_then(|m| members::twice(m, text))
        {
            return Err(Unreadable::MemberTwice { model, member: name.to_owned(), lines });
        }
        let fields = members.map(Fields::of);
        let provider = fields.as_ref().and_then(|fields| fields.text("litellm_provider"));
        let wanted = providers.is_empty()
            || provider.as_ref().is_some_and(|provider| providers.contains(provider));
        map.providers.extend(provider);
        if wanted {
            map.take(model, fields);
        }
    }
    Ok(map)
}

impl PriceMap {
    fn take(&mut self, model: String, fields: Option<Fields<'_>>) {
        let Some(fields) = fields else {
            return self.skipped.push(Skipped { model, reason: Reason::NotAnEntry });
        };
        match fields.entry(&model) {
            Ok(entry) => {
                if fields.has_longer_caches(&entry.rates) {
                    self.longer_caches.push(model);
                }
                self.entries.push(entry);
            }
            Err(reason) => self.skipped.push(Skipped { model, reason }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_kept_caches_are_told_where_they_cost_something_else() {
        let flat = r#""input_cost_per_token": 1e-6, "cache_creation_input_token_cost": 1.25e-6"#;
        let hour = r#""cache_creation_input_token_cost_above_1hr": 2e-6"#;
        let text =
            format!(r#"{{"a": {{{flat}, {hour}}}, "b": {{{flat}}}, "c": {{{hour}}}, "d": 7}}"#);
        let map = read(&text, &[]).unwrap();
        assert_eq!((map.entries.len(), map.longer_caches), (2, vec!["a".to_owned()]));
        let left_out = map.skipped.iter().map(|skipped| (skipped.model.as_str(), skipped.reason));
        let expected = [("c", Reason::NoPrice), ("d", Reason::NotAnEntry)];
        assert_eq!(left_out.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_stands_twice_is_refused() {
        let price = r#"{"input_cost_per_token": 1e-6}"#;
        let models = format!("{{\n\"b\": {price},\n\"a\": {price},\n\"b\": {price}\n}}");
        let told = read(&models, &["openai".to_owned()]).unwrap_err().to_string();
        assert_eq!(told, "lines 2 and 4: \"b\" is priced twice");
        let entry = "{\"a\": {\n\"mode\": \"chat\",\n\"x\": [{\"mode\": 1}],\n\"mode\": \"chat\"}}";
        let told = read(entry, &[]).unwrap_err().to_string();
        assert_eq!(told, "lines 2 and 4: \"a\" has \"mode\" twice");
    }

    #[test]
    fn providers_narrow_and_the_sample_is_no_model() {
        let text = r#"{
            "sample_spec": {"input_cost_per_token": 0.0},
            "a": {"input_cost_per_token": 1e-6, "litellm_provider": "openai"},
            "b": {"input_cost_per_token": 1e-6, "litellm_provider": "azure"},
            "c": {"litellm_provider": "azure"}
        }"#;
        let models = |providers: &[&str]| {
            let providers: Vec<String> = providers.iter().map(ToString::to_string).collect();
            let map = read(text, &providers).unwrap();
            let models = map.entries.iter().map(|entry| entry.model.to_string());
            (models.collect::<Vec<_>>().concat(), map.skipped.len(), map.providers.len())
        };
        assert_eq!(models(&[]), ("ab".to_owned(), 1, 2));
        assert_eq!(models(&["openai"]), ("a".to_owned(), 0, 2));
        assert_eq!(models(&["openai", "azure"]), ("ab".to_owned(), 1, 2));
        assert_eq!(models(&["x"]), (String::new(), 0, 2));
    }

    #[test]
    fn other_json_is_no_map() {
        assert!(read("\u{feff}{}", &[]).is_ok(), "a mark of the order of bytes");
        for text in ["", "[]", "{", "{\"a\": 1,}", "{} x"] {
            assert!(read(text, &[]).is_err(), "{text}");
        }
        let broken = read("{\n  \"a\": }", &[]).unwrap_err();
        assert!(matches!(broken, Unreadable::NotAMap { line: 2, .. }), "{broken}");
    }
}
