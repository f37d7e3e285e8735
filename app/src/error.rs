//! The one error that crosses to the browser.

use leptos::{prelude::*, server_fn::codec::JsonEncoding, server_fn::error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What went wrong, for a person and for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// HTTP status; 0 when the server was not reached.
    pub status: u16,
    /// Stable, for programs.
    pub code: String,
    /// Says what to do.
    pub message: String,
    /// The form field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl AppError {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), field: None }
    }

    /// The server could not be reached.
    pub fn offline() -> Self {
        Self::new(0, "offline", "The server could not be reached. What you wrote is kept here; send it again when you are connected.")
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::offline(),
            ServerFnErrorErr::Args(detail) | ServerFnErrorErr::MissingArg(detail) | ServerFnErrorErr::Deserialization(detail) => {
                // Some of what it says is a sentence, some is not.
                let detail = detail.trim_end_matches('.');
                Self::new(400, "unreadable", format!("This could not be read: {detail}. Check the form and send it again."))
            }
            ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::new(405, "method", "This address does not take that method."),
            other => Self::new(500, "unexpected", format!("Something went wrong: {other}")),
        }
    }
}

#[cfg(feature = "ssr")]
mod from_service {
    use super::AppError;
    use domain::Refusal;
    use service::Error;

    impl From<Refusal> for AppError {
        fn from(refusal: Refusal) -> Self {
            let status = match refusal {
                Refusal::NotAllowed { .. } => 403,
                Refusal::Unknown { .. } => 404,
                Refusal::Taken { .. }
                | Refusal::Stale { .. }
                | Refusal::Published
                | Refusal::Begun { .. }
                | Refusal::Moved { .. }
                | Refusal::Revealed
                | Refusal::WrongStep { .. } => 409,
                Refusal::DoorClosed => 410,
                _ => 422,
            };
            Self { field: refusal.field().map(str::to_owned), ..Self::new(status, refusal.code(), refusal.to_string()) }
        }
    }

    impl From<Error> for AppError {
        fn from(error: Error) -> Self {
            match error {
                Error::Refused(refusal) => refusal.into(),
                Error::NotFound(_) => Self::new(404, "not_found", error.to_string()),
                Error::SignedOut => Self::new(401, "signed_out", error.to_string()),
                Error::Conflict => Self::new(409, "conflict", error.to_string()),
                Error::Unavailable(cause) => {
                    // The request's span carries its id; the person is given the id by the response.
                    tracing::error!(%cause, "a request failed");
                    Self::new(
                        500,
                        "unexpected",
                        "Something went wrong on the server. What you wrote is kept; try again, and tell your administrator the request id if it stays.",
                    )
                }
            }
        }
    }
}
