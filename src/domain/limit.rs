//! Limits: how many requests and tokens in how much time, and how many requests at once.

use std::collections::HashMap;
use std::str::FromStr;

use crate::domain::model::ModelGlob;
use crate::domain::rate::{Rate, RateError};
use crate::domain::scope::{Named, Sender, Subject};
use crate::domain::time::Timestamp;

/// Something that is limited, or expressly not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound<T> {
    /// So much.
    To(T),
    /// Without end: also what would hold otherwise does not.
    None,
}

impl<T: Copy> Bound<T> {
    /// How much, if it is limited.
    pub fn limit(self) -> Option<T> {
        match self {
            Self::To(limit) => Some(limit),
            Self::None => None,
        }
    }
}

impl FromStr for Bound<Rate> {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        if text == "none" { Ok(Self::None) } else { text.parse().map(Self::To) }
    }
}

/// As it is read.
impl std::fmt::Display for Bound<Rate> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(rate) => rate.fmt(f),
            Self::None => f.write_str("none"),
        }
    }
}

/// A text that is no number of requests at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no number of requests at once: write 1 to 100000, or none")]
pub struct ConcurrentError(String);

impl FromStr for Bound<u32> {
    type Err = ConcurrentError;

    fn from_str(text: &str) -> Result<Self, ConcurrentError> {
        if text == "none" {
            return Ok(Self::None);
        }
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        let number = text.parse().ok().filter(|number| plain && *number <= 100_000);
        number.map(Self::To).ok_or_else(|| ConcurrentError(text.to_owned()))
    }
}

/// As it is read.
impl std::fmt::Display for Bound<u32> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(number) => number.fmt(f),
            Self::None => f.write_str("none"),
        }
    }
}

/// What is limited of somebody; `None` says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Requests.
    pub requests: Option<Bound<Rate>>,
    /// Tokens, input and output together.
    pub tokens: Option<Bound<Rate>>,
    /// Requests at once.
    pub concurrent: Option<Bound<u32>>,
}

impl Bounds {
    /// Whether it says nothing at all.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// The limits of somebody.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Its number.
    pub id: i64,
    /// Whose it is. That of a role is a default for each of its users, by himself.
    pub subject: Subject,
    /// The name of that user, key (`user/name`) or role; empty for all together.
    pub who: String,
    /// The models that it is for; all where there is none.
    pub model: Option<ModelGlob>,
    /// What is limited.
    pub bounds: Bounds,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Limit {
    /// Whose it is, in words.
    pub fn named(&self) -> Named<'_> {
        Named { subject: self.subject, who: &self.who, model: self.model.as_ref() }
    }
}

/// Which meter a request counts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeterKey {
    /// That of a limit; of one user where it is a role's, else 0.
    Limit(i64, i64),
    /// That of a user who has no limit of requests: the default's.
    Default(i64),
}

/// A limit that holds for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The meter.
    pub meter: MeterKey,
    /// Whether it is one of the key alone.
    pub of_key: bool,
    /// How many requests.
    pub requests: Option<Rate>,
    /// How many tokens.
    pub tokens: Option<Rate>,
    /// How many requests at once.
    pub concurrent: Option<u32>,
}

/// All limits, as of one revision.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    by_subject: HashMap<Subject, Vec<Limit>>,
    /// What holds for a user about whom nothing is said.
    default: Option<Rate>,
    /// The role to which the default does not apply.
    exempt_role: Option<i64>,
    /// The key to which it does not apply: all anonymous clients share it.
    exempt_user: Option<i64>,
}

impl Limits {
    /// These limits, and what holds for users about whom nothing is said, of one role and one user
    /// apart.
    pub fn new(
        limits: Vec<Limit>,
        default: Option<Rate>,
        exempt_role: Option<i64>,
        exempt_user: Option<i64>,
    ) -> Self {
        let mut by_subject: HashMap<Subject, Vec<Limit>> = HashMap::new();
        for limit in limits {
            by_subject.entry(limit.subject).or_default().push(limit);
        }
        Self { by_subject, default, exempt_role, exempt_user }
    }

    /// Every limit that holds for a request; without a model, only those of all models. Limits of
    /// the key, the user and all together hold beside each other. That of the user's role is a
    /// default, and what the setting says is one for those about whose requests nothing else is
    /// said: of defaults the narrowest holds.
    pub fn holding(&self, sender: Sender, model: Option<&str>) -> Vec<Holding> {
        let mut holding = Vec::new();
        for subject in [Subject::Key(sender.key), Subject::User(sender.user), Subject::Global] {
            for limit in self.of(subject, model) {
                holding.push(hold(limit, sender, limit.bounds));
            }
        }
        let own = |limit: &&Limit| limit.model.is_none();
        let own = self.of(Subject::User(sender.user), None).find(own).map(|limit| limit.bounds);
        let own = own.unwrap_or_default();
        let mut role_says_requests = false;
        for limit in self.of(Subject::Role(sender.role), model) {
            role_says_requests |= limit.model.is_none() && limit.bounds.requests.is_some();
            let bounds = Bounds {
                requests: limit.bounds.requests.filter(|_| own.requests.is_none()),
                tokens: limit.bounds.tokens.filter(|_| own.tokens.is_none()),
                concurrent: limit.bounds.concurrent.filter(|_| own.concurrent.is_none()),
            };
            holding.push(hold(limit, sender, bounds));
        }
        let exempt =
            self.exempt_role == Some(sender.role) || self.exempt_user == Some(sender.user.0);
        if !(exempt || role_says_requests || own.requests.is_some()) {
            holding.extend(self.default.map(|rate| Holding {
                meter: MeterKey::Default(sender.user.0),
                of_key: false,
                requests: Some(rate),
                tokens: None,
                concurrent: None,
            }));
        }
        let limits = |holding: &Holding| {
            holding.requests.is_some() || holding.tokens.is_some() || holding.concurrent.is_some()
        };
        holding.retain(limits);
        holding
    }

