//! The schema and its history. Each migration runs once, in order, and leaves its checksum, so that a program never
//! works on a schema it does not know.

use super::Store;
use crate::{Error, Result};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use surrealdb::types::Variables;

const MIGRATIONS: [(&str, &str); 4] = [
    ("0001_begin", include_str!("migrations/0001_begin.surql")),
    ("0002_events_of_nobody", include_str!("migrations/0002_events_of_nobody.surql")),
    ("0003_sessions", include_str!("migrations/0003_sessions.surql")),
    ("0004_nodes", include_str!("migrations/0004_nodes.surql")),
];

#[derive(Deserialize)]
struct Applied {
    id: String,
    checksum: String,
}

/// What [`Store::migrate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Migrations that ran now.
    pub applied: usize,
    /// Migrations that the database now has.
    pub total: usize,
}

fn checksum(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

impl Store {
    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When the database was written by a newer program, or by one whose migrations differ from these.
    pub async fn migrate(&self) -> Result<Migrated> {
        self.migrate_to(MIGRATIONS.len()).await
    }

    /// Runs the first so many migrations, as an older program would have.
    pub(super) async fn migrate_to(&self, count: usize) -> Result<Migrated> {
        let define = "DEFINE TABLE IF NOT EXISTS migration SCHEMAFULL; DEFINE FIELD IF NOT EXISTS checksum ON migration TYPE string;";
        self.transact(define, Variables::new()).await?;
        let applied: Vec<Applied> = self.all("migration").await?;
        for (place, one) in applied.iter().enumerate() {
            match MIGRATIONS.get(place) {
                None => {
                    return Err(Error::Unavailable(format!(
                        "this database has the migration {}, which this program does not know: it was written by a newer version. Start that one",
                        one.id
                    )));
                }
                Some((name, text)) if *name != one.id || checksum(text) != one.checksum => {
                    return Err(Error::Unavailable(format!(
                        "the migration {} of this database is not the one of this program. Use the program that made it, or import an export",
                        one.id
                    )));
                }
                Some(_) => {}
            }
        }
        for (name, text) in MIGRATIONS.iter().take(count).skip(applied.len()) {
            let mut variables = Variables::new();
            variables.insert("name", (*name).to_owned());
            variables.insert("checksum", checksum(text));
            let query = format!("BEGIN; {text} CREATE type::record('migration', $name) SET checksum = $checksum; COMMIT;");
            self.transact(&query, variables).await?;
            tracing::info!(migration = name, "schema migrated");
        }
        Ok(Migrated { applied: count.saturating_sub(applied.len()), total: count })
    }
}
