//! Formats: how sessions can be led, and what teams make of them.

mod edit;

pub use edit::FormatPage;

use crate::{
    done::Done,
    error::AppError,
    form::{After, Form, Hidden, Submit},
    icon::Icon,
    load::{load, shown},
    page::Page,
    setting::setting,
};
use domain::{
    id::{CommandId, FormatId, ReviewId, TeamId},
    people::Role,
    session::{Format, FormatDraft},
};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// What a team made of a format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFormat {
    pub id: FormatId,
    pub team: TeamId,
    pub format: Format,
}

/// All formats that a review can begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formats {
    /// The default first.
    pub built_in: Vec<Format>,
    pub own: Vec<OwnFormat>,
}

impl Formats {
    /// Keys and labels to choose from.
    pub fn options(&self) -> Vec<(String, String)> {
        let all = self.built_in.iter().chain(self.own.iter().map(|own| &own.format));
        all.map(|format| (format.id.clone(), format!("{}, {} min", format.name, format.minutes()))).collect()
    }

    fn find(&self, key: &str) -> Option<&Format> {
        self.built_in.iter().chain(self.own.iter().map(|own| &own.format)).find(|format| format.id == key)
    }
}

#[server(prefix = "/do", endpoint = "load_formats")]
pub async fn load_formats() -> Result<Formats, AppError> {
    let asking = crate::request::Asking::current()?;
    domain::policy::browse(&asking.actor()?)?;
    let workspace = asking.workspace();
    let own = workspace.team_formats().await?;
    Ok(Formats {
        built_in: workspace.built_in_formats().to_vec(),
        own: own.into_iter().map(|own| OwnFormat { id: own.id, team: own.team, format: own.format }).collect(),
    })
}

#[server(prefix = "/do", endpoint = "save_format")]
pub async fn save_format(id: FormatId, team: TeamId, draft: FormatDraft) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().save_format(&asking.actor()?, id, team, draft).await?;
    Ok(Done::go("/formats"))
}

#[server(prefix = "/do", endpoint = "remove_format")]
pub async fn remove_format(id: FormatId) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().remove_format(&asking.actor()?, id).await?;
    Ok(Done::go("/formats"))
}

/// Gives a review that nobody has answered yet another format.
#[server(prefix = "/do", endpoint = "use_format")]
pub async fn use_format(review: ReviewId, id: CommandId, format: String, #[server(default)] minutes: u16) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let format = asking.workspace().format(&format).await?;
    let format = if minutes == 0 { format } else { format.within(minutes) };
    let command = domain::review::Command::UseFormat { format: Box::new(format) };
    asking.workspace().send(&asking.actor()?, review, id, command, asking.now).await?;
    Ok(Done::default())
}

/// All formats.
#[component]
pub fn FormatsPage() -> impl IntoView {
    view! {
        <Title text="Formats" />
        <Page view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    let formats = load(|| (), |()| load_formats());
    view! {
        <header class="page-head">
            <h1>"Formats"</h1>
            <p class="page-lead">
                "A format is the questions of a review and the steps of its session, with their minutes. A review keeps the format it began with, whatever becomes of it here."
            </p>
        </header>
        {shown(formats, |formats| view! { <Lists formats /> }.into_any())}
    }
}

#[component]
fn Lists(formats: Formats) -> impl IntoView {
    let setting = setting();
    let makes = setting.role() <= Role::Facilitator && !setting.names.teams.is_empty();
    let own = formats
        .own
        .into_iter()
        .map(|own| {
            let team = setting.names.team(own.team).unwrap_or_default();
            let buttons = makes.then(|| {
                view! {
                    <a class="button small" href=format!("/formats/{}", own.id)><Icon name="edit" />"Edit"</a>
                    <Form action="/do/remove_format" class="" after=After::Load>
                        <Hidden name="id" value=own.id.to_string() />
                        <Submit class="button small quiet"><Icon name="trash" />"Remove"</Submit>
                    </Form>
                }
            });
            view! { <FormatCard format=own.format team>{buttons}</FormatCard> }
        })
        .collect::<Vec<_>>();
    let none_own = own.is_empty();
    let built_in = formats
        .built_in
        .into_iter()
        .map(|format| {
            let copy = makes.then(|| {
                view! { <a class="button small" href=format!("/formats/new?from={}", format.id)><Icon name="plus" />"Copy for a team"</a> }
            });
            view! { <FormatCard format=format>{copy}</FormatCard> }
        })
        .collect_view();
    let why_not = (!makes && setting.role() <= Role::Facilitator)
        .then(|| view! { <p class="unsure"><Icon name="info" /><span>"A copy belongs to a team, and there is none yet. An administrator makes teams under People."</span></p> });
    view! {
        {why_not}
        <section class="section" aria-labelledby="own" hidden=none_own>
            <header class="section-head"><h2 id="own">"Made by teams"</h2></header>
            <div class="formats">{own}</div>
        </section>
        <section class="section" aria-labelledby="built-in">
            <header class="section-head"><h2 id="built-in">"Built in"</h2></header>
            <div class="formats">{built_in}</div>
        </section>
    }
}

/// What a format asks and how long it takes.
#[component]
fn FormatCard(format: Format, #[prop(optional)] team: String, children: Children) -> impl IntoView {
    let minutes = format.minutes();
    let steps = format.steps.len();
    let questions = format.questions.into_iter().map(|question| view! { <li>{question.title}</li> }).collect_view();
    view! {
        <article class="card format">
            <h3>{format.name}</h3>
            <p class="hint">{format!("{team}{}{minutes} min · {steps} steps", if team.is_empty() { "" } else { " · " })}</p>
            <p>{format.about}</p>
            <ol>{questions}</ol>
            <div class="buttons">{children()}</div>
        </article>
    }
}
