//! Questions that open up, for whoever leads, by what the room looks at.

use crate::{icon::Icon, live::LiveReview};
use domain::session::{
    Focus, StepKind,
    probing::{Subject, questions},
};
use leptos::prelude::*;

/// The questions behind a line that opens; it stays open while the room goes on.
#[component]
pub fn Probing(live: LiveReview) -> impl IntoView {
    let subject = Memo::new(move |_| {
        live.review.with(|review| match (&review.current_step()?.kind, review.lead.focus) {
            (StepKind::Discuss(_), _) => Some(Subject::Theme),
            (StepKind::Timeline, Some(Focus::Event(id))) if review.is_there(Focus::Event(id)) => {
                review.events.get(&id).map(|event| Subject::Event(event.kind))
            }
            _ => None,
        })
    });
    move || {
        live.facilitates.get().then(|| {
            view! {
                <details class="more probing">
                    <summary data-key="q"><Icon name="chevron-right" />"Questions that open up"</summary>
                    <div>
                        {move || subject.get().map(list)}
                        {list(Subject::Anything)}
                    </div>
                </details>
            }
        })
    }
}

fn list(about: Subject) -> impl IntoView {
    let questions = questions(about).iter().map(|question| view! { <li>{*question}</li> }).collect_view();
    view! {
        <section>
            <h3>{about.name()}</h3>
            <ul>{questions}</ul>
        </section>
    }
}
