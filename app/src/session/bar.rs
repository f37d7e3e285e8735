//! Where the session is and how it stands for time; for whoever leads, back and next.

use super::{chime::announce_time, place_of};
use crate::{
    form::{Act, Form, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::ForReview,
};
use domain::{
    review::Review,
    session::{Format, Left},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::collections::BTreeSet;
#[cfg(feature = "hydrate")]
use std::time::Duration;

/// How long the buttons of the bar rest after somebody else moved the room.
#[cfg(feature = "hydrate")]
const SETTLES: Duration = Duration::from_millis(1_500);
/// And after one's own move: the second press of a double click is not meant for what stands there by then.
#[cfg(feature = "hydrate")]
const SETTLES_OWN: Duration = Duration::from_millis(500);
/// Milliseconds within which a move is the answer to one's own press.
#[cfg(feature = "hydrate")]
const OWN: f64 = 3_000.0;

/// Any button of the bar.
#[cfg(feature = "hydrate")]
const BUTTON: &str = "button";
/// Those that stand where others stood before the room moved.
#[cfg(feature = "hydrate")]
const IN_PLACE: &str = ".session > button, .session-time button, .session-move button";

#[cfg(feature = "hydrate")]
fn is_on(event: &leptos::ev::MouseEvent, what: &str) -> bool {
    use wasm_bindgen::JsCast;
    let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    pressed.is_some_and(|pressed| matches!(pressed.closest(what), Ok(Some(_))))
}

/// Minutes and seconds: `4:32`; over time `+1:05`.
pub(super) fn clock_text(seconds: i64) -> String {
    let sign = if seconds < 0 { "+" } else { "" };
    let seconds = seconds.abs();
    format!("{sign}{}:{:02}", seconds / 60, seconds % 60)
}

/// Whole minutes, the one that has begun counted.
fn minutes(seconds: i64) -> i64 {
    seconds.max(0).saturating_add(59) / 60
}

fn of_plan(left: Left) -> String {
    let behind = left.behind / 60;
    let plan = match behind {
        2.. => format!(", {behind} min behind"),
        ..=-2 => format!(", {} min ahead", -behind),
        _ => String::new(),
    };
    format!("{} min to the end{plan}", minutes(left.whole))
}

/// Where the session is.
#[component]
pub fn SessionBar(live: LiveReview) -> impl IntoView {
    let id = live.id();
    announce_time(live);
    let step = Memo::new(move |_| live.review.with(|review| review.step));
    let name = move || {
        live.review.with(|review| {
            let kind = review.current_step().map(|step| step.kind.name()).unwrap_or_default();
            let whole = review.format.step_name(review.step);
            view! { {kind}<span class="of-question">{whole.strip_prefix(kind).unwrap_or_default().to_owned()}</span> }
        })
    };
    let count = move || live.review.with(|review| review.format.steps.len());
    let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
    let path = use_location().pathname;
    let in_room = Memo::new(move |_| path.get().trim_end_matches('/').ends_with("/session"));
    let place = move || {
        let part = live.review.with(|review| review.current_step().map(|step| place_of(&step.kind)).unwrap_or_default());
        if on.get() { format!("/reviews/{id}/session") } else { format!("/reviews/{id}{part}") }
    };
    let to_room = move || {
        (!in_room.get()).then(|| {
            let class = if on.get() { "button primary small" } else { "button small" };
            view! { <a class=class href=format!("/reviews/{id}/session") data-key="g">"Go to the room"<Icon name="arrow-right" /></a> }
        })
    };
    let bar = NodeRef::<leptos::html::Section>::new();
    let all_steps = NodeRef::<leptos::html::Details>::new();
    #[cfg(feature = "hydrate")]
    {
        super::height::tell(bar);
        // Whoever chose a step has no more use for the list.
        Effect::new(move |_| {
            step.track();
            if let Some(all_steps) = all_steps.get() {
                all_steps.set_open(false);
            }
        });
    }
    #[cfg(feature = "hydrate")]
    let (settling, own) = {
        let own = StoredValue::new(0.0);
        (settling(Memo::new(move |_| (step.get(), on.get())), own), own)
    };
    #[cfg(not(feature = "hydrate"))]
    let settling = RwSignal::new(false);
    // Who is elsewhere while a session is on sees neither the room nor what they would move it to.
    let lead = move || (in_room.get() || !on.get()).then(|| view! { <Moves live in_room settling /> });
    let pressed = move |event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        if settling.get_untracked() && is_on(&event, IN_PLACE) {
            event.prevent_default();
            if !is_own(own) {
                live.say("Somebody else has just moved the session. Press again if you want to go on.");
            }
        } else if is_on(&event, BUTTON) {
            own.set_value(js_sys::Date::now());
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = event;
    };
    view! {
        <section class="session" aria-label="Session" node_ref=bar data-settling=move || settling.get().then_some("") on:click=pressed>
            <div class="session-now">
                <small>
                    <span class="presence needs-script" data-state=move || (!live.connected.get()).then_some("away")>
                        {move || if live.connected.get() { "Connected" } else { "Reconnecting" }}
                    </span>
                    <span>{move || format!("Step {} of {}", step.get() + 1, count())}</span>
                </small>
                <a href=place>{name}</a>
            </div>
            <Clock live />
            {to_room}
            {lead}
            <progress class="session-progress" value=move || (step.get() + 1).to_string() max=move || count().to_string() aria-label=move || format!("Step {} of {}", step.get() + 1, count())></progress>
            <details class="more session-all over-page" id="all-steps" node_ref=all_steps>
                <summary><Icon name="chevron-right" />"All steps"</summary>
                <AllSteps live />
            </details>
        </section>
    }
}

/// Did this browser move the room a moment ago? `own`: when a button of the bar was last pressed in
/// it, in its milliseconds.
#[cfg(feature = "hydrate")]
fn is_own(own: StoredValue<f64>) -> bool {
    js_sys::Date::now() - own.get_value() < OWN
}

/// Whether the room has just moved. Two who press “Next” at once want one step, and the second press is meant for the
/// button that was there before: it may say “Reveal” by now. So is the second press of one person.
#[cfg(feature = "hydrate")]
fn settling(at: Memo<(usize, bool)>, own: StoredValue<f64>) -> RwSignal<bool> {
    let settling = RwSignal::new(false);
    let timer = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    Effect::new(move |before: Option<(usize, bool)>| {
        let now = at.get();
        if before.is_some_and(|before| before != now) {
            settling.set(true);
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            let settle = move || {
                // The page may show something else by then.
                let _ = settling.try_set(false);
            };
            timer.set_value(set_timeout_with_handle(settle, if is_own(own) { SETTLES_OWN } else { SETTLES }).ok());
        }
        now
    });
    settling
}

/// What is left, or, without a session, what is planned.
#[component]
fn Clock(live: LiveReview) -> impl IntoView {
    let left = live.left();
    let planned = move || live.review.with(|review| review.current_step().map_or(0, |step| step.minutes));
    move || match left.get() {
        Some(left) => {
            let over = (left.step < 0).then_some("");
            view! {
                <p class="session-clock" data-over=over role="timer" aria-live="off">
                    <span>{clock_text(left.step)}</span>
                    <small>{if left.step < 0 { "over" } else { "left" }}<span class="session-plan">{of_plan(left)}</span></small>
                </p>
            }
            .into_any()
        }
        None => view! { <p class="session-clock"><span>{format!("{} min", planned())}</span><small>"planned"</small></p> }.into_any(),
    }
}

/// Back, next and more time, for whoever leads.
#[component]
fn Moves(live: LiveReview, in_room: Memo<bool>, settling: RwSignal<bool>) -> impl IntoView {
    let id = live.id();
    let button = move |to: usize, class: &'static str, back: bool| {
        let name = live.review.with_untracked(|review| {
            let name = review.format.steps.get(to).map(|step| step.kind.name()).unwrap_or_default();
            let reveals = !back && !review.format.revealed_between(review.step, to).is_empty();
            if reveals { format!("Reveal and {}", name.to_lowercase()) } else { name.to_owned() }
        });
        let (key, inside) = if back {
            ("b", view! { <Icon name="chevron-left" />"Back" }.into_any())
        } else {
            ("n", view! { {format!("Next: {name}")}<Icon name="chevron-right" /> }.into_any())
        };
        // It keeps the focus while it rests, so it is not disabled.
        let rests = move || settling.get().then_some("true");
        view! { <Submit class=class name="command[move_to][to]" value=to.to_string() key=key attr:aria-disabled=rests>{inside}</Submit> }
    };
    let around = Memo::new(move |_| {
        live.review.with(|review| (review.step, review.steps_around(), review.lead.clock.is_some(), review.lead.counted))
    });
    let want_more = Memo::new(move |_| live.room.with(|room| room.values().filter(|seat| seat.more_time).count()));
    let more = move |at: usize, minutes: u16, key: &'static str| {
        let fields = vec![("step", at.to_string()), ("minutes", minutes.to_string())];
        view! { <Act command="add_time" fields class="button small" text=format!("+{minutes} min") key=key /> }
    };
    move || {
        live.facilitates.get().then(|| {
            let (at, (before, after), on, held) = around.get();
            let begins = in_room.get() && !on && !held;
            let time = if on {
                view! {
                    <div class="session-time">
                        {more(at, 1, "1")}
                        {more(at, 3, "3")}
                        {move || (want_more.get() > 0).then(|| view! { <span class="chip" data-state="live">{format!("{} {} more time", want_more.get(), if want_more.get() == 1 { "wants" } else { "want" })}</span> })}
                    </div>
                }
                .into_any()
            } else {
                let (class, text) = if held { ("button quiet", "Begin another session") } else { ("button primary", "Begin the session") };
                in_room.get().then(|| view! { <Act command="begin_session" class text /> }).into_any()
            };
            view! {
                {time}
                <Form action="/do/send" class="session-move" shared=true>
                    <ForReview review=id />
                    <Hidden name="command[move_to][from]" value=at.to_string() />
                    {before.map(|to| button(to, "button", true))}
                    {after.map(|to| button(to, if begins { "button" } else { "button primary" }, false))}
                </Form>
            }
        })
    }
}

