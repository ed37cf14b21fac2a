//! Every setting there is.

use crate::domain::setting::kind::{SettingError, SettingKind};
use crate::domain::time::Span;

/// What settings of a kind are about, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The name on keys and codes.
    Issuer,
    /// How usage is added up and kept.
    Accounting,
    /// The life of keys.
    Keys,
    /// Requests without a key.
    FreeTier,
    /// Passwords and codes that fail.
    Lockout,
    /// What is asked for again.
    StepUp,
    /// Budgets and their reservations.
    Budgets,
    /// Rates.
    Limits,
    /// What the audit log keeps.
    Audit,
    /// What is told as suspicious.
    Security,
    /// Where notices go.
    Notices,
}

impl Group {
    /// A word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Accounting => "accounting",
            Self::Keys => "keys",
            Self::FreeTier => "free-tier",
            Self::Lockout => "lockout",
            Self::StepUp => "step-up",
            Self::Budgets => "budgets",
            Self::Limits => "limits",
            Self::Audit => "audit",
            Self::Security => "security",
            Self::Notices => "notices",
        }
    }
}

/// A setting that something reads.
#[derive(Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it takes.
    pub kind: SettingKind,
    /// What holds where it is not set; `None` for nothing.
    pub default: Option<&'static str>,
    /// What it does.
    pub help: &'static str,
}

const SECOND: Span = Span::from_secs(1);
const MINUTE: Span = Span::from_secs(60);
const DAY: Span = Span::from_secs(86_400);
const CENTURY: Span = Span::from_secs(36_500 * 86_400);

