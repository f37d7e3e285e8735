//! Cards, themes, votes, and what is parked for later.

use crate::{
    Refusal, Result,
    id::{CardId, ParkedId, PenId, ThemeId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Do others learn who wrote a card? Chosen before the first one is written, and then kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Authors {
    /// Cards, votes, accounts and observations are signed with a pen that only a key tells from others; the key is
    /// thrown away when the review is published.
    #[default]
    Anonymous,
    /// Cards, and accounts of events, show who wrote them once they are revealed. Votes stay secret.
    Named,
}

impl Authors {
    pub const ALL: [Self; 2] = [Self::Anonymous, Self::Named];

    pub fn key(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Named => "named",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "Anonymous",
            Self::Named => "With names",
        }
    }
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    pub id: CardId,
    pub question: String,
    pub text: String,
    /// Who wrote it. Others get it only where cards are named.
    pub author: Option<PenId>,
    pub theme: Option<ThemeId>,
    /// Written before the reveal: only the writer may read it.
    pub hidden: bool,
    pub votes: Votes,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

/// A heading over cards of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Theme {
    pub id: ThemeId,
    pub question: String,
    pub title: String,
    pub votes: Votes,
    pub removed: bool,
    pub version: u64,
}

/// Votes on a card or a theme, or marks on an event: the sum, and whose they are (to others, only one's own are listed).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Votes {
    pub total: u32,
    pub by: BTreeMap<PenId, u32>,
}

impl Votes {
    pub fn of(&self, pen: PenId) -> u32 {
        self.by.get(&pen).copied().unwrap_or(0)
    }

    /// One vote more or one less, for a known or an undisclosed pen.
    pub(crate) fn cast(&mut self, by: Option<PenId>, more: bool) {
        self.total = if more { self.total.saturating_add(1) } else { self.total.saturating_sub(1) };
        if let Some(pen) = by {
            let count = self.by.entry(pen).or_default();
            *count = if more { count.saturating_add(1) } else { count.saturating_sub(1) };
            if *count == 0 {
                self.by.remove(&pen);
            }
        }
    }

    /// As this viewer may see it.
    pub(crate) fn seen_by(&self, viewer: Option<PenId>) -> Self {
        Self { total: self.total, by: self.by.iter().filter(|(pen, _)| Some(**pen) == viewer).map(|(pen, n)| (*pen, *n)).collect() }
    }
}

/// Something to come back to after the session, so that it does not hold up the room now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Parked {
    pub id: ParkedId,
    pub text: String,
    /// It was taken up again, or is no longer needed.
    pub settled: bool,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

impl Parked {
    /// What became of it.
    pub fn outcome(&self) -> &'static str {
        if self.settled { "Settled" } else { "Still open" }
    }
}

/// What a vote is for; written `card:…` or `theme:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ballot {
    Card(CardId),
    Theme(ThemeId),
}

crate::id::as_text!(Ballot, "`card:` or `theme:`, and the id");

impl std::fmt::Display for Ballot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Card(id) => write!(f, "card:{id}"),
            Self::Theme(id) => write!(f, "theme:{id}"),
        }
    }
}

impl std::str::FromStr for Ballot {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self> {
        let read = || match text.split_once(':')? {
            ("card", id) => id.parse().ok().map(Self::Card),
            ("theme", id) => id.parse().ok().map(Self::Theme),
            _ => None,
        };
        read().ok_or_else(|| Refusal::invalid("ballot", "Vote for a card or a theme."))
    }
}
