//! Rules of the parking lot. Everybody may park, reword and settle: it is the room's list.

use super::{
    super::{Change, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    edit::{TextEdit, merged},
    id::ParkedId,
    prose::{NOTE, limited},
    session::Parked,
};

impl Review {
    pub(super) fn park(&self, id: ParkedId, text: &str) -> Result<Decision> {
        room("parked notes", self.parked.len(), 1)?;
        let parked = Parked { id, text: limited("text", text, 1, NOTE)?, settled: false, removed: false, version: 0 };
        match self.parked.get(&id) {
            None => Ok(Decision::of(Change::Parked(Box::new(Saved::of(None, parked))))),
            Some(there) if there.text == parked.text => Ok(Decision::nothing()),
            Some(_) => Err(Refusal::Taken { what: "parked note".into() }),
        }
    }

    fn parked_note(&self, id: ParkedId) -> Result<&Parked> {
        self.parked.get(&id).ok_or_else(|| Refusal::unknown("parked note"))
    }

    pub(super) fn edit_parked(&self, id: ParkedId, base: u64, edit: &TextEdit) -> Result<Decision> {
        let parked = self.parked_note(id)?;
        let (text, notices) = merged("text", edit, &parked.text, base, parked.version, 1, NOTE)?;
        let changes = if text == parked.text { Vec::new() } else { vec![saved(parked, Parked { text, ..parked.clone() })] };
        Ok(Decision { changes, notices })
    }

    pub(super) fn settle_parked(&self, id: ParkedId, settled: bool) -> Result<Decision> {
        let parked = self.parked_note(id)?;
        let change = saved(parked, Parked { settled, ..parked.clone() });
        Ok(if parked.settled == settled { Decision::nothing() } else { Decision::of(change) })
    }

    pub(super) fn remove_parked(&self, id: ParkedId, removed: bool) -> Result<Decision> {
        let parked = self.parked_note(id)?;
        let change = saved(parked, Parked { removed, ..parked.clone() });
        Ok(if parked.removed == removed { Decision::nothing() } else { Decision::of(change) })
    }
}

fn saved(before: &Parked, after: Parked) -> Change {
    Change::Parked(Box::new(Saved::of(Some(before), after)))
}
