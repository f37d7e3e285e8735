//! What people, teams and departments are called.

use domain::{
    department::Department,
    id::{DepartmentId, PersonId, TeamId},
    people::Team,
    review::Review,
};
use serde::{Deserialize, Serialize};

/// Somebody who has or had an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: PersonId,
    pub name: String,
    /// May sign in.
    pub active: bool,
    /// May write, and so lead a review and own work.
    pub writes: bool,
}

/// What things are called. E-mail addresses are not part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    pub people: Vec<Named>,
    pub teams: Vec<Team>,
    pub departments: Vec<Department>,
}

impl Names {
    pub fn person(&self, id: PersonId) -> String {
        self.people.iter().find(|person| person.id == id).map_or_else(|| "somebody who left".to_owned(), |person| person.name.clone())
    }

    /// What somebody is called in a review; its guests, too.
    pub fn in_review(&self, review: &Review, id: PersonId) -> String {
        review.lead.guest(id).unwrap_or_else(|| self.person(id))
    }

    pub fn team(&self, id: TeamId) -> Option<String> {
        self.teams.iter().find(|team| team.id == id).map(|team| team.name.clone())
    }

    pub fn department(&self, id: DepartmentId) -> String {
        self.departments
            .iter()
            .find(|department| department.id == id)
            .map_or_else(|| "a department that is gone".to_owned(), |department| department.name.clone())
    }

    /// People who can lead a review and own work: values and labels.
    pub fn people_options(&self) -> Vec<(String, String)> {
        self.people
            .iter()
            .filter(|person| person.active && person.writes)
            .map(|person| (person.id.to_string(), person.name.clone()))
            .collect()
    }

    pub fn team_options(&self) -> Vec<(String, String)> {
        self.teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect()
    }

    pub fn department_options(&self) -> Vec<(String, String)> {
        self.departments.iter().map(|department| (department.id.to_string(), department.name.clone())).collect()
    }
}
