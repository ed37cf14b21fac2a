//! Taking over a price list: new rows where it says something new, never an edited one.

use std::collections::HashMap;

use crate::domain::audit::Event;
use crate::domain::model::ModelGlob;
use crate::domain::price::{Price, Rates};
use crate::domain::price_import::csv::BadLine;
use crate::domain::price_import::entry::Entry;
use crate::domain::time::{Timestamp, Zone};
use crate::ops::error::{Error, Kind};
use crate::ops::find;
use crate::ops::session::Session;
use crate::store::db::{Read, Write};
use crate::store::price::{self as price_rows, NewPrice};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Prices of models that had none of their own.
    pub added: u64,
    /// Prices that differ from the one before.
    pub changed: u64,
    /// Prices that stood already.
    pub unchanged: u64,
}

/// Whether an import was made, or the lines for which it was not.
pub type Outcome = Result<Imported, Vec<BadLine>>;

/// What a row is for: its models, and the number of its provider.
type For = (ModelGlob, Option<i64>);

/// The lines of a list so far, by what they are for and from when they hold.
type Lines = HashMap<(For, Timestamp), u64>;

/// Adds the prices of a list, each with the number of its line, where they differ from what is in
/// force for the same models and provider at their instant: all in one transaction, or nothing.
///
/// # Errors
/// What the store says. Lines that contradict each other or the prices that stand are no error:
/// they are returned, and nothing is changed.
pub fn import(
    session: &mut Session,
    entries: Vec<(u64, Entry)>,
    zone: &Zone,
) -> Result<Outcome, Error> {
    let now = session.now;
    session.change_unless(|write| {
        let mut bad = Vec::new();
        let mut standing = standing(write)?;
        let mut imported = Imported::default();
        let mut lines = Lines::new();
        for (line, entry) in entries {
            let placed = resolve(write, entry, (now, zone))
                .and_then(|new| once(&mut lines, line, &new).map(|()| new))
                .and_then(|new| place(write, &mut standing, &new, now, &mut imported));
            match placed {
                Ok(()) => {}
                Err(Error {
                    kind: Kind::Usage | Kind::NotFound | Kind::Conflict, message, ..
                }) => {
                    bad.push(BadLine { line, reason: message });
                }
                Err(error) => return Err(error),
            }
        }
        if !bad.is_empty() {
            return Ok(Err(bad));
        }
        let event = Event::ok("price.import", "prices")
            .with("added", imported.added)
            .with("changed", imported.changed)
            .with("unchanged", imported.unchanged);
        Ok(Ok((imported, vec![event])))
    })
}

/// What a price that stands says.
struct Row {
    rates: Rates,
    max_output_tokens: Option<i64>,
    effective_from: Timestamp,
}

/// The rows that stand, each list by age.
fn standing(read: &Read<'_>) -> Result<HashMap<For, Vec<Row>>, Error> {
    let mut standing: HashMap<For, Vec<Row>> = HashMap::new();
    for price in price_rows::list(read)? {
        let Price { model, provider_id, rates, max_output_tokens, effective_from, .. } = price;
        let row = Row { rates, max_output_tokens, effective_from };
        standing.entry((model, provider_id)).or_default().push(row);
    }
    Ok(standing)
}

/// An entry as a row: the instant from which it holds, and the number of its provider.
fn resolve(
    read: &Read<'_>,
    entry: Entry,
    (now, zone): (Timestamp, &Zone),
) -> Result<NewPrice, Error> {
    let effective_from = match &entry.effective_from {
        Some(spec) => spec
            .resolve(now, zone)
            .map_err(|error| Error::new(Kind::Usage, "time.unusable", error.to_string()))?,
        None => now,
    };
    let provider = entry.provider.as_ref().map(|name| find::provider(read, name)).transpose()?;
    Ok(NewPrice {
        model: entry.model,
        provider_id: provider.map(|provider| provider.id),
        rates: entry.rates,
        max_output_tokens: entry.max_output_tokens,
        effective_from,
    })
}

/// Refuses a line that is for what an earlier line is for, also where both say the same: which of
/// two was meant nobody can tell.
fn once(lines: &mut Lines, line: u64, new: &NewPrice) -> Result<(), Error> {
    let what = ((new.model.clone(), new.provider_id), new.effective_from);
    let Some(earlier) = lines.insert(what, line) else { return Ok(()) };
    let message = format!("\"{}\" is priced in line {earlier} already", new.model);
    Err(Error::new(Kind::Conflict, "price.twice", message))
}

