//! Between the database's values and the domain's types. A row is the JSON of a domain type without its `id`, which
//! is in the record's key.

use crate::{Error, Result};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use surrealdb::types::{RecordIdKey, SurrealValue, Value};

/// The rows of a result, each as `T`.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<Vec<T>> {
    let rows = match value {
        Value::Array(rows) => rows.into_iter().collect(),
        Value::None | Value::Null => Vec::new(),
        one => vec![one],
    };
    rows.into_iter().map(one).collect()
}

fn one<T: DeserializeOwned>(mut value: Value) -> Result<T> {
    if let Value::Object(object) = &mut value
        && let Some(Value::RecordId(id)) = object.get("id")
    {
        let key = last_of(&id.key);
        object.insert("id".to_owned(), key);
    }
    serde_json::from_value(value.into_json_value()).map_err(Error::unavailable)
}

fn last_of(key: &RecordIdKey) -> Value {
    match key_of(key) {
        Value::Array(parts) => parts.into_iter().last().unwrap_or(Value::None),
        plain => plain,
    }
}

/// A record's key as a value.
fn key_of(key: &RecordIdKey) -> Value {
    match key {
        RecordIdKey::String(text) => text.clone().into_value(),
        RecordIdKey::Number(number) => number.into_value(),
        RecordIdKey::Array(parts) => Value::Array(parts.clone()),
        _ => Value::None,
    }
}

/// The rows of a result with their keys beside them.
pub(super) fn with_keys(value: Value) -> Result<Vec<(Value, Json)>> {
    let Value::Array(rows) = value else { return Ok(Vec::new()) };
    rows.into_iter()
        .map(|row| match row {
            Value::Object(mut object) => match object.remove("id") {
                Some(Value::RecordId(id)) => Ok((key_of(&id.key), Value::Object(object).into_json_value())),
                _ => Err(Error::Unavailable("a row has no id".into())),
            },
            _ => Err(Error::Unavailable("a row is no object".into())),
        })
        .collect()
}

/// JSON for the database: what is `null` is left out, because a field that is not there and a field that holds
/// nothing are two things to it.
pub(super) fn content(json: Json) -> Value {
    fn without_nulls(json: Json) -> Json {
        match json {
            Json::Object(fields) => Json::Object(
                fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key, without_nulls(value))).collect(),
            ),
            Json::Array(items) => Json::Array(items.into_iter().map(without_nulls).collect()),
            other => other,
        }
    }
    without_nulls(json).into_value()
}
