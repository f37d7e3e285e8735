//! People with an account, and the organisation they work in.

use crate::{
    Refusal, Result,
    id::{DepartmentId, PersonId, TeamId},
    prose::limited,
};
use serde::{Deserialize, Serialize};

/// What an account may do in the whole workspace, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks after people, teams and settings, and may do all that a facilitator may.
    Admin,
    /// Opens reviews and moves them through their steps.
    Facilitator,
    /// Contributes to reviews and carries work.
    Member,
    /// Reads.
    Viewer,
    /// Came into one session by its link, and sees nothing else. Nobody is invited as one.
    Guest,
}

impl Role {
    /// The roles of accounts.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Facilitator, Self::Member, Self::Viewer];

    /// For an account.
    ///
    /// # Errors
    /// For [`Role::Guest`], whom a session lets in and nobody else.
    pub fn of_account(self) -> Result<Self> {
        self.name().parse()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Facilitator => "facilitator",
            Self::Member => "member",
            Self::Viewer => "viewer",
            Self::Guest => "guest",
        }
    }

    /// One line for whoever invites somebody.
    pub fn explained(self) -> &'static str {
        match self {
            Self::Admin => "Looks after people, teams and settings",
            Self::Facilitator => "Opens reviews and runs their sessions",
            Self::Member => "Contributes to reviews and owns work",
            Self::Viewer => "Reads reviews, work and trends",
            Self::Guest => "Takes part in one session",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or_else(|| Refusal::invalid("role", "Choose admin, facilitator, member or viewer."))
    }
}

/// Someone with an account. The password is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    /// Lower case; unique in the workspace.
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    /// A person who left keeps their name on their work but may not sign in.
    pub active: bool,
}

/// People who handle incidents together; belongs to one department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub department: DepartmentId,
}

/// Settings of the whole workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    pub name: String,
    /// The zone offered first in every time field; an IANA name.
    pub zone: String,
    /// Three letters, ISO 4217, for all costs.
    pub currency: String,
}

impl Organisation {
    /// # Errors
    /// A name that is empty or too long, a zone that does not exist, a currency that is not three letters.
    pub fn checked(name: &str, zone: &str, currency: &str) -> Result<Self> {
        let name = limited("organisation", name, 1, 120)?;
        let zone = if zone.trim().is_empty() { "UTC" } else { zone.trim() };
        crate::time::When::new("2026-01-01T12:00", zone)
            .read("zone")
            .map_err(|_| Refusal::invalid("zone", "Use a name like Europe/Berlin, or UTC."))?;
        let currency = if currency.trim().is_empty() { "EUR".to_owned() } else { currency.trim().to_uppercase() };
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Refusal::invalid("currency", "Use three letters, such as EUR or USD."));
        }
        Ok(Self { name, zone: zone.to_owned(), currency })
    }
}

/// An e-mail address as it is stored: trimmed, lower case, with one `@` between two parts.
///
/// # Errors
/// Empty, over 254 characters (RFC 5321), or not of that shape.
pub fn email(text: &str) -> Result<String> {
    let address = limited("email", text, 1, 254)?.to_lowercase();
    match address.split_once('@') {
        Some((user, host)) if !user.is_empty() && host.len() > 2 && !host.contains('@') && !address.contains(char::is_whitespace) => {
            Ok(address)
        }
        _ => Err(Refusal::invalid("email", "Write an address like name@example.org.")),
    }
}

/// The fewest characters of a password (NIST SP 800-63B-4, single factor).
pub const PASSWORD_AT_LEAST: usize = 15;
/// Longer ones only cost time to hash.
pub const PASSWORD_AT_MOST: usize = 200;

/// # Errors
/// Too short, too long, or the address itself. Nothing else is asked: length is what makes a password strong.
pub fn password(text: &str, email: &str) -> Result<()> {
    let length = text.chars().count();
    if length < PASSWORD_AT_LEAST {
        return Err(Refusal::invalid("password", format!("Use at least {PASSWORD_AT_LEAST} characters; four unrelated words do well.")));
    }
    if length > PASSWORD_AT_MOST {
        return Err(Refusal::TooLong { field: "password".into(), limit: PASSWORD_AT_MOST, length });
    }
    if text.eq_ignore_ascii_case(email) || text.chars().collect::<std::collections::BTreeSet<_>>().len() < 4 {
        return Err(Refusal::invalid("password", "That one is too easy to guess. Four unrelated words do well."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_space() {
        assert_eq!(email(" Ana@Example.org ").unwrap(), "ana@example.org");
        for bad in ["", "ana", "@example.org", "ana@", "a b@example.org", "a@b@c.org"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_needs_length_and_nothing_else() {
        assert!(password("correct horse battery", "a@example.org").is_ok());
        assert!(password("Sh0rt!", "a@example.org").is_err());
        assert!(password("aaaaaaaaaaaaaaaaaaaa", "a@example.org").is_err());
        assert!(password("someone@example.org", "Someone@example.org").is_err());
    }

    #[test]
    fn an_organisation_needs_a_zone_that_exists() {
        assert!(Organisation::checked("Acme", "Europe/Nowhere", "EUR").is_err());
        assert_eq!(Organisation::checked("Acme", "", "").unwrap().zone, "UTC");
        assert!(Organisation::checked("Acme", "UTC", "EURO").is_err());
    }
}
