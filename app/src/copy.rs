//! A link that is there to be given to somebody.

use crate::icon::Icon;
use leptos::prelude::*;

/// For how long the button says what it did.
#[cfg(feature = "hydrate")]
const SAID: std::time::Duration = std::time::Duration::from_secs(2);

/// The link, and a button that takes it along. Where the clipboard is not allowed it selects the link instead.
#[component]
pub fn CopyLink(link: String) -> impl IntoView {
    let code = NodeRef::<leptos::html::Code>::new();
    // Whether it was copied, or only selected; for a moment after the press.
    let copied = RwSignal::new(None::<bool>);
    #[cfg(feature = "hydrate")]
    let copy = {
        let timer = StoredValue::new(None::<TimeoutHandle>);
        move |_: leptos::ev::MouseEvent| press(code, copied, timer)
    };
    // Without a script the button is not shown.
    #[cfg(not(feature = "hydrate"))]
    let copy = |_: leptos::ev::MouseEvent| ();
    let text = move || match copied.get() {
        None => "Copy",
        Some(true) => "Copied",
        Some(false) => "Selected",
    };
    let said = move || match copied.get() {
        None => "",
        Some(true) => "Copied",
        Some(false) => "The browser did not allow to copy the link. It is selected.",
    };
    view! {
        <div class="copy-link">
            <code class="secret" node_ref=code>{link}</code>
            <button class="button needs-script" type="button" on:click=copy><Icon name="copy" />{text}</button>
            <span class="visually-hidden" role="status">{said}</span>
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn press(code: NodeRef<leptos::html::Code>, copied: RwSignal<Option<bool>>, timer: StoredValue<Option<TimeoutHandle>>) {
    let Some(code) = code.get_untracked() else { return };
    leptos::task::spawn_local(async move {
        let done = take(&code.text_content().unwrap_or_default()).await;
        if !done {
            select(&code);
        }
        // The page may show something else by then.
        if copied.try_set(Some(done)).is_some() {
            return;
        }
        if let Some(before) = timer.try_get_value().flatten() {
            before.clear();
        }
        let over = move || {
            let _ = copied.try_set(None);
        };
        // Without a timer it goes on saying so, which is still true.
        let _ = timer.try_set_value(set_timeout_with_handle(over, SAID).ok());
    });
}

/// Puts the text on the clipboard, if that is allowed.
#[cfg(feature = "hydrate")]
async fn take(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = window.navigator().clipboard();
    let there: &wasm_bindgen::JsValue = clipboard.as_ref();
    // On a page that came over plain HTTP there is none.
    !there.is_undefined() && wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Selects the link, so that the keyboard or a long press can copy it.
#[cfg(feature = "hydrate")]
fn select(code: &web_sys::HtmlElement) {
    if let Some(Ok(Some(selection))) = web_sys::window().map(|window| window.get_selection()) {
        // Then it is selected by hand.
        let _ = selection.select_all_children(code);
    }
}
