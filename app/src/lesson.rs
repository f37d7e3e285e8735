//! Lessons: what was learnt, from what, and what work it led to.

use crate::{
    culture::{evidence_options, evidence_place},
    form::{Act, After, EditLink, Editing, EndEdit, Field, Form, Fresh, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
    session::Writers,
    work::{ItemCard, WorkForm},
};
use domain::{
    culture::Evidence,
    id::{LessonId, WorkItemId},
    prose::{TEXT, excerpt},
    review::{Lesson, Review},
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The lessons of a review.
#[component]
pub fn LessonsTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let ids = Memo::new(move |_| {
        live.review.with(|review| review.lessons.values().filter(|lesson| !lesson.removed).map(|lesson| lesson.id).collect::<Vec<_>>())
    });
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.lessons.values().filter(|lesson| lesson.removed);
            gone.map(|lesson| (lesson.id.0, excerpt(&lesson.text))).collect()
        })
    });
    view! {
        <section aria-labelledby="lessons">
            <header class="section-head">
                <h2 id="lessons">"Lessons"</h2>
                <p>"Each rests on what was seen or said, and leads to work with one owner."</p>
            </header>
            {move || {
                ids.with(Vec::is_empty)
                    .then(|| {
                        view! {
                            <div class="empty small">
                                <h3>"No lessons yet"</h3>
                                <p>"A lesson says what is different now that you know. Choose the events and cards that taught it."</p>
                            </div>
                        }
                    })
            }}
            <ul class="cards">
                <For each=move || ids.get() key=|lesson| *lesson let:lesson>
                    <LessonCard live lesson />
                </For>
            </ul>
            <Removed live command="restore_lesson" list=removed />
            {move || live.contributes.get().then(|| view! { <AddLesson live /> })}
        </section>
    }
}

/// What a lesson was learnt from, as links.
pub fn sources(review: &Review, lesson: &Lesson) -> impl IntoView + use<> {
    let links = lesson
        .sources
        .iter()
        .map(|evidence| {
            let (icon, place) = evidence_place(review, evidence);
            view! { <li><a class="source" href=place><Icon name=icon /><span>{review.evidence_name(evidence)}</span></a></li> }
        })
        .collect_view();
    view! { <ul class="sources" aria-label="Learnt from">{links}</ul> }
}

/// Boxes to choose evidence with.
#[component]
fn Sources(live: LiveReview, name: &'static str, chosen: BTreeSet<Evidence>) -> impl IntoView {
    let options = Memo::new(move |_| live.review.with(evidence_options));
    let chosen = StoredValue::new(chosen.iter().map(ToString::to_string).collect::<Vec<_>>());
    let error = expect_context::<crate::form::FormState>().error;
    let trouble = move || {
        error
            .get()
            .filter(|error| error.field.as_deref() == Some("sources"))
            .map(|error| view! { <p class="field-error"><Icon name="warning" />{error.message}</p> })
    };
    view! {
        <fieldset class="field">
            <legend>"Learnt from"</legend>
            <div class="choices grid evidence-choices">
                <For each=move || options.get() key=|(value, _)| value.clone() let:option>
                    <label class="choice">
                        <input type="checkbox" name=name value=option.0.clone() checked=chosen.with_value(|chosen| chosen.contains(&option.0)) />
                        <span>{option.1}</span>
                    </label>
                </For>
            </div>
            {trouble}
        </fieldset>
    }
}

#[component]
fn AddLesson(live: LiveReview) -> impl IntoView {
    let id = live.id();
    view! {
        <section class="section" aria-labelledby="add-lesson">
            <header class="section-head"><h2 id="add-lesson">"Add a lesson"</h2></header>
            <Form action="/do/send" class="form card" within="new" after=After::Empty draft=format!("{id}:lesson")>
                <ForReview review=id />
                <Fresh name="command[add_lesson][id]" />
                <Field name="command[add_lesson][text]" label="What was learnt" hint="Markdown. What is different now that you know?" limit=TEXT area=true required=true />
                <Sources live name="command[add_lesson][sources][]" chosen=BTreeSet::new() />
                <div class="form-actions"><Submit>"Add"</Submit></div>
            </Form>
        </section>
    }
}

