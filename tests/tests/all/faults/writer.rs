//! What somebody does in the session, and what of it was acknowledged.

use super::{KILLS, QUESTION, participant::Participant};
use crate::session::new_id;
use domain::session::{Ballot, Card};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::watch, time::timeout};

/// As the format has it.
pub const BUDGET: u32 = 5;
const MOST_ON_ONE: u32 = 3;

/// What was acknowledged. Every word is written once in all.
#[derive(Default)]
pub struct Said {
    /// The words of each text, by what it is.
    pub words: BTreeMap<String, BTreeSet<String>>,
    pub votes: BTreeMap<Ballot, u32>,
}

impl Said {
    pub fn add(&mut self, other: Self) {
        for (text, words) in other.words {
            self.words.entry(text).or_default().extend(words);
        }
        for (ballot, votes) in other.votes {
            *self.votes.entry(ballot).or_default() += votes;
        }
    }

    fn note(&mut self, text: String, word: String) {
        self.words.entry(text).or_default().insert(word);
    }

    fn all_votes(&self) -> u32 {
        self.votes.values().sum()
    }
}

/// The word that a writer's line of the summary begins with.
pub fn line_of(number: usize) -> String {
    format!("p{number}w0")
}

pub struct Writer {
    me: Arc<Participant>,
    number: usize,
    written: usize,
    dice: StdRng,
    said: Said,
}

impl Writer {
    pub fn new(me: Arc<Participant>, number: usize, dice: StdRng) -> Self {
        let mut said = Said::default();
        said.note("summary".to_owned(), line_of(number));
        Self { me, number, written: 0, dice, said }
    }

    /// Writes whatever comes to mind, and votes when it is time; goes on for a while after the last kill.
    pub async fn take_part(mut self, mut kills: watch::Receiver<usize>) -> Said {
        while *kills.borrow() <= KILLS || self.said.all_votes() < BUDGET {
            match self.dice.random_range(0..6) {
                _ if self.is_to_vote() => self.vote().await,
                0 => self.add_card().await,
                1 => self.edit_card().await,
                2 => self.edit_summary().await,
                3 => self.edit_notes().await,
                _ => self.add_event().await,
            }
            // Everybody does something in the moment in which the server is killed.
            let pause = Duration::from_millis(self.dice.random_range(100..600));
            let _ = timeout(pause, kills.changed()).await;
        }
        self.said
    }

    fn new_word(&mut self) -> String {
        self.written += 1;
        format!("p{}w{}", self.number, self.written)
    }

    async fn add_card(&mut self) {
        let (id, word) = (new_id(), self.new_word());
        let card = [("[add_card][id]", id.as_str()), ("[add_card][question]", QUESTION), ("[add_card][text]", &word)];
        self.me.send(&mut self.dice, &card).await;
        self.said.note(format!("card {id}"), word);
    }

    async fn add_event(&mut self) {
        let (id, word) = (new_id(), self.new_word());
        let event = [
            ("[add_event][id]", id.as_str()),
            ("[add_event][at][local]", "2026-05-01T10:00"),
            ("[add_event][at][zone]", "UTC"),
            ("[add_event][text]", &word),
        ];
        self.me.send(&mut self.dice, &event).await;
        self.said.note(format!("event {id}"), word);
    }

    /// A word more on a card of one's own.
    async fn edit_card(&mut self) {
        let own: Vec<Card> = self.me.shown(|page| {
            let own = page.review.cards.values().filter(|card| card.author == Some(page.pen));
            own.cloned().collect()
        });
        let Some(card) = own.choose(&mut self.dice) else { return };
        let id = card.id.to_string();
        let name = format!("card {id}");
        if self.has_come_back(&name, &card.text) {
            let word = self.new_word();
            let now = format!("{} {word}", card.text);
            self.edit("edit_card", &[("[edit_card][id]", &id)], (&card.text, card.version), &now).await;
            self.said.note(name, word);
        }
    }

    /// A word more in one's own line of the summary, while others write in theirs.
    async fn edit_summary(&mut self) {
        let (was, version) = self.me.shown(|page| (page.review.summary.clone(), page.review.summary_version));
        if self.has_come_back("summary", &was) {
            let (line, word) = (line_of(self.number), self.new_word());
            let now = was.replacen(&line, &format!("{line} {word}"), 1);
            self.edit("edit_summary", &[], (&was, version), &now).await;
            self.said.note("summary".to_owned(), word);
        }
    }

    /// A word more at the end of the notes, where everybody writes.
    async fn edit_notes(&mut self) {
        let (was, version) = self.me.shown(|page| (page.review.notes.clone(), page.review.notes_version));
        let word = self.new_word();
        self.edit("edit_notes", &[], (&was, version), &format!("{was} {word}")).await;
        self.said.note("notes".to_owned(), word);
    }

    async fn edit(&mut self, command: &str, id: &[(&str, &str)], (was, base): (&str, u64), now: &str) {
        let base = base.to_string();
        let names = ["[base]", "[text][was]", "[text][now]"].map(|part| format!("[{command}]{part}"));
        let edit = [(names[0].as_str(), base.as_str()), (names[1].as_str(), was), (names[2].as_str(), now)];
        self.me.send(&mut self.dice, &[id, edit.as_slice()].concat()).await;
    }

    /// Does the page show what this person wrote in this text? Whoever goes on before it does sends the same words again
    /// in another edit, and where others wrote meanwhile both versions stand between marks.
    fn has_come_back(&self, name: &str, text: &str) -> bool {
        self.said.words.get(name).is_none_or(|words| words.iter().all(|word| text.contains(word.as_str())))
    }

    fn is_to_vote(&self) -> bool {
        self.said.all_votes() < BUDGET && self.me.shown(|page| page.review.is_voting(QUESTION))
    }

    /// A vote for one of the few that many vote for.
    async fn vote(&mut self) {
        let mut ballots = self.me.shown(|page| {
            let themes = page.review.themes_by_votes(QUESTION).into_iter().map(|theme| Ballot::Theme(theme.id));
            let cards = page.review.cards_by_votes(QUESTION, None).into_iter().map(|card| Ballot::Card(card.id));
            themes.chain(cards.take(6)).collect::<Vec<_>>()
        });
        ballots.retain(|ballot| self.said.votes.get(ballot).is_none_or(|votes| *votes < MOST_ON_ONE));
        let Some(ballot) = ballots.choose(&mut self.dice).copied() else { return };
        self.me.send(&mut self.dice, &[("[vote][ballot]", &ballot.to_string()), ("[vote][more]", "true")]).await;
        *self.said.votes.entry(ballot).or_default() += 1;
    }
}
