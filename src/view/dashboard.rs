//! The dashboard as text: an overview in three boxes, how far the budget is used up, keys, models, a
//! chart of days, and what happened lately.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::domain::calendar::Day;
use crate::domain::dashboard::{Budget, Dashboard, When};
use crate::domain::money::Nanos;
use crate::domain::time::Timestamp;
use crate::domain::usage::Totals;
use crate::view::cell::{local, shorten};
use crate::view::chart::{Bar, Glyphs, bars, columns};
use crate::view::column::{Column, Selection};
use crate::view::escape::visible;
use crate::view::style::{Paint, Style};
use crate::view::table::{self, Table};
use crate::view::value::Value;

/// How wide it is where nothing bounds it, at least and at most.
const USUAL_WIDTH: usize = 80;
const LEAST_WIDTH: usize = 60;
const MOST_WIDTH: usize = 120;

/// The most days that are drawn as columns; a longer period is drawn by months.
const MOST_COLUMNS: usize = 62;

/// The most models that have a bar of their own.
const MOST_MODELS: usize = 8;

const KEYS: &[Column] = &[
    Column::text("key", "KEY"),
    Column::word("preview", "PREVIEW").minor(),
    Column::word("status", "STATUS"),
    Column::ago("created_at", "CREATED").minor(),
    Column::ago("last_used_at", "LAST USED"),
    Column::number("requests", "REQUESTS"),
    Column::number("cost", "COST"),
];

/// The dashboard, a line feed after every line.
pub fn render(dashboard: &Dashboard, glyphs: Glyphs, style: &Style) -> String {
    let width = style.width.unwrap_or(USUAL_WIDTH).clamp(LEAST_WIDTH, MOST_WIDTH);
    let page = Page { width, glyphs, style };
    let mut text = page.title(dashboard);
    text.push_str(&page.overview(dashboard));
    if let Some(budget) = &dashboard.budget {
        text.push_str(&page.budget(budget));
    }
    text.push_str(&page.keys(dashboard));
    text.push_str(&page.models(dashboard));
    text.push_str(&page.days(dashboard));
    text.push_str(&page.activity(dashboard));
    glyphs.plain(text)
}

struct Page<'a> {
    width: usize,
    glyphs: Glyphs,
    style: &'a Style,
}

