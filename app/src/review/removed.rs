//! What was removed from a review and can be brought back.

use crate::{form::Act, icon::Icon, live::LiveReview};
use domain::review::Review;
use leptos::prelude::*;
use uuid::Uuid;

/// What is sent with the id of what is brought back.
type Also = fn(&Review, Uuid) -> (&'static str, String);

/// The removed things of one kind; `command` brings one back.
#[component]
pub fn Removed(
    live: LiveReview,
    command: &'static str,
    list: Memo<Vec<(Uuid, String)>>,
    #[prop(optional)] also: Option<Also>,
) -> impl IntoView {
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
                                {
                                    let also = Memo::new(move |_| also.map(|also| live.review.with(|review| also(review, one.0))));
                                    move || {
                                        let fields = [("id", one.0.to_string())].into_iter().chain(also.get()).collect();
                                        view! { <Act command fields class="button small" icon="undo" text="Bring back" /> }
                                    }
                                }
                            </li>
                        </For>
                    </ul>
                </details>
            }
        })
    }
}
