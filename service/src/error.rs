//! What can go wrong in the service. When to use which: [`Error::Refused`] for what the asker can mend, with the
//! domain's reason; [`Error::NotFound`] for what is not there or not theirs to see; [`Error::SignedOut`] when nobody
//! is known to be asking; [`Error::Conflict`] when others kept writing the same thing; [`Error::Unavailable`] for
//! everything else, whose cause goes to the log and not to the asker.

use domain::Refusal;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("This {0} does not exist, or you may not see it.")]
    NotFound(&'static str),
    #[error("Sign in first.")]
    SignedOut,
    #[error("Too many people changed this at the same moment. Send it again.")]
    Conflict,
    /// The text is for the log.
    #[error("{0}")]
    Unavailable(String),
}

impl Error {
    pub(crate) fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::Unavailable(cause.to_string())
    }
}
