//! Accounts, and the organisation they belong to.

pub(crate) mod guest;
mod invitation;
mod password;
pub(crate) mod session;
pub(crate) mod token;

pub use invitation::{Invitation, Joining};
pub use session::{Session, SignedIn};
pub use token::Token;

use crate::{
    Error, Result, Workspace,
    store::{Batch, Patience, record},
};
use domain::{
    Refusal,
    id::{PersonId, TeamId},
    people::{Organisation, Person, Role},
    policy::{self, Actor},
    prose::limited,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use surrealdb::types::Variables;

/// The row of a person: the person and the hash of their password. Demo people have none and cannot be signed in as
/// with one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    #[serde(flatten)]
    pub person: Person,
    pub password: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct OrganisationRow {
    #[serde(flatten)]
    organisation: Organisation,
    demo: bool,
}

/// What the first person says of themselves and their organisation.
#[derive(Debug, Clone)]
pub struct SetUp {
    pub organisation: Organisation,
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub password: String,
}

pub(crate) const BY_EMAIL: &str = "SELECT * FROM person WHERE email = $email";

impl Workspace {
    /// The organisation; `None` before the workspace is set up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn organisation(&self) -> Result<Option<Organisation>> {
        Ok(self.organisation_row().await?.map(|row| row.organisation))
    }

    /// Is this the demo workspace, in which one signs in as somebody with a click?
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_demo(&self) -> Result<bool> {
        Ok(self.organisation_row().await?.is_some_and(|row| row.demo))
    }

    async fn organisation_row(&self) -> Result<Option<OrganisationRow>> {
        self.store.find(record("organisation", "this")).await
    }

    /// Makes the organisation and its first administrator, in a workspace that has none.
    ///
    /// # Errors
    /// When it is set up already, and for names, addresses and passwords that cannot be.
    pub async fn set_up(&self, set_up: SetUp) -> Result<()> {
        let person = new_person(set_up.person, &set_up.name, &set_up.email, Role::Admin, None)?;
        domain::people::password(&set_up.password, &person.email)?;
        if self.organisation().await?.is_some() {
            return Err(Refusal::Taken { what: "workspace".into() }.into());
        }
        let hash = self.hash_password(set_up.password).await?;
        let mut batch = Batch::default();
        batch.create(record("organisation", "this"), &OrganisationRow { organisation: set_up.organisation, demo: false });
        batch.create(record("person", person.id), &Account { person, password: Some(hash) });
        self.store.commit(batch).await
    }

    /// Makes a demo workspace's organisation and people, who have no passwords.
    ///
    /// # Errors
    /// When the workspace is set up already.
    pub(crate) async fn set_up_demo(&self, organisation: Organisation, people: Vec<Person>) -> Result<()> {
        let mut batch = Batch::default();
        batch.create(record("organisation", "this"), &OrganisationRow { organisation, demo: true });
        for person in people {
            batch.create(record("person", person.id), &Account { person, password: None });
        }
        self.store.commit(batch).await
    }

    /// Changes the organisation's name, zone and currency.
    ///
    /// # Errors
    /// For those who do not administer.
    pub async fn save_organisation(&self, actor: &Actor, organisation: Organisation) -> Result<()> {
        policy::administer(actor)?;
        let mut batch = Batch::default();
        batch.merge(record("organisation", "this"), &organisation);
        self.store.commit(batch).await
    }

    /// Everyone with an account, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn people(&self) -> Result<Vec<Person>> {
        let mut people: Vec<Person> = self.store.all("person").await?;
        people.sort_by_key(|person| person.name.to_lowercase());
        Ok(people)
    }

    /// Changes a person's role, team and whether they may sign in.
    ///
    /// # Errors
    /// For those who do not administer, and when nobody would be left who does.
    pub async fn save_person(&self, actor: &Actor, id: PersonId, role: Role, team: Option<TeamId>, active: bool) -> Result<()> {
        policy::administer(actor)?;
        let role = role.of_account()?;
        let mut patience = Patience::default();
        loop {
            let attempt = self.try_save_person(id, role, team, active).await;
            if !patience.again(&attempt).await {
                return attempt;
            }
        }
    }

    async fn try_save_person(&self, id: PersonId, role: Role, team: Option<TeamId>, active: bool) -> Result<()> {
        self.check_team(team).await?;
        self.account(id).await?.ok_or(Error::NotFound("person"))?;
        let stays = active && role == Role::Admin;
        let others = self.people().await?.into_iter().any(|other| other.id != id && other.active && other.role == Role::Admin);
        if !stays && !others {
            return Err(Refusal::invalid("role", "Somebody has to administer the workspace. Make another person an admin first.").into());
        }
        let mut batch = Batch::default();
        // Not the whole row: the person may be changing their password at this moment.
        batch.merge(record("person", id), &json!({ "role": role, "team": team, "active": active }));
        if !stays {
            // Two administrators who take the role from each other at once, also at two nodes, both write this row, and so
            // only one of them is done.
            batch.put(record("turn", "administrators"), &json!({ "person": id }));
            batch.demand("(SELECT VALUE id FROM person WHERE role = 'admin' AND active = true LIMIT 1) != []");
        }
        if !active {
            for session in self.sessions(id).await? {
                batch.delete(record("session", session.id));
            }
            for token in self.tokens(id).await? {
                batch.delete(record("token", token.id));
            }
        }
        self.store.commit(batch).await
    }

    /// What somebody with an account is called.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn name_of(&self, id: PersonId) -> Result<Option<String>> {
        Ok(self.account(id).await?.map(|account| account.person.name))
    }

    pub(crate) async fn account(&self, id: PersonId) -> Result<Option<Account>> {
        self.store.find(record("person", id)).await
    }

    pub(crate) async fn account_of(&self, email: &str) -> Result<Option<Account>> {
        let mut variables = Variables::new();
        variables.insert("email", email.to_owned());
        Ok(self.store.list(BY_EMAIL, variables).await?.into_iter().next())
    }

    /// Refuses whoever may not write: a review that they lead, or work that they own, could not go on.
    pub(crate) async fn check_writer(&self, id: PersonId, field: &str) -> Result<()> {
        match self.account(id).await? {
            Some(account) if account.person.active && account.person.role <= Role::Member => Ok(()),
            _ => Err(Refusal::invalid(field, "Choose somebody who has an account and may write.").into()),
        }
    }

    pub(crate) async fn check_person(&self, id: PersonId, field: &str) -> Result<()> {
        match self.account(id).await? {
            Some(account) if account.person.active => Ok(()),
            _ => Err(Refusal::invalid(field, "Choose somebody who has an account.").into()),
        }
    }

    /// Makes an account from the command line.
    ///
    /// # Errors
    /// An address that is taken, and what cannot be.
    pub async fn add_person(&self, id: PersonId, name: &str, email: &str, role: Role, password: &str) -> Result<()> {
        let person = new_person(id, name, email, role, None)?;
        domain::people::password(password, &person.email)?;
        self.save_account(Account { password: Some(self.hash_password(password.to_owned()).await?), person }).await
    }

    async fn save_account(&self, account: Account) -> Result<()> {
        let mut batch = Batch::default();
        batch.create(record("person", account.person.id), &account);
        match self.store.commit(batch).await {
            Err(Error::Conflict) => Err(address_taken().into()),
            other => other,
        }
    }
}

fn address_taken() -> Refusal {
    Refusal::invalid("email", "There is an account with this address. Sign in with it.")
}

fn new_person(id: PersonId, name: &str, email: &str, role: Role, team: Option<TeamId>) -> Result<Person> {
    Ok(Person { id, name: limited("name", name, 1, 80)?, email: domain::people::email(email)?, role, team, active: true })
}

/// Has more than `days` passed since?
fn older_than(since: Instant, days: i64, now: Instant) -> bool {
    now > since.plus_seconds(days * 24 * 3600)
}
