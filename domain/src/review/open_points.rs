//! What is still open in a review for one person: what they are asked for and have not done, and what nobody has dealt
//! with. Read from the review as that person sees it, so it tells nothing that they may not know.

use super::{Review, State};
use crate::{
    id::{AccountId, CardId, EventId, LessonId, ParkedId, PenId, PersonId, WorkItemId},
    policy::{self, Participant},
    prose::holds_both,
    session::{Authors, Question, StepKind},
    timeline::{Event, Mark},
    work::{Status, WorkItem},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text that several people may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextOf {
    Summary,
    Notes,
    Event(EventId),
    Account(AccountId),
    Card(CardId),
    Lesson(LessonId),
    Parked(ParkedId),
    Work(WorkItemId),
}

/// Something that is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenPoint {
    /// Questions that this person is asked and has not answered.
    Answers {
        left: usize,
        of: usize,
        /// The one to begin with.
        first: String,
    },
    /// Votes that this person can still give.
    Votes {
        question: String,
        left: u32,
    },
    /// For whoever leads: people who take part and have not answered all that is asked. Only where cards are named.
    NotAnswered(BTreeSet<PersonId>),
    /// For whoever leads: how many people answered a question, of how many who take part. Who they are is not told.
    FewAnswers {
        question: String,
        count: usize,
        of: usize,
    },
    /// For whoever leads.
    NoFacilitator,
    /// For whoever leads: steps that are left out.
    LeftOut(BTreeSet<usize>),
    NoSummary,
    /// Two people's versions of the same words stand side by side. For those who may settle it.
    TwoVersions(TextOf),
    /// Somebody marked the event as unclear, and has not taken that back.
    Unclear(EventId),
    Parked(ParkedId),
    LessonWithoutWork(LessonId),
    /// Work that is done, and nobody has looked whether it works. For its owner and for whoever leads.
    Unverified(WorkItemId),
}

/// Who has answered a question, for whoever leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrote {
    pub count: usize,
    /// Who they are; only where cards are named.
    pub people: Option<BTreeSet<PersonId>>,
}

impl Review {
    /// Who has answered each question that is asked now. Only the whole review knows, not what somebody sees of it.
    ///
    /// In an anonymous review it is a number for each question by itself, and of all who wrote, not only of those named
    /// as participants: otherwise whoever leads could name one person and read from the number whether they wrote.
    pub fn wrote(&self) -> BTreeMap<String, Wrote> {
        let wrote = |question: &Question| {
            let pens: BTreeSet<PenId> = self.answers(&question.id).filter_map(|card| card.author).collect();
            let people = (self.authors == Authors::Named).then(|| pens.iter().map(|pen| PersonId(pen.0)).collect());
            (question.id.clone(), Wrote { count: pens.len(), people })
        };
        self.asked_now().map(wrote).collect()
    }

    /// Texts in which two people's versions of the same words still stand side by side; see [`merge`](crate::prose::merge).
    pub fn unsettled(&self) -> Vec<TextOf> {
        let own = [(TextOf::Summary, &self.summary), (TextOf::Notes, &self.notes)].into_iter();
        let events = self.events.values().filter(|one| !one.removed).map(|one| (TextOf::Event(one.id), &one.text));
        let accounts = self.accounts.values().filter(|one| !one.removed);
        let accounts = accounts.flat_map(|one| [&one.saw, &one.expected, &one.knew].map(|text| (TextOf::Account(one.id), text)));
        let cards = self.cards.values().filter(|one| !one.removed).map(|one| (TextOf::Card(one.id), &one.text));
        let lessons = self.lessons.values().filter(|one| !one.removed).map(|one| (TextOf::Lesson(one.id), &one.text));
        let parked = self.parked.values().filter(|one| !one.removed).map(|one| (TextOf::Parked(one.id), &one.text));
        let texts = own.chain(events).chain(accounts).chain(cards).chain(lessons).chain(parked);
        let mut unsettled: Vec<TextOf> = texts.filter(|(_, text)| holds_both(text)).map(|(of, _)| of).collect();
        // The parts of one account are settled together.
        unsettled.dedup();
        unsettled
    }

    /// What is still open for this person: first what is theirs, then what they lead, then what is everybody's. `self`
    /// is the review as they see it, `wrote` comes from [`wrote`](Self::wrote) where they lead, and `may_answer` says
    /// whether somebody's role lets them write.
    pub fn open_points(
        &self,
        viewer: &Participant,
        work: &[WorkItem],
        wrote: &BTreeMap<String, Wrote>,
        may_answer: impl Fn(PersonId) -> bool,
    ) -> Vec<OpenPoint> {
        let actor = &viewer.actor;
        if self.state == State::Published || !policy::may_contribute(self, actor) {
            return Vec::new();
        }
        let leads = policy::may_facilitate(self, actor);
        let mut points: Vec<OpenPoint> = self.own_answers(viewer.pen).into_iter().chain(self.own_votes(viewer.pen)).collect();
        if leads {
            points.extend(self.waited_for(actor.person, wrote, may_answer));
            points.extend(self.facilitator.is_none().then_some(OpenPoint::NoFacilitator));
            points.extend((!self.lead.left_out.is_empty()).then(|| OpenPoint::LeftOut(self.lead.left_out.clone())));
        }
        points.extend(self.not_dealt_with(viewer, leads));
        // Guests see the work of the review, and plan none.
        if policy::may_write(actor) {
            points.extend(self.open_work(actor.person, leads, work));
        }
        points
    }

