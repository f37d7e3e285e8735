//! Groups of cards on the wall. How large they are is measured where they are seen; the server writes all of them.

use crate::spoken::counted;
use leptos::prelude::*;

/// What is compared stands in so many columns at least, where the wall is wide enough.
const BESIDE: usize = 3;
/// What is named in a row at most, of what is not shown as cards.
const NAMED: usize = 12;

/// Cards that belong together.
pub struct Group {
    /// What stands above them.
    pub head: Option<AnyView>,
    pub kind: Kind,
    pub cards: Vec<AnyView>,
}

/// What the cards of a group are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Theme,
    /// In no theme: their themes are cut before they are.
    Loose,
    Accounts,
    Lessons,
    Work,
}

impl Kind {
    /// What one of them is called.
    fn one(self) -> &'static str {
        match self {
            Self::Theme | Self::Loose => "card",
            Self::Accounts => "account",
            Self::Lessons => "lesson",
            Self::Work => "work item",
        }
    }

    /// How the style sheet and what fits the wall know the group, and its list.
    fn classes(self) -> (&'static str, &'static str) {
        match self {
            Self::Theme => ("theme", "cards"),
            Self::Accounts => ("stage-group", "cards accounts"),
            Self::Loose => ("stage-group stage-loose", "cards"),
            Self::Lessons | Self::Work => ("stage-group", "cards"),
        }
    }
}

/// A name above cards, with what is counted beside it.
pub fn head(name: impl Into<String>, count: Option<AnyView>) -> AnyView {
    let name: String = name.into();
    view! { <h2><span>{name}</span>" "{count}</h2> }.into_any()
}

/// Says how many more there are: “… and 2 more cards”.
#[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "only a browser knows what it has no room for"))]
pub fn and_more(left: usize, what: &str) -> String {
    format!("… and {}", counted(left as i64, &format!("more {what}")))
}

/// The groups, each with a line for how many more cards it has, and one for how many more groups there are.
pub fn wall(groups: Vec<Group>) -> AnyView {
    // What is compared stands beside each other: groups do, and accounts.
    let least = match groups.as_slice() {
        [Group { kind: Kind::Accounts, cards, .. }] => cards.len(),
        groups => groups.len(),
    };
    let groups = groups
        .into_iter()
        .map(|Group { head, kind, cards }| {
            let (class, list) = kind.classes();
            view! {
                <section class=class>
                    {head}
                    <ul class=list>{cards}</ul>
                    <p class="stage-more" data-what=kind.one() hidden=true></p>
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="wall" data-least=least.clamp(1, BESIDE).to_string()>
            {groups}
            <p class="stage-more" data-what="group" hidden=true></p>
        </div>
    }
    .into_any()
}

/// A row of names, as many as a glance takes in; `None` without any.
pub fn row(label: &'static str, class: &'static str, names: Vec<AnyView>) -> Option<AnyView> {
    let more = names.len().saturating_sub(NAMED);
    if names.is_empty() {
        return None;
    }
    let names = names.into_iter().take(NAMED).map(|name| view! { <li>{name}</li> }).collect_view();
    let more = (more > 0).then(|| view! { <li>{format!("… and {more} more")}</li> });
    Some(view! { <ul class=class aria-label=label>{names}{more}</ul> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_counted() {
        assert_eq!(and_more(1, "card"), "… and 1 more card");
        assert_eq!(and_more(3, "work item"), "… and 3 more work items");
    }
}
