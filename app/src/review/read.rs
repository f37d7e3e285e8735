//! A review to read: whole, on one page, without a script, and on paper.

use super::{
    OfAddress,
    list::Badge,
    overview::{Course, FactList},
};
use crate::{
    culture::{Overall, ProfileList},
    icon::Icon,
    lesson::sources,
    live::{LiveReview, ReviewPage},
    names::Names,
    page::Page,
    setting::setting,
    spoken::counted,
    timeline::{account_parts, evidence_link, time_of},
    work::ItemCard,
};
use domain::{
    culture,
    id::{EventId, ThemeId},
    review::{Review, State, notes_id},
    session::{Ballot, Card},
    time::{Day, Stamp},
    timeline::Event,
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The read view.
#[component]
pub fn ReadPage() -> impl IntoView {
    view! { <Page view=Content /> }
}

#[component]
fn Content() -> impl IntoView {
    view! { <OfAddress view=|page| view! { <Article page /> } /> }
}

#[component]
fn Article(page: ReviewPage) -> impl IntoView {
    let setting = setting();
    // The same parts as in the workspace, of a review that does not move.
    let live = LiveReview::new(page.clone());
    let ReviewPage { review, html, work, .. } = page;
    let id = review.id;
    let profile = Memo::new(move |_| live.review.with(culture::profile));
    let severity = review.facts.severity.map(|severity| view! { <Badge severity /> });
    let (state, word) = if review.state == State::Open { ("open", "Still open") } else { ("published", "Published") };
    let day = review.facts.started.clone().unwrap_or_else(|| Stamp::utc(review.opened_at));
    let published = review.published_at.map(|at| {
        let day = Stamp::utc(at);
        view! { <span>"Published " <time datetime=day.at.to_string()>{day.day().spoken()}</time></span> }
    });
    let team = review.facts.team.and_then(|team| setting.names.team(team)).map(|team| view! { <span>{team}</span> });
    let summary = html.get(&id.0).cloned().unwrap_or_default();
    let notes = html.get(&notes_id(id)).filter(|notes| !notes.trim().is_empty()).cloned();
    let (parked, closing, people) = (parked(&review), closing(&review), people(&review, &setting.names));
    let lessons = review
        .lessons
        .values()
        .filter(|lesson| !lesson.removed)
        .map(|lesson| {
            let items = work
                .iter()
                .filter(|item| item.lesson == lesson.id)
                .map(|item| view! { <ItemCard item=item.clone() status=true /> })
                .collect_view();
            view! {
                <li class="card lesson">
                    <div class="lesson-text prose" inner_html=html.get(&lesson.id.0).cloned().unwrap_or_default()></div>
                    {sources(&review, lesson)}
                    <ul class="work-list">{items}</ul>
                </li>
            }
        })
        .collect_view();
    let parts = [
        ("summary", "Summary", true),
        ("happened", "What happened", true),
        ("answers", "What the room said", true),
        ("notes", "Notes", notes.is_some()),
        ("culture", "Culture", true),
        ("lessons", "Lessons and work", true),
        ("parked", "Parked", parked.is_some()),
        ("closing", "What people said of the review", closing.is_some()),
        ("people", "Who took part", people.is_some()),
    ];
    let there = parts.into_iter().filter(|(_, _, there)| *there);
    let contents = there.map(|(part, name, _)| view! { <li><a href=format!("#{part}")>{name}</a></li> }).collect_view();
    let crumbs = setting.guest_of.is_none().then(|| {
        view! { <nav class="crumbs" aria-label="Where you are"><a href="/"><Icon name="chevron-left" />"Reviews"</a></nav> }
    });
    view! {
        <Title text=review.facts.title.clone() />
        <article class="article">
            <header class="article-head">
                {crumbs}
                <div class="page-meta">
                    <span class="chip" data-state=state>{word}</span>
                    {severity}
                    <time datetime=day.at.to_string()>{day.day().spoken()}</time>
                    {team}
                    {published}
                </div>
                <h1>{review.facts.title.clone()}</h1>
                <div class="page-actions">
                    <a class="button small" href=format!("/reviews/{id}")><Icon name="edit" />"Workspace"</a>
                    <a class="button small" rel="external" download="" href=format!("/reviews/{id}/download.md")><Icon name="download" />"Markdown"</a>
                    <a class="button small" rel="external" download="" href=format!("/reviews/{id}/download.json")><Icon name="download" />"JSON"</a>
                </div>
            </header>
            <nav class="contents" aria-label="Contents"><ol>{contents}</ol></nav>
            <section class="article-part" id="summary">
                <h2>"Summary"</h2>
                {if summary.trim().is_empty() { view! { <p class="hint">"No summary was written."</p> }.into_any() } else { view! { <div class="prose" inner_html=summary></div> }.into_any() }}
            </section>
            <section class="article-part" id="happened">
                <h2>"What happened"</h2>
                <Course facts=review.facts.clone() heading=false />
                <FactList facts=review.facts.clone() setting=setting.clone() lines=false />
                <h3>"Timeline"</h3>
                {timeline(&review, &html, &setting.names)}
            </section>
            <section class="article-part" id="answers"><h2>"What the room said"</h2>{answers(&review, &setting.names)}</section>
            {notes.map(|notes| view! { <section class="article-part" id="notes"><h2>"Notes"</h2><div class="prose" inner_html=notes></div></section> })}
            <section class="article-part" id="culture"><h2>"Culture"</h2><Overall profile /><ProfileList live profile edit=false /></section>
            <section class="article-part" id="lessons"><h2>"Lessons and work"</h2><ul class="cards">{lessons}</ul></section>
            {parked}
            {closing}
            {people}
            <footer class="article-foot"><p>"Times are in the zone named with each day, or with the entry. A review is not a critique and grades nobody."</p></footer>
        </article>
    }
}

fn timeline(review: &Review, html: &BTreeMap<Uuid, String>, names: &Names) -> impl IntoView + use<> {
    let start = review.facts.started.as_ref().map(|stamp| stamp.at);
    let Some(reference) = review.told_in() else {
        return view! { <p class="hint">"There is nothing on the timeline."</p> }.into_any();
    };
    let mut days: Vec<(Day, Vec<_>)> = Vec::new();
    for event in review.timeline() {
        let (day, elsewhere) = event.told(reference);
        let line = view! {
            <li class="event" id=format!("event-{}", event.id) data-kind=event.kind.key() data-milestone=event.is_milestone().then_some("")>
                {time_of(event, start, elsewhere)}
                <span class="event-mark"><Icon name=event.kind.key() /></span>
                <div class="event-body">
                    <div class="event-head"><span class="event-kind">{event.kind.name()}</span></div>
                    <div class="event-text prose" inner_html=html.get(&event.id.0).cloned().unwrap_or_default()></div>
                    {event.link.as_deref().map(evidence_link)}
                    {marks(event)}
                    {accounts(review, event.id, names)}
                </div>
            </li>
        };
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, lines)) => lines.push(line),
            None => days.push((day, vec![line])),
        }
    }
    if days.is_empty() {
        return view! { <p class="hint">"There is nothing on the timeline."</p> }.into_any();
    }
    let days = days
        .into_iter()
        .map(|(day, lines)| view! { <li class="day"><h4 class="day-title">{day.spoken()} " " <small>{reference.zone.clone()}</small></h4><ol class="events">{lines}</ol></li> })
        .collect_view();
    view! { <ol class="timeline">{days}</ol> }.into_any()
}