    fn own_answers(&self, pen: PenId) -> Option<OpenPoint> {
        let asked: Vec<&Question> = self.asked_now().collect();
        let answered = |question: &Question| self.answers(&question.id).any(|card| card.author == Some(pen));
        let left: Vec<&Question> = asked.iter().copied().filter(|question| !answered(question)).collect();
        let first = left.first()?.id.clone();
        Some(OpenPoint::Answers { left: left.len(), of: asked.len(), first })
    }

    /// Not more than there is to vote for: with one theme on the table some of the budget cannot be spent.
    fn own_votes(&self, pen: PenId) -> Option<OpenPoint> {
        let Some(StepKind::Vote(question)) = self.current_step().map(|step| &step.kind) else { return None };
        let rule = self.format.votes;
        let themes = self.themes.values().filter(|theme| !theme.removed && theme.question == *question).map(|theme| &theme.votes);
        let cards = self.answers(question).filter(|card| !card.hidden && card.theme.is_none()).map(|card| &card.votes);
        let more = |room: u32, mine: u32| room.saturating_add(rule.most_on_one.saturating_sub(mine));
        let room = themes.chain(cards).fold(0, |room, votes| more(room, votes.of(pen)));
        let left = rule.budget.saturating_sub(self.votes_spent(question, pen)).min(room);
        (left > 0).then(|| OpenPoint::Votes { question: question.clone(), left })
    }

    /// Whom, or how many, whoever leads still waits for.
    fn waited_for(&self, leader: PersonId, wrote: &BTreeMap<String, Wrote>, may_answer: impl Fn(PersonId) -> bool) -> Vec<OpenPoint> {
        let people = self.participants.iter().chain(self.lead.guests.keys()).copied();
        let take_part: BTreeSet<PersonId> = people.filter(|person| may_answer(*person)).collect();
        let asked: Vec<(&Question, &Wrote)> = self.asked_now().filter_map(|question| Some((question, wrote.get(&question.id)?))).collect();
        let named: Option<Vec<&BTreeSet<PersonId>>> = asked.iter().map(|(_, wrote)| wrote.people.as_ref()).collect();
        match named {
            Some(answered) if !take_part.is_empty() => {
                let missing = |person: &PersonId| *person != leader && answered.iter().any(|people| !people.contains(person));
                let missing: BTreeSet<PersonId> = take_part.into_iter().filter(missing).collect();
                if missing.is_empty() { Vec::new() } else { vec![OpenPoint::NotAnswered(missing)] }
            }
            _ => {
                let of = take_part.len();
                let few = asked.into_iter().filter(|(_, wrote)| wrote.count == 0 || wrote.count < of);
                few.map(|(question, wrote)| OpenPoint::FewAnswers { question: question.id.clone(), count: wrote.count, of }).collect()
            }
        }
    }

    /// What everybody may see to.
    fn not_dealt_with(&self, viewer: &Participant, leads: bool) -> Vec<OpenPoint> {
        let summary = self.summary.trim().is_empty().then_some(OpenPoint::NoSummary);
        let unsettled = self.unsettled().into_iter().filter(|text| leads || self.may_settle(*text, viewer.pen));
        let is_unclear = |event: &Event| event.marks.get(&Mark::Unclear).is_some_and(|votes| votes.total > 0);
        let unclear = self.timeline().into_iter().filter(|event| is_unclear(event)).map(|event| OpenPoint::Unclear(event.id));
        let parked = self.parked.values().filter(|one| !one.removed && !one.settled).map(|one| OpenPoint::Parked(one.id));
        summary.into_iter().chain(unsettled.map(OpenPoint::TwoVersions)).chain(unclear).chain(parked).collect()
    }

    /// Cards and accounts are changed by those who wrote them, everything else by everybody.
    fn may_settle(&self, text: TextOf, pen: PenId) -> bool {
        match text {
            TextOf::Card(id) => self.cards.get(&id).is_some_and(|card| card.author == Some(pen)),
            TextOf::Account(id) => self.accounts.get(&id).is_some_and(|account| account.author == Some(pen)),
            _ => true,
        }
    }

    fn open_work(&self, person: PersonId, leads: bool, work: &[WorkItem]) -> Vec<OpenPoint> {
        let lessons = self.lessons.values().filter(|lesson| !lesson.removed && work.iter().all(|item| item.lesson != lesson.id));
        let both = |item: &WorkItem| [&item.title, &item.risk_scenario, &item.check].into_iter().any(|text| holds_both(text));
        let unsettled = work.iter().filter(|item| both(item)).map(|item| OpenPoint::TwoVersions(TextOf::Work(item.id)));
        let done = work.iter().filter(|item| item.status == Status::Done && (leads || item.owner == person));
        let lessons = lessons.map(|lesson| OpenPoint::LessonWithoutWork(lesson.id));
        lessons.chain(unsettled).chain(done.map(|item| OpenPoint::Unverified(item.id))).collect()
    }
}
