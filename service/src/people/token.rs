//! Bearer tokens for programs.

use super::SignedIn;
use crate::{
    Error, Result, Workspace, secret,
    store::{Batch, record},
};
use domain::{id::PersonId, prose::limited, time::Instant};
use serde::{Deserialize, Serialize};
use surrealdb::types::Variables;

/// Every token begins with this, so that secret scanners can find one that got out.
const PREFIX: &str = "hotwash_";

/// A token that a program holds, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: String,
    pub person: PersonId,
    pub name: String,
    /// May it change anything, or only read?
    pub writes: bool,
    pub made_at: Instant,
}

pub(crate) const OF_PERSON: &str = "SELECT * FROM token WHERE person = $person";

impl Workspace {
    /// Makes a token that acts for a person; gives its secret, which cannot be had again.
    ///
    /// # Errors
    /// For an empty or long name.
    pub async fn make_token(&self, person: PersonId, name: &str, writes: bool, now: Instant) -> Result<String> {
        let name = limited("name", name, 1, 80)?;
        self.account(person).await?.ok_or(Error::NotFound("person"))?;
        let secret = format!("{PREFIX}{}", secret::fresh());
        let id = secret::kept(&secret);
        let mut batch = Batch::default();
        batch.create(record("token", &id), &Token { id: id.clone(), person, name, writes, made_at: now });
        self.store.commit(batch).await?;
        Ok(secret)
    }

    /// The tokens that act for a person, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tokens(&self, person: PersonId) -> Result<Vec<Token>> {
        let mut variables = Variables::new();
        variables.insert("person", person.to_string());
        let mut tokens: Vec<Token> = self.store.list(OF_PERSON, variables).await?;
        tokens.sort_by_key(|token| std::cmp::Reverse(token.made_at));
        Ok(tokens)
    }

    /// Ends one of one's own tokens.
    ///
    /// # Errors
    /// When it is not one's own.
    pub async fn end_token(&self, person: PersonId, id: &str) -> Result<()> {
        if !self.tokens(person).await?.iter().any(|token| token.id == id) {
            return Err(Error::NotFound("token"));
        }
        let mut batch = Batch::default();
        batch.delete(record("token", id));
        self.store.commit(batch).await
    }

    /// For whom a token acts, if it is one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn by_token(&self, secret: &str) -> Result<Option<SignedIn>> {
        let Some(token) = self.store.find::<Token>(record("token", secret::kept(secret))).await? else { return Ok(None) };
        let account = self.account(token.person).await?.filter(|account| account.person.active);
        Ok(account.map(|account| SignedIn { person: account.person, by: token.id, may_write: token.writes, guest_of: None }))
    }

    /// The person with an address, for the command line.
    ///
    /// # Errors
    /// When there is nobody.
    pub async fn person_of(&self, email: &str) -> Result<PersonId> {
        let email = domain::people::email(email)?;
        self.account_of(&email).await?.map(|account| account.person.id).ok_or(Error::NotFound("person"))
    }
}
