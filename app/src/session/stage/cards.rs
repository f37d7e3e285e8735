//! The cards of a question: all of it by themes, or what is talked about, large.

use super::wall::{Group, Kind, head, row, wall};
use crate::{live::LiveReview, spoken::counted};
use domain::{
    prose::beginning,
    review::Review,
    session::{Ballot, Card, Focus, StepKind, Theme},
};
use leptos::prelude::*;

#[component]
pub fn Cards(live: LiveReview, question: String) -> impl IntoView {
    let key = StoredValue::new(question);
    let shown = move || {
        live.review.with(|review| {
            key.with_value(|key| {
                let at = review.talked_about(key);
                match at.and_then(|at| talked_about(review, key, at)) {
                    Some(large) => {
                        let rest = rest(review, key, at);
                        view! { <div class="stage-focus">{wall(vec![large])}</div>{rest} }.into_any()
                    }
                    None => view! { {given(review, key)} {wall(groups(review, key))} {empty(review, key)} }.into_any(),
                }
            })
        })
    };
    view! { {shown} }
}

/// Nobody follows the crowd: while votes are given, the wall says how many there are, not for what.
fn given(review: &Review, question: &str) -> Option<AnyView> {
    let given = review.is_voting(question).then(|| review.votes_given(question))?;
    Some(view! { <p class="stage-votes">{format!("{} so far", counted(given.into(), "vote"))}</p> }.into_any())
}

fn talked_about(review: &Review, question: &str, at: Focus) -> Option<Group> {
    match at {
        Focus::Theme(id) => review.themes.get(&id).map(|one| theme(review, question, one)),
        Focus::Card(id) => review.cards.get(&id).map(|one| Group { head: None, kind: Kind::Loose, cards: vec![card(review, one)] }),
        Focus::Event(_) => None,
    }
}

/// Themes with cards, and the cards in none: these come first while people group, because they are what is grouped.
fn groups(review: &Review, question: &str) -> Vec<Group> {
    let themes = review.themes_by_votes(question).into_iter().map(|one| theme(review, question, one));
    let mut groups: Vec<Group> = themes.filter(|group| !group.cards.is_empty()).collect();
    let loose: Vec<AnyView> = review.cards_by_votes(question, None).into_iter().map(|one| card(review, one)).collect();
    if !loose.is_empty() {
        let told_apart = (!groups.is_empty()).then(|| head("Not in a theme", None));
        let at = if is_grouping(review) { 0 } else { groups.len() };
        groups.insert(at, Group { head: told_apart, kind: Kind::Loose, cards: loose });
    }
    groups
}

fn is_grouping(review: &Review) -> bool {
    matches!(review.current_step().map(|step| &step.kind), Some(StepKind::Group(_)))
}

/// Themes that no card is in yet, by name: there are places for cards, and they take no room from them.
fn empty(review: &Review, question: &str) -> Option<AnyView> {
    let themes = review.themes_by_votes(question).into_iter().filter(|theme| review.cards_by_votes(question, Some(theme.id)).is_empty());
    let name = |theme: &Theme| view! { <span>{theme.title.clone()}</span>" "{votes(review, Ballot::Theme(theme.id))} }.into_any();
    row("Themes without cards", "stage-names stage-empty", themes.map(name).collect())
}

fn votes(review: &Review, ballot: Ballot) -> Option<AnyView> {
    review.sum_of(ballot).filter(|sum| *sum > 0).map(|sum| view! { <span class="count">{sum}</span> }.into_any())
}

fn card(review: &Review, card: &Card) -> AnyView {
    view! { <li class="card"><p>{card.text.clone()}</p>{votes(review, Ballot::Card(card.id))}</li> }.into_any()
}

fn theme(review: &Review, question: &str, theme: &Theme) -> Group {
    let cards = review.cards_by_votes(question, Some(theme.id)).into_iter().map(|one| card(review, one)).collect();
    Group { head: Some(head(theme.title.as_str(), votes(review, Ballot::Theme(theme.id)))), kind: Kind::Theme, cards }
}

/// What else there is to talk about, by name.
fn rest(review: &Review, question: &str, at: Option<Focus>) -> Option<AnyView> {
    let others = review.agenda(question).into_iter().filter(|other| Some(*other) != at);
    let name = |other| match other {
        Focus::Theme(id) => review.themes.get(&id).map(|theme| beginning(&theme.title)),
        Focus::Card(id) => review.cards.get(&id).map(|card| beginning(&card.text)),
        Focus::Event(_) => None,
    };
    let names = others.filter_map(name).map(|name| view! { <span>{name}</span> }.into_any()).collect();
    row("What else there is", "stage-names dimmed", names)
}
