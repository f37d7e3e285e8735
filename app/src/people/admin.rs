//! The people of the workspace, and for administrators their roles, teams, departments and invitations.

use super::secret::Secret;
use crate::{
    done::Done,
    error::AppError,
    form::{After, Field, Form, Fresh, Hidden, Select, Submit},
    icon::Icon,
    load::{Loaded, load, shown},
    page::{Page, initials},
    setting::{Setting, setting},
};
use domain::{
    id::{DepartmentId, PersonId, TeamId},
    people::{Person, Role},
    review::Set as Chosen,
    time::Stamp,
};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// What the people page shows. Addresses and invitations are for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub people: Vec<Person>,
    pub invitations: Vec<InvitationLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    pub id: String,
    pub role: Role,
    pub note: String,
    pub ends: Stamp,
}

#[server(prefix = "/do", endpoint = "load_people")]
pub async fn load_people() -> Result<People, AppError> {
    let asking = crate::request::Asking::current()?;
    let actor = asking.actor()?;
    domain::policy::browse(&actor)?;
    let mut people = asking.workspace().people().await?;
    let admin = domain::policy::may_administer(&actor);
    let invitations = if admin { asking.workspace().invitations(&actor, asking.now).await? } else { Vec::new() };
    if !admin {
        people.retain(|person| person.active);
        for person in &mut people {
            person.email.clear();
        }
    }
    let clock = asking.clock().await?;
    let line = |one: service::people::Invitation| InvitationLine { ends: clock(one.ends()), id: one.id, role: one.role, note: one.note };
    Ok(People { people, invitations: invitations.into_iter().map(line).collect() })
}

#[server(prefix = "/do", endpoint = "invite")]
pub async fn invite(role: Role, team: Chosen<TeamId>, #[server(default)] note: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let secret = asking.workspace().invite(&asking.actor()?, role, team.value(), &note, asking.now).await?;
    Ok(Done { secret: Some(format!("{}/join/{secret}", asking.site.public_url)), ..Done::default() })
}

#[server(prefix = "/do", endpoint = "revoke_invitation")]
pub async fn revoke_invitation(id: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().revoke_invitation(&asking.actor()?, &id).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "save_person")]
pub async fn save_person(id: PersonId, role: Role, team: Chosen<TeamId>, active: bool) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().save_person(&asking.actor()?, id, role, team.value(), active).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "save_department")]
pub async fn save_department(id: DepartmentId, name: String, hourly_rate: u32) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().save_department(&asking.actor()?, domain::department::Department { id, name, hourly_rate }).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "save_team")]
pub async fn save_team(id: TeamId, name: String, department: DepartmentId) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().save_team(&asking.actor()?, domain::people::Team { id, name, department }).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "save_organisation")]
pub async fn save_organisation(organisation: String, zone: String, currency: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let organisation = domain::people::Organisation::checked(&organisation, &zone, &currency)?;
    asking.workspace().save_organisation(&asking.actor()?, organisation).await?;
    Ok(Done::default())
}

/// The people page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    view! {
        <Title text="People" />
        <Page view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    let people = load(|| (), |()| load_people());
    // What things are called has changed too, so the whole page is asked again.
    let refresh = Callback::new(move |_: Done| {
        people.refetch();
        if let Some(setting) = use_context::<Loaded<Setting>>() {
            setting.refetch();
        }
    });
    let link = RwSignal::new(None::<String>);
    let invited = Callback::new(move |done: Done| {
        link.set(done.secret);
        people.refetch();
    });
    view! {
        <header class="page-head">
            <h1>"People"</h1>
            <p class="page-lead">"Who works here. Nothing is ever counted or compared per person."</p>
        </header>
        {shown(people, move |loaded| view! { <Everybody loaded refresh invited link /> }.into_any())}
    }
}

fn role_options() -> Vec<(String, String)> {
    Role::ALL.into_iter().map(|role| (role.name().to_owned(), role.name().to_owned())).collect()
}

#[component]
fn Everybody(loaded: People, refresh: Callback<Done>, invited: Callback<Done>, link: RwSignal<Option<String>>) -> impl IntoView {
    let setting = setting();
    let admin = setting.role() == Role::Admin;
    let rows = loaded.people.into_iter().map(|person| view! { <PersonRow person admin refresh /> }).collect_view();
    view! {
        <section class="section" aria-labelledby="accounts">
            <header class="section-head"><h2 id="accounts">"Accounts"</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
        {admin.then(|| view! { <Invitations invitations=loaded.invitations invited link /> })}
        <Organisations admin refresh />
    }
}

