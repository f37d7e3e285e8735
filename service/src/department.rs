//! Departments and teams.

use crate::{
    Error, Result, Workspace,
    store::{Batch, record},
};
use domain::{
    Refusal,
    department::Department,
    id::{DepartmentId, TeamId},
    people::Team,
    policy::{self, Actor},
    prose::limited,
};

impl Workspace {
    /// All departments, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn departments(&self) -> Result<Vec<Department>> {
        let mut departments: Vec<Department> = self.store.all("department").await?;
        departments.sort_by_key(|department| department.name.to_lowercase());
        Ok(departments)
    }

    /// All teams, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn teams(&self) -> Result<Vec<Team>> {
        let mut teams: Vec<Team> = self.store.all("team").await?;
        teams.sort_by_key(|team| team.name.to_lowercase());
        Ok(teams)
    }

    /// Adds a department, or changes the one of that id.
    ///
    /// # Errors
    /// For those who do not administer, and for names and rates that cannot be.
    pub async fn save_department(&self, actor: &Actor, department: Department) -> Result<()> {
        policy::administer(actor)?;
        let name = limited("name", &department.name, 1, 80)?;
        if self.departments().await?.iter().any(|other| other.id != department.id && other.name.eq_ignore_ascii_case(&name)) {
            return Err(Refusal::invalid("name", "There is a department of that name.").into());
        }
        if department.hourly_rate > 100_000 {
            return Err(Refusal::OutOfRange { field: "hourly_rate".into(), lowest: 0, highest: 100_000 }.into());
        }
        let mut batch = Batch::default();
        batch.put(record("department", department.id), &Department { name, ..department });
        self.store.commit(batch).await
    }

    /// Adds a team, or changes the one of that id.
    ///
    /// # Errors
    /// For those who do not administer, for names that cannot be, and without a department.
    pub async fn save_team(&self, actor: &Actor, team: Team) -> Result<()> {
        policy::administer(actor)?;
        let name = limited("name", &team.name, 1, 80)?;
        if self.teams().await?.iter().any(|other| other.id != team.id && other.name.eq_ignore_ascii_case(&name)) {
            return Err(Refusal::invalid("name", "There is a team of that name.").into());
        }
        self.check_departments(std::iter::once(team.department)).await?;
        let mut batch = Batch::default();
        batch.put(record("team", team.id), &Team { name, ..team });
        self.store.commit(batch).await
    }

    pub(crate) async fn check_team(&self, team: Option<TeamId>) -> Result<()> {
        let Some(team) = team else { return Ok(()) };
        match self.store.find::<Team>(record("team", team)).await? {
            Some(_) => Ok(()),
            None => Err(Error::Refused(Refusal::invalid("team", "Choose one of the workspace’s teams."))),
        }
    }

    pub(crate) async fn check_departments(&self, departments: impl Iterator<Item = DepartmentId>) -> Result<()> {
        for department in departments {
            if self.store.find::<Department>(record("department", department)).await?.is_none() {
                return Err(Refusal::invalid("department", "Choose one of the workspace’s departments.").into());
            }
        }
        Ok(())
    }
}
