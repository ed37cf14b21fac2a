//! What a price list says of one model.

use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::price::Rates;
use crate::domain::time::TimeSpec;

/// The price of a model, as a list has it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The models it is for.
    pub model: ModelGlob,
    /// The one provider of ours that it is for; `None` for all.
    pub provider: Option<Name>,
    /// The unit prices.
    pub rates: Rates,
    /// The most tokens that a reply can have.
    pub max_output_tokens: Option<i64>,
    /// From when it holds; from the import on where the list does not say.
    pub effective_from: Option<TimeSpec>,
    /// Which of its prices had a fraction of a pico-dollar.
    pub rounded: Vec<Rounded>,
}

/// A price that was rounded to whole pico-dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// The part of the list that it stands in.
    pub part: &'static str,
    /// The number as it was written.
    pub written: String,
    /// The same in what is counted.
    pub counted: String,
}
