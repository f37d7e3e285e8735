//! Pasting a timeline: read it, look at what was understood, then add it. What is on the timeline already is not added
//! again, so a longer copy of the same notes can be pasted later.

use crate::{
    done::Done,
    error::AppError,
    form::{After, Field, Form, Submit, TextArea},
    icon::Icon,
    live::LiveReview,
    load::{load, shown},
    review::{ForReview, closed},
    setting::setting,
};
use domain::{
    id::{CommandId, ReviewId},
    prose::excerpt,
    review::Review,
    time::Instant,
    timeline::{Event, reading::Row},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is typed on this page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pasted {
    pub text: String,
    /// Of times without a date; may be empty.
    pub day: String,
    /// Of times without one.
    pub zone: String,
}

impl Pasted {
    #[cfg(feature = "ssr")]
    fn read(&self) -> Result<Vec<Row>, AppError> {
        let day = match self.day.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| AppError {
                field: Some("day".into()),
                ..AppError::new(422, "unreadable_time", "The day could not be read. Write it like 2026-11-21.")
            })?),
        };
        Ok(domain::timeline::reading::read(&self.text, &domain::timeline::reading::Assume { day, zone: self.zone.clone() })?)
    }
}

/// Reads a pasted timeline, and adds nothing.
#[server(prefix = "/do", endpoint = "read_timeline")]
pub async fn read_timeline(pasted: Pasted) -> Result<Vec<Row>, AppError> {
    crate::request::Asking::current()?.actor()?;
    pasted.read()
}

/// Adds the rows of these lines that can be read and are not there yet. Goes to the timeline, unless something is left
/// to mend.
#[server(prefix = "/do", endpoint = "add_timeline")]
pub async fn add_timeline(
    review: ReviewId,
    id: CommandId,
    pasted: Pasted,
    #[server(default)] lines: BTreeSet<u32>,
) -> Result<Done, AppError> {
    use domain::{
        review::{Command, EventDraft},
        time::When,
    };
    let asking = crate::request::Asking::current()?;
    let actor = asking.actor()?;
    let rows = pasted.read()?;
    let there = asking.workspace().review(&actor, review).await?;
    let there = Standing::of(&there);
    let new = rows.iter().filter(|row| lines.contains(&row.line) && matches!(there.reading(row), Reading::Good | Reading::Doubtful(_)));
    let events: Vec<EventDraft> = new
        .filter_map(|row| {
            let stamp = row.at.as_ref()?;
            let at = When::new(stamp.local(), stamp.zone.clone());
            Some(EventDraft {
                id: domain::id::EventId(crate::fresh::id()),
                at,
                kind: row.kind,
                precision: row.precision,
                text: row.text.clone(),
                link: String::new(),
                milestone: false,
            })
        })
        .collect();
    if !events.is_empty() {
        asking.workspace().send(&actor, review, id, Command::AddEvents { events }, asking.now).await?;
    }
    let timeline = format!("/reviews/{review}/timeline");
    if rows.iter().all(|row| row.entry().is_some()) {
        return Ok(Done::go(timeline));
    }
    Ok(Done { go: Some(format!("{timeline}/paste")), with_form: true, ..Done::default() })
}

/// What a timeline has already, and had.
struct Standing<'a>(BTreeMap<Instant, Vec<&'a Event>>);

impl<'a> Standing<'a> {
    fn of(review: &'a Review) -> Self {
        let mut moments: BTreeMap<Instant, Vec<&Event>> = BTreeMap::new();
        for event in review.events.values() {
            moments.entry(event.at.at).or_default().push(event);
        }
        Self(moments)
    }

    fn reading(&self, row: &Row) -> Reading {
        let Some((at, text)) = row.entry() else { return Reading::Unread };
        let same = self.0.get(&at).map(Vec::as_slice).unwrap_or_default();
        let is_same = |event: &&&Event| event.text == text;
        if same.iter().filter(is_same).any(|event| !event.removed) {
            Reading::There
        } else if same.iter().filter(is_same).count() > 0 {
            Reading::Doubtful(Some("This was removed from the timeline.".to_owned()))
        } else if let Some(event) = same.iter().find(|event| !event.removed && are_alike(&event.text, text)) {
            Reading::Doubtful(Some(format!("On the timeline in other words: “{}”.", excerpt(&event.text))))
        } else if row.messages.is_empty() {
            Reading::Good
        } else {
            Reading::Doubtful(None)
        }
    }
}

/// Do two texts share half of their words?
fn are_alike(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let (one, other): (BTreeSet<String>, BTreeSet<String>) = (words(one), words(other));
    one.intersection(&other).count() * 2 >= one.union(&other).count()
}

