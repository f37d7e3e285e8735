//! Cards under their themes, and votes.

use super::{
    discussion::{keep_in_sight, talked_about},
    privacy::Promise,
};
use crate::{
    form::{Act, EditLink, Editing, EndEdit, Field, Form, Hidden},
    icon::Icon,
    live::LiveReview,
    review::ForReview,
};
use domain::{
    id::{CardId, PersonId, ThemeId},
    prose::{NOTE, TITLE, beginning},
    review::Review,
    session::{Ballot, Card, Focus, Theme, Votes},
};
use leptos::prelude::*;

/// The cards of a question that everybody sees, by theme; most votes first after the vote. What the room talks about
/// stands out.
#[component]
pub fn Themes(live: LiveReview, question: String, voting: Memo<bool>) -> impl IntoView {
    let key = StoredValue::new(question);
    let themes = Memo::new(move |_| {
        live.review.with(|review| key.with_value(|key| review.themes_by_votes(key).into_iter().map(|theme| theme.id).collect::<Vec<_>>()))
    });
    let at = talked_about(live, key);
    keep_in_sight(at);
    let loose = cards_of(live, key, None);
    let none_loose = Memo::new(move |_| loose.with(Vec::is_empty));
    let no_themes = Memo::new(move |_| themes.with(Vec::is_empty));
    view! {
        <div class="themes">
            <For each=move || themes.get() key=|theme| *theme let:theme>
                <ThemePart live question=key theme voting at />
            </For>
            // Always there, so that moving one card does not build the others anew under somebody's fingers.
            <section class="theme" data-loose="" aria-label="Cards in no theme" hidden=move || none_loose.get()>
                <header class="theme-head" hidden=move || no_themes.get()><h3>"Not in a theme"</h3></header>
                <ul class="cards">
                    <For each=move || loose.get() key=|card| *card let:card>
                        <AnswerCard live card voting at />
                    </For>
                </ul>
            </section>
        </div>
    }
}

fn cards_of(live: LiveReview, question: StoredValue<String>, theme: Option<ThemeId>) -> Memo<Vec<CardId>> {
    Memo::new(move |_| {
        live.review
            .with(|review| question.with_value(|question| review.cards_by_votes(question, theme).into_iter().map(|card| card.id).collect()))
    })
}

