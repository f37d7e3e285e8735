//! Planned work: the board, one item, and the work of one review.

mod item;

pub use item::{ItemCard, WorkForm, WorkItemPage};

use crate::{
    done::Done,
    error::AppError,
    icon::Icon,
    lesson::PlanWork,
    live::LiveReview,
    load::{load, shown},
    page::Page,
    setting::setting,
};
use domain::{
    id::{CommandId, LessonId, ReviewId, WorkItemId},
    time::Day,
    work::{Draft, Kind, Patch, Status, WorkItem},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Work that was closed longer ago is not on the board.
#[cfg(feature = "ssr")]
const BOARD_DAYS: i64 = 90;

/// The board, and the day it is for: overdue is a matter of the server's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub items: Vec<WorkItem>,
    pub today: Day,
}

#[server(prefix = "/do", endpoint = "load_board")]
pub async fn load_board() -> Result<Board, AppError> {
    let asking = crate::request::Asking::current()?;
    let since = asking.now.plus_seconds(-BOARD_DAYS * 24 * 3600);
    Ok(Board { items: asking.workspace().work_board(&asking.actor()?, since).await?, today: asking.now.due_day() })
}

#[server(prefix = "/do", endpoint = "propose_work")]
pub async fn propose_work(
    id: WorkItemId,
    review: ReviewId,
    lesson: LessonId,
    draft: Draft,
    #[server(default)] go: Option<String>,
) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let command = domain::work::WorkCommand::Propose { review, lesson, draft };
    asking.workspace().send_work(&asking.actor()?, id, CommandId(id.0), &command, asking.now).await?;
    Ok(Done { go: go.map(|to| crate::request::own_path(&to)), ..Done::default() })
}

#[server(prefix = "/do", endpoint = "edit_work")]
pub async fn edit_work(
    id: WorkItemId,
    command: CommandId,
    base: u64,
    #[server(default)] patch: Patch,
    #[server(default)] go: Option<String>,
) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let edit = domain::work::WorkCommand::Edit { base, patch };
    let outcome = asking.workspace().send_work(&asking.actor()?, id, command, &edit, asking.now).await?;
    Ok(Done { go: go.map(|to| crate::request::own_path(&to)), notices: outcome.notices, ..Done::default() })
}

#[server(prefix = "/do", endpoint = "move_work")]
pub async fn move_work(id: WorkItemId, command: CommandId, to: Status, #[server(default)] outcome: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let go = domain::work::WorkCommand::Move { to, outcome };
    asking.workspace().send_work(&asking.actor()?, id, command, &go, asking.now).await?;
    Ok(Done::default())
}

/// All work, by status.
#[component]
pub fn BoardPage() -> impl IntoView {
    view! {
        <Title text="Work" />
        <Page class="page wide" view=BoardContent />
    }
}

#[component]
fn BoardContent() -> impl IntoView {
    let board = load(|| (), |()| load_board());
    let names = setting().names;
    let query = use_query_map().get_untracked();
    let chosen = |name: &str| query.get(name).unwrap_or_default();
    let (department, kind) = (chosen("department"), chosen("kind"));
    let option = |value: String, label: String, chosen: &str| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }
    };
    let departments = names.department_options().into_iter().map(|(value, label)| option(value, label, &department)).collect_view();
    let kinds = Kind::ALL.into_iter().map(|one| option(one.key().into(), one.name().into(), &kind)).collect_view();
    view! {
        <header class="page-head">
            <h1>"Work"</h1>
            <p class="page-lead">"What reviews asked for: one owner each, a day, and a way to know that it worked."</p>
        </header>
        <form class="inline-form filters" method="get">
            <div class="field"><label for="department">"Department"</label><select id="department" name="department"><option value="">"All"</option>{departments}</select></div>
            <div class="field"><label for="kind">"Kind"</label><select id="kind" name="kind"><option value="">"All kinds"</option>{kinds}</select></div>
            <button class="button">"Show"</button>
        </form>
        {shown(
            board,
            move |mut loaded| {
                loaded.items.retain(|item| (department.is_empty() || item.department.to_string() == department) && (kind.is_empty() || item.kind.key() == kind));
                view! { <Lanes board=loaded refresh=Callback::new(move |_: Done| board.refetch()) /> }.into_any()
            },
        )}
    }
}