/// What keys begin with.
pub const BRAND: &Setting = &Setting {
    name: "brand",
    group: Group::Issuer,
    kind: SettingKind::Fixed("keys that exist begin with it"),
    default: None,
    help: "what keys begin with",
};
/// The name that authenticator apps show beside codes.
pub const ISSUER: &Setting = &Setting {
    name: "issuer",
    group: Group::Issuer,
    kind: SettingKind::Text,
    default: Some("keyctl"),
    help: "the name that authenticator apps show beside codes",
};
/// The zone in which days and months begin.
pub const TIME_ZONE: &Setting = &Setting {
    name: "time_zone",
    group: Group::Accounting,
    kind: SettingKind::Fixed("usage that is recorded was added up in it"),
    default: None,
    help: "the zone in which days and months begin",
};
/// How much of a client's address the gateway records.
pub const USAGE_CLIENT: &Setting = &Setting {
    name: "usage.client",
    group: Group::Accounting,
    kind: SettingKind::Client,
    default: Some("full"),
    help: "how much of a client's address the ledger and the last use of a key hold",
};
/// How long the ledger keeps rows.
pub const USAGE_RETENTION: &Setting = &Setting {
    name: "usage.retention",
    group: Group::Accounting,
    kind: SettingKind::Retention(DAY, CENTURY),
    default: Some("none"),
    help: "how long rows of the ledger are kept; none keeps them for ever",
};
/// How long the version before goes on after a rotation.
pub const ROTATION_GRACE: &Setting = &Setting {
    name: "rotation.grace",
    group: Group::Keys,
    kind: SettingKind::Grace,
    default: Some("1d"),
    help: "how long the secret before works on after a rotation that does not say",
};
/// The role of requests without a credential.
pub const FREE_TIER_ROLE: &Setting = &Setting {
    name: "free-tier.role",
    group: Group::FreeTier,
    kind: SettingKind::Role,
    default: None,
    help: "serve requests without a key as this role",
};
/// Whether expired keys have the free tier too.
pub const FREE_TIER_EXPIRED: &Setting = &Setting {
    name: "free-tier.expired",
    group: Group::FreeTier,
    kind: SettingKind::Bool,
    default: Some("false"),
    help: "serve requests with an expired key as the free tier",
};
/// The rate of one client of the free tier.
pub const FREE_TIER_REQUESTS: &Setting = &Setting {
    name: "free-tier.requests",
    group: Group::FreeTier,
    kind: SettingKind::Rate,
    default: Some("20/m"),
    help: "how many requests of the free tier one client address may make",
};
/// How many passwords and codes may fail before a lock.
pub const LOCKOUT_ATTEMPTS: &Setting = &Setting {
    name: "lockout.attempts",
    group: Group::Lockout,
    kind: SettingKind::Count(1, 100),
    default: Some("5"),
    help: "how many passwords and codes of a user may fail before a lock",
};
/// Within how long they count together.
pub const LOCKOUT_WINDOW: &Setting = &Setting {
    name: "lockout.window",
    group: Group::Lockout,
    kind: SettingKind::Duration(MINUTE, DAY),
    default: Some("15m"),
    help: "within how long failures count together",
};
/// How long the first lock is.
pub const LOCKOUT_TIME: &Setting = &Setting {
    name: "lockout.time",
    group: Group::Lockout,
    kind: SettingKind::Duration(MINUTE, DAY),
    default: Some("15m"),
    help: "how long the first lock is; each after it is twice as long, to a day",
};
/// How long a code counts for sensitive commands.
pub const STEP_UP_WINDOW: &Setting = &Setting {
    name: "step-up.window",
    group: Group::StepUp,
    kind: SettingKind::Duration(Span::from_secs(0), Span::from_secs(15 * 60)),
    default: Some("5m"),
    help: "how long a code counts at a terminal for sensitive commands; 0s asks each time",
};
/// Whether sensitive commands need a second factor.
pub const STEP_UP_POLICY: &Setting = &Setting {
    name: "step-up.policy",
    group: Group::StepUp,
    kind: SettingKind::Choice(&["enrolled", "always"]),
    default: Some("enrolled"),
    help: "ask those who have a second factor for a code, or always: refuse those who have none",
};
/// At which parts of a budget somebody is told.
pub const BUDGET_ALERTS: &Setting = &Setting {
    name: "budget.alerts",
    group: Group::Budgets,
    kind: SettingKind::Percents,
    default: Some("80,90,100"),
    help: "at which per cents of its limit a new budget tells of itself, where it does not say",
};
/// What is reserved for output whose length nobody limits.
pub const RESERVE_OUTPUT_TOKENS: &Setting = &Setting {
    name: "reserve.output-tokens",
    group: Group::Budgets,
    kind: SettingKind::Count(1, 10_000_000),
    default: Some("4096"),
    help: "output held of a budget, and allowed, where neither the request nor the price says",
};
/// What is reserved for each attachment.
pub const RESERVE_ATTACHMENT_TOKENS: &Setting = &Setting {
    name: "reserve.tokens-per-attachment",
    group: Group::Budgets,
    kind: SettingKind::Count(0, 10_000_000),
    default: Some("50000"),
    help: "input held of a budget for each image, sound or file of a request",
};
/// How many requests a user may make who has no limit of its own.
pub const LIMIT_REQUESTS: &Setting = &Setting {
    name: "limit.requests",
    group: Group::Limits,
    kind: SettingKind::Rate,
    default: Some("100/m"),
    help: "how many requests a user may make who has no limit of his own, admins apart",
};
/// How long the audit log keeps entries.
pub const AUDIT_RETENTION: &Setting = &Setting {
    name: "audit.retention",
    group: Group::Audit,
    kind: SettingKind::Retention(DAY, CENTURY),
    default: Some("365d"),
    help: "how long entries of the audit log are kept; none keeps them for ever",
};
/// Whether the use of a revoked key is told.
pub const SECURITY_REVOKED_KEY: &Setting = &Setting {
    name: "security.revoked-key",
    group: Group::Security,
    kind: SettingKind::Bool,
    default: Some("true"),
    help: "tell when a revoked key is used",
};
/// From how many networks a key may be used within an hour.
pub const SECURITY_NETWORKS: &Setting = &Setting {
    name: "security.networks",
    group: Group::Security,
    kind: SettingKind::Threshold(1, 100),
    default: Some("10"),
    help: "tell when a key is used from more networks than this within an hour",
};
/// How many failures of one address are no burst.
pub const SECURITY_FAILURES: &Setting = &Setting {
    name: "security.failures",
    group: Group::Security,
    kind: SettingKind::Rate,
    default: Some("50/m"),
    help: "tell and refuse a client address from which more keys than this fail",
};
/// How long an address is refused after a burst.
pub const SECURITY_BLOCK: &Setting = &Setting {
    name: "security.block",
    group: Group::Security,
    kind: SettingKind::Duration(SECOND, DAY),
    default: Some("5m"),
    help: "how long a client address is refused after too many failures",
};
/// How many times its usual hour a user may spend.
pub const SECURITY_SPEND: &Setting = &Setting {
    name: "security.spend",
    group: Group::Security,
    kind: SettingKind::Threshold(2, 1_000_000),
    default: Some("10"),
    help: "tell when a user spends more in an hour than this times the mean hour of a week",
};
/// How much spent in an hour is never told.
pub const SECURITY_SPEND_FLOOR: &Setting = &Setting {
    name: "security.spend-floor",
    group: Group::Security,
    kind: SettingKind::Amount,
    default: Some("10.00"),
    help: "the dollars of an hour below which no spend is told",
};
/// Whether repeated failures of a second factor are told.
pub const SECURITY_TWO_FACTOR: &Setting = &Setting {
    name: "security.two-factor",
    group: Group::Security,
    kind: SettingKind::Bool,
    default: Some("true"),
    help: "tell when failed codes lock a user",
};
/// How many per cent of the requests to a provider may fail.
pub const SECURITY_UPSTREAM: &Setting = &Setting {
    name: "security.upstream-failing",
    group: Group::Security,
    kind: SettingKind::Threshold(1, 99),
    default: Some("20"),
    help: "tell when more per cent than this of 50 requests to a provider fail in 5 minutes",
};
/// The server that mail goes out through.
pub const NOTIFY_SMTP_URL: &Setting = &Setting {
    name: "notify.smtp-url",
    group: Group::Notices,
    kind: SettingKind::Url(&["smtp", "smtps"]),
    default: None,
    help: "the server that mail goes out through, with the user but not the password",
};
/// The password for that server.
pub const NOTIFY_SMTP_PASSWORD: &Setting = &Setting {
    name: "notify.smtp-password",
    group: Group::Notices,
    kind: SettingKind::Secret,
    default: None,
    help: "the password for that server",
};
/// Who mail is from.
pub const NOTIFY_MAIL_FROM: &Setting = &Setting {
    name: "notify.mail-from",
    group: Group::Notices,
    kind: SettingKind::Emails,
    default: None,
    help: "who mail is from",
};
/// Who gets mail.
pub const NOTIFY_MAIL_TO: &Setting = &Setting {
    name: "notify.mail-to",
    group: Group::Notices,
    kind: SettingKind::Emails,
    default: None,
    help: "who gets mail, separated by commas",
};
/// Where notices are posted.
pub const NOTIFY_WEBHOOK_URL: &Setting = &Setting {
    name: "notify.webhook-url",
    group: Group::Notices,
    kind: SettingKind::Url(&["https", "http"]),
    default: None,
    help: "where notices are posted",
};
/// Whether notices may be posted to a private network.
pub const NOTIFY_WEBHOOK_PRIVATE: &Setting = &Setting {
    name: "notify.webhook-private",
    group: Group::Notices,
    kind: SettingKind::Bool,
    default: Some("false"),
    help: "allow that URL to lead to a private network",
};
/// What posted notices are signed with.
pub const NOTIFY_WEBHOOK_SECRET: &Setting = &Setting {
    name: "notify.webhook-secret",
    group: Group::Notices,
    kind: SettingKind::Secret,
    default: None,
    help: "what posted notices are signed with",
};
/// What is run with notices.
pub const NOTIFY_COMMAND: &Setting = &Setting {
    name: "notify.command",
    group: Group::Notices,
    kind: SettingKind::Text,
    default: None,
    help: "the program that is given notices",
};