impl Page<'_> {
    /// Whose it is, and of which days.
    fn title(&self, dashboard: &Dashboard) -> String {
        let whose = match &dashboard.whose {
            None => "all users".to_owned(),
            Some(whose) => match (&whose.display_name, &whose.email) {
                (Some(name), _) => format!("{name} ({})", whose.handle),
                (None, Some(email)) if email.split('@').next() != Some(&whose.handle) => {
                    format!("{} ({email})", whose.handle)
                }
                (None, Some(email)) => email.clone(),
                (None, None) => whose.handle.clone(),
            },
        };
        let left = format!("Dashboard  {}", visible(&whose));
        let right = self.span(dashboard);
        let left = shorten(&left, self.width.saturating_sub(right.width() + 2));
        let gap = self.width.saturating_sub(left.width() + right.width());
        let line = self.rule();
        let left = Paint::Bold.apply(&left, self.style.color);
        format!("{left}{}{right}\n{line}\n\n", " ".repeat(gap))
    }

    fn span(&self, dashboard: &Dashboard) -> String {
        let Dashboard { period, zone, .. } = dashboard;
        let last = Timestamp::from_micros(period.end.micros().saturating_sub(1));
        let (first, last) = (zone.local_date(period.start), zone.local_date(last));
        let dash = match self.glyphs {
            Glyphs::Blocks => "–",
            Glyphs::Ascii => "to",
        };
        let days = if last == first { first.to_string() } else { format!("{first} {dash} {last}") };
        format!("{days}  {zone}")
    }

    fn rule(&self) -> String {
        let line = match self.glyphs {
            Glyphs::Blocks => "─",
            Glyphs::Ascii => "-",
        };
        Paint::Dim.apply(&line.repeat(self.width), self.style.color)
    }

    fn heading(&self, text: &str) -> String {
        format!("\n{}\n", Paint::Bold.apply(text, self.style.color))
    }

    /// Usage, budget and keys, each in a box.
    fn overview(&self, dashboard: &Dashboard) -> String {
        let used = match dashboard.budget {
            Some(budget) => {
                ["Usage".to_owned(), dollars(budget.spent), format!("/ {}", dollars(budget.limit))]
            }
            None => ["Usage".to_owned(), cost(&dashboard.totals), requests(&dashboard.totals)],
        };
        let budget = match dashboard.budget {
            Some(budget) => {
                ["Budget".to_owned(), dollars(budget.remaining()), "remaining".to_owned()]
            }
            None => ["Budget".to_owned(), "none".to_owned(), "no limit".to_owned()],
        };
        let all = dashboard.keys.len() as u64 + dashboard.more_keys;
        let keys = [
            "Active keys".to_owned(),
            dashboard.active_keys.to_string(),
            if dashboard.active_keys == all { String::new() } else { format!("of {all}") },
        ];
        self.boxes(&[used, budget, keys])
    }

    fn boxes(&self, boxes: &[[String; 3]; 3]) -> String {
        let (corners, level, upright) = match self.glyphs {
            Glyphs::Blocks => (["┌", "┐", "└", "┘"], "─", "│"),
            Glyphs::Ascii => (["+", "+", "+", "+"], "-", "|"),
        };
        let outer = (self.width - 2 * 2) / 3;
        let inner = outer - 4;
        let color = self.style.color;
        let edge = |left: &str, right: &str| {
            let line = format!("{left}{}{right}", level.repeat(outer - 2));
            vec![Paint::Dim.apply(&line, color); 3].join("  ") + "\n"
        };
        let mut text = edge(corners[0], corners[1]);
        for row in 0..3 {
            let cells: Vec<String> = boxes
                .iter()
                .map(|of| {
                    let cell = shorten(&of[row], inner);
                    let pad = " ".repeat(inner.saturating_sub(cell.width()));
                    let paint = if row == 1 { Paint::Bold } else { Paint::Plain };
                    let upright = Paint::Dim.apply(upright, color);
                    format!("{upright} {}{pad} {upright}", paint.apply(&cell, color))
                })
                .collect();
            text.push_str(&cells.join("  "));
            text.push('\n');
        }
        text.push_str(&edge(corners[2], corners[3]));
        text
    }

    /// How far the budget is used up.
    fn budget(&self, budget: &Budget) -> String {
        let percent = budget.percentage_used();
        let told = format!(
            "Budget: {}  |  Used: {}  |  Remaining: {}",
            dollars(budget.limit),
            dollars(budget.spent),
            dollars(budget.remaining()),
        );
        let (paint, word) = match percent {
            ..80 => (Paint::Good, ""),
            80..100 => (Paint::Caution, "  nearly used up"),
            100.. => (Paint::Bad, "  used up"),
        };
        let share = format!("{percent} %{word}");
        let room = self.width.saturating_sub(share.width() + 3);
        let bar = self.glyphs.bar(budget.spent.0, budget.limit.0, room, true);
        let mut text = format!(
            "\n{told}\n[{}] {}\n",
            paint.apply(&bar, self.style.color),
            paint.apply(&share, self.style.color)
        );
        if budget.reserved.0 > 0 {
            text.extend(["In flight: ", &dollars(budget.reserved), "\n"]);
        }
        text
    }

    fn keys(&self, dashboard: &Dashboard) -> String {
        let mut text = self.heading("API keys");
        if dashboard.keys.is_empty() {
            text.push_str("none\n");
            return text;
        }
        let mut table = Table::new("dashboard.keys", KEYS);
        for key in &dashboard.keys {
            let of_one = dashboard.whose.is_some();
            let name = if of_one { key.name.clone() } else { format!("{}/{}", key.user, key.name) };
            table.push(vec![
                name.into(),
                key.preview.as_str().into(),
                Value::status(key.status),
                key.created_at.into(),
                key.last_used_at.into(),
                grouped(key.totals.requests).into(),
                cost(&key.totals).into(),
            ]);
        }
        let style = Style { width: Some(self.width), headers: true, ..self.style.clone() };
        text.push_str(&table::render(&table, &Selection::all(KEYS), &style));
        if dashboard.more_keys > 0 {
            let (more, others) = (dashboard.more_keys, &dashboard.other_keys);
            let told = format!("and {more} more: {}, {}\n", requests(others), cost(others));
            text.push_str(&told);
        }
        text
    }

    fn models(&self, dashboard: &Dashboard) -> String {
        let mut text = self.heading("Usage by model");
        if dashboard.by_model.is_empty() {
            text.push_str("none\n");
            return text;
        }
        let costs = dashboard.totals.cost.0 > 0;
        let bar = |label: String, totals: &Totals| Bar {
            label,
            note: requests(totals),
            size: if costs { totals.cost.0 } else { totals.requests },
            value: Value::Text(cost(totals)),
        };
        let (own, rest) = match dashboard.by_model.as_slice() {
            models if models.len() <= MOST_MODELS => (models, &[][..]),
            models => models.split_at(MOST_MODELS - 1),
        };
        let mut all: Vec<Bar> =
            own.iter().map(|(model, totals)| bar(model.clone(), totals)).collect();
        if !rest.is_empty() {
            let mut others = Totals::default();
            for (_, totals) in rest {
                others.merge(totals);
            }
            all.push(bar(format!("{} others", rest.len()), &others));
        }
        text.push_str(&bars(&all, self.glyphs, &self.sized()));
        text
    }

    fn days(&self, dashboard: &Dashboard) -> String {
        let mut text = self.heading("Daily usage");
        let first = dashboard.daily.first().filter(|_| dashboard.totals.cost.0 > 0);
        let Some((first, _)) = first else {
            text.push_str("nothing was spent\n");
            return text;
        };
        if dashboard.days > MOST_COLUMNS {
            let mut months: Vec<(String, i64)> = Vec::new();
            for (day, totals) in &dashboard.daily {
                let month = day.month().to_string();
                match months.last_mut() {
                    Some((last, sum)) if *last == month => *sum += totals.cost.0,
                    _ => months.push((month, totals.cost.0)),
                }
            }
            let bar = |(label, nanos): (String, i64)| Bar {
                label,
                note: String::new(),
                size: nanos,
                value: Value::Text(dollars(Nanos(nanos))),
            };
            let months: Vec<Bar> = months.into_iter().map(bar).collect();
            text.push_str(&bars(&months, self.glyphs, &self.sized()));
            return text;
        }
        let mut amounts = Vec::new();
        let mut day = *first;
        for place in 0..dashboard.days {
            let cost = dashboard.daily.get(place).map_or(Nanos(0), |(_, totals)| totals.cost);
            amounts.push((of_month(day), cost));
            day = day.next();
        }
        text.push_str(&columns(&amounts, self.glyphs, self.width, self.style));
        text
    }

    fn activity(&self, dashboard: &Dashboard) -> String {
        let mut text = self.heading("Recent activity");
        if dashboard.activity.is_empty() {
            text.push_str("none\n");
        }
        for happening in &dashboard.activity {
            let when: Cow<'_, str> = match happening.when {
                // To the minute: nobody looks for seconds here.
                When::At(at) => local(at, &self.style.zone).chars().take(16).collect(),
                When::Day(day) => format!("{day:<16}").into(),
            };
            let told = visible(&happening.text);
            let when = format!("{when:<16}  ");
            let told = shorten(&told, self.width.saturating_sub(when.width()));
            text.extend([&Paint::Dim.apply(&when, self.style.color), &*told, "\n"]);
        }
        text
    }

    /// The style, with the width of this page.
    fn sized(&self) -> Style {
        Style { width: Some(self.width), ..self.style.clone() }
    }
}

