//! What an upstream says a reply took, and whether that can be believed.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::domain::usage::Tokens;

/// A count beyond this is absurd: a hundred times the largest context window of all.
const MAX_PLAUSIBLE: u64 = 1 << 30;

/// What an upstream reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reported {
    /// Believable counts; an explicit zero is one.
    Counts(Tokens),
    /// Nothing, or not all of it: absent is not zero.
    #[default]
    Absent,
    /// Negative, fractional, absurd, or parts greater than their whole: to be audited.
    Implausible,
}

/// One count as it stands in a reply; any JSON at all can be read as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Count {
    /// Not there, or `null`.
    #[default]
    Absent,
    /// A believable number.
    Tokens(u64),
    /// Anything else.
    Implausible,
}

/// The counts of one reply, each still as it stood there.
#[derive(Debug, Clone, Copy, Default)]
pub struct RawCounts {
    /// As [`Tokens::input`].
    pub input: Count,
    /// As [`Tokens::output`].
    pub output: Count,
    /// As [`Tokens::cached`].
    pub cached: Count,
    /// As [`Tokens::cache_write`].
    pub cache_write: Count,
    /// As [`Tokens::reasoning`].
    pub reasoning: Count,
}

impl From<RawCounts> for Reported {
    /// The wholes must be there; a part that is not is zero.
    fn from(raw: RawCounts) -> Self {
        let RawCounts { input, output, cached, cache_write, reasoning } = raw;
        if [input, output, cached, cache_write, reasoning].contains(&Count::Implausible) {
            return Self::Implausible;
        }
        let (Count::Tokens(input), Count::Tokens(output)) = (input, output) else {
            return Self::Absent;
        };
        let [cached, cache_write, reasoning] = [cached, cache_write, reasoning].map(Count::or_zero);
        if cached + cache_write > input || reasoning > output {
            return Self::Implausible;
        }
        Self::Counts(Tokens { input, output, cached, cache_write, reasoning })
    }
}

impl Count {
    /// The number, or zero where there is none to believe.
    pub fn or_zero(self) -> u64 {
        match self {
            Self::Tokens(count) => count,
            Self::Absent | Self::Implausible => 0,
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a count")
    }

    fn visit_u64<E>(self, count: u64) -> Result<Count, E> {
        Ok(if count <= MAX_PLAUSIBLE { Count::Tokens(count) } else { Count::Implausible })
    }

    fn visit_unit<E>(self) -> Result<Count, E> {
        Ok(Count::Absent)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Count, E> {
        Ok(Count::Implausible)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Count, E> {
        Ok(Count::Implausible)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Count, E> {
        Ok(Count::Implausible)
    }

    fn visit_str<E>(self, _: &str) -> Result<Count, E> {
        Ok(Count::Implausible)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Count, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Count::Implausible)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Count, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Count::Implausible)
    }
}

/// A JSON object and nothing else, where serde would also take a list of the fields' values.
#[derive(Debug, Clone, Copy, Default)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_whole_number_in_reason() {
        let count = |json| serde_json::from_str::<Count>(json).unwrap();
        assert_eq!(count("0"), Count::Tokens(0));
        assert_eq!(count("1073741824"), Count::Tokens(MAX_PLAUSIBLE));
        assert_eq!(count("null"), Count::Absent);
        for json in
            ["-1", "1.0", "1e3", "1073741825", "18446744073709551616", "\"7\"", "true", "[1]"]
        {
            assert_eq!(count(json), Count::Implausible, "{json}");
        }
        assert_eq!(count(r#"{"a":[1]}"#), Count::Implausible);
    }

    #[test]
    fn the_wholes_must_be_there_and_hold_their_parts() {
        let [some, zero] = [Count::Tokens(3), Count::Tokens(0)];
        let raw = RawCounts { input: some, output: zero, ..RawCounts::default() };
        let counts = Tokens { input: 3, ..Tokens::default() };
        assert_eq!(Reported::from(raw), Reported::Counts(counts));
        assert_eq!(Reported::from(RawCounts { output: Count::Absent, ..raw }), Reported::Absent);
        assert_eq!(Reported::from(RawCounts { input: Count::Absent, ..raw }), Reported::Absent);
        for raw in [
            RawCounts { reasoning: Count::Tokens(1), ..raw },
            RawCounts { cached: Count::Tokens(4), ..raw },
            RawCounts { cached: Count::Tokens(2), cache_write: Count::Tokens(2), ..raw },
            RawCounts { cached: Count::Implausible, ..raw },
            RawCounts { input: Count::Absent, output: Count::Implausible, ..raw },
        ] {
            assert_eq!(Reported::from(raw), Reported::Implausible, "{raw:?}");
        }
    }
}
