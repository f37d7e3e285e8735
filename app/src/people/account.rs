//! One's own account: password, sessions, tokens.

use super::secret::Secret;
use crate::{
    done::Done,
    error::AppError,
    form::{After, Field, Form, Hidden, Select, Submit},
    icon::Icon,
    load::{load, shown},
    page::Page,
    setting::setting,
};
use domain::{id::ReviewId, time::Stamp};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// What the account page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub sessions: Vec<SessionLine>,
    pub tokens: Vec<TokenLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: String,
    pub client: String,
    pub seen_at: Stamp,
    pub this: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLine {
    pub id: String,
    pub name: String,
    pub writes: bool,
    pub made_at: Stamp,
}

#[server(prefix = "/do", endpoint = "load_account")]
pub async fn load_account() -> Result<Account, AppError> {
    let asking = crate::request::Asking::current()?;
    let signed_in = asking.signed_in()?;
    let me = signed_in.person.id;
    let sessions = asking.workspace().sessions(me).await?;
    let tokens = asking.workspace().tokens(me).await?;
    let clock = asking.clock().await?;
    Ok(Account {
        sessions: sessions
            .into_iter()
            .map(|session| SessionLine {
                this: session.id == signed_in.by,
                id: session.id,
                client: session.client,
                seen_at: clock(session.seen_at),
            })
            .collect(),
        tokens: tokens
            .into_iter()
            .map(|token| TokenLine { id: token.id, name: token.name, writes: token.writes, made_at: clock(token.made_at) })
            .collect(),
    })
}

#[server(prefix = "/do", endpoint = "sign_out")]
pub async fn sign_out(everywhere: bool) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let signed_in = asking.signed_in()?;
    let me = signed_in.person.id;
    for session in asking.workspace().sessions(me).await? {
        if everywhere || session.id == signed_in.by {
            asking.workspace().end_session(me, &session.id).await?;
        }
    }
    asking.set_session(None);
    Ok(Done::go("/sign-in"))
}

#[server(prefix = "/do", endpoint = "end_session")]
pub async fn end_session(id: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().end_session(asking.me()?, &id).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "change_password")]
pub async fn change_password(old_password: String, password: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let signed_in = asking.signed_in()?;
    asking.workspace().change_password(signed_in.person.id, &signed_in.by, old_password, password).await?;
    Ok(Done::default())
}

#[server(prefix = "/do", endpoint = "make_token")]
pub async fn make_token(name: String, writes: bool) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let secret = asking.workspace().make_token(asking.me()?, &name, writes, asking.now).await?;
    Ok(Done { secret: Some(secret), ..Done::default() })
}

#[server(prefix = "/do", endpoint = "end_token")]
pub async fn end_token(id: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().end_token(asking.me()?, &id).await?;
    Ok(Done::default())
}

/// One's own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    view! {
        <Title text="Account" />
        <Page class="page narrow" view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    match setting().guest_of {
        Some(review) => view! { <Guest review /> }.into_any(),
        None => view! { <Own /> }.into_any(),
    }
}

/// A guest has no account: a name, and the one review that they came to.
#[component]
fn Guest(review: ReviewId) -> impl IntoView {
    let name = setting().me.map(|me| me.name).unwrap_or_default();
    view! {
        <header class="page-head">
            <h1>{name}</h1>
            <p class="page-lead">"You are a guest of one review. You have no account here, and no password; “Leave”, behind your initials, ends your visit."</p>
        </header>
        <div class="buttons"><a class="button primary" href=format!("/reviews/{review}")><Icon name="review" />"This review"</a></div>
    }
}

#[component]
fn Own() -> impl IntoView {
    let account = load(|| (), |()| load_account());
    let me = setting().me;
    let token = RwSignal::new(None::<String>);
    let made = Callback::new(move |done: Done| {
        token.set(done.secret);
        account.refetch();
    });
    view! {
        <header class="page-head">
            <h1>"Account"</h1>
            {me.map(|me| view! { <p class="page-lead">{format!("{} · {} · {}", me.name, me.email, me.role.name())}</p> })}
        </header>
        <section class="section" aria-labelledby="password">
            <header class="section-head"><h2 id="password">"Password"</h2></header>
            <Form action="/do/change_password" class="form card" after=After::Empty>
                <div class="fields">
                    <Field name="old_password" label="Your password now" kind="password" required=true autocomplete="current-password" />
                    <Field
                        name="password"
                        label="New password"
                        kind="password"
                        required=true
                        autocomplete="new-password"
                        hint="At least 15 characters. Your other sessions end."
                    />
                </div>
                <div class="form-actions"><Submit>"Change password"</Submit></div>
            </Form>
        </section>
        <Secret title="Your new token. Copy it now; it is not shown again." secret=token />
        {shown(account, move |loaded| view! { <Lists loaded made /> }.into_any())}
    }
}

#[component]
fn Lists(loaded: Account, made: Callback<Done>) -> impl IntoView {
    let sessions = loaded
        .sessions
        .into_iter()
        .map(|session| {
            let end = if session.this {
                view! { <span class="chip" data-state="live">"This one"</span> }.into_any()
            } else {
                view! {
                    <Form action="/do/end_session" class="" then=made>
                        <Hidden name="id" value=session.id />
                        <Submit class="button small">"End"</Submit>
                    </Form>
                }
                .into_any()
            };
            view! {
                <li class="row">
                    <Icon name="account" />
                    <div class="row-main">
                        <span>{browser(&session.client)}</span>
                        <small>{format!("Last used {}", session.seen_at.spoken())}</small>
                    </div>
                    {end}
                </li>
            }
        })
        .collect_view();
    let no_tokens = loaded.tokens.is_empty();
    let tokens = loaded
        .tokens
        .into_iter()
        .map(|token| {
            view! {
                <li class="row">
                    <Icon name="lock" />
                    <div class="row-main">
                        <span>{token.name}</span>
                        <small>
                            {format!("{} · made {}", if token.writes { "Reads and writes" } else { "Reads" }, token.made_at.day().spoken())}
                        </small>
                    </div>
                    <Form action="/do/end_token" class="" then=made>
                        <Hidden name="id" value=token.id />
                        <Submit class="button small">"End"</Submit>
                    </Form>
                </li>
            }
        })
        .collect_view();
    let access = vec![("false".to_owned(), "Read".to_owned()), ("true".to_owned(), "Read and write".to_owned())];
    view! {
        <section class="section" aria-labelledby="sessions">
            <header class="section-head">
                <h2 id="sessions">"Where you are signed in"</h2>
                <p>"End what you do not recognise, and change your password."</p>
            </header>
            <ul class="rows">{sessions}</ul>
        </section>
        <section class="section" aria-labelledby="tokens">
            <header class="section-head">
                <h2 id="tokens">"API tokens"</h2>
                <p>"A token lets a program act for you. It is shown once, when it is made."</p>
            </header>
            {no_tokens.then(|| view! { <p class="hint">"You have no tokens."</p> })}
            <ul class="rows">{tokens}</ul>
            <Form action="/do/make_token" class="inline-form" after=After::Empty then=made>
                <Field name="name" label="What it is for" required=true limit=80 />
                <Select name="writes" label="It may" value="false" options=access />
                <Submit class="button">"Make a token"</Submit>
            </Form>
        </section>
    }
}

/// The part of a browser's name for itself that people know.
fn browser(client: &str) -> String {
    let known = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let system =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];
    let find = |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| client.contains(mark)).map(|(_, name)| *name);
    match (find(&known), find(&system)) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        _ => client.chars().take(40).collect(),
    }
}
