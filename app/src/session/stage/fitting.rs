//! Fits what is on the wall into the wall. The browser measures: sizes of type and numbers of columns are tried, the
//! largest type first, until nothing is higher than the screen. What has no room even then is left out and counted.
//!
//! Nothing here changes how high the scene is, which is what is left of the screen, so being told of its size cannot go
//! round in circles.

use super::{
    arrange::{CUT, SMALLEST, Size, WHOLE, columns, fewest, shown, spans},
    wall::and_more,
};
use leptos::prelude::*;
use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit, ResizeObserver};

/// Keeps a scene fitted for as long as it is there: when it is first seen, when something in it changes, and when the
/// wall becomes larger or smaller.
pub fn keep(scene: NodeRef<leptos::html::Section>) {
    Effect::new(move |_| {
        let scene = scene.get()?;
        let watch = Rc::new(OnceCell::new());
        let soon = fit_soon(scene.clone(), Rc::clone(&watch));
        let resized = ResizeObserver::new(soon.as_ref().unchecked_ref()).ok()?;
        resized.observe(&scene);
        let changed = MutationObserver::new(soon.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_character_data(true);
        what.set_subtree(true);
        // Without it the wall fits again when its size changes.
        let _ = changed.observe_with_options(&scene, &what);
        let changed = watch.get_or_init(|| changed).clone();
        let kept = StoredValue::new_local((resized, changed, soon));
        on_cleanup(move || {
            kept.with_value(|(resized, changed, _)| {
                resized.disconnect();
                changed.disconnect();
            });
        });
        Some(())
    });
}

/// Fits before the next picture, and once for all that happens until then. What the watch saw of the fitting itself is
/// forgotten, or it would have no end.
fn fit_soon(scene: HtmlElement, watch: Rc<OnceCell<MutationObserver>>) -> Closure<dyn Fn()> {
    let waits = Rc::new(Cell::new(false));
    Closure::new(move || {
        if waits.replace(true) {
            return;
        }
        let (scene, watch, waits) = (scene.clone(), Rc::clone(&watch), Rc::clone(&waits));
        request_animation_frame(move || {
            waits.set(false);
            Scene::of(scene).fit();
            if let Some(watch) = watch.get() {
                watch.take_records();
            }
        });
    })
}

/// Cards that belong together, with the line that says how many more there are.
struct Group {
    place: HtmlElement,
    cards: Vec<HtmlElement>,
    more: Vec<HtmlElement>,
    is_loose: bool,
}

/// How wide the wall is in ems of the stage's type, and how many columns there may be.
#[derive(Clone, Copy)]
struct Room {
    ems: f64,
    least: usize,
    most: usize,
}

/// What is on the wall under the head of the stage.
struct Scene {
    place: HtmlElement,
    groups: Vec<Group>,
    /// The line that says how many groups there are that have no room.
    further: Vec<HtmlElement>,
}

impl Scene {
    fn of(place: HtmlElement) -> Self {
        let groups = all(&place, ".wall > section");
        let further = all(&place, ".wall > .stage-more");
        let groups = groups.into_iter().map(|place| Group {
            cards: all(&place, ".cards > *"),
            more: all(&place, ".stage-more"),
            is_loose: place.matches(".stage-loose").unwrap_or(false),
            place,
        });
        Self { groups: groups.collect(), further, place }
    }

    fn fit(&self) {
        self.begin();
        let room = self.room();
        if !self.grow(&WHOLE, room) && !self.grow(&CUT, room) {
            self.leave_out(room);
        }
    }

    /// As if nothing had been fitted before; from here on there is no more than the screen.
    fn begin(&self) {
        // Without it the page is as the server wrote it, and can be scrolled.
        let _ = self.place.set_attribute("data-fitted", "");
        tell(&self.place, "--size", "100");
        self.show(&self.all_cards());
    }

    fn all_cards(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.cards.len()).collect()
    }

    fn room(&self) -> Room {
        let style = window().get_computed_style(&self.place).ok().flatten();
        let em = style.and_then(|style| style.get_property_value("font-size").ok()?.trim_end_matches("px").parse::<f64>().ok());
        let least = self.place.query_selector("[data-least]").ok().flatten();
        Room {
            ems: f64::from(self.place.client_width()) / em.filter(|em| *em > 0.0).unwrap_or(16.0),
            least: least.and_then(|least| least.get_attribute("data-least")?.parse().ok()).unwrap_or(1),
            most: all(&self.place, ".cards > *, .profile > *").len(),
        }
    }

    /// Takes the largest of these sizes in which everything is there. Where the last is too large, they all are.
    fn grow(&self, sizes: &[Size], room: Room) -> bool {
        let fits = |at: usize| sizes.get(at - 1).is_some_and(|size| self.fits_in(*size, room));
        fits(sizes.len()) && fits(fewest(sizes.len(), fits))
    }

    /// Does everything have room in this size, in any number of columns?
    fn fits_in(&self, size: Size, room: Room) -> bool {
        tell(&self.place, "--size", &size.percent.to_string());
        tell(&self.place, "--lines", &size.lines.map_or_else(|| "none".to_owned(), |lines| lines.to_string()));
        columns(room.ems, size, room.least, room.most).any(|columns| {
            self.stand(columns, &self.all_cards());
            self.fits()
        })
    }

    /// Lets groups that show so many cards share the columns.
    fn stand(&self, columns: usize, cards: &[usize]) {
        tell(&self.place, "--columns", &columns.to_string());
        let there: Vec<(&Group, usize)> = self.groups.iter().zip(cards.iter().copied()).filter(|(_, cards)| *cards > 0).collect();
        let cards: Vec<usize> = there.iter().map(|(_, cards)| *cards).collect();
        for ((group, cards), span) in there.into_iter().zip(spans(&cards, columns)) {
            tell(&group.place, "--span", &span.to_string());
            tell(&group.place, "--inner", &span.min(cards).to_string());
        }
    }

    /// Is all of it on the screen? Heights are rounded, so one pixel says nothing.
    fn fits(&self) -> bool {
        self.place.scroll_height() <= self.place.client_height() + 1
    }

    /// Leaves out as few cards as have no room in the smallest type, in the number of columns that holds the most.
    fn leave_out(&self, room: Room) {
        let groups: Vec<(usize, bool)> = self.groups.iter().map(|group| (group.cards.len(), group.is_loose)).collect();
        let cards: usize = groups.iter().map(|(cards, _)| cards).sum();
        let fits = |left_out: usize, columns: usize| {
            let shown = shown(&groups, left_out);
            self.stand(columns, &shown);
            self.show(&shown);
            self.fits()
        };
        let ways =
            columns(room.ems, SMALLEST, room.least, room.most).map(|columns| (fewest(cards, |left_out| fits(left_out, columns)), columns));
        if let Some((left_out, columns)) = ways.min() {
            fits(left_out, columns);
        }
    }

    /// Shows so many cards of each group, and says how many more there are.
    fn show(&self, shown: &[usize]) {
        for (group, shown) in self.groups.iter().zip(shown) {
            group.place.set_hidden(*shown == 0 && !group.cards.is_empty());
            group.cards.iter().enumerate().for_each(|(at, card)| card.set_hidden(at >= *shown));
            group.more.iter().for_each(|line| say_more(line, group.cards.len().saturating_sub(*shown)));
        }
        let without = self.groups.iter().zip(shown).filter(|(group, shown)| **shown == 0 && !group.cards.is_empty()).count();
        self.further.iter().for_each(|line| say_more(line, without));
    }
}

/// Says in a line how many more there are of what it is about.
fn say_more(line: &HtmlElement, left: usize) {
    line.set_hidden(left == 0);
    if left > 0 {
        line.set_text_content(Some(&and_more(left, &line.get_attribute("data-what").unwrap_or_default())));
    }
}

/// Tells the style sheet something.
fn tell(place: &HtmlElement, name: &str, value: &str) {
    // Without it the style sheet goes by what is usual.
    let _ = place.style().set_property(name, value);
}

fn all(within: &Element, kind: &str) -> Vec<HtmlElement> {
    let found = within.query_selector_all(kind).ok();
    found.iter().flat_map(|found| (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok())).collect()
}
