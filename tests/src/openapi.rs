//! The API's own description, held against what the API does.

use crate::Program;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

/// What `/api/v1/openapi.json` says.
pub struct Description {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Description {
    pub async fn of(program: &Program) -> Self {
        Self { document: program.get("/openapi.json").await.1, validators: Mutex::default() }
    }

    /// Every route, as `GET /reviews/{id}`.
    pub fn routes(&self) -> BTreeSet<String> {
        let paths = self.document["paths"].as_object().expect("paths");
        paths
            .iter()
            .flat_map(|(path, methods)| {
                methods
                    .as_object()
                    .into_iter()
                    .flat_map(|methods| methods.keys())
                    .map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect()
    }

    /// The names of all commands.
    pub fn commands(&self) -> BTreeSet<String> {
        let variants = self.document["components"]["schemas"]["Command"]["oneOf"].as_array().expect("the commands");
        variants
            .iter()
            .flat_map(|one| match one["properties"].as_object() {
                Some(properties) => properties.keys().cloned().collect::<Vec<_>>(),
                None => one["enum"].as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
            })
            .collect()
    }

    /// Fails unless the description has this route with this status, and the answer fits what it says. Where the
    /// request was taken, it has to fit too.
    pub fn check(&self, route: &str, request: Option<&Value>, status: u16, answer: &Value) {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let at = format!("/paths/{}/{}", path.replace('/', "~1"), method.to_lowercase());
        if let (Some(request), 200..=299) = (request, status) {
            self.fits(&format!("{at}/requestBody/content/application~1json/schema"), request, &format!("the request to {route}"));
        }
        let described = format!("{at}/responses/{status}");
        assert!(self.document.pointer(&described).is_some(), "{route} answers {status}, which its description does not know: {answer}");
        self.fits(&format!("{described}/content/application~1json/schema"), answer, &format!("the answer {status} of {route}"));
    }

    fn fits(&self, pointer: &str, value: &Value, what: &str) {
        let validator = {
            let mut validators = self.validators.lock().expect("the validators");
            Arc::clone(validators.entry(pointer.to_owned()).or_insert_with(|| {
                let mut schema = self.document.pointer(pointer).unwrap_or_else(|| panic!("{what} is not described")).clone();
                schema["components"] = self.document["components"].clone();
                schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
                Arc::new(jsonschema::validator_for(&schema).unwrap_or_else(|cause| panic!("the schema of {what}: {cause}")))
            }))
        };
        let wrong: Vec<String> = validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(wrong.is_empty(), "{what} does not fit its description: {wrong:?}: {value}");
    }
}
