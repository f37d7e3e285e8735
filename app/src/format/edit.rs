//! Making a format, or changing one of a team's.

use super::{Formats, load_formats};
use crate::{
    error::AppError,
    form::{Field, Form, Hidden, Select, Submit},
    icon::Icon,
    load::{load, shown},
    page::Page,
    setting::setting,
    trouble::Trouble,
};
use domain::{
    id::TeamId,
    prose::{NOTE, TITLE},
    session::{FormatDraft, QuestionDraft},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Rows for new questions under those that are there.
const BLANK: usize = 3;

/// A copy of a built-in format, or one that a team made.
#[component]
pub fn FormatPage() -> impl IntoView {
    view! {
        <Title text="Format" />
        <Page class="page narrow" view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    let formats = load(|| (), |()| load_formats());
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let from = use_query_map().read_untracked().get("from").unwrap_or_default();
    shown(formats, move |formats| found(&formats, &id, &from))
}

fn found(formats: &Formats, id: &str, from: &str) -> AnyView {
    if id == "new" {
        let Some(format) = formats.find(from).or(formats.built_in.first()) else { return missing() };
        let draft = FormatDraft { name: String::new(), ..FormatDraft::of(format) };
        return view! { <Edit id=crate::fresh::id().to_string() team=None draft name=format.name.clone() /> }.into_any();
    }
    match formats.own.iter().find(|own| own.id.to_string() == id) {
        Some(own) => {
            let name = own.format.name.clone();
            view! { <Edit id=id.to_owned() team=Some(own.team) draft=FormatDraft::of(&own.format) name /> }.into_any()
        }
        None => missing(),
    }
}

fn missing() -> AnyView {
    let error =
        AppError::new(404, "not_found", "There is no such format. Its team may have removed it; reviews that began with it keep it.");
    view! { <Trouble error /> }.into_any()
}

#[component]
fn Edit(id: String, team: Option<TeamId>, draft: FormatDraft, name: String) -> impl IntoView {
    let names = setting().names;
    let title = if team.is_none() { format!("A copy of “{name}”") } else { name };
    let minutes = |field: &str, label: &'static str, value: u16| {
        view! { <Field name=format!("draft[{field}]") label kind="number" value=value.to_string() max=600u32 /> }
    };
    let opening = [
        ("welcome", "Welcome", draft.welcome),
        ("open_actions", "Open actions", draft.open_actions),
        ("timeline", "Timeline", draft.timeline),
    ];
    let closing = [
        ("culture", "Culture", draft.culture),
        ("lessons", "Lessons", draft.lessons),
        ("work_items", "Work items", draft.work_items),
        ("close", "Close", draft.close),
    ];
    let blank = std::iter::repeat_n(QuestionDraft { write: 4, discuss: 6, ..QuestionDraft::default() }, BLANK);
    let questions: Vec<QuestionDraft> = draft.questions.into_iter().chain(blank).collect();
    view! {
        <header class="page-head">
            <nav class="crumbs" aria-label="Where you are"><a href="/formats"><Icon name="chevron-left" />"Formats"</a></nav>
            <h1>{title}</h1>
            <p class="page-lead">"Minutes of 0 leave a step out. A question without a title is left out, too. Changes are for reviews opened from now on."</p>
        </header>
        <Form action="/do/save_format" draft=format!("format:{id}")>
            <Hidden name="id" value=id.clone() />
            <Field name="draft[name]" label="Name" value=draft.name limit=TITLE required=true placeholder="Platform, short" />
            <Select
                name="team"
                label="Team"
                value=team.map(|team| team.to_string()).unwrap_or_default()
                nothing="Choose a team"
                required=true
                options=names.team_options()
            />
            <Field name="draft[about]" label="About" value=draft.about limit=NOTE area=true optional=true />
            <fieldset class="field">
                <legend>"Opening, in minutes"</legend>
                <div class="fields minutes">{opening.map(|(field, label, value)| minutes(field, label, value)).collect_view()}</div>
            </fieldset>
            {questions.into_iter().enumerate().map(|(at, question)| view! { <QuestionFields at question /> }).collect_view()}
            <fieldset class="field">
                <legend>"Votes on each question"</legend>
                <div class="fields minutes">
                    <Field name="draft[budget]" label="Votes each" kind="number" value=draft.budget.to_string() max=50u32 />
                    <Field name="draft[most_on_one]" label="At most on one" kind="number" value=draft.most_on_one.to_string() max=50u32 />
                </div>
            </fieldset>
            <fieldset class="field">
                <legend>"Closing, in minutes"</legend>
                <div class="fields minutes">{closing.map(|(field, label, value)| minutes(field, label, value)).collect_view()}</div>
            </fieldset>
            <div class="form-actions">
                <Submit>"Save"</Submit>
                <a class="button quiet" href="/formats">"Cancel"</a>
            </div>
        </Form>
    }
}

#[component]
fn QuestionFields(at: usize, question: QuestionDraft) -> impl IntoView {
    let name = |field: &str| format!("draft[questions][{at}][{field}]");
    let legend = if question.title.is_empty() { "Another question".to_owned() } else { format!("Question {}", at + 1) };
    let phases = [
        ("write", "Write", question.write),
        ("group", "Group", question.group),
        ("vote", "Vote", question.vote),
        ("discuss", "Discuss", question.discuss),
    ]
    .map(|(field, label, value)| view! { <Field name=name(field) label kind="number" value=value.to_string() max=600u32 /> })
    .collect_view();
    view! {
        <fieldset class="field question-fields">
            <legend>{legend}</legend>
            <Hidden name=name("id") value=question.id />
            <Field name=name("title") label="Question" value=question.title limit=TITLE />
            <Field name=name("prompt") label="Prompt" value=question.prompt limit=NOTE area=true optional=true />
            <div class="fields minutes">{phases}</div>
        </fieldset>
    }
}
