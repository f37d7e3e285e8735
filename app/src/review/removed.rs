//! What was removed from a review and can be brought back.

use crate::{form::Act, icon::Icon, live::LiveReview};
use leptos::prelude::*;
use uuid::Uuid;

/// The removed things of one kind; `command` brings one back.
#[component]
pub fn Removed(live: LiveReview, command: &'static str, list: Memo<Vec<(Uuid, String)>>) -> impl IntoView {
    let shown = Memo::new(move |_| live.contributes.get() && list.with(|list| !list.is_empty()));
    move || {
        shown.get().then(|| {
            view! {
                <details class="more">
                    <summary><Icon name="chevron-right" />{move || format!("Removed ({})", list.with(Vec::len))}</summary>
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
