//! Rules of accounts of an event, and of marks on it.

use super::{
    super::{Change, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    edit::{TextEdit, merged},
    id::{AccountId, EventId},
    policy::{self, Participant},
    prose::{NOTE, limited},
    timeline::{Account, Event, Mark},
};

/// The texts of an account, in the order of its fields.
const FIELDS: [&str; 3] = ["saw", "expected", "knew"];

impl Review {
    fn told_event(&self, id: EventId) -> Result<&Event> {
        self.events.get(&id).filter(|event| !event.removed).ok_or_else(|| Refusal::unknown("event"))
    }

    pub(super) fn add_account(&self, by: &Participant, id: AccountId, event: EventId, texts: [&String; 3]) -> Result<Decision> {
        self.told_event(event)?;
        room("accounts", self.accounts.len(), 1)?;
        let [saw, expected, knew] = FIELDS;
        let [saw_text, expected_text, knew_text] = texts;
        let account = Account {
            id,
            event,
            saw: limited(saw, saw_text, 0, NOTE)?,
            expected: limited(expected, expected_text, 0, NOTE)?,
            knew: limited(knew, knew_text, 0, NOTE)?,
            author: Some(by.pen),
            removed: false,
            version: 0,
        };
        says_something(&account)?;
        match self.accounts.get(&id) {
            None => Ok(Decision::of(Change::Account(Box::new(Saved::of(None, account))))),
            Some(there) if Account { version: 0, removed: false, ..there.clone() } == account => Ok(Decision::nothing()),
            Some(_) => Err(Refusal::Taken { what: "account".into() }),
        }
    }

    fn own_account(&self, by: &Participant, id: AccountId) -> Result<&Account> {
        let account = self.accounts.get(&id).ok_or_else(|| Refusal::unknown("account"))?;
        if account.author == Some(by.pen) || policy::may_facilitate(self, &by.actor) {
            Ok(account)
        } else {
            Err(Refusal::not_allowed("change somebody else’s account"))
        }
    }

    pub(super) fn edit_account(&self, by: &Participant, id: AccountId, base: u64, edits: [&TextEdit; 3]) -> Result<Decision> {
        let account = self.own_account(by, id)?;
        let mut after = account.clone();
        let mut notices = Vec::new();
        let texts = [&mut after.saw, &mut after.expected, &mut after.knew];
        for ((field, edit), text) in FIELDS.into_iter().zip(edits).zip(texts) {
            let (merged, told) = merged(field, edit, text, base, account.version, 0, NOTE)?;
            *text = merged;
            notices.extend(told);
        }
        notices.sort();
        notices.dedup();
        says_something(&after)?;
        let changes = if after == *account { Vec::new() } else { vec![Change::Account(Box::new(Saved::of(Some(account), after)))] };
        Ok(Decision { changes, notices })
    }

    pub(super) fn remove_account(&self, by: &Participant, id: AccountId, removed: bool) -> Result<Decision> {
        let account = self.own_account(by, id)?;
        if account.removed == removed {
            return Ok(Decision::nothing());
        }
        let after = Account { removed, ..account.clone() };
        Ok(Decision::of(Change::Account(Box::new(Saved::of(Some(account), after)))))
    }

    pub(super) fn mark(&self, by: &Participant, event: EventId, mark: Mark, more: bool) -> Result<Decision> {
        let there = self.told_event(event)?.marks.get(&mark).is_some_and(|votes| votes.of(by.pen) > 0);
        if there == more {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Marked { event, mark, by: Some(by.pen), more }))
    }
}

fn says_something(account: &Account) -> Result<()> {
    if [&account.saw, &account.expected, &account.knew].into_iter().all(String::is_empty) {
        return Err(Refusal::Empty { field: "saw".into() });
    }
    Ok(())
}
