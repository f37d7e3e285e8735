//! Westrum's typology of organisational culture, applied to how one incident was handled.
//!
//! R. Westrum, *A typology of organisational cultures*, Quality and Safety in Health Care 13, suppl. 2 (2004),
//! ii22–ii27, doi:10.1136/qshc.2003.009522.
//!
//! The method, version 1: people tie an indicator and a level to a piece of evidence. One person's newest word on
//! one indicator and one piece of evidence counts once. An indicator is classified when at least
//! [`ENOUGH_OBSERVATIONS`] such observations rest on at least [`ENOUGH_EVIDENCE`] different pieces of evidence; the
//! result is the share of each level with its 95 % Wilson score interval (E. B. Wilson, JASA 22, 1927, 209–212). The
//! incident as a whole is classified from all counted observations of the classified indicators together, when there
//! are at least [`ENOUGH_INDICATORS`] of those. A level is named only where its interval lies above the others'.

use crate::{
    Refusal, Result,
    id::{CardId, EventId, ObservationId, PenId},
    review::Review,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub const ENOUGH_OBSERVATIONS: usize = 3;
pub const ENOUGH_EVIDENCE: usize = 2;
pub const ENOUGH_INDICATORS: usize = 3;

/// What is looked at: how information, its messengers, responsibility, other teams, failure and new ideas are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    Information,
    Messengers,
    Responsibilities,
    Bridging,
    Failure,
    Novelty,
}

/// Westrum's three types: power-oriented, rule-oriented, performance-oriented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Pathological,
    Bureaucratic,
    Generative,
}

impl Indicator {
    pub const ALL: [Self; 6] = [Self::Information, Self::Messengers, Self::Responsibilities, Self::Bridging, Self::Failure, Self::Novelty];

    /// As it is written in data: `messengers`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Messengers => "messengers",
            Self::Responsibilities => "responsibilities",
            Self::Bridging => "bridging",
            Self::Failure => "failure",
            Self::Novelty => "novelty",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Information => "Cooperation and information",
            Self::Messengers => "Messengers",
            Self::Responsibilities => "Responsibilities",
            Self::Bridging => "Bridging between teams",
            Self::Failure => "Failure",
            Self::Novelty => "Novelty",
        }
    }

    /// What this level of this indicator looks like, in a few words.
    pub fn at(self, level: Level) -> &'static str {
        use Level::{Bureaucratic, Generative, Pathological};
        match (self, level) {
            (Self::Information, Pathological) => "hidden",
            (Self::Information, Bureaucratic) => "may be ignored",
            (Self::Information, Generative) => "actively sought",
            (Self::Messengers, Pathological) => "punished",
            (Self::Messengers, Bureaucratic) => "tolerated",
            (Self::Messengers, Generative) => "trained",
            (Self::Responsibilities, Pathological) => "shirked",
            (Self::Responsibilities, Bureaucratic) => "kept in compartments",
            (Self::Responsibilities, Generative) => "risks are shared",
            (Self::Bridging, Pathological) => "discouraged",
            (Self::Bridging, Bureaucratic) => "allowed, not helped",
            (Self::Bridging, Generative) => "encouraged, rewarded",
            (Self::Failure, Pathological) => "covered up, or a scapegoat found",
            (Self::Failure, Bureaucratic) => "judged by the book",
            (Self::Failure, Generative) => "met with inquiry",
            (Self::Novelty, Pathological) => "crushed",
            (Self::Novelty, Bureaucratic) => "makes problems",
            (Self::Novelty, Generative) => "put into practice",
        }
    }
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Pathological, Self::Bureaucratic, Self::Generative];

    pub fn key(self) -> &'static str {
        match self {
            Self::Pathological => "pathological",
            Self::Bureaucratic => "bureaucratic",
            Self::Generative => "generative",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Pathological => "Pathological",
            Self::Bureaucratic => "Bureaucratic",
            Self::Generative => "Generative",
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Pathological => 0,
            Self::Bureaucratic => 1,
            Self::Generative => 2,
        }
    }
}

/// What an observation or a lesson rests on; written `event:…` or `card:…`, so that one form field holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    Event(EventId),
    Card(CardId),
}

crate::id::as_text!(Evidence, "`event:` or `card:`, and the id");

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event:{id}"),
            Self::Card(id) => write!(f, "card:{id}"),
        }
    }
}

impl std::str::FromStr for Evidence {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self> {
        let read = || match text.split_once(':')? {
            ("event", id) => id.parse().ok().map(Self::Event),
            ("card", id) => id.parse().ok().map(Self::Card),
            _ => None,
        };
        read().ok_or_else(|| Refusal::invalid("evidence", "Choose a timeline event or a card."))
    }
}

/// Somebody saw an indicator at a level, in a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Observation {
    pub id: ObservationId,
    pub indicator: Indicator,
    pub level: Level,
    pub evidence: Evidence,
    /// A quotation, or what made the observer say so.
    pub note: String,
    /// Who saw it; known to the server and to themselves.
    pub by: Option<PenId>,
    /// The same number for all observations of one person in this review, so that disagreement can be shown without
    /// names.
    pub observer: u32,
    pub removed: bool,
    pub version: u64,
}

