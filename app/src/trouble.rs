//! What stands in the place of a page: while it is waited for, and where it cannot be shown.

use crate::{error::AppError, setting::setting};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Something that is being waited for.
#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            <span></span>
            <span></span>
            <span></span>
            <span class="tall"></span>
        </div>
    }
}

/// A page that cannot be shown, and what to do.
#[component]
pub fn Trouble(error: AppError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(error.status)) {
        response.set_status(status);
    }
    // A guest has one review and no list of them, and 404 is also what a review answers that they were shown out of.
    let is_guest = setting().guest_of.is_some();
    let visit = (is_guest && matches!(error.status, 403 | 404)).then(|| {
        view! { <p class="page-lead">"Your visit may have ended. Whoever leads the review can let you in again: ask them for the link."</p> }
    });
    let (title, action) = match error.status {
        404 if is_guest => ("This is not here", ().into_any()),
        403 if is_guest => ("This is not yours to see", ().into_any()),
        404 => ("This is not here", view! { <a class="button primary" href="/">"All reviews"</a> }.into_any()),
        401 => {
            let to = crate::url::encode(&use_location().pathname.get_untracked());
            (
                "Your session has ended",
                view! { <a class="button primary" rel="external" href=format!("/sign-in?to={to}")>"Sign in"</a> }.into_any(),
            )
        }
        410 => ("This is over", view! { <a class="button primary" rel="external" href="/sign-in">"Sign in"</a> }.into_any()),
        403 => ("This is not yours to see", view! { <a class="button primary" href="/">"All reviews"</a> }.into_any()),
        0 => ("There is no connection", view! { <a class="button primary" rel="external" href="">"Try again"</a> }.into_any()),
        _ => ("Something went wrong", view! { <a class="button primary" rel="external" href="">"Try again"</a> }.into_any()),
    };
    view! {
        <Title text=title />
        <section class="problem">
            {(error.status > 0).then(|| view! { <p class="problem-code">{error.status}</p> })}
            <h1>{title}</h1>
            <p class="page-lead">{error.message}</p>
            {visit}
            <div class="buttons">{action}</div>
        </section>
    }
}