    fn of(&self, subject: Subject, model: Option<&str>) -> impl Iterator<Item = &Limit> {
        let limits = self.by_subject.get(&subject).into_iter().flatten();
        limits.filter(move |limit| match (&limit.model, model) {
            (None, _) => true,
            (Some(glob), Some(model)) => glob.matches(model),
            (Some(_), None) => false,
        })
    }
}

fn hold(limit: &Limit, sender: Sender, bounds: Bounds) -> Holding {
    let user = if matches!(limit.subject, Subject::Role(_)) { sender.user.0 } else { 0 };
    Holding {
        meter: MeterKey::Limit(limit.id, user),
        of_key: matches!(limit.subject, Subject::Key(_)),
        requests: bounds.requests.and_then(Bound::limit),
        tokens: bounds.tokens.and_then(Bound::limit),
        concurrent: bounds.concurrent.and_then(Bound::limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::KeyId;
    use crate::domain::user::UserId;

    const ADA: Sender = Sender { key: KeyId(1), user: UserId(2), role: 3 };

    fn limit(id: i64, subject: Subject, model: Option<&str>, requests: &str) -> Limit {
        Limit {
            id,
            subject,
            who: String::new(),
            model: model.map(|glob| glob.parse().unwrap()),
            bounds: Bounds { requests: Some(requests.parse().unwrap()), ..Bounds::default() },
            created_at: Timestamp::from_micros(0),
        }
    }

    fn meters(limits: Vec<Limit>, model: Option<&str>) -> Vec<MeterKey> {
        let limits = Limits::new(limits, Some("100/m".parse().unwrap()), Some(4), Some(9));
        let mut meters: Vec<_> =
            limits.holding(ADA, model).into_iter().map(|holding| holding.meter).collect();
        meters.sort_unstable();
        meters
    }

    #[test]
    fn the_narrowest_default_holds() {
        let (user, role) = (Subject::User(UserId(2)), Subject::Role(3));
        assert_eq!(meters(vec![], None), [MeterKey::Default(2)]);
        assert_eq!(meters(vec![limit(5, role, None, "9/m")], None), [MeterKey::Limit(5, 2)]);
        assert_eq!(meters(vec![limit(5, role, None, "none")], None), []);
        let both = || vec![limit(5, role, None, "9/m"), limit(6, user, None, "8/m")];
        assert_eq!(meters(both(), None), [MeterKey::Limit(6, 0)]);
        assert_eq!(meters(vec![limit(6, user, None, "none")], None), []);
    }

    #[test]
    fn limits_of_key_user_and_all_hold_beside_each_other() {
        let limits = || {
            vec![
                limit(5, Subject::Key(KeyId(1)), None, "1/m"),
                limit(6, Subject::User(UserId(2)), None, "2/m"),
                limit(7, Subject::Global, None, "3/m"),
                limit(8, Subject::Global, Some("gpt-*"), "3/m"),
                limit(9, Subject::Key(KeyId(77)), None, "4/m"),
            ]
        };
        let of = |ids: &[i64]| ids.iter().map(|id| MeterKey::Limit(*id, 0)).collect::<Vec<_>>();
        assert_eq!(meters(limits(), None), of(&[5, 6, 7]));
        assert_eq!(meters(limits(), Some("llama3")), of(&[5, 6, 7]));
        assert_eq!(meters(limits(), Some("gpt-5")), of(&[5, 6, 7, 8]));
    }

    #[test]
    fn a_limit_of_some_models_leaves_the_default_as_it_is() {
        let user = Subject::User(UserId(2));
        let meters = meters(vec![limit(6, user, Some("gpt-*"), "2/m")], Some("gpt-5"));
        assert_eq!(meters, [MeterKey::Limit(6, 0), MeterKey::Default(2)]);
    }

    #[test]
    fn some_are_exempt_from_the_default() {
        let limits = Limits::new(vec![], Some("100/m".parse().unwrap()), Some(4), Some(9));
        assert!(limits.holding(Sender { role: 4, ..ADA }, None).is_empty());
        assert!(limits.holding(Sender { user: UserId(9), ..ADA }, None).is_empty());
        assert_eq!(limits.holding(ADA, None).len(), 1);
        assert!(Limits::default().holding(ADA, None).is_empty());
    }

    #[test]
    fn numbers_of_requests_at_once_are_read() {
        let read = |text: &str| text.parse::<Bound<u32>>().ok().map(|bound| bound.to_string());
        assert_eq!(read("8").as_deref(), Some("8"));
        assert_eq!(read("none").as_deref(), Some("none"));
        for text in ["", "0", "-1", "100001", "1.5", "x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
