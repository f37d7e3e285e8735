//! Hotwash as a process, and the people and programs that use it.

mod person;
mod program;
mod usage;

pub use person::{Program, User, encoded};
pub use program::{Running, built, run};
pub use usage::{Usage, usage};

use uuid::Uuid;

/// A password that the rules accept.
pub const PASSWORD: &str = "correct horse battery staple";

/// Follows a set-up link; whoever does is the administrator then.
pub async fn set_up(admin: &User, secret: &str) {
    let fields = [
        ("secret", secret),
        ("person", &Uuid::now_v7().to_string()),
        ("organisation", "Test Works"),
        ("zone", "Europe/Berlin"),
        ("name", "Ada Admin"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
    ];
    admin.ok("set_up", &fields).await;
}