/// What a browser without a script sent to this page, and how it reads.
type Sent = Option<(Pasted, Result<Vec<Row>, AppError>)>;

async fn sent() -> Result<Sent, AppError> {
    #[cfg(feature = "ssr")]
    if let Some(typed) = use_context::<crate::pages::mend::Typed>() {
        let field = |name: &str| typed.get(&format!("pasted[{name}]")).unwrap_or_default();
        let pasted = Pasted { text: field("text"), day: field("day"), zone: field("zone") };
        let rows = pasted.read();
        return Ok(Some((pasted, rows)));
    }
    Ok(None)
}

/// The page on which a timeline is pasted.
#[component]
pub fn PasteTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    if !live.contributes.get_untracked() {
        return closed(live).into_any();
    }
    let sent = load(|| (), |()| sent());
    shown(sent, move |sent| view! { <Paste live sent /> }.into_any())
}

#[component]
fn Paste(live: LiveReview, sent: Sent) -> impl IntoView {
    let id = live.id();
    let here = format!("/reviews/{id}/timeline/paste");
    let (pasted, rows) = sent.unzip();
    let pasted = pasted.unwrap_or_else(|| live.review.with_untracked(begun));
    let rows = RwSignal::new(rows);
    let reading = Action::new(move |pasted: &Pasted| {
        let pasted = pasted.clone();
        async move { rows.set(Some(read_timeline(pasted).await)) }
    });
    let read = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(pasted) = typed(&event) {
            reading.dispatch(pasted);
        }
    };
    // What was understood is of the text as it was.
    let forget = move |_| rows.set(None);
    view! {
        <section aria-labelledby="paste">
            <header class="section-head"><h2 id="paste">"Paste a timeline"</h2></header>
            <Form action="/do/add_timeline" class="form" after=After::Keep draft=format!("{id}:paste")>
                <div class="form card" on:input=forget>
                    <ForReview review=id />
                    <div class="field">
                        <label for="paste-text">"Text"</label>
                        <p class="hint" id="paste-hint">"A table, a list, or lines that begin with a time. Nothing is added before you have seen how it was read."</p>
                        <TextArea name="pasted[text]" id="paste-text" value=pasted.text describedby="paste-hint" />
                    </div>
                    <div class="fields">
                        <Field name="pasted[day]" label="Day of times without a date" kind="date" value=pasted.day optional=true />
                        <Field name="pasted[zone]" label="Zone of times without one" value=pasted.zone limit=60 list="zones" />
                    </div>
                    <div class="form-actions">
                        <button class="button" formaction=here on:click=read aria-busy=move || reading.pending().get().then_some("true")>
                            {move || if rows.with(Option::is_none) { "Read it" } else { "Read it again" }}
                        </button>
                        <a class="button quiet" href=format!("/reviews/{id}/timeline")>"Back to the timeline"</a>
                    </div>
                </div>
                {move || {
                    rows.get()
                        .map(|result| match result {
                            Ok(rows) => view! { <Understood live rows /> }.into_any(),
                            Err(error) => view! { <div class="notice" data-tone="error" role="alert"><Icon name="warning" /><p>{error.message}</p></div> }.into_any(),
                        })
                }}
            </Form>
        </section>
    }
}

/// An empty form: the incident's first day, in its zone.
fn begun(review: &Review) -> Pasted {
    let start = review.facts.started.clone();
    let day = start.as_ref().map(|stamp| stamp.day().to_string()).unwrap_or_default();
    Pasted { text: String::new(), day, zone: start.map_or_else(|| setting().zone(), |stamp| stamp.zone) }
}

/// What is in the form whose button was pressed.
fn typed(event: &leptos::ev::MouseEvent) -> Option<Pasted> {
    let form = event_target::<web_sys::Element>(event).closest("form").ok()??;
    let data = web_sys::FormData::new_with_form(wasm_bindgen::JsCast::unchecked_ref(&form)).ok()?;
    let field = |name: &str| data.get(&format!("pasted[{name}]")).as_string().unwrap_or_default();
    Some(Pasted { text: field("text"), day: field("day"), zone: field("zone") })
}

/// How a row stands.
#[derive(Clone, PartialEq, Eq)]
enum Reading {
    Good,
    /// It can be added, and should be looked at before. With a reason not to, it is not chosen by itself.
    Doubtful(Option<String>),
    Unread,
    /// It is on the timeline.
    There,
}

impl Reading {
    fn can_be_added(&self) -> bool {
        matches!(self, Self::Good | Self::Doubtful(_))
    }

