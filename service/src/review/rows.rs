//! How a review stands in the database: a head, a row for each of its pieces, and the log of its changes.

use super::{Written, pen::Key};
use crate::{
    Error, Result, Workspace,
    store::{Batch, Store, part, record},
};
use domain::{
    id::{CommandId, PersonId, ReviewId, TeamId},
    policy::{Actor, Audience},
    review::{Facts, Piece, Review, Severity, State, Visibility},
    session::{Authors, Format, Lead},
    time::{Day, Instant, Stamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use surrealdb::types::Variables;

/// The row of a review: all that is not a row of its own.
#[derive(Serialize, Deserialize)]
pub(crate) struct Row {
    id: ReviewId,
    seq: u64,
    facts: Facts,
    summary: String,
    summary_version: u64,
    notes: String,
    notes_version: u64,
    opened_by: PersonId,
    opened_at: Instant,
    facilitator: Option<PersonId>,
    participants: BTreeSet<PersonId>,
    format: Format,
    authors: Authors,
    step: usize,
    lead: Lead,
    state: State,
    published_at: Option<Instant>,
}

/// The stream of a review's changes in the log.
pub(super) fn stream(id: ReviewId) -> String {
    format!("review:{id}")
}

/// Adds a change to the log; a second writer of the same `seq` makes the batch a conflict.
pub(super) fn log(batch: &mut Batch, id: ReviewId, command: CommandId, written: &Written) {
    let row = json!({
        "at": written.at,
        "actor": written.by,
        "command": command,
        "kind": written.change.kind(),
        "change": written.change,
    });
    batch.create(part("change", stream(id), i64::try_from(written.seq).unwrap_or(i64::MAX)), &row);
}

/// Writes only how many changes there are.
pub(super) fn count(batch: &mut Batch, review: &Review) {
    batch.merge(record("review", review.id), &json!({ "seq": review.seq }));
}

/// Writes a piece as it is now.
pub(super) fn put(batch: &mut Batch, review: &Review, piece: Piece) {
    let of = review.id;
    match piece {
        Piece::Head => batch.put(record("review", of), &head(review)),
        Piece::Event(id) => {
            if let Some(event) = review.events.get(&id) {
                batch.put(part("timeline_event", of, id.to_string()), event);
            }
        }
        Piece::Account(id) => {
            if let Some(account) = review.accounts.get(&id) {
                batch.put(part("account", of, id.to_string()), account);
            }
        }
        Piece::Card(id) => {
            if let Some(card) = review.cards.get(&id) {
                batch.put(part("card", of, id.to_string()), card);
            }
        }
        Piece::Theme(id) => {
            if let Some(theme) = review.themes.get(&id) {
                batch.put(part("theme", of, id.to_string()), theme);
            }
        }
        Piece::Observation(id) => {
            if let Some(observation) = review.observations.get(&id) {
                batch.put(part("observation", of, id.to_string()), observation);
            }
        }
        Piece::Lesson(id) => {
            if let Some(lesson) = review.lessons.get(&id) {
                batch.put(part("lesson", of, id.to_string()), lesson);
            }
        }
        Piece::Parked(id) => {
            if let Some(parked) = review.parked.get(&id) {
                batch.put(part("parked", of, id.to_string()), parked);
            }
        }
    }
}

fn head(review: &Review) -> Row {
    Row {
        id: review.id,
        seq: review.seq,
        facts: review.facts.clone(),
        summary: review.summary.clone(),
        summary_version: review.summary_version,
        notes: review.notes.clone(),
        notes_version: review.notes_version,
        opened_by: review.opened_by,
        opened_at: review.opened_at,
        facilitator: review.facilitator,
        participants: review.participants.clone(),
        format: review.format.clone(),
        authors: review.authors,
        step: review.step,
        lead: review.lead.clone(),
        state: review.state,
        published_at: review.published_at,
    }
}

/// Commands that a load remembers, so that one sent again after a restart is not done again.
const REMEMBERED: i64 = 1_000;

#[derive(Deserialize)]
struct Done {
    id: u64,
    command: CommandId,
}

/// What is read together of one review.
pub(super) struct Loaded {
    pub review: Review,
    /// Which commands made its newest changes.
    pub done: Vec<(CommandId, u64)>,
    pub key: Option<Key>,
}

/// Reads a review from its rows. One statement, so one moment.
pub(super) async fn load(store: &Store, id: ReviewId) -> Result<Loaded> {
    let mut variables = Variables::new();
    variables.insert("review", record("review", id));
    variables.insert("of", id.to_string());
    variables.insert("stream", stream(id));
    variables.insert("key", record("review_key", id));
    variables.insert("remembered", REMEMBERED);
    let query = "RETURN {
        heads: (SELECT * FROM $review),
        events: (SELECT * FROM timeline_event:[$of, NONE]..[$of, ..]),
        accounts: (SELECT * FROM account:[$of, NONE]..[$of, ..]),
        cards: (SELECT * FROM card:[$of, NONE]..[$of, ..]),
        themes: (SELECT * FROM theme:[$of, NONE]..[$of, ..]),
        observations: (SELECT * FROM observation:[$of, NONE]..[$of, ..]),
        lessons: (SELECT * FROM lesson:[$of, NONE]..[$of, ..]),
        parked: (SELECT * FROM parked:[$of, NONE]..[$of, ..]),
        keys: (SELECT * FROM $key),
        done: (SELECT id, command FROM change:[$stream, NONE]..[$stream, ..] ORDER BY id DESC LIMIT $remembered)
    }";
    let mut lists = store.lists(query, variables).await?;
    let row: Row = lists.take("heads")?.into_iter().next().ok_or(Error::NotFound("review"))?;
    let review = Review {
        id: row.id,
        seq: row.seq,
        facts: row.facts,
        summary: row.summary,
        summary_version: row.summary_version,
        notes: row.notes,
        notes_version: row.notes_version,
        opened_by: row.opened_by,
        opened_at: row.opened_at,
        facilitator: row.facilitator,
        participants: row.participants,
        format: row.format,
        authors: row.authors,
        step: row.step,
        lead: row.lead,
        state: row.state,
        published_at: row.published_at,
        events: lists.take("events")?.into_iter().map(|event: domain::timeline::Event| (event.id, event)).collect(),
        accounts: lists.take("accounts")?.into_iter().map(|account: domain::timeline::Account| (account.id, account)).collect(),
        cards: lists.take("cards")?.into_iter().map(|card: domain::session::Card| (card.id, card)).collect(),
        themes: lists.take("themes")?.into_iter().map(|theme: domain::session::Theme| (theme.id, theme)).collect(),
        observations: lists.take("observations")?.into_iter().map(|one: domain::culture::Observation| (one.id, one)).collect(),
        lessons: lists.take("lessons")?.into_iter().map(|lesson: domain::review::Lesson| (lesson.id, lesson)).collect(),
        parked: lists.take("parked")?.into_iter().map(|parked: domain::session::Parked| (parked.id, parked)).collect(),
        unrevealed: BTreeMap::new(),
    };
    let done = lists.take::<Done>("done")?.into_iter().map(|done| (done.command, done.id)).collect();
    let key = lists.take("keys")?.into_iter().next();
    Ok(Loaded { review, done, key })
}

/// A review in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Head {
    pub id: ReviewId,
    pub title: String,
    pub severity: Option<Severity>,
    pub team: Option<TeamId>,
    pub services: Vec<String>,
    pub started: Option<Stamp>,
    pub opened_at: Instant,
    pub state: State,
    /// The name of the step that the review is at.
    pub step: String,
    /// Until which day answers are asked for, while a question is answered over days.
    pub answers_by: Option<Day>,
    pub private: bool,
}

