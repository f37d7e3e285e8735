//! What one review and one work item add to the numbers that are followed over time.
//!
//! Sums are kept per month and per team or department, never per person. A change of a review or an item changes
//! the sums by the difference of what it contributed before and after, in the same transaction; the trends page
//! reads sums, not reviews, so it costs the same for ten reviews and for ten thousand. Private reviews contribute
//! nothing, because a sum over few reviews would tell what they say; the work they led to counts in its department's
//! hours and numbers, which say nothing of what was reviewed.

use crate::{
    culture::{self, Counts, Distribution, Indicator, Level},
    id::{DepartmentId, TeamId},
    review::{Review, State, Visibility},
    time::Month,
    work::{Kind, Status, WorkItem},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};
use uuid::Uuid;

/// Whose sum it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reviews without a team count for nobody in particular.
    Team(Option<TeamId>),
    Department(DepartmentId),
}

/// `team:…`, `team:none`, `department:…`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(Some(id)) => write!(f, "team:{id}"),
            Self::Team(None) => f.write_str("team:none"),
            Self::Department(id) => write!(f, "department:{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let id = |text: &str| text.parse::<Uuid>().map_err(|_| ());
        match text.split_once(':') {
            Some(("team", "none")) => Ok(Self::Team(None)),
            Some(("team", text)) => Ok(Self::Team(Some(TeamId(id(text)?)))),
            Some(("department", text)) => Ok(Self::Department(DepartmentId(id(text)?))),
            _ => Err(()),
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Reviews of incidents that started in the month.
    Reviews,
    /// Those of them that are published.
    Published,
    /// Observations of an indicator at a level.
    Culture(Indicator, Level),
    /// Hours spent on incidents that started in the month.
    UnplannedHours,
    /// Effort of work that was done in the month.
    PlannedHours(Kind),
    /// Work items proposed in the month.
    Proposed,
    /// Work items done or decided against in the month.
    Closed,
    /// Work items that fell due in the month and were not closed by then.
    FellDue,
    /// Late work items that were closed in the month.
    LateClosed,
}

impl Measure {
    fn all() -> impl Iterator<Item = Self> {
        let culture = Indicator::ALL.into_iter().flat_map(|i| Level::ALL.into_iter().map(move |l| Self::Culture(i, l)));
        [Self::Reviews, Self::Published, Self::UnplannedHours, Self::Proposed, Self::Closed, Self::FellDue, Self::LateClosed]
            .into_iter()
            .chain(Kind::ALL.into_iter().map(Self::PlannedHours))
            .chain(culture)
    }
}

/// `reviews`, `culture_messengers_generative`, `planned_hours_engineering`: a field name in the database.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reviews => f.write_str("reviews"),
            Self::Published => f.write_str("published"),
            Self::Culture(indicator, level) => write!(f, "culture_{}_{}", indicator.key(), level.key()),
            Self::UnplannedHours => f.write_str("unplanned_hours"),
            Self::PlannedHours(kind) => write!(f, "planned_hours_{}", kind.key()),
            Self::Proposed => f.write_str("proposed"),
            Self::Closed => f.write_str("closed"),
            Self::FellDue => f.write_str("fell_due"),
            Self::LateClosed => f.write_str("late_closed"),
        }
    }
}

impl FromStr for Measure {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::all().find(|measure| measure.to_string() == text).ok_or(())
    }
}

/// Sums by whose, when and what. Zeros are left out.
pub type Sums = BTreeMap<(Scope, Month, Measure), i64>;

fn add(sums: &mut Sums, scope: Scope, month: Month, measure: Measure, amount: i64) {
    if amount != 0 {
        let sum = sums.entry((scope, month, measure)).or_default();
        *sum = sum.saturating_add(amount);
    }
}

