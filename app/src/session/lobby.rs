//! The beginning: ground rules, how this session goes, and, for whoever leads, the door.

use super::{Rules, joining::load_door_link};
use crate::{
    copy::CopyLink,
    form::{Act, After, Field, Form, Fresh, Hidden, Select, Submit},
    format::load_formats,
    icon::Icon,
    live::LiveReview,
    load::{load, shown},
    spoken::counted,
};
use domain::session::{Authors, MOST_HOURS};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What is shown while people come in.
#[component]
pub fn Lobby(live: LiveReview) -> impl IntoView {
    view! {
        <Rules />
        <HowItGoes live />
        {move || live.facilitates.get().then(|| view! { <DoorPanel live /> })}
        {move || live.facilitates.get().then(|| view! { <Choosing live /> })}
    }
}

#[component]
fn HowItGoes(live: LiveReview) -> impl IntoView {
    let me = live.me;
    let facts = move || {
        live.review.with(|review| {
            let authors = match review.authors {
                Authors::Anonymous => "Cards are anonymous: on every screen, in the history, in every export. When the review is published and no answer is private any more, what links cards to people is thrown away.",
                Authors::Named => "Cards carry the names of those who wrote them, once they are revealed. Votes stay secret.",
            };
            let lead = review.facilitator.map_or_else(|| "Nobody facilitates yet.".to_owned(), |person| format!("{} facilitates.", live.name_of(person)));
            let steps = review.format.steps.len().saturating_sub(review.lead.left_out.len());
            let plan = format!("{}: {steps} steps, {} minutes.", review.format.name, review.format.minutes());
            view! { <li>{plan}</li><li>{lead}</li><li>{authors}</li> }
        })
    };
    let responded = Memo::new(move |_| live.review.with(|review| review.lead.responders.contains(&me)));
    let mine = move || {
        live.contributes.get().then(|| {
            let yes = responded.get();
            let fields = vec![("person", me.to_string()), ("responded", (!yes).to_string())];
            let icon = if yes { "check" } else { "people" };
            view! { <Act command="say_responded" fields class="button small" icon text="I took part in the response" pressed=yes /> }
        })
    };
    view! {
        <section class="section" aria-labelledby="how-it-goes">
            <header class="section-head"><h2 id="how-it-goes">"How this goes"</h2></header>
            <ul class="how">{facts}</ul>
            <div class="buttons">{mine}</div>
        </section>
    }
}

/// For whoever leads and was part of the response: staying neutral is harder then.
#[component]
pub fn Neutrality(live: LiveReview) -> impl IntoView {
    let both =
        Memo::new(move |_| live.review.with(|review| review.facilitator == Some(live.me) && review.lead.responders.contains(&live.me)));
    move || {
        both.get().then(|| {
            view! {
                <div class="notice" role="note">
                    <Icon name="info" />
                    <p>
                        "You facilitate, and you took part in the response. Ask before you tell; say “as somebody who was there” when you step out of the role; or hand over to somebody who was not."
                    </p>
                </div>
            }
        })
    }
}

/// Opening and closing the door for guests.
#[component]
fn DoorPanel(live: LiveReview) -> impl IntoView {
    let door = Memo::new(move |_| live.review.with(|review| review.lead.door));
    let guests = Memo::new(move |_| live.review.with(|review| review.lead.guests.clone()));
    let link = load(move || (live.id(), door.get().map(|door| door.number)), |(id, _)| load_door_link(id));
    let panel = move || {
        match door.get() {
        Some(_) => view! {
            {shown(link, |link| match link {
                Some(link) => view! {
                    <CopyLink link=link.address />
                    <p>{format!("Open until {}.", link.until)}</p>
                    <div class="door-code" inner_html=link.code></div>
                }
                .into_any(),
                None => view! { <p class="hint">"The time of this door is over."</p> }.into_any(),
            })}
            <p class="hint">"Whoever has it comes in: with an account as themselves, without one as a guest who sees this review and nothing else."</p>
            <div class="buttons"><a class="button" href=format!("/reviews/{}/stage", live.id()) target="_blank" rel="external"><Icon name="external" />"Show it on the stage"</a><Act command="close_door" class="button" icon="lock" text="Close the door" /></div>
        }
        .into_any(),
        None => view! {
            <p>"People with an account find the review under Reviews. Others come in by a link, while the door is open."</p>
            <div class="buttons">
                <Act command="open_door" fields=vec![("hours", "4".to_owned())] class="button" icon="link" text="Open the door for 4 hours" />
                <Act command="open_door" fields=vec![("hours", MOST_HOURS.to_string())] class="button quiet" text="For a day" />
            </div>
        }
        .into_any(),
    }
    };
    let guest_list = move || {
        guests
            .get()
            .into_iter()
            .map(|(person, name)| {
                view! {
                    <li>
                        <span>{name}</span>
                        <Act command="show_out" fields=vec![("person", person.to_string())] class="button small quiet" icon="sign-out" text="Show out" />
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <section class="section" aria-labelledby="door">
            <header class="section-head"><h2 id="door">"The door"</h2></header>
            {panel}
            <details class="more" hidden=move || guests.with(BTreeMap::is_empty)>
                <summary>{move || counted(guests.with(BTreeMap::len) as i64, "guest")}</summary>
                <ul class="guests">{guest_list}</ul>
            </details>
        </section>
    }
}

/// Another format, or named cards, as long as nobody has answered.
#[component]
fn Choosing(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let open = Memo::new(move |_| live.review.with(|review| !review.is_answered() && review.step == 0));
    let formats = load(|| (), |()| load_formats());
    let authors = move || {
        let now = live.review.with(|review| review.authors);
        Authors::ALL
            .map(|authors| {
                let fields = vec![("authors", authors.key().to_owned())];
                view! { <Act command="choose_authors" fields class="button small" text=authors.name() pressed=authors == now /> }
            })
            .collect_view()
    };
    let form = move || {
        shown(formats, move |formats| {
            let (format, minutes) = live.review.with_untracked(|review| (review.format.id.clone(), review.format.minutes()));
            // Another total than that of the format was chosen; it stays, unless it is changed here.
            let mut all = formats.built_in.iter().chain(formats.own.iter().map(|own| &own.format));
            let its_own = all.any(|one| one.id == format && one.minutes() == minutes);
            let minutes = if its_own { 0 } else { minutes };
            view! {
                <Form action="/do/use_format" class="form" after=After::Stay>
                    <Hidden name="review" value=id.to_string() />
                    <Fresh name="id" command=true />
                    <div class="fields pairs">
                        <Select name="format" label="Format" value=format options=formats.options() />
                        <Field name="minutes" label="Minutes in all" kind="number" value=minutes.to_string() max=600u32 hint="0: those of the format. Otherwise shared among the steps in proportion, at least one each." />
                    </div>
                    <div class="form-actions"><Submit class="button">"Use this format"</Submit></div>
                </Form>
            }
            .into_any()
        })
    };
    move || {
        open.get().then(|| {
            view! {
                <section class="section" aria-labelledby="choosing">
                    <header class="section-head">
                        <h2 id="choosing">"Before the first answer"</h2>
                        <p>"The format, and whether cards carry names, are chosen now and then stay."</p>
                    </header>
                    <div class="buttons" role="group" aria-label="Cards are">{authors}</div>
                    {form()}
                </section>
            }
        })
    }
}
