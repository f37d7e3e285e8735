//! The whole workspace as one JSON text, and back.
//!
//! The text is stable: the same workspace gives the same bytes. Sessions and guests are left out, because an export is
//! no way to be signed in, and so are the keys of reviews, because with them one could tell who wrote what; password
//! hashes are in it, because the imported workspace is to be the same one. Keep it as you keep
//! the database.

use crate::{
    Error, Result, Workspace,
    store::{Batch, Store},
};
use domain::{review::Change, work::WorkChange};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::io::{BufRead, Write};
use surrealdb::types::{Array, RecordId, SurrealValue, Value};

/// In the order in which they are written. `organisation` is last: a workspace without it is not in use, so an import
/// that was cut short is never mistaken for a workspace.
const TABLES: [&str; 18] = [
    "department",
    "team",
    "person",
    "format",
    "invitation",
    "token",
    "review",
    "timeline_event",
    "account",
    "card",
    "theme",
    "observation",
    "lesson",
    "parked",
    "work_item",
    "change",
    "rollup",
    "organisation",
];

/// Version of the text's shape.
const SHAPE: u64 = 1;
/// Rows read or written at a time.
const PAGE: usize = 500;

/// How far an export or import is.
pub struct Progress {
    pub table: &'static str,
    pub rows: usize,
}

impl Workspace {
    /// Writes the workspace, a line for each row.
    ///
    /// # Errors
    /// When the database does not answer or the text cannot be written.
    pub async fn export(&self, out: &mut impl Write, mut progress: impl FnMut(Progress)) -> Result<()> {
        writeln!(out, "{}", json!({ "hotwash": "export", "shape": SHAPE })).map_err(Error::unavailable)?;
        for table in TABLES {
            let mut after = None;
            let mut rows = 0;
            loop {
                let page = self.store.dump(table, after.as_ref(), PAGE).await?;
                let last = page.len() < PAGE;
                rows += page.len();
                for (key, row) in page {
                    writeln!(out, "{}", json!({ "table": table, "key": key.clone().into_json_value(), "row": row }))
                        .map_err(Error::unavailable)?;
                    after = Some(key);
                }
                progress(Progress { table, rows });
                if last {
                    break;
                }
            }
        }
        writeln!(out, "{}", json!({ "hotwash": "end" })).map_err(Error::unavailable)
    }
}

/// Reads an export into an empty database. Everything is looked at before anything is written, and if writing fails,
/// what was written is taken away again.
///
/// # Errors
/// For a database that is not empty and for lines that do not fit, with the number of the line.
pub async fn import(store: &Store, input: impl BufRead, mut progress: impl FnMut(Progress)) -> Result<()> {
    for table in TABLES {
        if !store.dump(table, None, 1).await?.is_empty() {
            return Err(Error::Unavailable(format!(
                "the workspace is not empty (there is something in {table}). Import into a new data directory or database"
            )));
        }
    }
    let rows = read(input)?;
    let result = write(store, &rows, &mut progress).await;
    if result.is_err() {
        for page in rows.chunks(PAGE) {
            let mut batch = Batch::default();
            for row in page {
                batch.delete(row.id.clone());
            }
            store.commit(batch).await?;
        }
    }
    result
}

struct Row {
    table: &'static str,
    id: RecordId,
    content: Json,
    line: usize,
}

async fn write(store: &Store, rows: &[Row], progress: &mut impl FnMut(Progress)) -> Result<()> {
    let mut done = 0;
    for page in rows.chunks(PAGE) {
        let mut batch = Batch::default();
        for row in page {
            batch.create(row.id.clone(), &row.content);
        }
        if let Err(error) = store.commit(batch).await {
            let (line, error) = first_refused(store, page).await.unwrap_or((page.first().map_or(0, |row| row.line), error));
            return Err(Error::Unavailable(format!("line {line} could not be stored: {error}. Nothing was imported")));
        }
        done += page.len();
        if let Some(row) = page.last() {
            progress(Progress { table: row.table, rows: done });
        }
    }
    Ok(())
}

