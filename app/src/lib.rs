//! What people see. Rendered on the server, then brought to life in the browser.

// The views of whole pages are deeply nested types.
#![recursion_limit = "512"]

mod copy;
pub mod culture;
pub mod done;
pub mod error;
mod form;
pub mod format;
pub mod fresh;
mod icon;
mod lesson;
pub mod live;
mod load;
#[cfg(feature = "hydrate")]
mod menu;
mod names;
mod page;
pub mod pages;
pub mod people;
#[cfg(feature = "ssr")]
pub mod request;
pub mod review;
pub mod session;
mod setting;
mod spoken;
pub mod timeline;
pub mod trends;
mod trouble;
pub mod url;
pub mod work;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The document around the app. While Hotwash is worked on, `reload` is where a page hears that it is out of date.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions, reload: Option<&str>) -> impl IntoView {
    use leptos_meta::MetaTags;
    let pkg = options.site_pkg_dir.to_string();
    let style = format!("/{pkg}/hotwash.css");
    let reload = reload.map(|from| {
        let listen = format!("new EventSource('{from}').onmessage = () => location.reload()");
        view! { <script nonce=leptos::nonce::use_nonce()>{listen}</script> }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=page::theme_of_request()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 28 28' fill='none' stroke='%230f6b57' stroke-width='2.5' stroke-linecap='round'%3E%3Cpath d='M23.3 9.2A10.5 10.5 0 1 1 18.4 4.45'/%3E%3Cpath d='M5 16.2c3-3.2 6-3.2 9 0s6 3.2 9 0'/%3E%3C/svg%3E" />
                <link rel="stylesheet" href=style />
                <HydrationScripts options />
                {reload}
                <MetaTags />
            </head>
            <body data-address=url::address_of_request()>
                <App />
                // After the app, because the app is looked for at the beginning of the body. Shown, because patterns of what is hidden are not drawn.
                <div inner_html=include_str!("icons.svg")></div>
            </body>
        </html>
    }
}

/// Brings the page to life. Who went back before it was there has the address of another page; that is loaded.
#[cfg(feature = "hydrate")]
pub fn begin() {
    if url::is_of_this_address() {
        leptos::mount::hydrate_body(App);
    } else {
        // A page that does not load is shown by the browser itself.
        let _ = window().location().reload();
    }
}

/// The title of the browser's window. On the server Leptos writes it into the page as it is, so there it is escaped.
fn document_title(title: String) -> String {
    let title = if title.is_empty() { "Hotwash".to_owned() } else { format!("{title} · Hotwash") };
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

/// Takes the keyboard along when another page comes, as the browser does for a page that it loads.
#[component]
fn Arriving() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        let location = leptos_router::hooks::use_location();
        Effect::new(move |before: Option<(String, String)>| {
            let here = (location.pathname.get(), location.hash.get());
            // Parts of one review stand under one heading.
            let page = |path: &str| path.split('/').take(3).collect::<Vec<_>>().join("/");
            if let Some(before) = before.filter(|before| *before != here) {
                form::focus::arrive(here.1.trim_start_matches('#').to_owned(), page(&before.0) == page(&here.0));
            }
            here
        });
    }
}

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    page::provide_setting();
    view! {
        <Title formatter=document_title />
        <Router>
            <Arriving />
            <Routes fallback=pages::NotFound>
                <Route path=path!("/sign-in") view=people::SignInPage ssr=SsrMode::Async />
                <Route path=path!("/set-up") view=people::SetUpPage ssr=SsrMode::Async />
                <Route path=path!("/join/:secret") view=people::JoinPage ssr=SsrMode::Async />
                <Route path=path!("/") view=review::ReviewsPage ssr=SsrMode::Async />
                <Route path=path!("/reviews/new") view=review::NewReviewPage ssr=SsrMode::Async />
                <Route path=path!("/reviews/:id/read") view=review::ReadPage ssr=SsrMode::Async />
                <ParentRoute path=path!("/reviews/:id") view=review::ReviewFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=review::Overview />
                    <Route path=path!("facts") view=review::FactsForm />
                    <Route path=path!("people") view=review::WhoTakesPart />
                    <Route path=path!("timeline") view=timeline::TimelineTab />
                    <Route path=path!("timeline/paste") view=timeline::PasteTab />
                    <Route path=path!("session") view=session::RoomTab />
                    <Route path=path!("questions") view=session::QuestionsTab />
                    <Route path=path!("culture") view=culture::CultureTab />
                    <Route path=path!("lessons") view=lesson::LessonsTab />
                    <Route path=path!("work") view=work::WorkTab />
                    <Route path=path!("history") view=review::HistoryTab />
                </ParentRoute>
                <Route path=path!("/reviews/:id/stage") view=session::StagePage ssr=SsrMode::Async />
                <Route path=path!("/reviews/:id/join/:secret") view=session::JoinSessionPage ssr=SsrMode::Async />
                <Route path=path!("/formats") view=format::FormatsPage ssr=SsrMode::Async />
                <Route path=path!("/formats/:id") view=format::FormatPage ssr=SsrMode::Async />
                <Route path=path!("/work") view=work::BoardPage ssr=SsrMode::Async />
                <Route path=path!("/work/:id") view=work::WorkItemPage ssr=SsrMode::Async />
                <Route path=path!("/trends") view=trends::TrendsPage ssr=SsrMode::Async />
                <Route path=path!("/people") view=people::PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/account") view=people::AccountPage ssr=SsrMode::Async />
                <Route path=path!("/method") view=culture::MethodPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
