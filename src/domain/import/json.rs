//! One line of JSON Lines: an object of strings.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::domain::import::cells::{Cells, Table, place};
use crate::domain::import::error::ImportError;

/// Reads an object: its members are columns, each at most once, a string or null.
pub(super) fn parse<T: Table>(line: &str) -> Result<Cells, ImportError> {
    if !line.trim_start().starts_with('{') {
        return Err(ImportError::NotAnObject);
    }
    // serde_json's own messages repeat what they found.
    let Members(members) =
        serde_json::from_str(line).map_err(|error| ImportError::Json(error.column()))?;
    let mut cells = Cells::new(T::COLUMNS.len());
    let mut seen = Vec::with_capacity(T::COLUMNS.len());
    for (index, (name, value)) in members.into_iter().enumerate() {
        let column = place::<T>(&name, index + 1)?;
        if seen.contains(&column) {
            return Err(ImportError::Repeated(T::COLUMNS[column]));
        }
        seen.push(column);
        let text: Option<String> = serde_json::from_str(value.get())
            .map_err(|_| ImportError::NotAString(T::COLUMNS[column]))?;
        cells.set(column, &Zeroizing::new(text.unwrap_or_default()));
    }
    Ok(cells)
}

/// A string, borrowed where it has no escapes; `serde` lends a plain `Cow` only to struct fields.
#[derive(Deserialize)]
struct CowStr<'a>(#[serde(borrow)] Cow<'a, str>);

/// The members of an object, repetitions and all.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((CowStr(name), value)) = map.next_entry()? {
            members.push((name, value));
        }
        Ok(Members(members))
    }
}