/// Stores rows one by one until one is refused, to say which it was.
async fn first_refused(store: &Store, page: &[Row]) -> Option<(usize, Error)> {
    for row in page {
        let mut batch = Batch::default();
        batch.create(row.id.clone(), &row.content);
        match store.commit(batch).await {
            Ok(()) => {}
            Err(Error::Conflict) => return Some((row.line, Error::Unavailable("its key stands in an earlier line".into()))),
            Err(error) => return Some((row.line, error)),
        }
    }
    None
}

fn read(input: impl BufRead) -> Result<Vec<Row>> {
    let wrong = |line: usize, what: &str| Error::Unavailable(format!("line {line} {what}. Nothing was imported"));
    let mut lines = input.lines().enumerate().map(|(at, line)| (at + 1, line));
    let mut next = || -> Result<Option<(usize, Json)>> {
        let Some((at, line)) = lines.next() else { return Ok(None) };
        let line = line.map_err(|cause| wrong(at, &format!("cannot be read: {cause}")))?;
        serde_json::from_str(&line).map(|json| Some((at, json))).map_err(|cause| wrong(at, &format!("is not JSON: {cause}")))
    };
    match next()? {
        Some((_, json)) if json.get("hotwash") == Some(&json!("export")) && json.get("shape") == Some(&json!(SHAPE)) => {}
        Some(_) => return Err(wrong(1, "does not say that this is a Hotwash export of a shape this program knows")),
        None => return Err(Error::Unavailable("the file is empty. Nothing was imported".into())),
    }
    let mut rows = Vec::new();
    while let Some((at, json)) = next()? {
        if json.get("hotwash") == Some(&json!("end")) {
            return Ok(rows);
        }
        rows.push(row(at, json).map_err(|what| wrong(at, what))?);
    }
    Err(Error::Unavailable("the last line is missing, so the file was cut off. Nothing was imported".into()))
}

fn row(line: usize, json: Json) -> std::result::Result<Row, &'static str> {
    let Json::Object(mut fields) = json else { return Err("is not an object") };
    let named = fields.get("table").and_then(Json::as_str).ok_or("names no table")?;
    let table = TABLES.into_iter().find(|table| *table == named).ok_or("names a table that this program does not know")?;
    let Some(Json::Object(mut content)) = fields.remove("row") else { return Err("has no row") };
    if table == "timeline_event" {
        // Exports made before migration 0002 say who added an event.
        content.remove("added_by");
    }
    let content = Json::Object(content);
    check(table, &content)?;
    let id = match fields.remove("key") {
        Some(Json::String(key)) => RecordId::new(table, key),
        Some(Json::Array(parts)) => {
            RecordId::new(table, Array::from(parts.into_iter().map(SurrealValue::into_value).collect::<Vec<Value>>()))
        }
        _ => return Err("has no key"),
    };
    Ok(Row { table, id, content, line })
}

/// Does the row read as what it is to be?
fn check(table: &str, content: &Json) -> std::result::Result<(), &'static str> {
    fn reads<T: serde::de::DeserializeOwned>(content: &Json) -> bool {
        let mut fields = content.as_object().cloned().unwrap_or_else(Map::new);
        fields.insert("id".into(), json!("00000000-0000-0000-0000-000000000000"));
        serde_json::from_value::<T>(Json::Object(fields)).is_ok()
    }
    let fits = match table {
        "department" => reads::<domain::department::Department>(content),
        "team" => reads::<domain::people::Team>(content),
        "person" => reads::<domain::people::Person>(content),
        "timeline_event" => reads::<domain::timeline::Event>(content),
        "card" => reads::<domain::session::Card>(content),
        "theme" => reads::<domain::session::Theme>(content),
        "observation" => reads::<domain::culture::Observation>(content),
        "lesson" => reads::<domain::review::Lesson>(content),
        "work_item" => reads::<domain::work::WorkItem>(content),
        "organisation" => reads::<domain::people::Organisation>(content),
        "review" => reads::<crate::review::Row>(content),
        "change" => {
            content.get("change").is_some_and(|change| Change::deserialize(change).is_ok() || WorkChange::deserialize(change).is_ok())
        }
        // The others are checked by the schema when they are written.
        _ => true,
    };
    if fits { Ok(()) } else { Err("has a row that does not fit its table") }
}
