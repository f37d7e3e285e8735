//! Where the keyboard stands after something was done: a list that is built anew takes the focused button away, and who
//! works by keyboard would begin at the top of the page again, or press the wrong thing.

use leptos::prelude::*;
use std::{cell::Cell, time::Duration};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// How often it is looked whether the focus was lost; others' changes may come a moment after the answer.
const LOOKS: u32 = 20;
const EVERY: Duration = Duration::from_millis(50);

/// Where a button stood when it was pressed.
pub struct Stood {
    value: Option<String>,
    key: Option<String>,
    /// What it stood in, the nearest first; what is built anew is known by its id.
    around: Vec<Element>,
}

impl Stood {
    pub fn of(button: &Element) -> Self {
        // What was pressed before has no more say.
        begin();
        let around = std::iter::successors(button.parent_element(), |element| element.parent_element());
        Self {
            value: button.get_attribute("value"),
            key: button.get_attribute("data-key"),
            around: around.take_while(|element| element.tag_name() != "BODY").collect(),
        }
    }

    /// Stays on the button, or on its like, or on what else can be done in the same line; where nothing of that is left,
    /// on the heading above, where no press does anything.
    pub fn stay(self) {
        look(LOOKS, move || self.around.iter().filter_map(there_now).find_map(|place| self.in_place(&place)));
    }

    fn in_place(&self, place: &Element) -> Option<HtmlElement> {
        let all = pressable(place);
        let same = |name: &str, was: &Option<String>| {
            was.is_some().then(|| all.iter().find(|other| other.get_attribute(name) == *was)).flatten().cloned()
        };
        // “Next” leads elsewhere now, and has the same key.
        let like = same("value", &self.value).or_else(|| same("data-key", &self.key));
        like.or_else(|| match place.tag_name().as_str() {
            "LI" => all.first().cloned(),
            "HEADER" | "SECTION" | "ARTICLE" | "ASIDE" | "MAIN" => heading(place),
            _ => None,
        })
    }
}

/// The same element, or what took its place.
fn there_now(element: &Element) -> Option<Element> {
    if element.is_connected() {
        return Some(element.clone());
    }
    // Not the property: a form's own is hidden by its field of that name.
    document().get_element_by_id(&element.get_attribute("id")?)
}

/// What can be pressed in a place now.
fn pressable(place: &Element) -> Vec<HtmlElement> {
    seen(place, "button:not([disabled]), a[href], summary")
}

/// What of this kind can be seen.
fn seen(place: &Element, kind: &str) -> Vec<HtmlElement> {
    let found = place.query_selector_all(kind).ok();
    let found = found.iter().flat_map(|found| (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok()));
    found.filter(is_seen).collect()
}

/// Is it something that one types or chooses in?
pub fn is_written_in(element: &HtmlElement) -> bool {
    let is_button = || matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button" | "submit"));
    matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT") || (element.tag_name() == "INPUT" && !is_button())
}

/// Does somebody write on this page at this moment?
pub fn is_writing() -> bool {
    document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok()).is_some_and(|element| is_written_in(&element))
}

/// Is it on the page, and not folded away? What is folded away may be measured all the same.
pub fn is_seen(element: &HtmlElement) -> bool {
    element.offset_width() > 0 && !matches!(element.closest("details:not([open]) > :not(summary)"), Ok(Some(_)))
}

fn heading(place: &Element) -> Option<HtmlElement> {
    let heading = seen(place, "h1, h2, h3").into_iter().next()?;
    reachable(&heading);
    Some(heading)
}

/// Lets an element that is no control take the focus.
fn reachable(element: &HtmlElement) {
    if element.tab_index() < 0 {
        // Without it the focus stays where it is, which is no failure.
        let _ = element.set_attribute("tabindex", "-1");
    }
}

/// Goes to the first element of these ids that is there, once the focus is nowhere; if it is folded away, to what unfolds
/// it.
pub fn return_to(ids: Vec<String>) {
    look(LOOKS, move || {
        let element: HtmlElement = ids.iter().find_map(|id| document().get_element_by_id(id)?.dyn_into().ok())?;
        if is_seen(&element) {
            reachable(&element);
            return Some(element);
        }
        element.closest("details").ok()??.query_selector("summary").ok()??.dyn_into().ok()
    });
}

