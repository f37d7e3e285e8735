//! Waiting for those who type: the room goes on, and nobody's field goes from under their hands.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use std::time::Duration;

/// Follows what the room does, but not while somebody writes in it here: until what they write is sent, or they leave it.
/// Gives what this browser shows, whether the room has gone on meanwhile, and the way to go after it at once.
pub fn held<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<T>) -> (RwSignal<T>, Late) {
    let (shown, waits) = (RwSignal::new(now.get_untracked()), RwSignal::new(false));
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        now.track();
        follow(now, shown, waits);
    });
    let go = Callback::new(move |()| {
        waits.set(false);
        show(now, shown);
    });
    (shown, Late { waits, go })
}

/// Where this browser shows what the room has left.
#[derive(Clone, Copy)]
pub struct Late {
    waits: RwSignal<bool>,
    go: Callback<()>,
}

fn show<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<T>, shown: RwSignal<T>) {
    #[cfg(feature = "hydrate")]
    crate::form::focus::keep_in(".room-main");
    shown.set(now.get_untracked());
}

/// How often it is looked whether somebody still writes.
#[cfg(feature = "hydrate")]
const EVERY: Duration = Duration::from_millis(500);

#[cfg(feature = "hydrate")]
fn follow<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<T>, shown: RwSignal<T>, waits: RwSignal<bool>) {
    // The page may show something else by then.
    let (Some(next), Some(before)) = (now.try_get_untracked(), shown.try_get_untracked()) else { return };
    let is_late = next != before;
    let wait = is_late && super::keys::is_writing_in_room();
    if waits.get_untracked() != wait {
        waits.set(wait);
    }
    if wait {
        set_timeout(move || follow(now, shown, waits), EVERY);
    } else if is_late {
        show(now, shown);
    }
}

/// Tells whoever writes that the room has gone on.
#[component]
pub fn Waiting(late: Late) -> impl IntoView {
    let text = "The room has gone on. This page follows when you have sent what you are writing, or left it.";
    move || {
        late.waits.get().then(|| {
            view! {
                <div class="notice gone-on">
                    <p role="status">{text}</p>
                    <button class="button small" type="button" on:click=move |_| late.go.run(())>"Follow now"</button>
                </div>
            }
        })
    }
}
