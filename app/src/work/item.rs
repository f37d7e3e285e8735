//! One work item: as a card, as a page, and as a form.

use crate::{
    done::Done,
    error::AppError,
    form::{After, EditLink, Editing, EndEdit, Field, Form, Fresh, Hidden, Select, Submit},
    icon::Icon,
    live::LiveReview,
    load::{load, shown},
    page::{Page, initials},
    setting::setting,
};
use domain::{
    id::{LessonId, WorkItemId},
    prose::{NOTE, TITLE},
    time::Day,
    work::{Driver, Kind, Status, WorkItem},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

fn kind_icon(kind: Kind) -> &'static str {
    match kind {
        Kind::BusinessProject => "business",
        Kind::Operations => "operations",
        Kind::Engineering => "engineering",
    }
}

/// A work item in a list or a lane.
#[component]
pub fn ItemCard(
    item: WorkItem,
    /// For knowing what is overdue.
    #[prop(optional)]
    today: Option<Day>,
    /// Shows the status, where the place does not say it.
    #[prop(optional)]
    status: bool,
    /// Offers to move it; called when it was moved.
    #[prop(optional)]
    moves: Option<Callback<Done>>,
) -> impl IntoView {
    let setting = setting();
    let owner = setting.names.person(item.owner);
    let late = today.is_some_and(|today| item.is_overdue(today));
    let due = if item.status.is_closed() {
        format!("was due {}", item.due.spoken())
    } else if late {
        format!("Overdue since {}", item.due.spoken())
    } else {
        format!("Due {}", item.due.spoken())
    };
    let saves = (item.saves > 0).then(|| view! { <span><Icon name="arrow-down" />{format!("saves {} h a month", item.saves)}</span> });
    let chip = status.then(|| view! { <span class="chip" data-status=item.status.key()>{item.status.name()}</span> });
    let outcome = (!item.outcome.is_empty()).then(|| view! { <p class="outcome">{item.outcome.clone()}</p> });
    let tools = moves.filter(|_| setting.writes()).map(|then| view! { <Move item=item.clone() then /> });
    view! {
        <li class="card work-item" data-status=item.status.key()>
            <h3><a href=format!("/work/{}", item.id)>{item.title.clone()}</a></h3>
            <p class="work-facts">
                {chip}
                <span class="owner"><span class="avatar small" aria-hidden="true">{initials(&owner)}</span>{owner.clone()}</span>
                <span><Icon name=kind_icon(item.kind) />{item.kind.name()}</span>
                <span class="due" data-overdue=late.then_some("")><Icon name=if late { "warning" } else { "clock" } />{due}</span>
                {saves}
            </p>
            {outcome}
            {tools}
        </li>
    }
}

/// Moves an item to another status.
#[component]
fn Move(item: WorkItem, then: Callback<Done>) -> impl IntoView {
    let options: Vec<(String, String)> = Status::ALL
        .into_iter()
        .filter(|status| *status != item.status && (*status != Status::Verified || item.status == Status::Done))
        .map(|status| (status.key().to_owned(), status.name().to_owned()))
        .collect();
    let next = match item.status {
        Status::Proposed => Status::Planned,
        Status::Planned | Status::WontDo => Status::InProgress,
        Status::InProgress => Status::Done,
        Status::Done => Status::Verified,
        Status::Verified => Status::InProgress,
    };
    view! {
        <details class="more">
            <summary><Icon name="chevron-right" />"Move"</summary>
            <Form action="/do/move_work" within=item.id.to_string() then=then draft=format!("move:{}", item.id)>
                <Hidden name="id" value=item.id.to_string() />
                <Fresh name="command" command=true />
                <Select name="to" label="To" value=next.key() options=options />
                <Field name="outcome" label="What was seen, or why not" hint="Needed for “Verified” and for “Won’t do”." limit=NOTE area=true optional=true />
                <div class="form-actions"><Submit class="button small primary">"Move"</Submit></div>
            </Form>
        </details>
    }
}