/// Every setting, those of a group together.
pub static CATALOGUE: &[&Setting] = &[
    BRAND,
    ISSUER,
    TIME_ZONE,
    USAGE_CLIENT,
    USAGE_RETENTION,
    ROTATION_GRACE,
    FREE_TIER_ROLE,
    FREE_TIER_EXPIRED,
    FREE_TIER_REQUESTS,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_WINDOW,
    LOCKOUT_TIME,
    STEP_UP_WINDOW,
    STEP_UP_POLICY,
    BUDGET_ALERTS,
    RESERVE_OUTPUT_TOKENS,
    RESERVE_ATTACHMENT_TOKENS,
    LIMIT_REQUESTS,
    AUDIT_RETENTION,
    SECURITY_REVOKED_KEY,
    SECURITY_NETWORKS,
    SECURITY_FAILURES,
    SECURITY_BLOCK,
    SECURITY_SPEND,
    SECURITY_SPEND_FLOOR,
    SECURITY_TWO_FACTOR,
    SECURITY_UPSTREAM,
    NOTIFY_SMTP_URL,
    NOTIFY_SMTP_PASSWORD,
    NOTIFY_MAIL_FROM,
    NOTIFY_MAIL_TO,
    NOTIFY_WEBHOOK_URL,
    NOTIFY_WEBHOOK_SECRET,
    NOTIFY_COMMAND,
    NOTIFY_WEBHOOK_PRIVATE,
];

/// Whose the anonymous key is.
pub const FREE_TIER_USER: &str = "anonymous";
/// The name of the anonymous key.
pub const FREE_TIER_KEY: &str = "free-tier";

impl Setting {
    /// The setting of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        CATALOGUE.iter().copied().find(|setting| setting.name == name)
    }

    /// Whether its value is kept sealed and never shown.
    pub const fn is_secret(&self) -> bool {
        matches!(self.kind, SettingKind::Secret)
    }

    /// The value as it is stored: in one spelling.
    ///
    /// # Errors
    /// [`SettingError`].
    pub fn normalize(&self, value: &str) -> Result<String, SettingError> {
        self.kind.normalize(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rotation::Grace;

    #[test]
    fn every_default_is_a_value_in_its_one_spelling() {
        for setting in CATALOGUE {
            if let Some(default) = setting.default {
                assert_eq!(setting.normalize(default).as_deref(), Ok(default), "{}", setting.name);
            }
        }
        let default = ROTATION_GRACE.default.unwrap();
        assert_eq!(default.parse(), Ok(Grace::DEFAULT));
    }

    #[test]
    fn names_are_unique_and_groups_stand_together() {
        let mut names: Vec<_> = CATALOGUE.iter().map(|setting| setting.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CATALOGUE.len());
        assert!(CATALOGUE.is_sorted_by_key(|setting| setting.group));
    }
}
