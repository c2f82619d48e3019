//! The facts of SCS, each defined once: the types, states and tracks of documents and scope files, and the dates and
//! relations that belong to them. Rules, commands, views and pages use them.
//!
//! Keys and values are also in the schemas, for editors (a test compares them). The required sections of a document and
//! the headings used for them are in `check::rules::sections::wordings`; the clause of a rule is in the rule.

use crate::value::named::named;

named! { parse
    pub enum Status {
        /// Under development.
        Draft = "Draft",
        /// Ready for production use.
        Stable = "Stable",
        /// No longer fit for use, or not for long.
        Deprecated = "Deprecated",
        /// Removed from the corpus.
        Rejected = "Rejected",
    }
}

impl Status {
    /// Whether the document has ended, or its end is announced.
    pub fn ended(self) -> bool {
        matches!(self, Status::Deprecated | Status::Rejected)
    }
}

/// The script in the folder of tests that runs all test cases of a scope version.
pub const COMPLIANCE_CHECK: &str = "scs-compliance-check.py";

named! {
    /// State of a document on a date; the order of columns in tables.
    pub enum State {
        /// Not stable yet, and perhaps never.
        Draft = "Draft",
        /// Stable from a future date: not effective yet.
        Stable = "Stable",
        /// In force.
        Effective = "Effective",
        /// No longer in force.
        Deprecated = "Deprecated",
        /// Removed from the corpus.
        Rejected = "Rejected",
    }
}

impl State {
    /// Whether the document has ended.
    pub fn ended(self) -> bool {
        matches!(self, State::Deprecated | State::Rejected)
    }
}

named! { parse
    /// The dates of the lifecycle, by key.
    pub enum DateKey {
        /// Stable, and effective, from this date.
        StabilizedAt = "stabilized_at",
        /// Deprecated from this date.
        DeprecatedAt = "deprecated_at",
        /// Rejected on this date.
        RejectedAt = "rejected_at",
    }
}

/// Whether a status requires or allows a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The document must have the date.
    Required,
    /// It may have it.
    Allowed,
    /// It should not have it.
    Doubtful,
    /// It must not have it.
    Forbidden,
}

/// The dates that go with each status, in the order of [`DateKey::ALL`].
const DATES: [(Status, [Presence; 3]); 4] = {
    use Presence::{Allowed, Doubtful, Forbidden, Required};
    [
        (Status::Draft, [Forbidden, Forbidden, Forbidden]),
        (Status::Stable, [Required, Forbidden, Forbidden]),
        (Status::Deprecated, [Allowed, Required, Forbidden]),
        (Status::Rejected, [Doubtful, Forbidden, Required]),
    ]
};

impl DateKey {
    /// The key that documents had for it formerly.
    pub fn former(self) -> Option<&'static str> {
        (self == DateKey::DeprecatedAt).then_some("obsoleted_at")
    }

    /// The state that begins on the date.
    pub fn state(self) -> State {
        match self {
            DateKey::StabilizedAt => State::Effective,
            DateKey::DeprecatedAt => State::Deprecated,
            DateKey::RejectedAt => State::Rejected,
        }
    }

    /// Whether a document of a status has the date.
    pub fn presence(self, status: Status) -> Presence {
        DATES[status as usize].1[self as usize]
    }
}

/// Whether a change of status is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legality {
    /// Always legal.
    Legal,
    /// Legal for a Decision Record only.
    DecisionRecordOnly,
    /// Legal only if a replacement is named; worth a note.
    WithReplacement,
    /// Never legal.
    Illegal,
}

/// The table of transitions: from (`None` for a new document), to, judgment. Any other transition is illegal.
pub const TRANSITIONS: &[(Option<Status>, Status, Legality)] = &[
    (None, Status::Draft, Legality::Legal),
    (None, Status::Stable, Legality::DecisionRecordOnly),
    (Some(Status::Draft), Status::Draft, Legality::Legal),
    (Some(Status::Draft), Status::Stable, Legality::Legal),
    (Some(Status::Draft), Status::Rejected, Legality::Legal),
    (Some(Status::Draft), Status::Deprecated, Legality::WithReplacement),
    (Some(Status::Stable), Status::Stable, Legality::Legal),
    (Some(Status::Stable), Status::Deprecated, Legality::Legal),
    (Some(Status::Deprecated), Status::Deprecated, Legality::Legal),
    (Some(Status::Rejected), Status::Rejected, Legality::Legal),
];

