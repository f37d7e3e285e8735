//! The frame around every page: where one can go.

use crate::{
    done::Done,
    error::AppError,
    form::{After, Form, Hidden, Submit},
    icon::Icon,
    load::{Loaded, load, settled, shown},
    setting::{Setting, load_setting, setting},
    trouble::{Trouble, Waiting},
};
use domain::id::ReviewId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[server(prefix = "/do", endpoint = "choose_theme")]
pub async fn choose_theme(theme: String) -> Result<Done, AppError> {
    let theme = if theme == "dark" { "dark" } else { "light" };
    let cookie = format!("theme={theme}; Path=/; SameSite=Lax; Max-Age=31536000");
    if let (Some(response), Ok(value)) = (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&cookie)) {
        response.append_header(http::header::SET_COOKIE, value);
    }
    Ok(Done::default())
}

/// The theme that the person chose in this browser; `None` follows the system.
#[cfg(feature = "ssr")]
pub fn theme_of_request() -> Option<&'static str> {
    let parts = use_context::<http::request::Parts>()?;
    let cookies = parts.headers.get(http::header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|pair| match pair.trim() {
        "theme=dark" => Some("dark"),
        "theme=light" => Some("light"),
        _ => None,
    })
}

/// Loads the setting once for the whole app.
pub fn provide_setting() {
    let setting: Loaded<Setting> = load(|| (), |()| load_setting());
    provide_context(setting);
}

/// Renders something that needs the setting, once it is there; it is a context for what is inside.
#[component]
pub fn WithSetting<V: IntoView + 'static>(view: fn() -> V) -> impl IntoView {
    shown(expect_context::<Loaded<Setting>>(), move |setting| {
        provide_context(setting);
        view().into_any()
    })
}

/// The name of the program, as a mark; it leads a guest to their review.
#[component]
pub fn Wordmark(#[prop(default = None)] guest_of: Option<ReviewId>) -> impl IntoView {
    let (to, label) = match guest_of {
        Some(review) => (format!("/reviews/{review}"), "Hotwash, this review"),
        None => ("/".to_owned(), "Hotwash, all reviews"),
    };
    view! {
        <a class="wordmark" href=to aria-label=label>
            <svg viewBox="0 0 28 28" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round">
                <path d="M23.3 9.2A10.5 10.5 0 1 1 18.4 4.45"></path>
                <path d="M5 16.2c3-3.2 6-3.2 9 0s6 3.2 9 0"></path>
                <circle cx="22" cy="5" r="1.6" fill="currentColor" stroke="none"></circle>
            </svg>
            <span>"Hotwash"</span>
        </a>
    }
}

/// The switch between light and dark; the style shows the one that is not on.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    view! {
        <Form action="/do/choose_theme" class="theme-toggle" after=After::Load>
            <Submit class="icon-button" name="theme" value="dark" label="Dark theme">
                <Icon name="moon" />
            </Submit>
            <Submit class="icon-button" name="theme" value="light" label="Light theme">
                <Icon name="sun" />
            </Submit>
        </Form>
    }
}

/// The first letters of a name.
pub fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next().filter(|c| c.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[component]
fn TopBar() -> impl IntoView {
    let setting = setting();
    let guest_of = setting.guest_of;
    let path = use_location().pathname;
    let places = match guest_of {
        Some(review) => vec![(format!("/reviews/{review}"), "This review", "review")],
        None => [("/", "Reviews", "review"), ("/work", "Work", "work"), ("/trends", "Trends", "trends"), ("/people", "People", "people")]
            .map(|(to, name, icon)| (to.to_owned(), name, icon))
            .to_vec(),
    };
    let links = places
        .into_iter()
        .map(|(to, name, icon)| {
            let target = to.clone();
            let here = move || {
                let path = path.get();
                let inside = if target == "/" { path == "/" || path.starts_with("/reviews") } else { path.starts_with(&target) };
                inside.then_some("page")
            };
            view! {
                <li>
                    <a href=to aria-current=here>
                        <Icon name=icon />
                        {name}
                    </a>
                </li>
            }
        })
        .collect_view();
    let me = setting.me.map(|me| {
        let own = guest_of.is_none().then(|| {
            view! {
                <a href="/account"><Icon name="account" />"Account"</a>
                <a href="/formats"><Icon name="timeline" />"Formats"</a>
                <a href="/people"><Icon name="settings" />"People and settings"</a>
                <hr />
            }
        });
        let out = if guest_of.is_some() { "Leave" } else { "Sign out" };
        view! {
            <details class="menu">
                <summary class="icon-button" aria-label=format!("{} {}: your account", initials(&me.name), me.name)>
                    <span class="avatar" aria-hidden="true">{initials(&me.name)}</span>
                </summary>
                <div class="menu-panel">
                    <p class="menu-title">{me.name.clone()} <small>{me.role.name()}</small></p>
                    <hr />
                    {own}
                    <Form action="/do/sign_out" class="" after=After::Load>
                        <Hidden name="everywhere" value="false" />
                        <Submit class=""><Icon name="sign-out" />{out}</Submit>
                    </Form>
                </div>
            </details>
        }
    });
    view! {
        <header class="topbar">
            <div class="topbar-inner">
                <Wordmark guest_of />
                <nav class="main-nav" aria-label="Main">
                    <ul>{links}</ul>
                </nav>
                <div class="topbar-tools">
                    <ThemeToggle />
                    {me}
                </div>
            </div>
        </header>
    }
}

/// A page inside the frame, for those who are signed in.
#[component]
pub fn Page<V: IntoView + 'static>(view: fn() -> V, #[prop(default = "page")] class: &'static str) -> impl IntoView {
    let resource = expect_context::<Loaded<Setting>>();
    mark_hydrated();
    #[cfg(feature = "hydrate")]
    crate::menu::close_menus();
    // The router would take it for a link to another page.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        crate::form::focus::go_to("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the content"</a>
        <Suspense fallback=|| view! { <main class="page" id="main"><Waiting /></main> }>
            {move || Suspend::new(async move {
                match settled(resource).await {
                    Ok(setting) => {
                        let foot = setting.organisation.clone().map(|organisation| {
                            view! {
                                <footer class="page-foot">
                                    {format!("Hotwash {} · {} · new times in {}", env!("CARGO_PKG_VERSION"), organisation.name, organisation.zone)}
                                </footer>
                            }
                        });
                        provide_context(setting);
                        view! {
                            <TopBar />
                            <main class=class id="main">{view()}</main>
                            {foot}
                            <Zones />
                        }
                        .into_any()
                    }
                    Err(error) => view! { <main class="page narrow" id="main"><Trouble error /></main> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Tells tests, and nobody else, that the page is alive.
pub fn mark_hydrated() {
    Effect::new(|_| {
        if let Some(body) = document().body() {
            // Only a mark.
            let _ = body.set_attribute("data-hydrated", "");
        }
    });
}

/// Zones that time fields suggest; any other IANA name can be typed.
#[component]
fn Zones() -> impl IntoView {
    let zones = [
        "UTC",
        "Europe/London",
        "Europe/Berlin",
        "Europe/Paris",
        "Europe/Madrid",
        "Europe/Helsinki",
        "Europe/Athens",
        "Africa/Lagos",
        "Africa/Johannesburg",
        "Asia/Dubai",
        "Asia/Kolkata",
        "Asia/Singapore",
        "Asia/Shanghai",
        "Asia/Tokyo",
        "Australia/Sydney",
        "Pacific/Auckland",
        "America/Sao_Paulo",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
    ];
    view! { <datalist id="zones">{zones.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist> }
}
