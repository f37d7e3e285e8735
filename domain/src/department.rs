//! Departments: who carries the hours and the cost of an incident, and who owns the work that follows.

use crate::id::DepartmentId;
use serde::{Deserialize, Serialize};

/// A part of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    /// What an hour of this department costs, in whole units of the workspace's currency.
    pub hourly_rate: u32,
}

/// What one department spent on one incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Involvement {
    pub department: DepartmentId,
    /// Hours of its people, together.
    pub hours: u32,
}