#[component]
fn ThemePart(
    live: LiveReview,
    question: StoredValue<String>,
    theme: ThemeId,
    voting: Memo<bool>,
    at: Memo<Option<Focus>>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        live.review.with(|review| review.themes.get(&theme).map(|theme| Theme { votes: Votes::default(), ..theme.clone() }))
    });
    let editing = Editing::of(theme.0, format!("theme-{theme}"));
    let votes =
        Memo::new(move |_| live.review.with(|review| review.themes.get(&theme).map(|theme| theme.votes.clone()).unwrap_or_default()));
    let cards = cards_of(live, question, Some(theme));
    let name = move || shown.with(|theme| theme.as_ref().map(|theme| theme.title.clone()));
    // Votes would be lost with the theme that they were given to.
    let no_votes = Memo::new(move |_| votes.with(|votes| votes.total == 0));
    let dissolve = move || {
        no_votes.get().then(|| {
            view! { <Act command="remove_theme" fields=vec![("id", theme.to_string())] label="Dissolve this theme; its cards stay" icon="x" /> }
        })
    };
    let tools = move || {
        (live.contributes.get() && !voting.get()).then(|| {
            view! {
                <EditLink editing label="Rename this theme"><Icon name="edit" /></EditLink>
                {dissolve}
            }
        })
    };
    let read = move |one: Theme| view! { <h3>{one.title}</h3> {tools} };
    view! {
        <section class="theme" id=format!("theme-{theme}") aria-label=name data-focus=move || (at.get() == Some(Focus::Theme(theme))).then_some("")>
            <header class="theme-head">
                {editing.place(shown, move |theme| view! { <EditTheme live theme editing /> }, read)}
                <Voting live ballot=Ballot::Theme(theme) on=Signal::derive(move || name().unwrap_or_default()) votes voting />
            </header>
            <ul class="cards">
                <For each=move || cards.get() key=|card| *card let:card>
                    <AnswerCard live card />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn EditTheme(live: LiveReview, theme: Theme, editing: Editing) -> impl IntoView {
    view! {
        <Form
            action="/do/send"
            within=theme.id.to_string()
            draft=format!("{}:theme:{}", live.id(), theme.id)
            then=editing.over()
            focus=true
        >
            <ForReview review=live.id() />
            <Hidden name="command[edit_theme][id]" value=theme.id.to_string() />
            <Hidden name="command[edit_theme][base]" value=theme.version.to_string() />
            <Hidden name="command[edit_theme][title][was]" value=theme.title.clone() />
            <Field name="command[edit_theme][title][now]" label="Theme" value=theme.title limit=TITLE required=true />
            <EndEdit editing />
        </Form>
    }
}

/// How many votes there are, once their vote is over; while they are given only one's own, so that nobody follows the
/// crowd.
#[component]
fn Voting(
    live: LiveReview,
    ballot: Ballot,
    /// What it is on, in a few words.
    on: Signal<String>,
    votes: Memo<Votes>,
    voting: Memo<bool>,
) -> impl IntoView {
    let rule = live.review.with_untracked(|review| review.format.votes);
    let give = move || {
        let mine = votes.with(|votes| votes.of(live.pen.get()));
        let asked = |review: &Review| review.current_step()?.kind.question().map(|question| review.votes_spent(question, live.pen.get()));
        let none_left = live.review.with(|review| asked(review).is_none_or(|spent| spent >= rule.budget));
        live.contributes.get().then(|| {
            let pips = (0..rule.most_on_one).map(|at| view! { <i data-mine=(at < mine).then_some("")></i> }).collect_view();
            let on = on.get();
            let vote = |more: bool| vec![("ballot", ballot.to_string()), ("more", more.to_string())];
            view! {
                <div class="vote">
                    <Act command="vote" fields=vote(false) label=format!("Take a vote back: {on}") disabled=mine == 0 icon="minus" />
                    <span class="pips" role="img" aria-label=format!("{mine} of your votes, at most {}: {on}", rule.most_on_one)>{pips}</span>
                    <Act command="vote" fields=vote(true) label=format!("Give a vote: {on}") disabled={mine >= rule.most_on_one || none_left} icon="plus" />
                </div>
            }
        })
    };
    let sum_of = Memo::new(move |_| live.review.with(|review| review.sum_of(ballot)));
    let sum = move || {
        let sum = sum_of.get().filter(|sum| *sum > 0)?;
        Some(view! { <p class="vote"><b>{sum}</b> <small>{if sum == 1 { " vote" } else { " votes" }}</small></p> })
    };
    move || if voting.get() { give().into_any() } else { sum().into_any() }
}

/// One card, with what its reader may do with it.
#[component]
pub fn AnswerCard(
    live: LiveReview,
    card: CardId,
    /// Of a card in no theme, which is voted on by itself.
    #[prop(optional)]
    voting: Option<Memo<bool>>,
    /// What the room talks about, which may be such a card.
    #[prop(optional)]
    at: Option<Memo<Option<Focus>>>,
) -> impl IntoView {
    // Without the votes: they change while people read, and the menu of the card stays open.
    let shown =
        Memo::new(move |_| live.review.with(|review| review.cards.get(&card).map(|card| Card { votes: Votes::default(), ..card.clone() })));
    let editing = Editing::of(card.0, format!("card-{card}"));
    let hides = Memo::new(move |_| live.review.with(|review| review.cards.get(&card).is_some_and(|card| card.hidden)));
    let form = move |card: Card| {
        let begun = RwSignal::new(card.hidden);
        let open_note = move || {
            (begun.get() && !hides.get())
                .then(|| view! { <p class="private-note"><Icon name="eye" />"The cards were revealed: everybody sees this one now."</p> })
        };
        view! {
            <div role="status">{open_note}</div>
            <Form
                action="/do/send"
                within=card.id.to_string()
                draft=format!("{}:card:{}", live.id(), card.id)
                then=editing.over()
                focus=true
            >
                <ForReview review=live.id() />
                <Hidden name="command[edit_card][id]" value=card.id.to_string() />
                <Hidden name="command[edit_card][base]" value=card.version.to_string() />
                <Promise command="command[edit_card]" hides begun />
                <Hidden name="command[edit_card][text][was]" value=card.text.clone() />
                <Field name="command[edit_card][text][now]" label="Card" value=card.text limit=NOTE area=true required=true />
                <EndEdit editing />
            </Form>
        }
    };
    let vote = voting.map(|voting| {
        let votes =
            Memo::new(move |_| live.review.with(|review| review.cards.get(&card).map(|card| card.votes.clone()).unwrap_or_default()));
        let on = Signal::derive(move || shown.with(|card| card.as_ref().map(|card| beginning(&card.text)).unwrap_or_default()));
        view! { <Voting live ballot=Ballot::Card(card) on votes voting /> }
    });
    // Who wrote it is known of one's own, and of all where cards carry names.
    let foot = move || {
        let (author, hidden) = shown.with(|card| card.as_ref().map(|card| (card.author, card.hidden)))?;
        let text = match (author?, hidden) {
            (pen, true) if pen == live.pen.get() => "Yours, not revealed yet".to_owned(),
            (pen, false) if pen == live.pen.get() => "Yours".to_owned(),
            (pen, _) => live.name_of(PersonId(pen.0)),
        };
        let lock = hidden.then(|| view! { <Icon name="lock" /> });
        Some(view! { <p class="answer-foot">{lock}{text}</p> })
    };
    let read = move |card: Card| {
        let own = card.author == Some(live.pen.get());
        view! {
            <div class="prose"><p>{card.text.clone()}</p></div>
            {live.contributes.get().then(|| view! { <CardMenu live card editing own /> })}
            {foot}
        }
    };
    let looked_at = move || at.is_some_and(|at| at.get() == Some(Focus::Card(card))).then_some("");
    view! {
        <li class="card answer" id=format!("card-{card}") data-focus=looked_at>
            {editing.place(shown, form, read)}
            {vote}
        </li>
    }
}

#[component]
fn CardMenu(live: LiveReview, card: Card, editing: Editing, own: bool) -> impl IntoView {
    let id = card.id;
    let menu = format!("What can be done with this card: {}", beginning(&card.text));
    let question = StoredValue::new(card.question);
    let themes = Memo::new(move |_| {
        live.review.with(|review| {
            let here = |theme: &&domain::session::Theme| !theme.removed && question.with_value(|question| theme.question == *question);
            review.themes.values().filter(here).map(|theme| (theme.id, theme.title.clone())).collect::<Vec<_>>()
        })
    });
    let may_change = move || own || live.facilitates.get();
    let voting = Memo::new(move |_| live.review.with(|review| question.with_value(|question| review.is_voting(question))));
    let may_group = move || !card.hidden && !voting.get() && themes.with(|themes| !themes.is_empty());
    let change = move || {
        may_change().then(|| {
            view! {
                <EditLink editing class=""><Icon name="edit" />"Edit"</EditLink>
                <Act command="remove_card" fields=vec![("id", id.to_string())] class="" icon="trash" text="Remove" />
            }
        })
    };
    let group = move || {
        may_group().then(|| {
            let to = |theme: Option<ThemeId>, icon: &'static str, title: String| {
                let fields = vec![("id", id.to_string()), ("theme", theme.map(|theme| theme.to_string()).unwrap_or_default())];
                view! { <Act command="group_card" fields class="" icon text=title /> }
            };
            let others = themes.get().into_iter().filter(|(theme, _)| card.theme != Some(*theme));
            let moves = others.map(|(theme, title)| to(Some(theme), "group", title)).collect_view();
            let out = card.theme.map(|_| to(None, "x", "No theme".to_owned()));
            view! {
                <p class="menu-title"><small>"Move to"</small></p>
                {moves}
                {out}
            }
        })
    };
    move || {
        (may_change() || may_group()).then(|| {
            view! {
                <details class="menu">
                    <summary class="icon-button" aria-label=menu.clone()><Icon name="more" /></summary>
                    <div class="menu-panel">{change} {group}</div>
                </details>
            }
        })
    }
}
