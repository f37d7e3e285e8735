//! What every page knows of where it is: the organisation, and who is signed in.

use crate::{error::AppError, names::Names};
use domain::{
    id::ReviewId,
    people::{Organisation, Person, Role},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What every page needs to know: the organisation, who is signed in, and what people, teams and departments are
/// called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub organisation: Option<Organisation>,
    pub me: Option<Person>,
    /// The one review that a guest sees.
    pub guest_of: Option<ReviewId>,
    /// Whom one may sign in as with a click.
    pub demo: Vec<Person>,
    pub names: Names,
}

impl Setting {
    pub fn zone(&self) -> String {
        self.organisation.as_ref().map_or_else(|| "UTC".to_owned(), |organisation| organisation.zone.clone())
    }

    pub fn currency(&self) -> String {
        self.organisation.as_ref().map_or_else(|| "EUR".to_owned(), |organisation| organisation.currency.clone())
    }

    pub fn role(&self) -> Role {
        self.me.as_ref().map_or(Role::Viewer, |me| me.role)
    }

    /// May the person write at all?
    pub fn writes(&self) -> bool {
        self.role() <= Role::Member
    }
}

#[server(prefix = "/do", endpoint = "load_setting")]
pub async fn load_setting() -> Result<Setting, AppError> {
    let asking = crate::request::Asking::current()?;
    let workspace = asking.workspace();
    let organisation = workspace.organisation().await?;
    let me = asking.caller.as_ref().map(|caller| caller.person.clone());
    let guest_of = asking.caller.as_ref().and_then(|caller| caller.guest_of);
    let account = asking.caller.as_ref().filter(|caller| caller.guest_of.is_none());
    let people = if account.is_some() || asking.site.demo { workspace.people().await? } else { Vec::new() };
    let demo = if me.is_none() && asking.site.demo { people.clone() } else { Vec::new() };
    let names = match (&asking.caller, account) {
        (None, _) => Names::default(),
        // A guest learns the names of those who are in the review, and of no others.
        (Some(guest), None) => Names { people: named(workspace.those_in_review_of(guest, asking.now).await?), ..Names::default() },
        (Some(_), Some(_)) => Names { people: named(people), teams: workspace.teams().await?, departments: workspace.departments().await? },
    };
    Ok(Setting { organisation, me, guest_of, demo, names })
}

#[cfg(feature = "ssr")]
fn named(people: Vec<Person>) -> Vec<crate::names::Named> {
    let named = |person: Person| crate::names::Named {
        id: person.id,
        name: person.name,
        active: person.active,
        writes: person.role <= Role::Member,
    };
    people.into_iter().map(named).collect()
}

/// The setting; pages that call this are inside [`Page`], which waits for it.
pub fn setting() -> Setting {
    let nobody = || Setting { organisation: None, me: None, guest_of: None, demo: Vec::new(), names: Names::default() };
    use_context::<Setting>().unwrap_or_else(nobody)
}