/// Adds one price, unless it stands.
fn place(
    write: &Write<'_>,
    standing: &mut HashMap<For, Vec<Row>>,
    new: &NewPrice,
    now: Timestamp,
    imported: &mut Imported,
) -> Result<(), Error> {
    let &NewPrice { rates, max_output_tokens, effective_from, .. } = new;
    let row = Row { rates, max_output_tokens, effective_from };
    let rows = standing.entry((new.model.clone(), new.provider_id)).or_default();
    match rows.iter().rev().find(|row| row.effective_from <= effective_from) {
        Some(before) if (before.rates, before.max_output_tokens) == (rates, max_output_tokens) => {
            imported.unchanged += 1;
            return Ok(());
        }
        Some(before) if before.effective_from == effective_from => {
            let message = format!("another price for \"{}\" from that instant exists", new.model);
            return Err(Error::new(Kind::Conflict, "price.exists", message));
        }
        Some(_) => imported.changed += 1,
        None => imported.added += 1,
    }
    price_rows::insert(write, new, now)?;
    let at = rows.partition_point(|row| row.effective_from <= effective_from);
    rows.insert(at, row);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::price_import::{csv, litellm};
    use crate::domain::time::Span;
    use crate::ops::fixture::{Fixture, NOW};

    fn sheet(house: &mut Fixture, text: &str) -> Outcome {
        import(&mut house.session, csv::read(text).unwrap(), &Zone::Utc).unwrap()
    }

    fn counts(added: u64, changed: u64, unchanged: u64) -> Imported {
        Imported { added, changed, unchanged }
    }

    /// All rows but for their numbers.
    fn rows(house: &Fixture) -> Vec<String> {
        let read = house.session.store.read().unwrap();
        let row = |price: Price| {
            let input = price.rates.input.unwrap().usd_per_million();
            format!("{} {input} {}", price.model, price.effective_from)
        };
        price_rows::list(&read).unwrap().into_iter().map(row).collect()
    }

    #[test]
    fn a_second_import_changes_nothing_and_a_new_price_is_a_new_row() {
        let mut house = Fixture::new();
        let text = "model,input_usd_per_million\na,1\nb,2\n";
        assert_eq!(sheet(&mut house, text).unwrap(), counts(2, 0, 0));
        let before = rows(&house);
        assert_eq!(sheet(&mut house, text).unwrap(), counts(0, 0, 2));
        assert_eq!(rows(&house), before);
        house.session.now = NOW.saturating_add(Span::from_secs(60));
        let dearer = "model,input_usd_per_million\na,1.5\nb,2\nc,3\n";
        assert_eq!(sheet(&mut house, dearer).unwrap(), counts(1, 1, 1));
        let added = ["a 1.50 2026-11-21T09:01:00Z", "c 3.00 2026-11-21T09:01:00Z"];
        let new: Vec<_> = rows(&house).into_iter().filter(|row| !before.contains(row)).collect();
        assert_eq!(new, added);
        assert!(before.iter().all(|row| rows(&house).contains(row)), "no row is edited");
        assert_eq!(house.told().iter().filter(|told| *told == "price.import prices").count(), 3);
    }

    #[test]
    fn a_list_that_contradicts_is_refused_as_a_whole() {
        let mut house = Fixture::new();
        let from = "model,provider,input_usd_per_million,effective_from\n";
        assert_eq!(
            sheet(&mut house, &format!("{from}a,,1,2026-01-01\n")).unwrap(),
            counts(1, 0, 0)
        );
        let (before, told) = (rows(&house), house.told());
        let text = format!("{from}b,,1,\na,,2,2026-01-01\nc,nobody,1,\nb,,2,\nd,,1,\nd,,1,now\n");
        let bad = sheet(&mut house, &text).unwrap_err();
        let lines: Vec<_> = bad.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
        let exists = "another price for \"a\" from that instant exists";
        let twice = "\"b\" is priced in line 2 already";
        let same = "\"d\" is priced in line 6 already";
        let nobody = "provider \"nobody\" not found";
        assert_eq!(lines, [(3, exists), (4, nobody), (5, twice), (7, same)]);
        assert_eq!((rows(&house), house.told()), (before, told));
    }

    #[test]
    fn an_older_instant_is_added_between() {
        let mut house = Fixture::new();
        let from = "model,input_usd_per_million,effective_from\n";
        sheet(&mut house, &format!("{from}a,1,2026-01-01\na,3,2026-03-01\n")).unwrap();
        assert_eq!(sheet(&mut house, &format!("{from}a,2,2026-02-01\n")).unwrap(), counts(0, 1, 0));
        assert_eq!(sheet(&mut house, &format!("{from}a,3,2026-03-15\n")).unwrap(), counts(0, 0, 1));
        assert_eq!(rows(&house).len(), 3);
    }

    #[test]
    fn a_map_prices_exactly_what_it_says() {
        let mut house = Fixture::new();
        let text = r#"{"gpt-5": {"input_cost_per_token": 2.8e-08, "max_output_tokens": 10}}"#;
        let list = |text| {
            let entries = litellm::read(text, &[]).unwrap().entries;
            (1..).zip(entries).collect::<Vec<_>>()
        };
        let first = import(&mut house.session, list(text), &Zone::Utc).unwrap().unwrap();
        assert_eq!(first, counts(1, 0, 0));
        assert_eq!(house.number("SELECT input_picos FROM prices"), 28_000);
        assert_eq!(house.number("SELECT max_output_tokens FROM prices"), 10);
        let again = import(&mut house.session, list(text), &Zone::Utc).unwrap().unwrap();
        assert_eq!(again, counts(0, 0, 1));
    }
}