impl Workspace {
    /// Reviews that this person may see, newest first, and whether there are more after the last of them. `before`
    /// is the last id of the page before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reviews(&self, actor: &Actor, before: Option<ReviewId>, limit: usize) -> Result<(Vec<Head>, bool)> {
        let mut heads = Vec::new();
        let mut cursor = before;
        let page = limit.saturating_add(1);
        while heads.len() < page {
            let mut variables = Variables::new();
            variables.insert("limit", i64::try_from(page).unwrap_or(i64::MAX));
            let query = match cursor {
                Some(id) => {
                    variables.insert("before", id.to_string());
                    "SELECT * FROM review:..$before ORDER BY id DESC LIMIT $limit"
                }
                None => "SELECT * FROM review ORDER BY id DESC LIMIT $limit",
            };
            let rows: Vec<Row> = self.store.list(query, variables).await?;
            let last = rows.len() < page;
            cursor = rows.last().map(|row| row.id);
            heads.extend(rows.into_iter().filter(|row| audience(row).includes(actor)).map(in_list));
            if last {
                break;
            }
        }
        let more = heads.len() > limit;
        heads.truncate(limit);
        Ok((heads, more))
    }
}

/// What of a review's row decides who sees it.
#[derive(Deserialize)]
struct AudienceRow {
    id: ReviewId,
    visibility: Visibility,
    opened_by: PersonId,
    facilitator: Option<PersonId>,
    participants: BTreeSet<PersonId>,
    helpers: BTreeSet<PersonId>,
    guests: BTreeMap<PersonId, String>,
}