/// What a review contributes as it is now.
pub fn of_review(review: &Review) -> Sums {
    let mut sums = Sums::new();
    if review.facts.visibility == Visibility::Private {
        return sums;
    }
    let month = review.month();
    let team = Scope::Team(review.facts.team);
    add(&mut sums, team, month, Measure::Reviews, 1);
    add(&mut sums, team, month, Measure::Published, i64::from(review.state == State::Published));
    for indicator in Indicator::ALL {
        for (level, count) in Level::ALL.into_iter().zip(culture::counts(review, indicator)) {
            add(&mut sums, team, month, Measure::Culture(indicator, level), i64::from(count));
        }
    }
    for involvement in &review.facts.departments {
        let scope = Scope::Department(involvement.department);
        add(&mut sums, scope, month, Measure::UnplannedHours, i64::from(involvement.hours));
    }
    sums
}

/// What a work item contributes as it is now.
pub fn of_work(item: &WorkItem) -> Sums {
    let mut sums = Sums::new();
    let scope = Scope::Department(item.department);
    add(&mut sums, scope, item.proposed_at.day().month(), Measure::Proposed, 1);
    let late = match item.closed_at {
        Some(closed) => {
            let month = closed.day().month();
            add(&mut sums, scope, month, Measure::Closed, 1);
            if item.status != Status::WontDo {
                add(&mut sums, scope, month, Measure::PlannedHours(item.kind), i64::from(item.effort));
            }
            let late = closed.due_day() > item.due;
            add(&mut sums, scope, month, Measure::LateClosed, i64::from(late));
            late
        }
        None => true,
    };
    // What was due before it was proposed fell due when it was proposed.
    let fell_due = item.due.max(item.proposed_at.day());
    add(&mut sums, scope, fell_due.month(), Measure::FellDue, i64::from(late));
    sums
}

/// Adds sums to sums.
pub fn add_all(sums: &mut Sums, more: Sums) {
    for ((scope, month, measure), amount) in more {
        add(sums, scope, month, measure, amount);
    }
}

/// What has to be added to the sums when a contribution changes.
pub fn difference(before: &Sums, after: &Sums) -> Sums {
    let mut sums = after.clone();
    for ((scope, month, measure), amount) in before {
        add(&mut sums, *scope, *month, *measure, amount.saturating_neg());
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

/// How far back trends go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The last months, by month; 1 to 60.
    Months(usize),
    /// Everything, by year.
    All,
}

/// `12`, or `all`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(count) => count.fmt(f),
            Self::All => f.write_str("all"),
        }
    }
}

impl FromStr for Span {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            _ if text == "all" => Ok(Self::All),
            Ok(count @ 1..=60) => Ok(Self::Months(count)),
            _ => Err("Give a number of months from 1 to 60, or all."),
        }
    }
}

crate::id::as_text!(Span, "`12` months, 1 to 60, or `all` years");

/// A month, or a year where months would be too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    Month(Month),
    Year(i16),
}

impl Period {
    /// The periods of a span that ends in `now`, oldest first; `first` is the first month that has anything.
    pub fn of(span: Span, first: Option<Month>, now: Month) -> Vec<Self> {
        match span {
            Span::Months(count) => now.last(count).into_iter().map(Self::Month).collect(),
            Span::All => (first.unwrap_or(now).year().min(now.year())..=now.year()).map(Self::Year).collect(),
        }
    }

    /// Its first and its last month.
    pub fn months(self) -> (Month, Month) {
        match self {
            Self::Month(month) => (month, month),
            Self::Year(year) => (Month::of(year, 1), Month::of(year, 12)),
        }
    }