/// The day of its month.
fn of_month(day: Day) -> String {
    day.0.rem_euclid(100).to_string()
}

/// How many requests, in words.
fn requests(totals: &Totals) -> String {
    let word = if totals.requests == 1 { "request" } else { "requests" };
    format!("{} {word}", grouped(totals.requests))
}

/// What requests cost, for a person; `unpriced` where nobody knows.
fn cost(totals: &Totals) -> String {
    totals.known_cost().map_or_else(|| "unpriced".to_owned(), dollars)
}

/// Dollars to the cent, rounded half up; exactly where that would be none.
fn dollars(money: Nanos) -> String {
    const CENT: i64 = 10_000_000;
    let nanos = i128::from(money.0);
    let sign = if nanos < 0 { "-" } else { "" };
    if nanos != 0 && nanos.abs() < i128::from(CENT) {
        return format!("{sign}${}", Nanos(money.0.saturating_abs()));
    }
    let cents = (nanos.abs() + i128::from(CENT) / 2) / i128::from(CENT);
    let whole = i64::try_from(cents / 100).unwrap_or(i64::MAX);
    format!("{sign}${}.{:02}", grouped(whole), cents % 100)
}

/// A count with a comma between thousands.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::dashboard::{Happening, KeyFigures, Whose};
    use crate::domain::period::PeriodSpec;
    use crate::domain::time::{Span, Timestamp, Zone};

    const HOUR: u32 = 3_600;

    fn now() -> Timestamp {
        "2024-12-04T16:23:00Z".parse().unwrap()
    }

    fn style(width: usize) -> Style {
        Style { color: false, width: Some(width), headers: true, now: now(), zone: Zone::Utc }
    }

    fn totals(requests: i64, cents: i64) -> Totals {
        Totals { requests, cost: Nanos(cents * 10_000_000), ..Totals::default() }
    }

    fn key(name: &str, status: &'static str, hours: (u32, u32), sums: Totals) -> KeyFigures {
        let ago = |hours: u32| now().saturating_sub(Span::from_secs(hours * HOUR));
        KeyFigures {
            id: 1,
            user: "john".to_owned(),
            name: name.to_owned(),
            preview: "sk_live_abc123DEF456…xyz7".to_owned(),
            status,
            created_at: ago(hours.0),
            last_used_at: Some(ago(hours.1)),
            totals: sums,
        }
    }

    /// The account of the example that the dashboard was designed after.
    fn example() -> Dashboard {
        let period = "2024-12".parse::<PeriodSpec>().unwrap().resolve(now(), &Zone::Utc).unwrap();
        let day = |day: i64, cents: i64| (Day(20_241_200 + day), totals(100, cents));
        Dashboard {
            whose: Some(Whose {
                handle: "john".to_owned(),
                display_name: Some("John DeHart".to_owned()),
                email: Some("john@example.com".to_owned()),
            }),
            period,
            zone: Zone::Utc,
            totals: totals(11_345, 4_523),
            budget: Some(Budget {
                limit: Nanos(500_000_000_000),
                spent: Nanos(45_230_000_000),
                reserved: Nanos(0),
            }),
            active_keys: 2,
            keys: vec![
                key("production", "active", (74, 2), totals(11_111, 4_434)),
                key("development", "active", (458, 120), totals(234, 89)),
                key("old", "revoked", (1550, 400), Totals::default()),
            ],
            more_keys: 0,
            other_keys: Totals::default(),
            by_model: vec![
                ("llama3.2:1b".to_owned(), totals(8_234, 3_294)),
                ("mistral".to_owned(), totals(2_101, 840)),
                ("codellama".to_owned(), totals(1_010, 389)),
            ],
            daily: vec![day(1, 1_234), day(2, 1_345), day(3, 1_444), day(4, 500)],
            days: 31,
            activity: vec![
                Happening { when: When::At(now()), text: "API key created: production".to_owned() },
                Happening {
                    when: When::Day(Day(20_241_203)),
                    text: "1234 requests processed".to_owned(),
                },
            ],
            short_before: None,
        }
    }

    #[test]
    fn the_figures_of_the_design_are_shown() {
        assert_snapshot!(render(&example(), Glyphs::Blocks, &style(80)), @"
        Dashboard  John DeHart (john)                       2024-12-01 – 2024-12-31  UTC
        ────────────────────────────────────────────────────────────────────────────────

        ┌───────────────────────┐  ┌───────────────────────┐  ┌───────────────────────┐
        │ Usage                 │  │ Budget                │  │ Active keys           │
        │ $45.23                │  │ $454.77               │  │ 2                     │
        │ / $500.00             │  │ remaining             │  │ of 3                  │
        └───────────────────────┘  └───────────────────────┘  └───────────────────────┘

        Budget: $500.00  |  Used: $45.23  |  Remaining: $454.77
        [██████▋░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░] 9 %

        API keys
        KEY          PREVIEW                    STATUS   LAST USED  REQUESTS    COST
        production   sk_live_abc123DEF456…xyz7  active   2 h ago      11,111  $44.34
        development  sk_live_abc123DEF456…xyz7  active   5 d ago         234   $0.89
        old          sk_live_abc123DEF456…xyz7  revoked  16 d ago          0   $0.00

        Usage by model
        llama3.2:1b  8,234 requests  █████████████████████████████████████  $32.94  73 %
        mistral      2,101 requests  █████████▍                              $8.40  19 %
        codellama    1,010 requests  ████▎                                   $3.89   9 %

        Daily usage
        $16 │    ▁
        $14 │▁ ▅ █
        $12 │█ █ █
        $10 │█ █ █
         $8 │█ █ █
         $6 │█ █ █ ▄
         $4 │█ █ █ █
         $2 │█ █ █ █
         $0 └──────────────────────────────────────────────────────────────
             1 2 3 4 5 6 7 8 9 10  12  14  16  18  20  22  24  26  28  30

        Recent activity
        2024-12-04 16:23  API key created: production
        2024-12-03        1234 requests processed
        ");
    }

    #[test]
    fn it_is_drawn_in_ascii_and_wider() {
        let text = render(&example(), Glyphs::Ascii, &style(120));
        // An ellipsis is part of what a key is shown as.
        assert!(text.replace('~', "").is_ascii());
        assert_snapshot!(text, @"
        Dashboard  John DeHart (john)                                                              2024-12-01 to 2024-12-31  UTC
        ------------------------------------------------------------------------------------------------------------------------

        +------------------------------------+  +------------------------------------+  +------------------------------------+
        | Usage                              |  | Budget                             |  | Active keys                        |
        | $45.23                             |  | $454.77                            |  | 2                                  |
        | / $500.00                          |  | remaining                          |  | of 3                               |
        +------------------------------------+  +------------------------------------+  +------------------------------------+

        Budget: $500.00  |  Used: $45.23  |  Remaining: $454.77
        [##########--------------------------------------------------------------------------------------------------------] 9 %

        API keys
        KEY          PREVIEW                    STATUS   CREATED   LAST USED  REQUESTS    COST
        production   sk_live_abc123DEF456~xyz7  active   3 d ago   2 h ago      11,111  $44.34
        development  sk_live_abc123DEF456~xyz7  active   19 d ago  5 d ago         234   $0.89
        old          sk_live_abc123DEF456~xyz7  revoked  64 d ago  16 d ago          0   $0.00

        Usage by model
        llama3.2:1b  8,234 requests  #############################################################################  $32.94  73 %
        mistral      2,101 requests  ####################                                                            $8.40  19 %
        codellama    1,010 requests  #########                                                                       $3.89   9 %

        Daily usage
        $16 |      ..
        $14 |.. ## ##
        $12 |## ## ##
        $10 |## ## ##
         $8 |## ## ##
         $6 |## ## ## ##
         $4 |## ## ## ##
         $2 |## ## ## ##
         $0 +---------------------------------------------------------------------------------------------
             1  2  3  4  5  6  7  8  9  10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31

        Recent activity
        2024-12-04 16:23  API key created: production
        2024-12-03        1234 requests processed
        ");
    }

    #[test]
    fn an_account_without_anything_is_shown() {
        let empty = Dashboard {
            whose: None,
            totals: Totals::default(),
            budget: None,
            active_keys: 0,
            keys: Vec::new(),
            by_model: Vec::new(),
            daily: vec![(Day(20_241_201), Totals::default())],
            activity: Vec::new(),
            ..example()
        };
        assert_snapshot!(render(&empty, Glyphs::Blocks, &style(80)), @"
        Dashboard  all users                                2024-12-01 – 2024-12-31  UTC
        ────────────────────────────────────────────────────────────────────────────────

        ┌───────────────────────┐  ┌───────────────────────┐  ┌───────────────────────┐
        │ Usage                 │  │ Budget                │  │ Active keys           │
        │ $0.00                 │  │ none                  │  │ 0                     │
        │ 0 requests            │  │ no limit              │  │                       │
        └───────────────────────┘  └───────────────────────┘  └───────────────────────┘

        API keys
        none

        Usage by model
        none

        Daily usage
        nothing was spent

        Recent activity
        none
        ");
    }

    #[test]
    fn no_line_is_longer_than_the_width_and_none_ends_in_a_space() {
        let many =
            (0..30).map(|n| (format!("vendor/model-{n}-日本"), totals(9_999_999, n))).collect();
        let wide = Dashboard { by_model: many, more_keys: 990, ..example() };
        let year = Dashboard { days: 366, ..example() };
        for dashboard in [example(), wide, year] {
            for width in [60, 80, 100, 120] {
                for glyphs in [Glyphs::Blocks, Glyphs::Ascii] {
                    let text = render(&dashboard, glyphs, &style(width));
                    for line in text.lines() {
                        assert!(line.width() <= width, "{width}: {line}");
                        assert_eq!(line.trim_end(), line, "{width}");
                    }
                }
            }
        }
    }

    #[test]
    fn colour_is_beside_the_words_and_never_instead() {
        let spent = |cents: i64| Dashboard {
            budget: Some(Budget {
                limit: Nanos(500_000_000_000),
                spent: Nanos(cents * 10_000_000),
                reserved: Nanos(1_000_000_000),
            }),
            ..example()
        };
        for (cents, told) in
            [(4_523, "9 %"), (40_000, "80 %  nearly used up"), (60_000, "120 %  used up")]
        {
            let plain = render(&spent(cents), Glyphs::Blocks, &style(80));
            assert!(plain.contains(told), "{plain}");
            assert!(plain.contains("In flight: $1.00"));
            let colored = Style { color: true, ..style(80) };
            let colored = render(&spent(cents), Glyphs::Blocks, &colored);
            assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
        }
    }

    #[test]
    fn amounts_are_rounded_to_cents_and_never_to_nothing() {
        for (nanos, text) in [
            (0, "$0.00"),
            (1, "$0.000000001"),
            (9_999_999, "$0.009999999"),
            (10_000_000, "$0.01"),
            (45_234_999_999, "$45.23"),
            (45_235_000_000, "$45.24"),
            (1_234_567_890_000_000, "$1,234,567.89"),
            (-2_500_000_000, "-$2.50"),
            (i64::MIN, "-$9,223,372,036.85"),
        ] {
            assert_eq!(dollars(Nanos(nanos)), text);
        }
        assert_eq!([grouped(0), grouped(999), grouped(-1_000)], ["0", "999", "-1,000"]);
    }
}