/// What is written on an item; of one that is there, also what the writer started from.
#[component]
fn ItemFields(item: Option<WorkItem>) -> impl IntoView {
    let names = setting().names;
    let of = |get: fn(&WorkItem) -> String| item.as_ref().map(get).unwrap_or_default();
    let there = item.is_some();
    let plain = move |field: &str| format!("{}[{field}]", if there { "patch" } else { "draft" });
    let text = move |field: &str| if there { format!("patch[{field}][now]") } else { plain(field) };
    let was = item.as_ref().map(|item| {
        [("title", &item.title), ("risk_scenario", &item.risk_scenario), ("check", &item.check)]
            .map(|(field, was)| view! { <Hidden name=format!("patch[{field}][was]") value=was.clone() with=text(field) /> })
            .collect_view()
    });
    let kinds = Kind::ALL.map(|kind| (kind.key().to_owned(), format!("{}: {}", kind.name(), kind.explained()))).to_vec();
    let drivers = Driver::ALL.map(|driver| (driver.key().to_owned(), driver.name().to_owned())).to_vec();
    let kind = item.as_ref().map_or(Kind::Engineering, |item| item.kind).key();
    let driver = item.as_ref().map_or(Driver::Risk, |item| item.driver).key();
    let mut people = names.people_options();
    // Who has left stays on what they had.
    if let Some(owner) = item.as_ref().map(|item| item.owner)
        && people.iter().all(|(key, _)| *key != owner.to_string())
    {
        people.push((owner.to_string(), names.person(owner)));
    }
    let effort = item.as_ref().map_or(8, |item| item.effort).to_string();
    let saves = item.as_ref().map_or(0, |item| item.saves).to_string();
    view! {
        {was}
        <Field name=text("title") label="What is to be done" hint="Specific and bounded, so that one can tell when it is done." value=of(|item| item.title.clone()) limit=TITLE required=true />
        <div class="fields">
            <Select name=plain("kind") label="Kind of work" value=kind options=kinds />
            <Select name=plain("driver") label="Why" value=driver options=drivers />
        </div>
        <Field
            name=text("risk_scenario")
            label="Risk scenario"
            hint="The future that you want to avoid, with its consequences. Needed where the work reduces a risk."
            value=of(|item| item.risk_scenario.clone())
            limit=NOTE
            area=true
        />
        <div class="fields">
            <Select
                name=plain("owner")
                label="Owner, the one person who answers for it"
                value=of(|item| item.owner.to_string())
                nothing="Choose a person"
                required=true
                options=people
            />
            <Select name=plain("department") label="Department" value=of(|item| item.department.to_string()) nothing="Choose a department" required=true options=names.department_options() />
            <Field name=plain("due") label="Due" kind="date" value=of(|item| item.due.to_string()) required=true />
            <Field name=plain("effort") label="Effort, hours" kind="number" value=effort max=100_000u32 required=true />
            <Field name=plain("saves") label="Unplanned hours it should save a month" kind="number" value=saves max=100_000u32 required=true />
        </div>
        <Field name=text("check") label="How will we know that it worked" value=of(|item| item.check.clone()) limit=NOTE area=true required=true />
    }
}

/// Plans work from a lesson.
#[component]
pub fn WorkForm(live: LiveReview, lesson: LessonId, close: Callback<()>) -> impl IntoView {
    let review = live.id();
    let none = setting().names.departments.is_empty();
    // Work is planned in the room, too; whoever does that stays there.
    let here = use_location().pathname.get_untracked();
    view! {
        <Form
            action="/do/propose_work"
            class="form card"
            after=After::Stay
            within=lesson.to_string()
            draft=format!("{review}:work:{lesson}")
            then=Callback::new(move |_: Done| close.run(()))
            focus=true
        >
            <Fresh name="id" />
            <Hidden name="review" value=review.to_string() />
            <Hidden name="lesson" value=lesson.to_string() />
            <Hidden name="go" value=here.clone() />
            {none.then(|| view! { <p class="notice" data-tone="warning">"Work belongs to a department, and there are none yet. An administrator can add them under People."</p> })}
            <ItemFields item=None />
            <div class="form-actions">
                <Submit>"Propose"</Submit>
                <button class="button quiet needs-script" type="button" on:click=move |_| close.run(())>"Cancel"</button>
                <noscript><a class="button quiet" href=format!("{here}#plan-{lesson}")>"Cancel"</a></noscript>
            </div>
        </Form>
    }
}

/// The item, the lesson it comes from as HTML, and the day it is for.
#[server(prefix = "/do", endpoint = "load_work_item")]
pub async fn load_work_item(id: WorkItemId) -> Result<(WorkItem, String, Day), AppError> {
    let asking = crate::request::Asking::current()?;
    let actor = asking.actor()?;
    let item = asking.workspace().work_item(&actor, id).await?;
    // An owner sees their work also where the review is not theirs to read.
    let lesson = match asking.workspace().review_view(&actor, item.review, false).await {
        Ok(view) => view.html.get(&item.lesson.0).cloned().unwrap_or_default(),
        Err(_) => String::new(),
    };
    Ok((item, lesson, asking.now.due_day()))
}