#[component]
fn Lanes(board: Board, refresh: Callback<Done>) -> impl IntoView {
    if board.items.is_empty() {
        return view! {
            <section class="empty">
                <h2>"No work here"</h2>
                <p>"Work comes from lessons: open a review, write a lesson, and plan what it asks for."</p>
                <div class="buttons"><a class="button" href="/">"All reviews"</a></div>
            </section>
        }
        .into_any();
    }
    let count = |status: Status| board.items.iter().filter(|item| item.status == status).count();
    let jumps = Status::ALL
        .map(|status| view! { <a class="chip" href=format!("#{}", status.key())>{status.name()} " " <span>{count(status)}</span></a> })
        .collect_view();
    let lanes = Status::ALL
        .map(|status| {
            let items: Vec<WorkItem> = board.items.iter().filter(|item| item.status == status).cloned().collect();
            let title = format!("lane-{}", status.key());
            let number = items.len();
            let inside = if items.is_empty() {
                view! { <p class="lane-empty">"Nothing here"</p> }.into_any()
            } else {
                let cards = items.into_iter().map(|item| view! { <ItemCard item today=board.today moves=refresh /> }).collect_view();
                view! { <ul class="cards">{cards}</ul> }.into_any()
            };
            view! {
                <section class="lane" id=status.key() data-status=status.key() aria-labelledby=format!("lane-{}", status.key())>
                    <h2 class="lane-title" id=title>{status.name()} " " <span class="count">{number}</span></h2>
                    {inside}
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="board-frame">
            <nav class="board-jump" aria-label="Go to a column">{jumps}</nav>
            <div class="board">{lanes}</div>
        </div>
    }
    .into_any()
}

/// The work of one review.
#[component]
pub fn WorkTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let ids = Memo::new(move |_| live.work.with(|work| work.iter().map(|item| item.id).collect::<Vec<_>>()));
    let lesson = use_query_map().get_untracked().get("lesson").and_then(|text| text.parse::<LessonId>().ok());
    // A guest sees the work of this review and no other.
    let board = setting().guest_of.is_none().then(|| {
        view! {
            <p>"Planned from the lessons of this review. The board shows all work."</p>
            <div class="buttons"><a class="button" href="/work"><Icon name="work" />"Board"</a></div>
        }
    });
    let planning = RwSignal::new(lesson);
    #[cfg(feature = "hydrate")]
    if lesson.is_some() {
        crate::form::focus::ask_for_form();
    }
    let no_lessons = Memo::new(move |_| live.review.with(|review| review.lessons.values().all(|lesson| lesson.removed)));
    view! {
        <section aria-labelledby="work">
            <header class="section-head">
                <h2 id="work">"Work"</h2>
                {board}
            </header>
            {move || {
                ids.with(Vec::is_empty)
                    .then(|| {
                        let text = if no_lessons.get() {
                            "Work comes from lessons, and there are none yet. Write down what was learnt first."
                        } else {
                            "Plan work from a lesson, so that everybody can see why it is done."
                        };
                        let lessons = no_lessons.get().then(|| {
                            view! { <div class="buttons"><a class="button" href=format!("/reviews/{}/lessons", live.id())>"Lessons"</a></div> }
                        });
                        view! { <div class="empty small"><h3>"No work planned yet"</h3><p>{text}</p>{lessons}</div> }
                    })
            }}
            <ul class="work-list">
                <For each=move || ids.get() key=|item| *item let:item>
                    {
                        let item = Memo::new(move |_| live.work.with(|work| work.iter().find(|other| other.id == item).cloned()));
                        move || item.get().map(|item| view! { <ItemCard item status=true /> })
                    }
                </For>
            </ul>
            <Unplanned live planning />
        </section>
    }
}

/// Lessons that have led to no work yet, with the way to plan it where one is.
#[component]
fn Unplanned(live: LiveReview, planning: RwSignal<Option<LessonId>>) -> impl IntoView {
    let lessons = Memo::new(move |_| {
        let planned: BTreeSet<LessonId> = live.work.with(|work| work.iter().map(|item| item.lesson).collect());
        // A form that is open stays until its answer is there, also when the stream tells of the work first.
        let open = planning.get();
        live.review.with(|review| {
            let there = review.lessons.values().filter(|lesson| !lesson.removed).map(|lesson| lesson.id);
            there.filter(|lesson| !planned.contains(lesson) || open == Some(*lesson)).collect::<Vec<_>>()
        })
    });
    let any = Memo::new(move |_| live.contributes.get() && lessons.with(|lessons| !lessons.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <section class="section" aria-labelledby="unplanned">
                    <h3 id="unplanned">"Lessons without work"</h3>
                    <ul class="cards">
                        <For each=move || lessons.get() key=|lesson| *lesson let:lesson>
                            {
                                let html = live.html_of(lesson.0);
                                view! {
                                    <li class="card unplanned" id=format!("plan-{lesson}")>
                                        <div class="prose" inner_html=move || html.get()></div>
                                        <PlanWork live lesson planning />
                                    </li>
                                }
                            }
                        </For>
                    </ul>
                </section>
            }
        })
    }
}
