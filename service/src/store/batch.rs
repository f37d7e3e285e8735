//! What is written together.

use super::rows::content;
use domain::trends::Sums;
use serde::Serialize;
use serde_json::Value as Json;
use std::{collections::BTreeMap, fmt::Write};
use surrealdb::types::{Object, RecordId, SurrealValue, Value, Variables};

/// Writes of one transaction.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Must not exist yet.
    created: Vec<Value>,
    put: Vec<Value>,
    merged: Vec<Value>,
    deleted: Vec<Value>,
    sums: Sums,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.put.is_empty() && self.merged.is_empty() && self.deleted.is_empty() && self.sums.is_empty()
    }

    /// A record that must not exist yet; otherwise the whole batch is a conflict.
    pub(crate) fn create(&mut self, id: RecordId, row: &impl Serialize) {
        self.created.push(entry(id, row));
    }

    /// A record as it is now, whether or not there was one.
    pub(crate) fn put(&mut self, id: RecordId, row: &impl Serialize) {
        self.put.push(entry(id, row));
    }

    /// Sets some fields of a record and leaves the others.
    pub(crate) fn merge(&mut self, id: RecordId, fields: &impl Serialize) {
        self.merged.push(entry(id, fields));
    }

    pub(crate) fn delete(&mut self, id: RecordId) {
        self.deleted.push(Value::RecordId(id));
    }

    /// Adds to the sums of the trends.
    pub(crate) fn add(&mut self, sums: Sums) {
        self.sums.extend(sums);
    }

    /// One text and its variables. Only the names of measures go into the text, and those are a closed list.
    pub(super) fn into_query(self) -> (String, Variables) {
        let mut query = String::from("BEGIN;");
        let mut variables = Variables::new();
        let lists = [
            ("created", self.created, "CREATE $row.id CONTENT $row.content RETURN NONE"),
            ("put", self.put, "UPSERT $row.id CONTENT $row.content RETURN NONE"),
            ("merged", self.merged, "UPDATE $row.id MERGE $row.content RETURN NONE"),
            ("deleted", self.deleted, "DELETE $row RETURN NONE"),
        ];
        for (name, rows, statement) in lists {
            if !rows.is_empty() {
                let _ = write!(query, "FOR $row IN ${name} {{ {statement} }};");
                variables.insert(name, Value::Array(rows.into()));
            }
        }
        let mut by_row: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for ((scope, month, measure), amount) in self.sums {
            by_row.entry((scope, month)).or_default().push((measure, amount));
        }
        for (number, ((scope, month), sums)) in by_row.into_iter().enumerate() {
            let terms: Vec<String> =
                sums.iter().map(|(measure, amount)| format!("sums.{measure} = (sums.{measure} ?? 0) + {amount}")).collect();
            let _ = write!(query, "UPSERT $rollup{number} SET sums = sums ?? {{}}, {} RETURN NONE;", terms.join(", "));
            variables.insert(format!("rollup{number}"), super::part("rollup", scope, month.to_string()));
        }
        query.push_str("COMMIT;");
        (query, variables)
    }
}

fn entry(id: RecordId, row: &impl Serialize) -> Value {
    let mut json = serde_json::to_value(row).unwrap_or_default();
    if let Json::Object(fields) = &mut json {
        fields.remove("id");
    }
    let mut object = Object::new();
    object.insert("id".to_owned(), id.into_value());
    object.insert("content".to_owned(), content(json));
    Value::Object(object)
}
