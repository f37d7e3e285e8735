//! Signing in, joining, one's account, and the people of the workspace.

mod account;
mod admin;
mod entry;
mod secret;

pub use account::AccountPage;
pub use admin::PeoplePage;
pub use entry::{Entry, JoinPage, SetUpPage, SignInPage};