/// Groups the steps as people think of them: the opening, each question, the closing.
fn grouped(format: &Format) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    let mut asked = false;
    for (at, step) in format.steps.iter().enumerate() {
        let title = match step.kind.question().and_then(|id| format.question(id)) {
            Some(question) => {
                asked = true;
                question.title.clone()
            }
            None if asked => "Closing".to_owned(),
            None => "Opening".to_owned(),
        };
        match groups.last_mut().filter(|(last, _)| *last == title) {
            Some((_, steps)) => steps.push(at),
            None => groups.push((title, vec![at])),
        }
    }
    groups
}

#[component]
fn AllSteps(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let step = Memo::new(move |_| live.review.with(|review| review.step));
    let format = Memo::new(move |_| live.review.with(|review| review.format.clone()));
    let left_out = Memo::new(move |_| live.review.with(|review| review.lead.left_out.clone()));
    let private = Memo::new(move |_| live.review.with(Review::questions_with_private_cards));
    let line = move |to: usize| {
        let out = left_out.with(|left_out| left_out.contains(&to));
        view! { <OneStep format=format.get() private=private.get() at=step.get() to leads=live.facilitates.get() out /> }
    };
    let list = move || {
        let groups = format.with(grouped).into_iter().map(|(title, steps)| {
            let steps = steps.into_iter().map(line).collect_view();
            view! { <li><h3>{title}</h3><ol>{steps}</ol></li> }
        });
        groups.collect_view()
    };
    view! {
        <Form action="/do/send" class="">
            <ForReview review=id />
            {move || view! { <Hidden name="command[move_to][from]" value=step.get().to_string() /> }}
            <ol class="steps">{list}</ol>
        </Form>
    }
}

