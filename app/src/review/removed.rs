//! What was removed from a review and can be brought back.

use crate::{form::Act, icon::Icon, live::LiveReview};
use leptos::prelude::*;
use uuid::Uuid;

/// The removed things of one kind; `command` brings one back.
#[component]
pub fn Removed(live: LiveReview, command: &'static str, list: Memo<Vec<(Uuid, String)>>) -> impl IntoView {
    let count = Memo::new(move |_| list.with(Vec::len));
    move || {
        (count.get() > 0 && live.contributes.get()).then(|| {
            view! {
                <details class="more">
                    <summary><Icon name="chevron-right" />{move || format!("Removed ({})", count.get())}</summary>
                    <ul class="removed">
                        <For each=move || list.get() key=|(id, _)| *id let:one>
                            <li>
                                <span>{one.1}</span>
                                <Act command fields=vec![("id", one.0.to_string())] class="button small" icon="undo" text="Bring back" />
                            </li>
                        </For>
                    </ul>
                </details>
            }
        })
    }
}