/// One work item on its own page.
#[component]
pub fn WorkItemPage() -> impl IntoView {
    view! { <Page class="page narrow" view=ItemContent /> }
}

#[component]
fn ItemContent() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(WorkItemId(uuid::Uuid::nil())));
    move || {
        let id = id.get();
        let editing = Editing::of(id.0, "main");
        let item = load(move || id, load_work_item);
        let saved = StoredValue::new(None);
        shown(item, move |(loaded, lesson, today)| {
            // The form stays until the item is there as it was saved.
            if let Some(done) = saved.try_update_value(Option::take).flatten() {
                editing.over().run(done);
            }
            let refresh = Callback::new(move |_: Done| item.refetch());
            let save = Callback::new(move |done: Done| {
                saved.set_value(Some(done));
                item.refetch();
            });
            view! { <OneItem item=loaded lesson today editing refresh save /> }.into_any()
        })
    }
}

#[component]
fn EditItem(item: WorkItem, editing: Editing, save: Callback<Done>) -> impl IntoView {
    view! {
        <Form action="/do/edit_work" class="form card" draft=format!("work:{}", item.id) patch=true then=save focus=true>
            <Hidden name="id" value=item.id.to_string() />
            <Fresh name="command" command=true />
            <Hidden name="base" value=item.version.to_string() />
            <ItemFields item=Some(item) />
            <EndEdit editing />
        </Form>
    }
}

#[component]
fn OneItem(item: WorkItem, lesson: String, today: Day, editing: Editing, refresh: Callback<Done>, save: Callback<Done>) -> impl IntoView {
    let setting = setting();
    let names = setting.names.clone();
    let late = item.is_overdue(today);
    let writes = setting.writes();
    let learnt = (!lesson.is_empty()).then(|| {
        view! { <section class="section"><h2>"The lesson it comes from"</h2><blockquote class="prose" inner_html=lesson></blockquote><p><a href=format!("/reviews/{}/lessons", item.review)>"In its review"</a></p></section> }
    });
    let outcome =
        (!item.outcome.is_empty()).then(|| view! { <section class="section"><h2>"Outcome"</h2><p>{item.outcome.clone()}</p></section> });
    let moves = writes.then(|| {
        view! { <section class="section"><Move item=item.clone() then=refresh /></section> }
    });
    let change = move || {
        (writes && !editing.is_on()).then(|| {
            view! { <EditLink editing class="button small" label="Change this item"><Icon name="edit" />"Change"</EditLink> }
        })
    };
    let written = item.clone();
    let said = move || {
        if writes && editing.is_on() {
            return view! { <EditItem item=written.clone() editing save /> }.into_any();
        }
        let item = &written;
        let scenario = (!item.risk_scenario.is_empty())
            .then(|| view! { <section class="section"><h2>"Risk scenario"</h2><p>{item.risk_scenario.clone()}</p></section> });
        view! {
            <dl class="facts">
                <div><dt>"Owner"</dt><dd>{names.person(item.owner)}</dd></div>
                <div><dt>"Department"</dt><dd>{names.department(item.department)}</dd></div>
                <div><dt>"Due"</dt><dd>{item.due.spoken()}</dd></div>
                <div><dt>"Kind"</dt><dd>{item.kind.name()}</dd></div>
                <div><dt>"Why"</dt><dd>{item.driver.name()}</dd></div>
                <div><dt>"Effort"</dt><dd>{format!("{} h", item.effort)}</dd></div>
                <div><dt>"Should save"</dt><dd>{format!("{} h a month", item.saves)}</dd></div>
            </dl>
            <section class="section"><h2>"How will we know"</h2><p>{item.check.clone()}</p></section>
            {scenario}
        }
        .into_any()
    };
    view! {
        <Title text=item.title.clone() />
        <header class="page-head">
            <nav class="crumbs" aria-label="Where you are"><a href="/work"><Icon name="chevron-left" />"Work"</a></nav>
            <h1>{item.title.clone()}</h1>
            <div class="page-meta">
                <span class="chip" data-status=item.status.key()>{item.status.name()}</span>
                {late.then(|| view! { <span class="chip" data-state="overdue"><Icon name="clock" />"Overdue"</span> })}
                {change}
            </div>
        </header>
        {editing.notices()}
        {said}
        {learnt}
        {outcome}
        {moves}
    }
}
