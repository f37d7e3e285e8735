//! Waiting for those who type: the room goes on, and nobody's field goes from under their hands.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use std::time::Duration;

/// Follows what the room does, but not while somebody types in it here. Gives what this browser shows, and whether the
/// room has gone on and this browser waits until its user pauses.
pub fn held<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<T>) -> (RwSignal<T>, RwSignal<bool>) {
    let (shown, waits) = (RwSignal::new(now.get_untracked()), RwSignal::new(false));
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        now.track();
        follow(now, shown, waits);
    });
    (shown, waits)
}

/// How often it is looked whether somebody still types.
#[cfg(feature = "hydrate")]
const EVERY: Duration = Duration::from_millis(500);

#[cfg(feature = "hydrate")]
fn follow<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<T>, shown: RwSignal<T>, waits: RwSignal<bool>) {
    // The page may show something else by then.
    let (Some(next), Some(before)) = (now.try_get_untracked(), shown.try_get_untracked()) else { return };
    let is_late = next != before;
    let wait = is_late && super::keys::is_typing();
    if waits.get_untracked() != wait {
        waits.set(wait);
    }
    if wait {
        set_timeout(move || follow(now, shown, waits), EVERY);
    } else if is_late {
        shown.set(next);
    }
}

/// Tells whoever types that the room has gone on.
#[component]
pub fn Waiting(waits: RwSignal<bool>) -> impl IntoView {
    let text = "The room has gone on. Finish what you are writing: this page follows when you pause, and what is not sent is kept.";
    move || waits.get().then(|| view! { <p class="notice gone-on" role="status">{text}</p> })
}