#[component]
fn LessonCard(live: LiveReview, lesson: LessonId) -> impl IntoView {
    let one = Memo::new(move |_| live.review.with(|review| review.lessons.get(&lesson).cloned()));
    let html = live.html_of(lesson.0);
    let editing = Editing::of(lesson.0, format!("lesson-{lesson}"));
    let planning = RwSignal::new(None::<LessonId>);
    let work =
        Memo::new(move |_| live.work.with(|work| work.iter().filter(|item| item.lesson == lesson).map(|item| item.id).collect::<Vec<_>>()));
    let tools = move || {
        live.contributes.get().then(|| {
            view! {
                <div class="buttons">
                    <EditLink editing label="Edit this lesson"><Icon name="edit" /></EditLink>
                    <Act command="remove_lesson" fields=vec![("id", lesson.to_string())] label="Remove this lesson" icon="trash" />
                </div>
            }
        })
    };
    let read = move |lesson: Lesson| {
        view! {
            <div class="lesson-head"><div class="lesson-text prose" inner_html=move || html.get()></div>{tools}</div>
            {move || live.review.with(|review| sources(review, &lesson))}
        }
    };
    view! {
        <li class="card lesson" id=format!("lesson-{lesson}")>
            <Writers live of=format!("lesson:{lesson}") />
            {editing.place(one, move |lesson| view! { <EditLesson live lesson editing /> }, read)}
            <ul class="work-list">
                <For each=move || work.get() key=|item| *item let:item>
                    <WorkOf live item />
                </For>
            </ul>
            {move || work.with(Vec::is_empty).then(|| view! { <p class="unsure"><Icon name="info" /><span>"No work planned yet."</span></p> })}
            <PlanWork live lesson planning />
        </li>
    }
}

/// The way from a lesson to the work that it asks for: a button, and in its place the form.
#[component]
pub fn PlanWork(
    live: LiveReview,
    lesson: LessonId,
    /// The lesson whose form is open.
    planning: RwSignal<Option<LessonId>>,
) -> impl IntoView {
    let open = Memo::new(move |_| planning.get() == Some(lesson));
    let ask = move || {
        planning.set(Some(lesson));
        #[cfg(feature = "hydrate")]
        crate::form::focus::ask_for_form();
    };
    let id = format!("plan-work-{lesson}");
    let close = {
        let id = id.clone();
        Callback::new(move |()| {
            planning.set(None);
            #[cfg(feature = "hydrate")]
            // Where a lesson without work stands no longer, the heading of those that are left, or of the work.
            crate::form::focus::return_to([id.as_str(), "unplanned", "work"].map(str::to_owned).to_vec());
            #[cfg(not(feature = "hydrate"))]
            let _ = &id;
        })
    };
    move || {
        live.contributes.get().then(|| {
            if open.get() {
                view! { <WorkForm live lesson close /> }.into_any()
            } else {
                view! {
                    <div class="form-actions needs-script">
                        <button id=id.clone() class="button small" type="button" on:click=move |_| ask()><Icon name="plus" />"Plan work"</button>
                    </div>
                    <noscript><p><a class="button small" href=format!("/reviews/{}/work?lesson={lesson}#plan-{lesson}", live.id())>"Plan work"</a></p></noscript>
                }
                .into_any()
            }
        })
    }
}

#[component]
fn WorkOf(live: LiveReview, item: WorkItemId) -> impl IntoView {
    let item = Memo::new(move |_| live.work.with(|work| work.iter().find(|other| other.id == item).cloned()));
    move || item.get().map(|item| view! { <ItemCard item status=true /> })
}

#[component]
fn EditLesson(live: LiveReview, lesson: Lesson, editing: Editing) -> impl IntoView {
    let id = live.id();
    view! {
        <Form
            action="/do/send"
            within=lesson.id.to_string()
            draft=format!("{id}:lesson:{}", lesson.id)
            then=editing.over()
            focus=true
            writing=format!("lesson:{}", lesson.id)
        >
            <ForReview review=id />
            <Hidden name="command[edit_lesson][id]" value=lesson.id.to_string() />
            <Hidden name="command[edit_lesson][base]" value=lesson.version.to_string() />
            <Hidden name="command[edit_lesson][text][was]" value=lesson.text.clone() />
            <Field name="command[edit_lesson][text][now]" label="What was learnt" value=lesson.text.clone() limit=TEXT area=true required=true />
            <Sources live name="command[edit_lesson][sources][]" chosen=lesson.sources />
            <EndEdit editing />
        </Form>
    }
}
