//! Somebody who came in by the link, and what they do in a session: one command after the other.

use crate::{
    inbox::Inbox,
    phase::{LOST_AFTER, Sends, Sent},
};
use driver::User;
use reqwest::StatusCode;
use std::{sync::Arc, time::Instant};
use tokio::time::timeout;
use uuid::Uuid;

/// The question that is written on and voted on.
const QUESTION: &str = "milestones";

pub struct Guest {
    pub user: User,
    pub inbox: Arc<Inbox>,
    /// What they vote for, once it is time to vote.
    pub ballot: Option<String>,
    review: String,
    /// What they sign with.
    pen: String,
    turn: usize,
    card: Option<Piece>,
    event: Option<Piece>,
    /// Their vote is cast, and is taken back next.
    voted: bool,
}

/// Something of theirs as they saw it last.
struct Piece {
    id: String,
    seq: u64,
    text: String,
}

enum About {
    Card,
    Event,
    Vote,
}

/// A command before it is sent.
struct Draft {
    about: About,
    /// What is in the message that tells of it to whoever sent it, and in no other.
    mark: String,
    text: String,
    fields: Vec<(&'static str, String)>,
}

impl Guest {
    pub fn new(user: User, review: String, pen: String, number: usize) -> Self {
        // They begin at different turns, so that at any time some add and others edit.
        Self { user, inbox: Arc::default(), ballot: None, review, pen, turn: number, card: None, event: None, voted: false }
    }

    /// Of five commands three are about cards and two about entries of the timeline; or votes, cast and taken back so
    /// that they never run out.
    fn draft(&self) -> Draft {
        let text = format!("Step {}: the queue of the mail gateway grew and a worker was restarted by hand.", self.turn);
        let turn = self.turn % 5;
        match (&self.ballot, &self.card, &self.event) {
            (Some(ballot), ..) => {
                let fields = vec![("[vote][ballot]", ballot.clone()), ("[vote][more]", (!self.voted).to_string())];
                Draft { about: About::Vote, mark: self.pen.clone(), text, fields }
            }
            (None, Some(card), _) if turn == 1 || turn == 3 => {
                let names = ["[edit_card][id]", "[edit_card][base]", "[edit_card][text][was]", "[edit_card][text][now]"];
                Draft { about: About::Card, mark: card.id.clone(), fields: card.edited(names, &text), text }
            }
            (None, _, Some(event)) if turn == 4 => {
                let names = ["[edit_event][id]", "[edit_event][base]", "[edit_event][patch][text][was]", "[edit_event][patch][text][now]"];
                Draft { about: About::Event, mark: event.id.clone(), fields: event.edited(names, &text), text }
            }
            _ if turn == 2 || turn == 4 => self.new_event(text),
            _ => new_card(text),
        }
    }

    fn new_event(&self, text: String) -> Draft {
        let mark = Uuid::now_v7().to_string();
        let at = format!("2026-05-01T{:02}:{:02}", self.turn / 60 % 24, self.turn % 60);
        let fields = vec![
            ("[add_event][id]", mark.clone()),
            ("[add_event][at][local]", at),
            ("[add_event][at][zone]", "UTC".to_owned()),
            ("[add_event][text]", text.clone()),
        ];
        Draft { about: About::Event, mark, text, fields }
    }

    /// What was done, as it stands now; something that was not heard of is left alone from then on.
    fn remember(&mut self, draft: Draft, seq: Option<u64>) {
        let piece = seq.map(|seq| Piece { id: draft.mark, seq, text: draft.text });
        match draft.about {
            About::Card => self.card = piece,
            About::Event => self.event = piece,
            About::Vote => self.voted = !self.voted,
        }
    }
}

fn new_card(text: String) -> Draft {
    let mark = Uuid::now_v7().to_string();
    let fields = vec![("[add_card][id]", mark.clone()), ("[add_card][question]", QUESTION.to_owned()), ("[add_card][text]", text.clone())];
    Draft { about: About::Card, mark, text, fields }
}

impl Piece {
    fn edited(&self, names: [&'static str; 4], now: &str) -> Vec<(&'static str, String)> {
        names.into_iter().zip([self.id.clone(), self.seq.to_string(), self.text.clone(), now.to_owned()]).collect()
    }
}

impl Sends for Guest {
    async fn send(&mut self) -> Sent {
        self.turn += 1;
        let draft = self.draft();
        let heard = self.inbox.id_of(draft.mark.clone());
        let fields: Vec<(&str, &str)> = draft.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let at = Instant::now();
        let answer = self.user.answer(&self.review, &fields).await;
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        let took = at.elapsed();
        if status != StatusCode::OK {
            eprintln!("refused: {status} {text}");
            return Sent { at, acknowledged: None, id: None };
        }
        let id = timeout(LOST_AFTER, heard).await.ok().and_then(Result::ok);
        self.remember(draft, id);
        Sent { at, acknowledged: Some(took), id }
    }
}