/// Judges a transition by the table.
pub fn transition(from: Option<Status>, to: Status) -> Legality {
    let row = TRANSITIONS.iter().find(|(old, new, _)| *old == from && *new == to);
    row.map_or(Legality::Illegal, |(.., legality)| *legality)
}

named! { parse_any_case
    /// The tracks, by the second digit of their numbers.
    pub enum Track {
        /// 0
        Global = "Global",
        /// 1
        IaaS = "IaaS",
        /// 2
        KaaS = "KaaS",
        /// 3
        Iam = "IAM",
        /// 4
        Ops = "Ops",
        /// 5
        Scopes = "Scopes",
    }
}

impl Track {
    /// The name in URLs: `iaas`.
    pub fn slug(self) -> String {
        self.name().to_ascii_lowercase()
    }

    /// The track of the second digit of a number.
    pub fn of_number(number: u16) -> Option<Self> {
        Self::ALL.get(usize::from(number / 100 % 10)).copied()
    }

    /// The second digit of its numbers.
    pub fn digit(self) -> u16 {
        self as u16
    }
}

named! { parse_any_case
    pub enum DocumentType {
        /// Technical requirements.
        Standard = "Standard",
        /// A decision, not a standard itself.
        DecisionRecord = "Decision Record",
        /// A process or policy.
        Procedural = "Procedural",
        /// Informative notes on another document.
        Supplement = "Supplement",
    }
}

named! {
    /// Lists of other documents in front matter.
    pub enum Relation {
        /// Documents whose place it takes; the inverse of `replaced_by`.
        Replaces = "replaces",
        /// Documents that take its place; the inverse of `replaces`.
        ReplacedBy = "replaced_by",
        /// Documents on which a supplement has notes.
        Supplements = "supplements",
    }
}

named! { parse
    /// Validity of the result of a test case, and the interval in which it must be tested; shortest first.
    #[derive(Default)]
    pub enum Lifetime {
        /// Daily.
        Day = "day",
        /// Weekly, which applies where nothing else is given.
        #[default]
        Week = "week",
        /// Monthly.
        Month = "month",
        /// Quarterly.
        Quarter = "quarter",
        /// Once a year.
        Year = "year",
    }
}

named! { parse
    /// Validity of a scope version in a period.
    pub enum Validity {
        /// Certificates are given.
        Effective = "effective",
        /// Certificates are issued with a warning.
        Warn = "warn",
        /// It can be tested but not certified yet.
        Draft = "draft",
        /// Can be tested, but no certificate is issued: expired.
        Deprecated = "deprecated",
    }
}

impl Validity {
    /// Whether certificates are issued.
    pub fn certifies(self) -> bool {
        matches!(self, Validity::Effective | Validity::Warn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::schema::{Schema, Step};
    use serde_json::json;

    fn options(schema: Schema, path: &[&str]) -> Vec<String> {
        let path: Vec<Step> = path.iter().map(|key| Step::Key((*key).into())).collect();
        let key = schema.at(&path).unwrap();
        key.values().map(str::to_owned).collect()
    }

    #[test]
    fn the_schemas_have_the_same_names() {
        assert_eq!(options(Schema::Document, &["status"]), Status::ALL.map(Status::name));
        assert_eq!(options(Schema::Document, &["track"]), Track::ALL.map(Track::name));
        let types = DocumentType::ALL.into_iter().filter(|kind| *kind != DocumentType::Supplement);
        assert_eq!(options(Schema::Document, &["type"]), types.map(DocumentType::name).collect::<Vec<_>>());
        for relation in Relation::ALL {
            let known = [Schema::Document, Schema::Supplement].map(|schema| schema.key(relation.name()).is_some());
            assert!(known.contains(&true), "{relation}");
        }
    }

    /// The schema requires the dates in the table. Forbidden dates are left to `status-date-conflict`, which reports the reason.
    #[test]
    fn schema_requires_the_dates_of_each_status() {
        for (status, presence) in DATES {
            let mut document =
                json!({"title": "t", "type": "Standard", "status": status.name(), "track": "IaaS", "description": "d"});
            for key in DateKey::ALL {
                document[key.name()] = json!("2024-01-01");
            }
            assert_eq!(Schema::Document.errors_in(&document), [""; 0], "{status}");
            for (key, presence) in DateKey::ALL.into_iter().zip(presence) {
                assert_eq!(key.presence(status), presence);
                let mut document = document.clone();
                document.as_object_mut().unwrap().remove(key.name());
                let missing = !Schema::Document.errors_in(&document).is_empty();
                assert_eq!(missing, presence == Presence::Required, "{status} {key}");
            }
        }
    }
}
