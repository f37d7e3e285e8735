//! What everybody looks at. Whoever leads goes from one to the next, the same way on the timeline and in a question.

use crate::form::Act;
use domain::session::Focus;
use leptos::prelude::*;

/// The way back and on from where the room is in the order, or to the first; with what these are called.
pub fn back_and_on(order: &[Focus], at: Option<Focus>, [back, on, first]: [&'static str; 3]) -> impl IntoView + use<> {
    let place = at.and_then(|at| order.iter().position(|other| *other == at));
    let (before, after) = match place {
        Some(place) => (place.checked_sub(1).and_then(|before| order.get(before)), order.get(place + 1)),
        None => (None, order.first()),
    };
    let on = if place.is_some() { on } else { first };
    let to = |focus: &Focus| vec![("on", focus.to_string())];
    view! {
        {before.map(|focus| view! { <Act command="focus_on" fields=to(focus) class="button" icon="chevron-left" text=back key="," /> })}
        {after.map(|focus| view! { <Act command="focus_on" fields=to(focus) class="button primary" icon="chevron-right" text=on key="." /> })}
    }
}
