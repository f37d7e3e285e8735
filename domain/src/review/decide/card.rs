//! Rules of cards, themes and votes.

use super::{
    super::{Change, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    edit::{TextEdit, merged},
    id::{CardId, PenId, ThemeId},
    policy::{self, Participant},
    prose::{NOTE, TITLE, limited},
    session::{Ballot, Card, Theme, Votes},
};

/// Cards that one person may have on one question, so that nobody fills the room's.
const MOST_OWN_CARDS: usize = 100;

impl Review {
    fn asked(&self, question: &str) -> Result<()> {
        self.format.question(question).map(|_| ()).ok_or_else(|| Refusal::unknown("question"))
    }

    /// The card, if this person may know of it.
    fn card(&self, by: &Participant, id: CardId) -> Result<&Card> {
        self.cards.get(&id).filter(|card| !card.hidden || card.author == Some(by.pen)).ok_or_else(|| Refusal::unknown("card"))
    }

    fn own_card(&self, by: &Participant, id: CardId) -> Result<&Card> {
        let card = self.card(by, id)?;
        if card.author == Some(by.pen) || policy::may_facilitate(self, &by.actor) {
            Ok(card)
        } else {
            Err(Refusal::not_allowed("change somebody else’s card"))
        }
    }

    pub(super) fn add_card(&self, by: &Participant, id: CardId, question: &str, text: &str, private: bool) -> Result<Decision> {
        self.asked(question)?;
        room("cards", self.cards.len(), 1)?;
        let own = self.cards.values().filter(|card| card.question == question && card.author == Some(by.pen));
        if !self.cards.contains_key(&id) && own.count() >= MOST_OWN_CARDS {
            let what = "cards of yours on this question, those that you removed included".into();
            return Err(Refusal::Full { what, limit: MOST_OWN_CARDS });
        }
        let card = Card {
            id,
            question: question.to_owned(),
            text: limited("text", text, 1, NOTE)?,
            author: Some(by.pen),
            theme: None,
            hidden: self.format.hides(question, self.step),
            votes: Votes::default(),
            removed: false,
            version: 0,
        };
        match self.cards.get(&id) {
            None if private && !card.hidden => Err(Refusal::Revealed),
            None => Ok(Decision::of(Change::Card(Box::new(Saved::of(None, card))))),
            Some(there) if (&there.question, &there.text, there.author) == (&card.question, &card.text, card.author) => {
                Ok(Decision::nothing())
            }
            Some(_) => Err(Refusal::Taken { what: "card".into() }),
        }
    }

    pub(super) fn edit_card(&self, by: &Participant, id: CardId, base: u64, edit: &TextEdit, private: bool) -> Result<Decision> {
        let card = self.own_card(by, id)?;
        if private && !card.hidden {
            return Err(Refusal::Revealed);
        }
        let (text, notices) = merged("card", edit, &card.text, base, card.version, 1, NOTE)?;
        if text == card.text {
            return Ok(Decision { changes: Vec::new(), notices });
        }
        let change = Change::Card(Box::new(Saved::of(Some(card), Card { text, ..card.clone() })));
        Ok(Decision { changes: vec![change], notices })
    }

    pub(super) fn remove_card(&self, by: &Participant, id: CardId) -> Result<Decision> {
        let card = self.own_card(by, id)?;
        if card.removed {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Card(Box::new(Saved::of(Some(card), Card { removed: true, ..card.clone() })))))
    }

    pub(super) fn restore_card(&self, by: &Participant, id: CardId, private: bool) -> Result<Decision> {
        let card = self.own_card(by, id)?;
        if !card.removed {
            return Ok(Decision::nothing());
        }
        // A card that comes back after the reveal comes back for everyone.
        let hidden = card.hidden && self.format.hides(&card.question, self.step);
        if private && !hidden {
            return Err(Refusal::Revealed);
        }
        Ok(Decision::of(Change::Card(Box::new(Saved::of(Some(card), Card { removed: false, hidden, ..card.clone() })))))
    }

    pub(super) fn group_card(&self, id: CardId, theme: Option<ThemeId>) -> Result<Decision> {
        let card = self.cards.get(&id).filter(|card| !card.hidden && !card.removed).ok_or_else(|| Refusal::unknown("card"))?;
        if let Some(theme) = theme {
            let theme = self.theme(theme)?;
            if theme.question != card.question || theme.removed {
                return Err(Refusal::invalid("theme", "Choose a theme of the same question."));
            }
        }
        if card.theme == theme {
            return Ok(Decision::nothing());
        }
        // A vote for a card could not be taken back once the card is in a theme.
        if self.is_voting(&card.question) {
            return Err(Refusal::WrongStep { what: "moving cards of this question".into(), step: self.step_name() });
        }
        Ok(Decision::of(Change::Card(Box::new(Saved::of(Some(card), Card { theme, ..card.clone() })))))
    }

    fn theme(&self, id: ThemeId) -> Result<&Theme> {
        self.themes.get(&id).ok_or_else(|| Refusal::unknown("theme"))
    }

    pub(super) fn save_theme(&self, id: ThemeId, question: &str, title: &str) -> Result<Decision> {
        self.asked(question)?;
        let title = limited("title", title, 1, TITLE)?;
        let there = self.themes.get(&id);
        if there.is_some_and(|theme| theme.question != question) {
            return Err(Refusal::Taken { what: "theme".into() });
        }
        let theme = match there {
            Some(theme) => Theme { title, removed: false, ..theme.clone() },
            None => {
                room("themes", self.themes.len(), 1)?;
                Theme { id, question: question.to_owned(), title, votes: Votes::default(), removed: false, version: 0 }
            }
        };
        if there == Some(&theme) {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Theme(Box::new(Saved::of(there, theme)))))
    }

    pub(super) fn edit_theme(&self, id: ThemeId, base: u64, edit: &TextEdit) -> Result<Decision> {
        let theme = self.theme(id)?;
        let (title, notices) = merged("title", edit, &theme.title, base, theme.version, 1, TITLE)?;
        let saved = || Change::Theme(Box::new(Saved::of(Some(theme), Theme { title: title.clone(), ..theme.clone() })));
        let changes = if title == theme.title { Vec::new() } else { vec![saved()] };
        Ok(Decision { changes, notices })
    }

    pub(super) fn remove_theme(&self, id: ThemeId) -> Result<Decision> {
        let theme = self.theme(id)?;
        if theme.removed {
            return Ok(Decision::nothing());
        }
        if self.is_voting(&theme.question) {
            return Err(Refusal::WrongStep { what: "dissolving themes of this question".into(), step: self.step_name() });
        }
        // What the room chose by its votes is not undone by one person.
        if theme.votes.total > 0 {
            let hint = "People have voted for it, and their votes would be lost. Rename it, or move its cards to another theme.";
            return Err(Refusal::invalid("theme", hint));
        }
        let mut changes: Vec<Change> = self
            .cards
            .values()
            .filter(|card| card.theme == Some(id))
            .map(|card| Change::Card(Box::new(Saved::of(Some(card), Card { theme: None, ..card.clone() }))))
            .collect();
        changes.push(Change::Theme(Box::new(Saved::of(Some(theme), Theme { removed: true, ..theme.clone() }))));
        Ok(Decision { changes, notices: Vec::new() })
    }

    pub(super) fn vote(&self, by: &Participant, ballot: Ballot, more: bool) -> Result<Decision> {
        let (question, votes) = match ballot {
            Ballot::Card(id) => {
                let card = self.cards.get(&id).filter(|card| !card.hidden && !card.removed).ok_or_else(|| Refusal::unknown("card"))?;
                if more && card.theme.is_some() {
                    return Err(Refusal::invalid("ballot", "This card is in a theme. Vote for the theme."));
                }
                (&card.question, &card.votes)
            }
            Ballot::Theme(id) => {
                let theme = self.themes.get(&id).filter(|theme| !theme.removed).ok_or_else(|| Refusal::unknown("theme"))?;
                (&theme.question, &theme.votes)
            }
        };
        if self.lead.voted.contains(question) {
            let hint = "This question was voted on before the review was published, and nobody knows by whom. Its votes stay as they are.";
            return Err(Refusal::invalid("ballot", hint));
        }
        if !self.is_voting(question) {
            return Err(Refusal::WrongStep { what: "votes on this question".into(), step: self.step_name() });
        }
        let mine = votes.of(by.pen);
        if more {
            let rule = self.format.votes;
            if mine >= rule.most_on_one || self.votes_spent(question, by.pen) >= rule.budget {
                return Err(Refusal::VotesSpent { budget: rule.budget, most_on_one: rule.most_on_one });
            }
        } else if mine == 0 {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Voted { ballot, by: Some(by.pen), more }))
    }

    /// Votes that somebody has placed on a question; works on a view for its own viewer.
    pub fn votes_spent(&self, question: &str, pen: PenId) -> u32 {
        let cards = self.cards.values().filter(|card| card.question == question && !card.removed).map(|card| &card.votes);
        let themes = self.themes.values().filter(|theme| theme.question == question && !theme.removed).map(|theme| &theme.votes);
        cards.chain(themes).fold(0, |sum, votes| sum.saturating_add(votes.of(pen)))
    }

    pub(super) fn step_name(&self) -> String {
        self.current_step().map_or("the end", |step| step.kind.name()).to_owned()
    }
}
