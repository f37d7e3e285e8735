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
    /// Exists, and one of its fields is still empty.
    taken: Vec<Value>,
    /// Has to hold once everything else is written.
    demands: Vec<&'static str>,
    sums: Sums,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.created.is_empty()
            && self.put.is_empty()
            && self.merged.is_empty()
            && self.deleted.is_empty()
            && self.taken.is_empty()
            && self.sums.is_empty()
    }

    /// Does it change the sums of the trends?
    pub(super) fn has_sums(&self) -> bool {
        !self.sums.is_empty()
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
        let mut row = entry(id, fields);
        // Here a field that holds nothing is one to be emptied, not one to be left out.
        if let (Value::Object(row), Json::Object(fields)) = (&mut row, serde_json::to_value(fields).unwrap_or_default())
            && let Some(Value::Object(content)) = row.get_mut("content")
        {
            for (name, _) in fields.into_iter().filter(|(_, value)| value.is_null()) {
                content.insert(name, Value::None);
            }
        }
        self.merged.push(row);
    }

    /// Fills a field of a record that is there and in which it is empty; otherwise the whole batch is a conflict.
    pub(crate) fn take(&mut self, id: RecordId, field: &'static str, value: &impl Serialize) {
        let mut object = Object::new();
        object.insert("id".to_owned(), id.into_value());
        object.insert("field".to_owned(), field.to_owned().into_value());
        object.insert("content".to_owned(), content(serde_json::json!({ field: value })));
        self.taken.push(Value::Object(object));
    }

    /// A condition that has to hold once everything else is written; otherwise the whole batch is a conflict.
    pub(crate) fn demand(&mut self, condition: &'static str) {
        self.demands.push(condition);
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
            (
                "taken",
                self.taken,
                "IF (UPDATE $row.id MERGE $row.content WHERE type::field($row.field) = NONE) = [] { THROW 'transaction conflict' }",
            ),
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
        for condition in self.demands {
            let _ = write!(query, "IF !({condition}) {{ THROW 'transaction conflict' }};");
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