/// How long something else may take the focus before it goes to a heading.
const FALLS: Duration = Duration::from_millis(200);

/// What stands in a place is about to be built anew because the room goes on: whoever was in it, and whose focus is nowhere
/// then, is at its heading.
pub fn keep_in(selector: &'static str) {
    let place = || document().query_selector(selector).ok().flatten();
    let was_in = place().is_some_and(|place| place.contains(document().active_element().as_deref()));
    let done = DONE.get();
    let fall = move || {
        if DONE.get() == done
            && is_nowhere()
            && let Some(heading) = place().as_ref().and_then(heading)
        {
            put_on(&heading);
        }
    };
    if was_in {
        set_timeout(fall, FALLS);
    }
}

/// Goes to a place of this page, as a link to it does.
pub fn go_to(place: &str) {
    if let Some(element) = document().get_element_by_id(place).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        reachable(&element);
        element.scroll_into_view();
        put_on(&element);
    }
}

/// How often it is looked whether a page has come.
const LOOKS_FOR_PAGE: u32 = 100;

/// After another page of the app came: goes to the place that the address names once it is there; without one to the
/// heading, unless something has the focus. `stays`: it is another part of the same page, under the same heading.
pub fn arrive(place: String, stays: bool) {
    let before = heading_of_page().filter(|_| !stays);
    if place.is_empty() {
        look(LOOKS_FOR_PAGE, move || heading_of_page().filter(|heading| Some(heading) != before.as_ref()).inspect(reachable));
    } else {
        wait_for(begin(), place, LOOKS_FOR_PAGE);
    }
}

/// Whoever has begun to write meanwhile stays there.
fn wait_for(done: u32, place: String, left: u32) {
    if DONE.get() != done || is_writing() {
        return;
    }
    if document().get_element_by_id(&place).is_some() {
        go_to(&place);
    } else if left > 0 {
        set_timeout(move || wait_for(done, place, left - 1), EVERY);
    }
}

fn heading_of_page() -> Option<HtmlElement> {
    document().query_selector("main h1").ok()??.dyn_into().ok()
}

thread_local! {
    /// Counts what was done, so that only the last decides where the focus goes.
    static DONE: Cell<u32> = const { Cell::new(0) };
    /// When somebody last asked for a form, in the browser's milliseconds.
    static ASKED: Cell<f64> = const { Cell::new(0.0) };
}

/// Milliseconds within which a form comes that somebody asked for.
const COMES: f64 = 1_000.0;

/// Somebody asked for a form: it takes the focus when it comes. One that comes back because the room does, does not.
pub fn ask_for_form() {
    ASKED.set(js_sys::Date::now());
}

pub fn is_asked_for() -> bool {
    js_sys::Date::now() - ASKED.get() < COMES
}

/// Ends what is still being looked for; gives the number of what is done now.
fn begin() -> u32 {
    DONE.set(DONE.get().wrapping_add(1));
    DONE.get()
}

fn look(left: u32, find: impl Fn() -> Option<HtmlElement> + 'static) {
    look_again(begin(), left, None, find);
}

/// `put`: what has the focus from here. Others' changes may take it away again.
fn look_again(done: u32, left: u32, mut put: Option<HtmlElement>, find: impl Fn() -> Option<HtmlElement> + 'static) {
    if DONE.get() != done {
        return;
    }
    if is_nowhere() && put.as_ref().is_none_or(|put| !put.is_connected()) {
        put = find().inspect(put_on);
    }
    if left > 0 {
        set_timeout(move || look_again(done, left - 1, put, find), EVERY);
    }
}

fn is_nowhere() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

fn put_on(element: &HtmlElement) {
    // The page does not move under a pointer that is about to press.
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Focus is a courtesy.
    let _ = element.focus_with_options(&options);
    // Whoever works by keyboard has no pointer on the page, and has to see where they are.
    if matches!(element.matches(":focus-visible"), Ok(true)) {
        nearest(element);
    }
}

/// Scrolls no farther than it has to; sticky bars have their room in the style sheet.
fn nearest(element: &HtmlElement) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
