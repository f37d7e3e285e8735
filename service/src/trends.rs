//! What the numbers do over time, read from sums that every change keeps up to date.

use crate::{Result, Workspace};
use domain::{
    culture::{Distribution, Indicator, Level},
    id::DepartmentId,
    policy::{self, Actor},
    time::{Instant, Month},
    trends::{DepartmentTrend, IndicatorCulture, Measure, Period, PlannedHours, Scope, Span, Sums, TeamCulture, Trends},
    work::Kind,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use surrealdb::types::Variables;

/// By department.
pub(crate) const OPEN_AND_OVERDUE: &str = "SELECT department, count() AS open, count(due < $today) AS overdue FROM work_item \
     WHERE status IN ['proposed', 'planned', 'in_progress'] GROUP BY department";

#[derive(Deserialize)]
struct Row {
    id: Month,
    sums: BTreeMap<String, i64>,
}

/// Sums of one scope by month.
type Monthly = BTreeMap<Month, BTreeMap<Measure, i64>>;

impl Workspace {
    /// The trends over a span that ends now. Where none is asked for, it is the last 12 months, or all years where
    /// no incident of those months was reviewed.
    ///
    /// # Errors
    /// For guests, and when the database does not answer.
    pub async fn trends(&self, actor: &Actor, span: Option<Span>, now: Instant) -> Result<Trends> {
        policy::browse(actor)?;
        let scopes = self.sums().await?;
        let first = scopes.values().filter_map(|monthly| monthly.keys().next()).min().copied();
        let periods_of = |span: Span| Period::of(span, first, now.day().month());
        let year = Span::Months(12);
        let quiet = || over(&scopes, &periods_of(year), Measure::Reviews).iter().all(|reviews| *reviews == 0);
        let span = span.unwrap_or_else(|| if first.is_some() && quiet() { Span::All } else { year });
        let periods = periods_of(span);
        let total = |measure| over(&scopes, &periods, measure);
        let mut open: Vec<i64> = periods.iter().map(|period| balance(&scopes, *period, Measure::Proposed, Measure::Closed)).collect();
        let mut overdue: Vec<i64> = periods.iter().map(|period| balance(&scopes, *period, Measure::FellDue, Measure::LateClosed)).collect();
        let departments = self.department_trends(&scopes, &periods, now).await?;
        // What falls due later in this period is not overdue today, so the newest value is counted, not summed.
        if let (Some(open), Some(overdue)) = (open.last_mut(), overdue.last_mut()) {
            *open = departments.iter().map(|department| department.open).sum();
            *overdue = departments.iter().map(|department| department.overdue).sum();
        }
        Ok(Trends {
            span,
            reviews: total(Measure::Reviews),
            published: total(Measure::Published),
            culture: culture(&scopes, &periods),
            unplanned_hours: total(Measure::UnplannedHours),
            planned_hours: Kind::ALL.into_iter().map(|kind| PlannedHours { kind, hours: total(Measure::PlannedHours(kind)) }).collect(),
            open,
            overdue,
            departments,
            periods,
        })
    }

    async fn sums(&self) -> Result<BTreeMap<Scope, Monthly>> {
        let mut scopes: BTreeMap<Scope, Monthly> = BTreeMap::new();
        #[derive(Deserialize)]
        struct Scoped {
            scope: String,
            #[serde(flatten)]
            row: Row,
        }
        let rows: Vec<Scoped> = self.store.list("SELECT id, record::id(id)[0] AS scope, sums FROM rollup", Variables::new()).await?;
        for Scoped { scope, row } in rows {
            if let Ok(scope) = scope.parse() {
                let sums = row.sums.into_iter().filter_map(|(name, sum)| Some((name.parse().ok()?, sum))).collect();
                scopes.entry(scope).or_default().insert(row.id, sums);
            }
        }
        Ok(scopes)
    }

    /// All sums that are kept.
    pub(crate) async fn stored_sums(&self) -> Result<Sums> {
        let scopes = self.sums().await?.into_iter();
        Ok(scopes
            .flat_map(|(scope, monthly)| monthly.into_iter().map(move |(month, sums)| (scope, month, sums)))
            .flat_map(|(scope, month, sums)| sums.into_iter().map(move |(measure, sum)| ((scope, month, measure), sum)))
            .filter(|(_, sum)| *sum != 0)
            .collect())
    }

    async fn department_trends(&self, scopes: &BTreeMap<Scope, Monthly>, periods: &[Period], now: Instant) -> Result<Vec<DepartmentTrend>> {
        #[derive(Deserialize)]
        struct Count {
            department: DepartmentId,
            open: i64,
            overdue: i64,
        }
        let mut variables = Variables::new();
        variables.insert("today", now.due_day().to_string());
        let counts: Vec<Count> = self.store.list(OPEN_AND_OVERDUE, variables).await?;
        let during = |monthly: &Monthly, measures: &[Measure]| -> i64 {
            periods.iter().flat_map(|period| measures.iter().map(|measure| get(monthly, *period, *measure))).sum()
        };
        Ok(self
            .departments()
            .await?
            .into_iter()
            .map(|department| {
                let none = Monthly::new();
                let monthly = scopes.get(&Scope::Department(department.id)).unwrap_or(&none);
                let count = counts.iter().find(|count| count.department == department.id);
                DepartmentTrend {
                    department: department.id,
                    unplanned_hours: during(monthly, &[Measure::UnplannedHours]),
                    planned_hours: during(monthly, &Kind::ALL.map(Measure::PlannedHours)),
                    open: count.map_or(0, |count| count.open),
                    overdue: count.map_or(0, |count| count.overdue),
                }
            })
            .collect())
    }
}

fn get(monthly: &Monthly, period: Period, measure: Measure) -> i64 {
    let (first, last) = period.months();
    monthly.range(first..=last).filter_map(|(_, sums)| sums.get(&measure)).sum()
}

fn over(scopes: &BTreeMap<Scope, Monthly>, periods: &[Period], measure: Measure) -> Vec<i64> {
    periods.iter().map(|period| scopes.values().map(|monthly| get(monthly, *period, measure)).sum()).collect()
}

/// What came minus what went, from the beginning to the end of the period.
fn balance(scopes: &BTreeMap<Scope, Monthly>, period: Period, came: Measure, went: Measure) -> i64 {
    let (_, last) = period.months();
    scopes
        .values()
        .flat_map(|monthly| monthly.range(..=last))
        .map(|(_, sums)| sums.get(&came).copied().unwrap_or(0) - sums.get(&went).copied().unwrap_or(0))
        .sum()
}

fn culture(scopes: &BTreeMap<Scope, Monthly>, periods: &[Period]) -> Vec<TeamCulture> {
    let teams = scopes.iter().filter_map(|(scope, monthly)| match scope {
        Scope::Team(team) => Some((*team, monthly)),
        Scope::Department(_) => None,
    });
    let mut culture: Vec<TeamCulture> = teams
        .map(|(team, monthly)| {
            let counts = |periods: &[Period], indicators: &[Indicator]| {
                Level::ALL.map(|level| {
                    let sum: i64 = periods
                        .iter()
                        .flat_map(|period| indicators.iter().map(|indicator| get(monthly, *period, Measure::Culture(*indicator, level))))
                        .sum();
                    u32::try_from(sum).unwrap_or(0)
                })
            };
            TeamCulture {
                team,
                reviews: periods.iter().map(|period| get(monthly, *period, Measure::Reviews)).sum(),
                periods: periods.iter().map(|period| counts(std::slice::from_ref(period), &Indicator::ALL)).collect(),
                overall: Distribution::of(counts(periods, &Indicator::ALL)),
                indicators: Indicator::ALL
                    .into_iter()
                    .map(|indicator| IndicatorCulture { indicator, distribution: Distribution::of(counts(periods, &[indicator])) })
                    .collect(),
            }
        })
        .filter(|team| team.reviews > 0)
        .collect();
    culture.sort_by_key(|team| (std::cmp::Reverse(team.overall.n), team.team));
    culture
}
