//! What a form gets when what it asked for is done.

use domain::edit::Notice;
use serde::{Deserialize, Serialize};

/// Done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The page to go to, if not the one the form is on.
    #[serde(default)]
    pub go: Option<String>,
    /// Go there with the same form, where the browser has no script: what was typed is shown again.
    #[serde(default)]
    pub with_form: bool,
    /// A secret that is shown once: an invitation's link, a token.
    #[serde(default)]
    pub secret: Option<String>,
    /// What the writer should know.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

impl Done {
    pub fn go(to: impl Into<String>) -> Self {
        Self { go: Some(to.into()), ..Self::default() }
    }
}