#[component]
fn PersonRow(person: Person, admin: bool, refresh: Callback<Done>) -> impl IntoView {
    let names = setting().names;
    let team = person.team.and_then(|team| names.team(team));
    let about = [Some(person.email.clone()).filter(|email| !email.is_empty()), team, (!person.active).then(|| "left".to_owned())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let active = vec![("true".to_owned(), "may sign in".to_owned()), ("false".to_owned(), "has left".to_owned())];
    let edit = admin.then(|| {
        view! {
            <details class="more">
                <summary><Icon name="chevron-right" />"Change"</summary>
                <Form action="/do/save_person" class="inline-form" then=refresh within=person.id.to_string()>
                    <Hidden name="id" value=person.id.to_string() />
                    <Select name="role" label="Role" value=person.role.name() options=role_options() />
                    <Select
                        name="team"
                        label="Team"
                        value=person.team.map(|team| team.to_string()).unwrap_or_default()
                        options=names.team_options()
                        nothing="No team"
                    />
                    <Select name="active" label="Account" value=person.active.to_string() options=active />
                    <Submit class="button">"Save"</Submit>
                </Form>
            </details>
        }
    });
    view! {
        <li class="row">
            <span class="avatar" aria-hidden="true">{initials(&person.name)}</span>
            <div class="row-main" data-inactive=(!person.active).then_some("")>
                <span>{person.name.clone()} " " <span class="chip">{person.role.name()}</span></span>
                <small>{about}</small>
                {edit}
            </div>
        </li>
    }
}

#[component]
fn Invitations(invitations: Vec<InvitationLine>, invited: Callback<Done>, link: RwSignal<Option<String>>) -> impl IntoView {
    let lines = invitations
        .into_iter()
        .map(|line| {
            let ends = format!("ends {}", line.ends.day().spoken());
            let about = if line.note.is_empty() { ends } else { format!("{} · {ends}", line.note) };
            view! {
                <li class="row">
                    <Icon name="link" />
                    <div class="row-main">
                        <span>{format!("An invitation as {}", line.role.name())}</span>
                        <small>{about}</small>
                    </div>
                    <Form action="/do/revoke_invitation" class="" then=invited>
                        <Hidden name="id" value=line.id />
                        <Submit class="button small">"Take back"</Submit>
                    </Form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="invitations">
            <header class="section-head">
                <h2 id="invitations">"Invitations"</h2>
                <p>"A link makes one account and is good for 14 days. Send it yourself; it is shown once."</p>
            </header>
            <Form action="/do/invite" within="invite" draft="invite" class="inline-form" then=invited after=After::Empty>
                <Select name="role" label="As" value="member" options=role_options() />
                <Select name="team" label="Team" options=setting().names.team_options() nothing="No team" />
                <Field name="note" label="For whom" optional=true limit=200 />
                <Submit class="button primary">"Make a link"</Submit>
            </Form>
            <Secret title="Send this link to the person you invite" secret=link />
            <ul class="rows">{lines}</ul>
        </section>
    }
}

#[component]
fn Organisations(admin: bool, refresh: Callback<Done>) -> impl IntoView {
    let setting = setting();
    let names = setting.names;
    let currency = setting.organisation.as_ref().map(|organisation| organisation.currency.clone()).unwrap_or_default();
    let hour_label = format!("Cost of an hour, {currency}");
    let teams = names.teams.clone();
    let departments = names
        .departments
        .clone()
        .into_iter()
        .map(|department| {
            let teams: Vec<String> = teams.iter().filter(|team| team.department == department.id).map(|team| team.name.clone()).collect();
            let teams = if teams.is_empty() { "no teams yet".to_owned() } else { teams.join(", ") };
            let name = department.name.clone();
            let rate_label = hour_label.clone();
            let edit = admin.then(move || {
                view! {
                    <details class="more">
                        <summary><Icon name="chevron-right" />"Change"</summary>
                        <Form action="/do/save_department" class="inline-form" then=refresh within=department.id.to_string()>
                            <Hidden name="id" value=department.id.to_string() />
                            <Field name="name" label="Name" value=name.clone() required=true limit=80 />
                            <Field name="hourly_rate" label=rate_label.clone() kind="number" value=department.hourly_rate.to_string() max=100_000u32 required=true />
                            <Submit class="button">"Save"</Submit>
                        </Form>
                    </details>
                }
            });
            view! {
                <li class="row">
                    <Icon name="users" />
                    <div class="row-main">
                        <span>{department.name.clone()}</span>
                        <small>{format!("{teams} · {} {currency} an hour", department.hourly_rate)}</small>
                        {edit}
                    </div>
                </li>
            }
        })
        .collect_view();
    let none = names.departments.is_empty().then(|| {
        view! { <p class="hint">"No departments yet. Departments carry the hours and the cost of incidents and own the work that follows; teams belong to them."</p> }
    });
    let settings = admin.then(|| {
        let organisation = setting.organisation.clone();
        let (name, zone) = organisation.map(|organisation| (organisation.name, organisation.zone)).unwrap_or_default();
        let options = names.department_options();
        let teams = (!options.is_empty()).then(|| {
            view! {
                <Form action="/do/save_team" class="inline-form" then=refresh after=After::Empty within="team" draft="team">
                    <Fresh name="id" />
                    <Field name="name" label="New team" required=true limit=80 />
                    <Select name="department" label="Of department" options=options />
                    <Submit class="button">"Add team"</Submit>
                </Form>
            }
        });
        view! {
            <Form action="/do/save_department" class="inline-form" then=refresh after=After::Empty within="department" draft="department">
                <Fresh name="id" />
                <Field name="name" label="New department" required=true limit=80 />
                <Field name="hourly_rate" label=hour_label kind="number" value="80" max=100_000u32 required=true />
                <Submit class="button">"Add department"</Submit>
            </Form>
            {teams}
            <section class="section" aria-labelledby="organisation">
                <header class="section-head"><h2 id="organisation">"Organisation"</h2></header>
                <Form action="/do/save_organisation" class="inline-form" then=refresh within="organisation">
                    <Field name="organisation" label="Name" value=name required=true limit=120 />
                    <Field name="zone" label="Time zone" value=zone limit=60 list="zones" />
                    <Field name="currency" label="Currency" value=currency.clone() limit=3 />
                    <Submit class="button">"Save"</Submit>
                </Form>
            </section>
        }
    });
    view! {
        <section class="section" aria-labelledby="departments">
            <header class="section-head"><h2 id="departments">"Departments and teams"</h2></header>
            {none}
            <ul class="rows">{departments}</ul>
            {settings}
        </section>
    }
}