    /// As people write it: `Nov 2026`, `2026`.
    pub fn spoken(self) -> String {
        match self {
            Self::Month(month) => month.spoken(),
            Self::Year(year) => year.to_string(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for Period {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let year = || text.parse().map(Self::Year);
        text.parse().map(Self::Month).or_else(|_| year()).map_err(|_| "This is neither a month like 2026-11 nor a year.")
    }
}

crate::id::as_text!(Period, "`2026-11`, or `2026` where all years are asked for");

/// The page of trends: one number for each period, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trends {
    pub span: Span,
    pub periods: Vec<Period>,
    /// Reviews of incidents that started in the period.
    pub reviews: Vec<i64>,
    pub published: Vec<i64>,
    /// Culture by team, the team with the most observations first.
    pub culture: Vec<TeamCulture>,
    /// Hours that departments spent on incidents that started in the period.
    pub unplanned_hours: Vec<i64>,
    /// Hours of work that was done in the period, by kind.
    pub planned_hours: Vec<PlannedHours>,
    /// Work items open at the end of the period; the newest value is as of now.
    pub open: Vec<i64>,
    /// Of those, past their due date.
    pub overdue: Vec<i64>,
    pub departments: Vec<DepartmentTrend>,
}

/// Hours of one kind of planned work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedHours {
    pub kind: Kind,
    pub hours: Vec<i64>,
}

/// What observations say about one team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamCulture {
    /// `None`: reviews without a team.
    pub team: Option<TeamId>,
    pub reviews: i64,
    /// Observations by level in each period.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<u32>>))]
    pub periods: Vec<Counts>,
    pub overall: Distribution,
    pub indicators: Vec<IndicatorCulture>,
}

/// One indicator of one team, over all periods shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorCulture {
    pub indicator: Indicator,
    pub distribution: Distribution,
}

/// What one department carried and did, over all periods shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentTrend {
    pub department: DepartmentId,
    pub unplanned_hours: i64,
    pub planned_hours: i64,
    /// As of now.
    pub open: i64,
    pub overdue: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_years_reach_from_the_first_review_to_now() {
        let (first, now) = ("2019-05".parse().unwrap(), "2021-02".parse().unwrap());
        assert_eq!(Period::of(Span::All, Some(first), now), [Period::Year(2019), Period::Year(2020), Period::Year(2021)]);
        assert_eq!(Period::of(Span::All, None, now), [Period::Year(2021)]);
        let months: Vec<String> = Period::of(Span::Months(3), Some(first), now).iter().map(Period::to_string).collect();
        assert_eq!(months, ["2020-12", "2021-01", "2021-02"]);
        assert_eq!(Period::Year(2019).months(), ("2019-01".parse().unwrap(), "2019-12".parse().unwrap()));
        for text in ["2019-05", "2019"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        assert!("0".parse::<Span>().is_err() && "61".parse::<Span>().is_err() && "all".parse() == Ok(Span::All));
    }

    #[test]
    fn every_measure_and_scope_reads_back_from_its_name() {
        for measure in Measure::all() {
            assert_eq!(measure.to_string().parse(), Ok(measure));
        }
        for scope in [Scope::Team(None), Scope::Team(Some(TeamId(Uuid::from_u128(7)))), Scope::Department(DepartmentId(Uuid::from_u128(9)))]
        {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
    }

    proptest::proptest! {
        #[test]
        fn adding_the_difference_to_before_gives_after(a in proptest::collection::vec((0u8..3, -5i64..5), 0..8), b in proptest::collection::vec((0u8..3, -5i64..5), 0..8)) {
            let sums = |list: &[(u8, i64)]| {
                let mut sums = Sums::new();
                for (which, amount) in list {
                    let measure = [Measure::Reviews, Measure::Proposed, Measure::Closed][*which as usize];
                    add(&mut sums, Scope::Team(None), "2026-01".parse().unwrap(), measure, *amount);
                }
                sums.retain(|_, amount| *amount != 0);
                sums
            };
            let (before, after) = (sums(&a), sums(&b));
            let mut result = before.clone();
            for ((scope, month, measure), amount) in difference(&before, &after) {
                add(&mut result, scope, month, measure, amount);
            }
            result.retain(|_, amount| *amount != 0);
            assert_eq!(result, after);
        }
    }
}
