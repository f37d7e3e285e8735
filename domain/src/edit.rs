//! An edit that meets what others have changed since the writer began.

use crate::{
    Refusal, Result,
    prose::{self, Merge, limited},
};
use serde::{Deserialize, Deserializer, Serialize};

/// An edit of a text: what it was when the writer began, and what they made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextEdit {
    /// The text the writer started from. With it, edits of several people are merged; without it, the edit is
    /// taken only if nobody changed the text since `base`.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    pub now: String,
}

/// In a form an empty text is a text; only `null` and a missing field are none.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Text(String),
        Nothing(()),
    }
    Ok(match Said::deserialize(deserializer)? {
        Said::Text(text) => Some(text),
        Said::Nothing(()) => None,
    })
}

/// Something the writer should know although the command was taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Others had changed other words of the text; both edits are in.
    Merged,
    /// Others had taken out words that the writer changed, or the other way round; they are in as they were changed.
    Kept,
    /// Others had changed the same words; both versions are in the text, marked ⟦theirs ⟷ yours⟧.
    BothKept,
    /// Others had changed the entry since the writer saw it; the fields sent now stand.
    Overwrote,
}

impl Notice {
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Merged => "Somebody else changed this text meanwhile. Both edits are in.",
            Self::Kept => {
                "One of you took words out that the other changed meanwhile. They are in the text as they were changed: take them out again if they should go."
            }
            Self::BothKept => {
                "Somebody else changed the same words. Both versions are in the text, marked ⟦theirs ⟷ yours⟧: please clear them up."
            }
            Self::Overwrote => "This entry was changed meanwhile. The fields that you sent now stand as you sent them.",
        }
    }
}

/// A version that is yet to come was never seen by anybody.
pub(crate) fn known_base(what: &str, base: u64, version: u64) -> Result<()> {
    if base > version { Err(Refusal::Stale { what: what.into(), version }) } else { Ok(()) }
}

/// Brings an edit and the text as it is now together; see [`prose::merge`].
pub(crate) fn merged(
    what: &str,
    edit: &TextEdit,
    text: &str,
    base: u64,
    version: u64,
    least: usize,
    most: usize,
) -> Result<(String, Vec<Notice>)> {
    known_base(what, base, version)?;
    let mine = limited(what, &edit.now, least, most)?;
    let (result, notice) = match &edit.was {
        Some(was) => match prose::merge(&limited(what, was, 0, most)?, &mine, text) {
            Merge::Clean(text) => (text, None),
            Merge::Merged(text) => (text, (base < version).then_some(Notice::Merged)),
            Merge::Kept(text) => (text, Some(Notice::Kept)),
            Merge::BothKept(text) => (text, Some(Notice::BothKept)),
        },
        None if base == version || mine == text => (mine, None),
        None => return Err(Refusal::Stale { what: what.into(), version }),
    };
    match limited(what, &result, least, most) {
        Ok(text) => Ok((text, notice.into_iter().collect())),
        // Two long edits may not fit together; neither is cut.
        Err(Refusal::TooLong { length, .. }) => Err(Refusal::invalid(
            what,
            format!(
                "Somebody else changed this text too, and both versions together have {length} characters where {most} fit. \
                 Copy yours, load the newest, and shorten it there."
            ),
        )),
        Err(other) => Err(other),
    }
}