/// What people marked an event as.
fn marks(event: &Event) -> impl IntoView + use<> {
    let marks = event.marked().map(|(mark, total)| view! { <li class="chip">{format!("{} {total}", mark.name())}</li> }).collect_view();
    (!marks.is_empty()).then(|| view! { <ul class="event-foot" aria-label="Marks">{marks}</ul> })
}

/// What people said of an event, side by side.
fn accounts(review: &Review, event: EventId, names: &Names) -> impl IntoView + use<> {
    let accounts = review
        .accounts_of(event)
        .map(|account| {
            let author = review.signed_by(account.author).map(|person| names.in_review(review, person));
            let author = author.map(|name| view! { <header><strong>{name}</strong></header> });
            view! { <li class="card">{author}{account_parts(account)}</li> }
        })
        .collect_view();
    (!accounts.is_empty()).then(|| view! { <ul class="accounts" aria-label="Accounts">{accounts}</ul> })
}

/// Who wrote a card, where that is told, and its votes.
fn card_foot(author: Option<String>, votes: Option<u32>) -> impl IntoView {
    let votes = votes.filter(|votes| *votes > 0).map(|votes| counted(votes.into(), "vote"));
    let parts: Vec<String> = author.into_iter().chain(votes).collect();
    (!parts.is_empty()).then(|| view! { " " <small>{parts.join(" · ")}</small> })
}

