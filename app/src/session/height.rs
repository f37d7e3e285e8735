//! How high the bar is that sticks to the top, told to the style sheet, so that what gets the focus is not under it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, ResizeObserver};

/// The style sheet's name for it.
const HEIGHT: &str = "--session-height";

/// Tells it for as long as the bar is there.
pub fn tell(bar: NodeRef<leptos::html::Section>) {
    Effect::new(move |_| {
        let bar = bar.get()?;
        let root: HtmlElement = document().document_element()?.dyn_into().ok()?;
        let measure = {
            let (bar, root) = (bar.clone(), root.clone());
            Closure::<dyn Fn()>::new(move || {
                // Without it the style sheet goes by what is usual.
                let _ = root.style().set_property(HEIGHT, &format!("{}px", bar.offset_height()));
            })
        };
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok()?;
        observer.observe(&bar);
        let kept = StoredValue::new_local((observer, measure, root));
        on_cleanup(move || {
            kept.with_value(|(observer, _, root)| {
                observer.disconnect();
                // Then it is as usual.
                let _ = root.style().remove_property(HEIGHT);
            });
        });
        Some(())
    });
}
