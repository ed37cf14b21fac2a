//! A JSON object taken apart into its members, before any value is understood.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A string, borrowed where it has no escapes; `serde` lends a plain `Cow` only to struct fields.
#[derive(Deserialize)]
pub struct CowStr<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// The members of an object in the order they came, repetitions and all. More than `MOST` are an
/// error of the data, the only one there is.
pub struct Members<'a, const MOST: usize>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de, const MOST: usize> Deserialize<'de> for Members<'de, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor<const MOST: usize>;

impl<'de, const MOST: usize> Visitor<'de> for MembersVisitor<MOST> {
    type Value = Members<'de, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some((CowStr(name), value)) = map.next_entry()? {
            if members.len() == MOST {
                return Err(A::Error::custom("too many members"));
            }
            members.push((name, value));
        }
        Ok(Members(members))
    }
}
