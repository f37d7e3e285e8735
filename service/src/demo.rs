//! The demo workspace: three incidents from public sources, told in our own words, reviewed by four demo people.
//! Everything goes through the same commands that people send.

use crate::{Error, Result, Workspace};
use domain::{
    culture::{Evidence, Indicator, Level},
    department::{Department, Involvement},
    id::{DepartmentId, PersonId, ReviewId, TeamId},
    people::{Organisation, Person, Role, Team},
    policy::Actor,
    review::{Command, EventDraft, FactsPatch, FoundBy, NewReview, ResponseDriver, Set, Severity},
    session::Ballot,
    time::{Instant, When},
    timeline::{EventKind, Precision},
    work::{Draft, Driver, Kind, Status, WorkCommand},
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

const STORIES: [&str; 3] = [
    include_str!("../demo/1-gitlab-database-outage.json"),
    include_str!("../demo/2-cloudflare-waf-outage.json"),
    include_str!("../demo/3-aws-s3-us-east-1-disruption.json"),
];

#[derive(Deserialize)]
struct Story {
    title: String,
    summary: String,
    severity: Severity,
    services: String,
    started: String,
    detected: String,
    mitigated: String,
    resolved: String,
    zone: String,
    found_by: FoundBy,
    driver: ResponseDriver,
    departments: Vec<Spent>,
    direct_cost: u32,
    team: String,
    events: Vec<StoryEvent>,
    cards: Vec<StoryCard>,
    themes: Vec<StoryTheme>,
    votes: Vec<StoryVote>,
    observations: Vec<StoryObservation>,
    lessons: Vec<StoryLesson>,
    work: Vec<StoryWork>,
}

#[derive(Deserialize)]
struct Spent {
    department: String,
    hours: u32,
}

#[derive(Deserialize)]
struct StoryEvent {
    key: String,
    at: String,
    kind: EventKind,
    precision: Precision,
    text: String,
    link: String,
    milestone: bool,
}

#[derive(Deserialize)]
struct StoryCard {
    key: String,
    question: String,
    text: String,
    by: String,
    theme: Option<String>,
}

#[derive(Deserialize)]
struct StoryTheme {
    key: String,
    question: String,
    title: String,
}

#[derive(Deserialize)]
struct StoryVote {
    by: String,
    #[serde(rename = "for")]
    target: String,
    count: u32,
}

#[derive(Deserialize)]
struct StoryObservation {
    by: String,
    indicator: Indicator,
    level: Level,
    evidence: String,
    note: String,
}

#[derive(Deserialize)]
struct StoryLesson {
    key: String,
    text: String,
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct StoryWork {
    lesson: String,
    title: String,
    kind: Kind,
    driver: Driver,
    risk_scenario: String,
    owner: String,
    department: String,
    due_in_days: i64,
    effort: u32,
    saves: u32,
    check: String,
    status: Status,
    outcome: String,
}

impl Workspace {
    /// Fills an empty workspace with the demo; leaves one that is set up alone.
    ///
    /// # Errors
    /// When a story does not fit the rules, or the database does not answer.
    pub async fn fill_demo(&self, mint: fn() -> Uuid, now: Instant) -> Result<()> {
        if self.organisation().await?.is_some() {
            return Ok(());
        }
        let mut teller = Teller { workspace: self, mint, now, clock: now, ids: HashMap::new(), people: HashMap::new() };
        teller.organisation().await?;
        for (number, text) in (0i64..).zip(STORIES) {
            let story: Story = serde_json::from_str(text).map_err(Error::unavailable)?;
            teller.ids.retain(|name, _| !name.contains(':'));
            teller.tell(&story, now.plus_seconds((number - 40) * 24 * 3600)).await?;
        }
        Ok(())
    }
}

struct Teller<'a> {
    workspace: &'a Workspace,
    mint: fn() -> Uuid,
    now: Instant,
    /// When the story's review goes on: every command comes a little later than the one before.
    clock: Instant,
    /// Ids by what the story calls them: "event:e1", "card:c2", or a team's or department's name.
    ids: HashMap<String, Uuid>,
    people: HashMap<&'static str, Actor>,
}

impl Teller<'_> {
    async fn organisation(&mut self) -> Result<()> {
        let people = [
            ("ana", "Ana Brandt", Role::Admin),
            ("ben", "Ben Okafor", Role::Facilitator),
            ("chi", "Chi Nakamura", Role::Member),
            ("dee", "Dee Larsen", Role::Viewer),
        ];
        let accounts: Vec<Person> = people
            .iter()
            .map(|(key, name, role)| {
                let id = PersonId((self.mint)());
                Person { id, name: (*name).into(), email: format!("{key}@demo.example"), role: *role, team: None, active: true }
            })
            .collect();
        for ((key, _, role), person) in people.iter().zip(&accounts) {
            self.people.insert(key, Actor { person: person.id, role: *role });
        }
        self.workspace.set_up_demo(Organisation::checked("Northwind Demo", "UTC", "EUR")?, accounts).await?;
        let admin = self.actor("ana")?;
        for (name, rate) in [("Platform", 95), ("Product", 85), ("Support", 60), ("Security", 105)] {
            let id = self.new_id(name);
            self.workspace.save_department(&admin, Department { id: DepartmentId(id), name: name.into(), hourly_rate: rate }).await?;
        }
        for (name, department) in [("Core services", "Platform"), ("Edge", "Platform"), ("Customer care", "Support")] {
            let department = DepartmentId(self.id(department)?);
            let id = self.new_id(name);
            self.workspace.save_team(&admin, Team { id: TeamId(id), name: name.into(), department }).await?;
        }
        Ok(())
    }

    fn new_id(&mut self, name: &str) -> Uuid {
        let id = (self.mint)();
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn id(&self, name: &str) -> Result<Uuid> {
        self.ids.get(name).copied().ok_or_else(|| Error::Unavailable(format!("the demo names {name}, which is not there")))
    }

    fn actor(&self, key: &str) -> Result<Actor> {
        self.people.get(key).copied().ok_or_else(|| Error::Unavailable(format!("the demo names the person {key}, who is not there")))
    }

    fn evidence(&self, name: &str) -> Result<Evidence> {
        let id = self.id(name)?;
        Ok(if name.starts_with("card:") { Evidence::Card(id.into()) } else { Evidence::Event(id.into()) })
    }

    async fn send(&mut self, by: &str, review: ReviewId, command: Command) -> Result<()> {
        self.clock = self.clock.plus_seconds(40);
        self.workspace.send(&self.actor(by)?, review, (self.mint)().into(), command, self.clock).await.map(|_| ())
    }

    async fn tell(&mut self, story: &Story, at: Instant) -> Result<()> {
        self.clock = at;
        let when = |local: &str| Some(When::new(local, story.zone.clone()));
        let departments = story
            .departments
            .iter()
            .map(|spent| Ok(Involvement { department: DepartmentId(self.id(&spent.department)?), hours: spent.hours }))
            .collect::<Result<_>>()?;
        let facts = FactsPatch {
            title: Some(story.title.clone()),
            severity: Some(Set::To(story.severity)),
            services: Some(story.services.clone()),
            started: when(&story.started),
            detected: when(&story.detected),
            mitigated: when(&story.mitigated),
            resolved: when(&story.resolved),
            found_by: Some(Set::To(story.found_by)),
            driver: Some(Set::To(story.driver)),
            team: Some(Set::To(TeamId(self.id(&story.team)?))),
            departments: Some(departments),
            direct_cost: Some(story.direct_cost),
            visibility: None,
        };
        let review = ReviewId((self.mint)());
        let new = NewReview { facts, summary: story.summary.clone(), ..NewReview::default() };
        self.workspace.open_review(&self.actor("ben")?, review, (self.mint)().into(), &new, at).await?;
        let mut events = Vec::new();
        for event in &story.events {
            events.push(EventDraft {
                id: self.new_id(&format!("event:{}", event.key)).into(),
                at: When::new(event.at.clone(), story.zone.clone()),
                kind: event.kind,
                precision: event.precision,
                text: event.text.clone(),
                link: event.link.clone(),
                milestone: event.milestone,
            });
        }
        self.send("chi", review, Command::AddEvents { events }).await?;
        self.session(story, review).await?;
        for lesson in &story.lessons {
            let id = self.new_id(&format!("lesson:{}", lesson.key)).into();
            let sources = lesson.sources.iter().map(|source| self.evidence(source)).collect::<Result<_>>()?;
            self.send("ben", review, Command::AddLesson { id, text: lesson.text.clone(), sources }).await?;
        }
        for item in &story.work {
            self.work(item, review, at).await?;
        }
        self.send("ben", review, Command::Publish).await
    }

    /// The session: cards, themes, votes and observations, moving through the steps as a facilitator would.
    async fn session(&mut self, story: &Story, review: ReviewId) -> Result<()> {
        for card in &story.cards {
            let id = self.new_id(&format!("card:{}", card.key)).into();
            self.send(&card.by, review, Command::AddCard { id, question: card.question.clone(), text: card.text.clone(), private: false })
                .await?;
        }
        let steps = self.workspace.review(&self.actor("ben")?, review).await?.format.steps;
        for (to, step) in steps.iter().enumerate() {
            let from = to.saturating_sub(1);
            self.send("ben", review, Command::MoveTo { from, to }).await?;
            let Some(question) = step.kind.question() else { continue };
            match &step.kind {
                domain::session::StepKind::Group(_) => self.group(story, question, review).await?,
                domain::session::StepKind::Vote(_) => self.vote(story, question, review).await?,
                _ => {}
            }
        }
        for observation in &story.observations {
            let command = Command::Observe {
                id: (self.mint)().into(),
                indicator: observation.indicator,
                level: observation.level,
                evidence: self.evidence(&observation.evidence)?,
                note: observation.note.clone(),
            };
            self.send(&observation.by, review, command).await?;
        }
        Ok(())
    }

    async fn group(&mut self, story: &Story, question: &str, review: ReviewId) -> Result<()> {
        for theme in story.themes.iter().filter(|theme| theme.question == question) {
            let id = self.new_id(&format!("theme:{}", theme.key)).into();
            self.send("ben", review, Command::SaveTheme { id, question: question.into(), title: theme.title.clone() }).await?;
        }
        for card in story.cards.iter().filter(|card| card.question == question) {
            if let Some(theme) = &card.theme {
                let theme = Set::To(self.id(&format!("theme:{theme}"))?.into());
                let id = self.id(&format!("card:{}", card.key))?.into();
                self.send("ben", review, Command::GroupCard { id, theme }).await?;
            }
        }
        Ok(())
    }

    async fn vote(&mut self, story: &Story, question: &str, review: ReviewId) -> Result<()> {
        for vote in &story.votes {
            let (kind, key) = vote.target.split_once(':').unwrap_or_default();
            let of = match kind {
                "card" => story.cards.iter().find(|card| card.key == key).map(|card| card.question.as_str()),
                _ => story.themes.iter().find(|theme| theme.key == key).map(|theme| theme.question.as_str()),
            };
            if of != Some(question) {
                continue;
            }
            let id = self.id(&vote.target)?;
            let ballot = if kind == "card" { Ballot::Card(id.into()) } else { Ballot::Theme(id.into()) };
            for _ in 0..vote.count {
                self.send(&vote.by, review, Command::Vote { ballot, more: true }).await?;
            }
        }
        Ok(())
    }

    async fn work(&self, item: &StoryWork, review: ReviewId, at: Instant) -> Result<()> {
        let id = (self.mint)().into();
        let actor = self.actor("ben")?;
        let draft = Draft {
            title: item.title.clone(),
            kind: item.kind,
            driver: item.driver,
            risk_scenario: item.risk_scenario.clone(),
            owner: self.actor(&item.owner)?.person,
            department: DepartmentId(self.id(&item.department)?),
            due: self.now.day().plus_days(item.due_in_days),
            effort: item.effort,
            saves: item.saves,
            check: item.check.clone(),
        };
        let lesson = self.id(&format!("lesson:{}", item.lesson))?.into();
        let propose = WorkCommand::Propose { review, lesson, draft };
        self.workspace.send_work(&actor, id, (self.mint)().into(), &propose, at).await?;
        // The way that work goes: what is verified was done before.
        let way: &[Status] = match item.status {
            Status::Proposed => &[],
            Status::Planned => &[Status::Planned],
            Status::InProgress => &[Status::Planned, Status::InProgress],
            Status::Done => &[Status::InProgress, Status::Done],
            Status::Verified => &[Status::InProgress, Status::Done, Status::Verified],
            Status::WontDo => &[Status::WontDo],
        };
        for (day, to) in (1i64..).zip(way) {
            let outcome = if matches!(to, Status::Verified | Status::WontDo) { item.outcome.clone() } else { String::new() };
            let command = WorkCommand::Move { to: *to, outcome };
            self.workspace.send_work(&actor, id, (self.mint)().into(), &command, at.plus_seconds(day * 7 * 24 * 3600)).await?;
        }
        Ok(())
    }
}