/// A share between 0 and 1 with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Share {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// Wilson's score interval at 95 % for `count` of `n`. For `n` = 0 the interval is everything.
pub fn wilson(count: u32, n: u32) -> Share {
    if n == 0 {
        return Share { share: 0.0, low: 0.0, high: 1.0 };
    }
    let z = 1.959_963_984_540_054_f64;
    let (count, n) = (f64::from(count), f64::from(n));
    let share = count / n;
    let centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    Share { share, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

/// Observations counted by level, in the order of [`Level::ALL`].
pub type Counts = [u32; 3];

/// How often each level was seen, and what may be said about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Distribution {
    /// Counted observations.
    pub n: u32,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<u32>))]
    pub counts: Counts,
    /// In the order pathological, bureaucratic, generative.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Share>))]
    pub shares: [Share; 3],
    /// Named only where its interval lies above the other two.
    pub clearly: Option<Level>,
}

impl Distribution {
    pub fn of(counts: Counts) -> Self {
        let n = counts.iter().fold(0u32, |sum, count| sum.saturating_add(*count));
        let shares = counts.map(|count| wilson(count, n));
        let clearly = Level::ALL.into_iter().zip(shares).find(|(level, share)| {
            n > 0 && Level::ALL.into_iter().zip(shares).all(|(other, theirs)| other == *level || share.low > theirs.high)
        });
        Self { n, counts, shares, clearly: clearly.map(|(level, _)| level) }
    }
}

/// One indicator of the profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorProfile {
    pub indicator: Indicator,
    /// Counted observations, whether or not they are enough.
    pub n: u32,
    /// Different pieces of evidence they rest on.
    pub evidence: u32,
    /// `None` says that there is not enough evidence.
    pub distribution: Option<Distribution>,
    /// Pieces of evidence on which observers saw different levels.
    pub disagreements: Vec<Evidence>,
    pub observations: Vec<ObservationId>,
}

/// What the handling of one incident shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    pub indicators: Vec<IndicatorProfile>,
    /// `None` says that there is not enough evidence.
    pub overall: Option<Distribution>,
}

/// One person's newest word on one indicator and one piece of evidence counts once.
fn counted<'a>(observations: impl Iterator<Item = &'a Observation>) -> Vec<&'a Observation> {
    let mut newest: BTreeMap<(Indicator, Evidence, u32), &Observation> = BTreeMap::new();
    for observation in observations.filter(|observation| !observation.removed) {
        let slot = newest.entry((observation.indicator, observation.evidence, observation.observer)).or_insert(observation);
        if observation.version > slot.version {
            *slot = observation;
        }
    }
    newest.into_values().collect()
}

/// Observations of one indicator by level, as [`profile`] counts them.
pub fn counts(review: &Review, indicator: Indicator) -> Counts {
    let mut counts = [0u32; 3];
    for observation in counted(review.observations.values()).into_iter().filter(|o| o.indicator == indicator) {
        if let Some(count) = counts.get_mut(observation.level.place()) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// Classifies the handling of the incident; see the module for the method.
pub fn profile(review: &Review) -> Profile {
    let all = counted(review.observations.values());
    let mut overall = [0u32; 3];
    let mut classified = 0;
    let indicators = Indicator::ALL
        .into_iter()
        .map(|indicator| {
            let mine: Vec<&&Observation> = all.iter().filter(|o| o.indicator == indicator).collect();
            let mut levels: BTreeMap<Evidence, BTreeSet<Level>> = BTreeMap::new();
            for observation in &mine {
                levels.entry(observation.evidence).or_default().insert(observation.level);
            }
            let counts = counts(review, indicator);
            let enough = mine.len() >= ENOUGH_OBSERVATIONS && levels.len() >= ENOUGH_EVIDENCE;
            if enough {
                classified += 1;
                for (sum, count) in overall.iter_mut().zip(counts) {
                    *sum = sum.saturating_add(count);
                }
            }
            IndicatorProfile {
                indicator,
                n: u32::try_from(mine.len()).unwrap_or(u32::MAX),
                evidence: u32::try_from(levels.len()).unwrap_or(u32::MAX),
                distribution: enough.then(|| Distribution::of(counts)),
                disagreements: levels.into_iter().filter(|(_, levels)| levels.len() > 1).map(|(evidence, _)| evidence).collect(),
                observations: mine.iter().map(|o| o.id).collect(),
            }
        })
        .collect();
    Profile { indicators, overall: (classified >= ENOUGH_INDICATORS).then(|| Distribution::of(overall)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_agrees_with_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 15 of 148 gives 0.0624 to 0.1605 by Wilson's method.
        let share = wilson(15, 148);
        assert!((share.low - 0.0624).abs() < 0.0001 && (share.high - 0.1605).abs() < 0.0001, "{share:?}");
        // and 0 of 20 gives 0 to 0.1611.
        assert!((wilson(0, 20).high - 0.1611).abs() < 0.0001);
    }

    #[test]
    fn a_level_is_named_only_when_its_interval_stands_clear() {
        assert_eq!(Distribution::of([0, 1, 2]).clearly, None);
        assert_eq!(Distribution::of([0, 0, 12]).clearly, Some(Level::Generative));
        assert_eq!(Distribution::of([0, 0, 0]).clearly, None);
    }

    proptest::proptest! {
        #[test]
        fn shares_lie_in_their_intervals_and_sum_to_one(a in 0u32..50, b in 0u32..50, c in 1u32..50) {
            let distribution = Distribution::of([a, b, c]);
            for share in distribution.shares {
                assert!(share.low <= share.share + 1e-12 && share.share <= share.high + 1e-12);
                assert!((0.0..=1.0).contains(&share.low) && (0.0..=1.0).contains(&share.high));
            }
            assert!((distribution.shares.iter().map(|s| s.share).sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}