fn answers(review: &Review, names: &Names) -> impl IntoView + use<> {
    let author = |card: &Card| review.signed_by(card.author).map(|person| names.in_review(review, person));
    review
        .format
        .questions
        .iter()
        .map(|question| {
            let cards = |theme: ThemeId| {
                review
                    .cards_by_votes(&question.id, Some(theme))
                    .into_iter()
                    .map(|card| view! { <li>{card.text.clone()}{card_foot(author(card), None)}</li> })
                    .collect_view()
            };
            let themes = review.themes_by_votes(&question.id);
            let grouped = themes
                .iter()
                .map(|theme| {
                    let votes = review.sum_of(Ballot::Theme(theme.id));
                    view! { <li class="voice-group"><p><strong>{theme.title.clone()}</strong>{card_foot(None, votes)}</p><ul class="voices">{cards(theme.id)}</ul></li> }
                })
                .collect_view();
            let loose = review.cards_by_votes(&question.id, None).into_iter();
            let loose = loose.map(|card| view! { <li>{card.text.clone()}{card_foot(author(card), review.sum_of(Ballot::Card(card.id)))}</li> });
            let loose = loose.collect_view();
            let loose = if themes.is_empty() {
                loose.into_any()
            } else {
                (!loose.is_empty())
                    .then(|| view! { <li class="voice-group"><p><strong>"Not in a theme"</strong></p><ul class="voices">{loose}</ul></li> })
                    .into_any()
            };
            let nothing = review.answers(&question.id).all(|card| card.hidden).then(|| {
                let why = if review.is_unasked(&question.id) {
                    "This question was not asked."
                } else if review.format.hides(&question.id, review.step) {
                    "The answers were not revealed."
                } else {
                    "No answers were given."
                };
                view! { <p class="hint">{why}</p> }
            });
            view! { <h3>{question.title.clone()}</h3>{nothing}<ul class="voices">{grouped}{loose}</ul> }
        })
        .collect_view()
}

/// What was put aside, and what became of it.
fn parked(review: &Review) -> Option<impl IntoView + use<>> {
    let notes =
        review.parking().into_iter().map(|note| view! { <li>{note.text.clone()}" " <small>{note.outcome()}</small></li> }).collect_view();
    (!notes.is_empty())
        .then(|| view! { <section class="article-part" id="parked"><h2>"Parked"</h2><ul class="voices">{notes}</ul></section> })
}

/// What people said of the review at its end.
fn closing(review: &Review) -> Option<impl IntoView + use<>> {
    let sums = review.lead.closing_sums().map(|(question, sum)| view! { <div><dt>{question}</dt><dd>{sum.to_string()}</dd></div> });
    let sums = sums.collect_view();
    (!sums.is_empty()).then(|| {
        view! { <section class="article-part" id="closing"><h2>"What people said of the review"</h2><dl class="facts lines">{sums}</dl></section> }
    })
}

/// Who led, and who took part.
fn people(review: &Review, names: &Names) -> Option<impl IntoView + use<>> {
    let lines = review
        .took_part()
        .into_iter()
        .map(|(part, people)| {
            let mut people: Vec<String> = people.into_iter().map(|person| names.in_review(review, person)).collect();
            people.sort_by_key(|name| name.to_lowercase());
            view! { <div><dt>{part}</dt><dd>{people.join(", ")}</dd></div> }
        })
        .collect_view();
    (!lines.is_empty()).then(|| {
        view! { <section class="article-part" id="people"><h2>"Who took part"</h2><dl class="facts lines">{lines}</dl></section> }
    })
}
