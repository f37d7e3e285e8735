//! What is known about the incident as a whole.

use crate::{Refusal, Result, department::Involvement, id::TeamId, time::Stamp};
use serde::{Deserialize, Serialize};

/// How bad it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

/// Who found the problem. Over many reviews this shows whether outsiders do the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    Monitoring,
    Employee,
    Customer,
    Partner,
    Auditor,
    Researcher,
    Attacker,
}

/// What drove the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResponseDriver {
    CustomerDemand,
    Contract,
    Law,
    OwnRiskAssessment,
    OwnStandard,
}

/// Who may read the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone who can sign in.
    Organisation,
    /// Whoever opened it, facilitates it or takes part in it.
    Private,
}

macro_rules! choices {
    ($name:ident { $($variant:ident = $key:literal, $label:literal;)* }) => {
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it is written in data.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }
    };
}

choices!(Severity {
    Sev1 = "sev1", "SEV 1 · critical";
    Sev2 = "sev2", "SEV 2 · major";
    Sev3 = "sev3", "SEV 3 · minor";
    Sev4 = "sev4", "SEV 4 · low";
});
choices!(FoundBy {
    Monitoring = "monitoring", "Monitoring";
    Employee = "employee", "An employee";
    Customer = "customer", "A customer";
    Partner = "partner", "A partner";
    Auditor = "auditor", "An auditor or regulator";
    Researcher = "researcher", "A researcher";
    Attacker = "attacker", "The attacker";
});
choices!(ResponseDriver {
    CustomerDemand = "customer_demand", "Customer demand";
    Contract = "contract", "A contract";
    Law = "law", "Law";
    OwnRiskAssessment = "own_risk_assessment", "Our own risk assessment";
    OwnStandard = "own_standard", "Our own standard";
});
choices!(Visibility {
    Organisation = "organisation", "Everyone in the organisation";
    Private = "private", "Only those who take part";
});

/// The facts of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facts {
    pub title: String,
    pub severity: Option<Severity>,
    pub services: Vec<String>,
    pub started: Option<Stamp>,
    pub detected: Option<Stamp>,
    pub mitigated: Option<Stamp>,
    pub resolved: Option<Stamp>,
    pub found_by: Option<FoundBy>,
    pub driver: Option<ResponseDriver>,
    pub team: Option<TeamId>,
    pub departments: Vec<Involvement>,
    /// Whole units of the workspace's currency, beside the hours.
    pub direct_cost: u32,
    pub visibility: Visibility,
}

impl Facts {
    /// # Errors
    /// [`Refusal::TimeOrder`] for times that cannot follow each other. Mitigation may precede detection: some things
    /// mend themselves before anybody notices.
    pub(super) fn check_order(&self) -> Result<()> {
        let pairs = [
            ("started", &self.started, "detected", &self.detected),
            ("started", &self.started, "mitigated", &self.mitigated),
            ("started", &self.started, "resolved", &self.resolved),
            ("detected", &self.detected, "resolved", &self.resolved),
            ("mitigated", &self.mitigated, "resolved", &self.resolved),
        ];
        for (earlier, first, later, second) in pairs {
            if let (Some(first), Some(second)) = (first, second)
                && second.at < first.at
            {
                return Err(Refusal::TimeOrder { field: later.into(), earlier: earlier.into(), later: later.into() });
            }
        }
        Ok(())
    }
}