/// The list scrolls, and what was unfolded in it may be below its end.
fn into_sight(event: leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        if let Some(unfolded) =
            event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDetailsElement>().ok()).filter(|details| details.open())
        {
            unfolded.scroll_into_view_with_bool(false);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = event;
}

#[component]
fn OneStep(format: Format, private: BTreeSet<String>, at: usize, to: usize, leads: bool, out: bool) -> impl IntoView {
    let (name, minutes) = format.steps.get(to).map(|step| (step.kind.name(), step.minutes)).unwrap_or_default();
    let here = (to == at).then_some("step");
    let passed = (to < at && !out).then(|| view! { <Icon name="check" /> });
    let minutes = if out { "left out".to_owned() } else { format!("{minutes} min") };
    let inside = view! { {passed}{name}<small>{minutes}</small> };
    let button = |class: &'static str, inside: AnyView| {
        view! { <button class=class name="command[move_to][to]" value=to.to_string() aria-current=here>{inside}</button> }
    };
    let revealed = format.revealed_between(at, to).into_iter().filter(|one| private.contains(&one.id));
    let reveals: Vec<String> = revealed.map(|one| one.title.clone()).collect();
    let leave = (leads && to != at).then(|| {
        let (what, icon) = if out { ("Take this step up again", "undo") } else { ("Leave this step out", "x") };
        let label = format!("{what}: {name}");
        view! { <Act command="leave_out" fields=vec![("step", to.to_string()), ("out", (!out).to_string())] label icon /> }
    });
    let go = if leads && !reveals.is_empty() && to > at + 1 {
        view! {
            <details class="menu reveals" on:toggle=into_sight>
                <summary class="step">{inside}</summary>
                <div class="menu-panel">
                    <p>"This shows everybody the cards of these questions, for good:"</p>
                    <ul>{reveals.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}</ul>
                    {button("button primary", "Go there".into_any())}
                </div>
            </details>
        }
        .into_any()
    } else if leads {
        button("step", inside.into_any()).into_any()
    } else {
        view! { <span class="step" aria-current=here>{inside}</span> }.into_any()
    };
    view! { <li class="step-line" data-out=out.then_some("")>{go}{leave}</li> }
}
