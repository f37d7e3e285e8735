//! The database: opening it, its schema, reading rows, and committing changes in one transaction.

mod batch;
mod engine;
mod migrate;
mod rows;

pub use batch::Batch;
pub use engine::Place;
pub use migrate::Migrated;

use crate::{Error, Result};
use engine::Engine;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::{ops::Bound, time::Duration};
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, Variables};

/// An open workspace database.
pub struct Store {
    engine: Engine,
    /// Nearly all changes of sums touch the rows of this month. In turn they are quick; at once they would only make
    /// one another try again.
    summing: tokio::sync::Mutex<()>,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be opened, when its schema is newer than this program or not what this program wrote, and when
    /// the storage engine would not write to disk before it answers.
    pub async fn open(place: &Place) -> Result<Self> {
        let store = Self::connect(place).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the database without looking at its schema.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn connect(place: &Place) -> Result<Self> {
        Ok(Self { engine: Engine::open(place).await?, summing: tokio::sync::Mutex::default() })
    }

    /// Writes what is still in memory and lets go of the files.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    /// May other processes write here, too?
    pub(crate) fn is_shared(&self) -> bool {
        self.engine.is_shared()
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.ask("RETURN 1", Variables::new()).await.map(|_| ())
    }

    /// Runs one statement and gives its result.
    async fn ask(&self, query: &str, variables: Variables) -> Result<Value> {
        let mut results = self.engine.query(query, variables).await.map_err(Error::unavailable)?;
        results.take::<Value>(0).map_err(Error::unavailable)
    }

    /// The records that a query gives, each as `T`, with `id` set to the last part of its key.
    pub(crate) async fn list<T: DeserializeOwned>(&self, query: &str, variables: Variables) -> Result<Vec<T>> {
        rows::read(self.ask(query, variables).await?)
    }

    /// Several lists from one statement, and so from one moment; the query returns an object of lists.
    pub(crate) async fn lists(&self, query: &str, variables: Variables) -> Result<Lists> {
        match self.ask(query, variables).await? {
            Value::Object(object) => Ok(Lists(object)),
            _ => Err(Error::Unavailable("the database answered with something else than lists".into())),
        }
    }

    /// One record.
    pub(crate) async fn find<T: DeserializeOwned>(&self, id: RecordId) -> Result<Option<T>> {
        let mut variables = Variables::new();
        variables.insert("id", id);
        Ok(self.list("SELECT * FROM $id", variables).await?.into_iter().next())
    }

    /// Whole tables, for export and for small ones.
    pub(crate) async fn all<T: DeserializeOwned>(&self, table: &'static str) -> Result<Vec<T>> {
        self.list(&format!("SELECT * FROM {table} ORDER BY id"), Variables::new()).await
    }

    /// Records with their whole key, for export.
    pub(crate) async fn dump(&self, table: &'static str, after: Option<&Value>, limit: usize) -> Result<Vec<(Value, Json)>> {
        let mut variables = Variables::new();
        variables.insert("limit", i64::try_from(limit).unwrap_or(i64::MAX));
        let query = match after {
            None => format!("SELECT * FROM {table} ORDER BY id LIMIT $limit"),
            Some(key) => {
                let start = Bound::Excluded(RecordIdKey::from_value(key.clone()).map_err(Error::unavailable)?);
                variables.insert("rest", RecordId::new(table, RecordIdKeyRange { start, end: Bound::Unbounded }));
                "SELECT * FROM $rest ORDER BY id LIMIT $limit".to_owned()
            }
        };
        rows::with_keys(self.ask(&query, variables).await?)
    }

    /// Writes a batch, all or nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another writer was first; then nothing of the batch is written.
    pub async fn commit(&self, batch: Batch) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let _turn = if batch.has_sums() { Some(self.summing.lock().await) } else { None };
        let (query, variables) = batch.into_query();
        self.transact(&query, variables).await
    }

    /// As [`Self::commit`], and tries again when another writer was first: for batches that do not depend on what
    /// was there before.
    pub(crate) async fn commit_retrying(&self, batch: &Batch) -> Result<()> {
        let mut patience = Patience::default();
        loop {
            let result = self.commit(batch.clone()).await;
            if !patience.again(&result).await {
                return result;
            }
        }
    }

    async fn transact(&self, query: &str, variables: Variables) -> Result<()> {
        let mut results = match self.engine.query(query, variables).await {
            Ok(results) => results,
            Err(error) => return Err(told(std::iter::once(error))),
        };
        let errors = results.take_errors();
        if errors.is_empty() { Ok(()) } else { Err(told(errors.into_values())) }
    }
}

/// What [`Store::lists`] brought.
pub(crate) struct Lists(surrealdb::types::Object);

impl Lists {
    /// The rows of one list, each as `T`.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Vec<T>> {
        rows::read(self.0.remove(name).unwrap_or(Value::None))
    }
}

/// The engines report one failed transaction as one error a statement, and only one of them names the reason.
fn told(errors: impl Iterator<Item = surrealdb::Error>) -> Error {
    let mut cause = String::new();
    for error in errors {
        let conflict = matches!(error.query_details(), Some(surrealdb::types::QueryError::TransactionConflict));
        let text = error.to_string();
        if conflict
            || error.is_already_exists()
            || text.contains("ransaction conflict")
            || text.contains("already exists")
            || text.contains("already contains")
        {
            return Error::Conflict;
        }
        let follows = text.contains("not executed") || text.contains("Cannot COMMIT");
        if !follows || cause.is_empty() {
            cause = text;
        }
    }
    Error::Unavailable(cause)
}

/// How often, and how long, somebody whom another writer beat tries again.
#[derive(Default)]
pub(crate) struct Patience {
    rounds: u32,
}

impl Patience {
    /// After a conflict: waits a little, longer each time, and says whether to try again.
    pub async fn again<T>(&mut self, result: &Result<T>) -> bool {
        if !matches!(result, Err(Error::Conflict)) || self.rounds >= 6 {
            return false;
        }
        let jitter = u64::from(rand::random::<u16>() % 8);
        tokio::time::sleep(Duration::from_millis((2u64 << self.rounds) + jitter)).await;
        self.rounds += 1;
        true
    }
}

/// A record of `table` with a plain key.
pub(crate) fn record(table: &'static str, key: impl ToString) -> RecordId {
    RecordId::new(table, key.to_string())
}

/// A record of `table` that belongs to something.
pub(crate) fn part(table: &'static str, of: impl ToString, key: impl SurrealValue) -> RecordId {
    let key: Vec<Value> = vec![of.to_string().into_value(), key.into_value()];
    RecordId::new(table, surrealdb::types::Array::from(key))
}

#[cfg(test)]
mod tests;