    /// Its key in the style sheet, its icon and its words.
    fn shown(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Good => ("ok", "check", "ok"),
            Self::Doubtful(_) => ("look", "eye", "look at this"),
            Self::Unread => ("unread", "x", "cannot be read"),
            Self::There => ("there", "timeline", "on the timeline"),
        }
    }
}

#[component]
fn Understood(live: LiveReview, rows: Vec<Row>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty small" role="status">
                <h3>"No timeline was found in this text"</h3>
                <p>"Each entry needs a time at its beginning, such as “14:05 alert fired”. If the timeline is behind a link, open it and paste what is there."</p>
            </div>
        }
        .into_any();
    }
    let rows = StoredValue::new(rows);
    // Follows the timeline: what was added here, or by somebody else meanwhile, is there.
    let readings = Memo::new(move |_| {
        live.review.with(|review| {
            let there = Standing::of(review);
            rows.with_value(|rows| rows.iter().map(|row| (row.line, there.reading(row))).collect::<Vec<_>>())
        })
    });
    let count = move |is: fn(&Reading) -> bool| readings.with(|readings| readings.iter().filter(|(_, reading)| is(reading)).count());
    let chosen = RwSignal::new(readings.with_untracked(|readings| {
        let by_itself = |reading: &Reading| matches!(reading, Reading::Good | Reading::Doubtful(None));
        readings.iter().filter(|(_, reading)| by_itself(reading)).map(|(line, _)| *line).collect::<BTreeSet<u32>>()
    }));
    let ready = move || {
        readings.with(|readings| {
            chosen.with(|chosen| readings.iter().filter(|(line, reading)| reading.can_be_added() && chosen.contains(line)).count())
        })
    };
    let note = move || {
        let parts = [
            (count(Reading::can_be_added), "can be added"),
            (count(|reading| matches!(reading, Reading::Doubtful(_))), "of them to look at"),
            (count(|reading| *reading == Reading::There), "on the timeline already"),
            (count(|reading| *reading == Reading::Unread), "cannot be read: mend them in the text"),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        format!("{}: {}.", crate::spoken::counted(i64::try_from(readings.with(Vec::len)).unwrap_or(0), "row"), parts.join(", "))
    };
    let lines = rows
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let reading = Signal::derive(move || {
                readings.with(|readings| readings.get(at).map(|(_, reading)| reading.clone())).unwrap_or(Reading::Unread)
            });
            view! { <Line row reading chosen /> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="understood">
            <header class="section-head"><h3 id="understood">"What was understood"</h3><p role="status">{note}</p></header>
            <div class="table card">
                <table class="paste-rows">
                    <thead>
                        <tr>
                            <th scope="col">"Add"</th>
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
            <div class="form-actions">
                {move || (ready() > 0).then(|| view! { <Submit>{move || format!("Add {}", crate::spoken::counted(i64::try_from(ready()).unwrap_or(0), "event"))}</Submit> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Line(row: Row, reading: Signal<Reading>, chosen: RwSignal<BTreeSet<u32>>) -> impl IntoView {
    let line = row.line;
    let choose = move |event: leptos::ev::Event| {
        chosen.update(|chosen| {
            if event_target_checked(&event) {
                chosen.insert(line);
            } else {
                chosen.remove(&line);
            }
        });
    };
    let choice = move || {
        reading.with(Reading::can_be_added).then(|| {
            let checked = chosen.with_untracked(|chosen| chosen.contains(&line));
            let label = format!("Add line {line}");
            view! { <input type="checkbox" name="lines[]" value=line.to_string() aria-label=label checked=checked on:change=choose /> }
        })
    };
    let reason = move || match reading.get() {
        Reading::Doubtful(reason) => reason.map(|reason| view! { <p>{reason}</p> }),
        _ => None,
    };
    let time = row.at.as_ref().map_or_else(|| "–".to_owned(), |stamp| format!("{} {} {}", stamp.day().spoken(), stamp.clock(), stamp.zone));
    let kind = if row.at.is_some() { row.kind.name() } else { "–" };
    view! {
        <tr data-reading=move || reading.get().shown().0>
            <td>{choice}</td>
            <td>{line}</td>
            <td>{time}</td>
            <td>
                {move || {
                    let (_, icon, word) = reading.get().shown();
                    view! { <span class="reading"><Icon name=icon />{word}</span> }
                }}
            </td>
            <td class="paste-text">{row.text} {row.messages.into_iter().map(|message| view! { <p>{message}</p> }).collect_view()} {reason}</td>
            <td>{kind}</td>
        </tr>
    }
}
