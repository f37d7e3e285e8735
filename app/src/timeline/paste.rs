//! Pasting a timeline: read it, look at what was understood, then add it.

use crate::{
    error::AppError,
    form::{After, Form, Submit, TextArea},
    fresh,
    icon::Icon,
    live::LiveReview,
    page::setting,
    review::{ForReview, closed},
};
use domain::timeline::reading::{MOST_TEXT, Row};
use leptos::prelude::*;

/// Reads a pasted timeline, and adds nothing.
#[server(prefix = "/do", endpoint = "read_timeline")]
pub async fn read_timeline(text: String, day: String, zone: String) -> Result<Vec<Row>, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.actor()?;
    let day = match day.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| AppError {
            field: Some("day".into()),
            ..AppError::new(422, "unreadable_time", "The day could not be read. Write it like 2026-11-21.")
        })?),
    };
    Ok(domain::timeline::reading::read(&text, &domain::timeline::reading::Assume { day, zone }))
}

/// The page on which a timeline is pasted.
#[component]
pub fn PasteTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    if !live.contributes.get_untracked() {
        return closed(live).into_any();
    }
    let id = live.id();
    let (day, zone) = live.review.with_untracked(|review| {
        let start = review.facts.started.clone();
        (
            start.as_ref().map(|stamp| stamp.day().to_string()).unwrap_or_default(),
            start.map_or_else(|| setting().zone(), |stamp| stamp.zone),
        )
    });
    let (text, day, zone) = (RwSignal::new(String::new()), RwSignal::new(day), RwSignal::new(zone));
    let rows = RwSignal::new(None::<Result<Vec<Row>, AppError>>);
    let reading = Action::new(move |(): &()| {
        let asked = (text.get_untracked(), day.get_untracked(), zone.get_untracked());
        async move { rows.set(Some(read_timeline(asked.0, asked.1, asked.2).await)) }
    });
    let read = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        reading.dispatch(());
    };
    view! {
        <noscript><p class="notice">"Reading a pasted timeline needs JavaScript. Single events can be added without it, under Timeline."</p></noscript>
        <section class="form card needs-script" aria-labelledby="paste">
            <h2 id="paste">"Paste a timeline"</h2>
            <form class="form" on:submit=read>
                <div class="field" on:input=move |event| if event_target_is(&event, "paste-text") { text.set(event_target_value(&event)) }>
                    <label for="paste-text">"Text"</label>
                    <p class="hint" id="paste-hint">"A table, a list, or lines that begin with a time. Nothing is added before you have seen how it was read."</p>
                    <TextArea name="text" id="paste-text" limit=MOST_TEXT describedby="paste-hint" />
                </div>
                <div class="fields">
                    <div class="field">
                        <label for="paste-day">"Day of times without a date"</label>
                        <input id="paste-day" type="date" prop:value=move || day.get() on:input=move |event| day.set(event_target_value(&event)) />
                    </div>
                    <div class="field">
                        <label for="paste-zone">"Zone of times without one"</label>
                        <input id="paste-zone" list="zones" maxlength="60" prop:value=move || zone.get() on:input=move |event| zone.set(event_target_value(&event)) />
                    </div>
                </div>
                <div class="form-actions">
                    <button class="button" aria-busy=move || reading.pending().get().then_some("true")>
                        {move || if rows.with(Option::is_none) { "Read it" } else { "Read it again" }}
                    </button>
                    <a class="button quiet" href=format!("/reviews/{id}/timeline")>"Back to the timeline"</a>
                </div>
            </form>
        </section>
        {move || {
            rows.get()
                .map(|result| match result {
                    Ok(rows) => view! { <Understood live rows /> }.into_any(),
                    Err(error) => view! { <div class="notice" data-tone="error" role="alert"><Icon name="warning" /><p>{error.message}</p></div> }.into_any(),
                })
        }}
    }
    .into_any()
}

fn event_target_is(event: &leptos::ev::Event, id: &str) -> bool {
    event_target::<web_sys::Element>(event).id() == id
}

#[component]
fn Understood(live: LiveReview, rows: Vec<Row>) -> impl IntoView {
    let id = live.id();
    if rows.is_empty() {
        return view! {
            <div class="empty small" role="status">
                <h3>"No timeline was found in this text"</h3>
                <p>"Each entry needs a time at its beginning, such as “14:05 alert fired”. If the timeline is behind a link, open it and paste what is there."</p>
            </div>
        }
        .into_any();
    }
    let ready = rows.iter().filter(|row| row.at.is_some() && !row.text.is_empty()).count();
    let look = rows.iter().filter(|row| row.at.is_some() && !row.messages.is_empty()).count();
    let unread = rows.len() - rows.iter().filter(|row| row.at.is_some()).count();
    let note =
        format!("{} rows: {ready} can be added, {look} of them to look at, {unread} cannot be read. Nothing is added yet.", rows.len());
    let fields = rows
        .iter()
        .filter(|row| !row.text.is_empty())
        .filter_map(|row| Some((row, row.at.as_ref()?)))
        .enumerate()
        .map(|(at, (row, stamp))| {
            let name = |field: &str| format!("command[add_events][events][{at}]{field}");
            // The exact offset travels, not a zone that would have to be read again.
            let written = format!("{}{}", stamp.local(), offset(stamp.offset));
            view! {
                <input type="hidden" name=name("[id]") value=fresh::id().to_string() />
                <input type="hidden" name=name("[at][local]") value=written />
                <input type="hidden" name=name("[kind]") value=row.kind.key() />
                <input type="hidden" name=name("[precision]") value=row.precision.key() />
                <input type="hidden" name=name("[text]") value=row.text.clone() />
            }
        })
        .collect_view();
    let lines = rows.into_iter().map(line).collect_view();
    view! {
        <section class="section" aria-labelledby="understood">
            <header class="section-head"><h2 id="understood">"What was understood"</h2><p role="status">{note}</p></header>
            <div class="table card">
                <table class="paste-rows">
                    <thead>
                        <tr>
                            <th scope="col">"Line"</th>
                            <th scope="col">"Time"</th>
                            <th scope="col">"Reading"</th>
                            <th scope="col">"Text"</th>
                            <th scope="col">"Kind"</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            <Form action="/do/send" class="form-actions" after=After::Stay>
                <ForReview review=id />
                <input type="hidden" name="go" value=format!("/reviews/{id}/timeline") />
                {fields}
                <Submit disabled=ready == 0>{format!("Add {ready} events")}</Submit>
                <span class="hint">"Rows that cannot be read stay in the text above."</span>
            </Form>
        </section>
    }
    .into_any()
}

fn offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn line(row: Row) -> impl IntoView {
    let (state, icon, word) = match (&row.at, row.messages.is_empty()) {
        (None, _) => ("unread", "x", "cannot be read"),
        (Some(_), false) => ("look", "eye", "look at this"),
        (Some(_), true) => ("ok", "check", "ok"),
    };
    let time = row.at.as_ref().map_or_else(|| "–".to_owned(), |stamp| format!("{} {} {}", stamp.day().spoken(), stamp.clock(), stamp.zone));
    let kind = if row.at.is_some() { row.kind.name() } else { "–" };
    view! {
        <tr data-reading=state>
            <td>{row.line}</td>
            <td>{time}</td>
            <td><span class="reading"><Icon name=icon />{word}</span></td>
            <td class="paste-text">{row.text} {row.messages.into_iter().map(|message| view! { <p>{message}</p> }).collect_view()}</td>
            <td>{kind}</td>
        </tr>
    }
}
