//! Formats: those that come with the program, and what teams made of them.

use crate::{
    Error, Result, Workspace,
    store::{Batch, record},
};
use domain::{
    Refusal,
    id::{FormatId, TeamId},
    people::Role,
    policy::Actor,
    review::NewReview,
    session::{Format, FormatDraft},
};
use serde::{Deserialize, Serialize};

const FILES: [&str; 5] = [
    include_str!("../formats/aar-four-questions.json"),
    include_str!("../formats/army-wildfire.json"),
    include_str!("../formats/health-service.json"),
    include_str!("../formats/fifteen-minutes.json"),
    include_str!("../formats/before-action.json"),
];

/// A team's own format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFormat {
    pub id: FormatId,
    pub team: TeamId,
    pub format: Format,
}

/// The formats of this program, the default first.
pub(crate) fn built_in() -> Result<Vec<Format>> {
    FILES
        .iter()
        .map(|file| {
            let format: Format = serde_json::from_str(file).map_err(Error::unavailable)?;
            Ok(format.checked()?)
        })
        .collect()
}

fn unknown() -> Error {
    Refusal::invalid("format", "Choose one of the formats that are offered.").into()
}

impl Workspace {
    /// The formats that come with the program, the default first.
    pub fn built_in_formats(&self) -> &[Format] {
        &self.formats
    }

    /// The formats of all teams, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn team_formats(&self) -> Result<Vec<TeamFormat>> {
        let mut formats: Vec<TeamFormat> = self.store.all("format").await?;
        formats.sort_by_key(|own| own.format.name.to_lowercase());
        Ok(formats)
    }

    /// A format by the key that forms and the API name it by: an id of a built-in one, or of a team's.
    ///
    /// # Errors
    /// When there is none.
    pub async fn format(&self, key: &str) -> Result<Format> {
        if let Some(format) = self.formats.iter().find(|format| format.id == key) {
            return Ok(format.clone());
        }
        let id: FormatId = key.parse().map_err(|_| unknown())?;
        let own: Option<TeamFormat> = self.store.find(record("format", id)).await?;
        own.map(|own| own.format).ok_or_else(unknown)
    }

    /// The format that a new review asks for, in the time it asks for.
    pub(crate) async fn format_for(&self, new: &NewReview) -> Result<Format> {
        let default = || self.formats.first().cloned().ok_or_else(unknown);
        let format = if new.format.is_empty() { default()? } else { self.format(&new.format).await? };
        Ok(if new.minutes == 0 { format } else { format.within(new.minutes).checked()? })
    }

    /// Adds a team's format, or changes the one of that id. Reviews that began with it keep what they began with.
    ///
    /// # Errors
    /// For those who may not lead reviews, for a team that is not there, and for a format that could not be led.
    pub async fn save_format(&self, actor: &Actor, id: FormatId, team: TeamId, draft: FormatDraft) -> Result<()> {
        may_make(actor)?;
        self.check_team(Some(team)).await?;
        let format = draft.into_format(&id.to_string())?;
        let same_name = |other: &Format| other.id != format.id && other.name.to_lowercase() == format.name.to_lowercase();
        if self.formats.iter().any(same_name) || self.team_formats().await?.iter().any(|own| own.team == team && same_name(&own.format)) {
            return Err(
                Refusal::invalid("name", "There is a format of that name. Choose another, so that people can tell them apart.").into()
            );
        }
        let mut batch = Batch::default();
        batch.put(record("format", id), &TeamFormat { id, team, format });
        self.store.commit(batch).await
    }

    /// Takes a team's format out of the choice. Reviews that began with it keep it.
    ///
    /// # Errors
    /// For those who may not lead reviews.
    pub async fn remove_format(&self, actor: &Actor, id: FormatId) -> Result<()> {
        may_make(actor)?;
        let mut batch = Batch::default();
        batch.delete(record("format", id));
        self.store.commit(batch).await
    }
}

fn may_make(actor: &Actor) -> Result<()> {
    if actor.role <= Role::Facilitator { Ok(()) } else { Err(Refusal::not_allowed("change formats").into()) }
}
