//! What came of a press on a button lies over the page, so it goes by itself: after minutes it says what is not true any
//! more, to somebody who has gone on.

use super::FormState;
use leptos::prelude::*;
use std::time::Duration;

/// Long enough to be seen.
const SEEN: Duration = Duration::from_secs(12);
/// Long enough to read one more character.
const READ: Duration = Duration::from_millis(50);
/// How often it is looked whether somebody still is at it.
const AGAIN: Duration = Duration::from_secs(2);

/// Takes away what the form says, once there was time to read it.
pub fn passes(state: FormState) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let characters = characters(state);
        if let Some(before) = timer.get_value() {
            before.clear();
        }
        if characters > 0 {
            wait(state, timer, SEEN + READ * characters);
        }
    });
}

/// How long the sentences are that are shown.
fn characters(state: FormState) -> u32 {
    let error = state.error.with(|error| error.as_ref().map_or(0, |error| error.message.chars().count()));
    let told = |notice: &domain::edit::Notice| notice.sentence().chars().count();
    let told = state.done.with(|done| done.as_ref().map_or(0, |done| done.notices.iter().map(told).sum::<usize>()));
    u32::try_from(error + told).unwrap_or(u32::MAX)
}

fn wait(state: FormState, timer: StoredValue<Option<TimeoutHandle>>, time: Duration) {
    let over = move || {
        if is_held() {
            wait(state, timer, AGAIN);
            return;
        }
        // The page may show something else by then.
        let _ = state.error.try_set(None);
        let _ = state.done.try_set(None);
    };
    // Without a timer it stays until it is put away.
    let _ = timer.try_set_value(set_timeout_with_handle(over, time).ok());
}

/// Nothing goes from under somebody's pointer, or takes the focus away with it.
fn is_held() -> bool {
    matches!(document().query_selector(".toasts .notice:is(:hover, :focus-within)"), Ok(Some(_)))
}