impl Workspace {
    /// Who may see these reviews. Reads no more than that.
    pub(crate) async fn audiences(&self, ids: BTreeSet<ReviewId>) -> Result<BTreeMap<ReviewId, Audience>> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut variables = Variables::new();
        variables.insert("ids", ids.into_iter().map(|id| record("review", id)).collect::<Vec<_>>());
        let query = "SELECT id, facts.visibility AS visibility, opened_by, facilitator, participants,
            lead.helpers ?? [] AS helpers, lead.guests ?? {} AS guests FROM $ids";
        let rows: Vec<AudienceRow> = self.store.list(query, variables).await?;
        let audience = |row: AudienceRow| {
            let AudienceRow { id, visibility, opened_by, facilitator, participants, helpers, guests } = row;
            (id, Audience { visibility, opened_by, facilitator, participants, helpers, guests: guests.into_keys().collect() })
        };
        Ok(rows.into_iter().map(audience).collect())
    }
}

impl Workspace {
    /// Whose reviews these are, for those that are some team's.
    pub(crate) async fn teams_of(&self, ids: BTreeSet<ReviewId>) -> Result<BTreeMap<ReviewId, TeamId>> {
        #[derive(Deserialize)]
        struct OfTeam {
            id: ReviewId,
            team: Option<TeamId>,
        }
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut variables = Variables::new();
        variables.insert("ids", ids.into_iter().map(|id| record("review", id)).collect::<Vec<_>>());
        let rows: Vec<OfTeam> = self.store.list("SELECT id, facts.team AS team FROM $ids", variables).await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.id, row.team?))).collect())
    }
}

fn audience(row: &Row) -> Audience {
    Audience {
        visibility: row.facts.visibility,
        opened_by: row.opened_by,
        facilitator: row.facilitator,
        participants: row.participants.clone(),
        helpers: row.lead.helpers.clone(),
        guests: row.lead.guests.keys().copied().collect(),
    }
}

fn in_list(row: Row) -> Head {
    Head {
        id: row.id,
        step: row.format.steps.get(row.step).map_or("", |step| step.kind.name()).to_owned(),
        answers_by: row.lead.asked_until(&row.format, row.step).filter(|_| row.state == State::Open),
        private: row.facts.visibility == Visibility::Private,
        title: row.facts.title,
        severity: row.facts.severity,
        team: row.facts.team,
        services: row.facts.services,
        started: row.facts.started,
        opened_at: row.opened_at,
        state: row.state,
    }
}
