//! What a page loads before it is shown.
//!
//! Leptos would read a resource's JSON from text and a server function's from bytes, and the browser's program would
//! carry a reader of each kind for every type. With one way of reading it is a tenth smaller.

use crate::{
    error::AppError,
    trouble::{Trouble, Waiting},
};
use codee::{Decoder, Encoder};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// JSON that is read as server functions read it.
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// What was loaded, or why not.
pub type Loaded<T> = Resource<Result<T, AppError>, Json>;

/// Loads again whenever `source` changes; the first time before the page is sent.
pub fn load<S, T, F>(source: impl Fn() -> S + Send + Sync + 'static, fetch: impl Fn(S) -> F + Send + Sync + 'static) -> Loaded<T>
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, fetch, true)
}

/// What was loaded, when the page can be built with it.
///
/// On the server Leptos first looks into what waits, to find more that has to be waited for, and throws away what it
/// built for that. Everything that a page loads is known before, so it gets to see nothing until it writes: a page is
/// built once, and what it loads is loaded once.
pub async fn settled<T>(resource: Loaded<T>) -> Result<T, AppError>
where
    T: Clone + Send + Sync + 'static,
{
    let loaded = resource.await;
    #[cfg(feature = "ssr")]
    {
        let mut looked = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut looked, true) {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
    }
    loaded
}

/// Shows what is loaded, once it is there, or says why it is not. While it is loaded again, what was there stays.
pub fn shown<T>(resource: Loaded<T>, view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <Waiting /> }>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match settled(resource).await {
                        Ok(loaded) => view(loaded),
                        Err(error) => view! { <Trouble error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
