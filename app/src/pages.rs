//! Pages that belong to no part of the product.

#[cfg(feature = "ssr")]
pub mod mend;

use crate::{error::AppError, page::Page, trouble::Trouble};
use leptos::prelude::*;

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Page class="page narrow" view=Nowhere /> }
}

#[component]
fn Nowhere() -> impl IntoView {
    let error = AppError::new(404, "not_found", "There is no page at this address. It may have moved, or it is not yours to see.");
    view! { <Trouble error /> }
}
