//! The three doors: set-up, signing in, an invitation.

use crate::{
    done::Done,
    error::AppError,
    form::{After, Field, Form, Fresh, Hidden, Submit},
    icon::Icon,
    load::{load, shown},
    page::{ThemeToggle, WithSetting, Wordmark, initials, mark_hydrated},
    setting::setting,
};
use domain::id::PersonId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

#[server(prefix = "/do", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] to: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let secret = asking.workspace().sign_in(&email, password, &asking.client, asking.now).await?;
    asking.set_session(Some(&secret));
    Ok(Done::go(crate::request::own_path(&to)))
}

#[server(prefix = "/do", endpoint = "sign_in_demo")]
pub async fn sign_in_demo(person: PersonId, #[server(default)] to: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    if !asking.site.demo {
        return Err(service::Error::NotFound("person").into());
    }
    let secret = asking.workspace().sign_in_demo(person, &asking.client, asking.now).await?;
    asking.set_session(Some(&secret));
    Ok(Done::go(crate::request::own_path(&to)))
}

/// Is this the set-up link? Before somebody fills in the form.
#[server(prefix = "/do", endpoint = "load_set_up")]
pub async fn load_set_up(secret: String) -> Result<bool, AppError> {
    Ok(crate::request::Asking::current()?.site.set_up_secret == Some(secret))
}

const WRONG_LINK: &str = "This is not the set-up link that the program printed when it was last started. Copy that one.";

#[server(prefix = "/do", endpoint = "set_up")]
pub async fn set_up(
    secret: String,
    person: PersonId,
    organisation: String,
    #[server(default)] zone: String,
    name: String,
    email: String,
    password: String,
) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    if asking.site.set_up_secret != Some(secret) {
        return Err(AppError::new(403, "wrong_link", WRONG_LINK));
    }
    let organisation = domain::people::Organisation::checked(&organisation, &zone, "")?;
    let set_up = service::people::SetUp { organisation, person, name, email: email.clone(), password: password.clone() };
    asking.workspace().set_up(set_up).await?;
    let session = asking.workspace().sign_in(&email, password, &asking.client, asking.now).await?;
    asking.set_session(Some(&session));
    Ok(Done::go("/"))
}

#[server(prefix = "/do", endpoint = "join")]
pub async fn join(secret: String, person: PersonId, name: String, email: String, password: String) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let joining = service::people::Joining { person, name, email, password };
    let session = asking.workspace().join(&secret, joining, &asking.client, asking.now).await?;
    asking.set_session(Some(&session));
    Ok(Done::go("/"))
}

/// For whom an invitation is.
#[server(prefix = "/do", endpoint = "load_invitation")]
pub async fn load_invitation(secret: String) -> Result<String, AppError> {
    let asking = crate::request::Asking::current()?;
    let invitation = asking.workspace().invitation(&secret, asking.now).await.map_err(|error| match error {
        service::Error::NotFound(_) => AppError::new(
            410,
            "invitation_over",
            "This invitation was used, or has ended, or was taken back. If you have an account, sign in; otherwise ask for another link.",
        ),
        other => other.into(),
    })?;
    Ok(invitation.role.name().to_owned())
}

/// The frame of a page for somebody who is not in yet.
#[component]
pub fn Entry(children: Children) -> impl IntoView {
    mark_hydrated();
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <main class="entry" id="main">
            <Wordmark />
            <section class="entry-panel">{children()}</section>
            <ThemeToggle />
        </main>
    }
}

/// Signing in.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! {
        <Title text="Sign in" />
        <Entry>
            <WithSetting view=SignIn />
        </Entry>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let setting = setting();
    let to = use_query_map().read_untracked().get("to").unwrap_or_default();
    let Some(organisation) = setting.organisation else {
        return view! {
            <div>
                <h1>"Nearly there"</h1>
                <p class="entry-lead">"This workspace is not set up yet. Follow the set-up link that the program printed when it was started."</p>
            </div>
        }
        .into_any();
    };
    let target = to.clone();
    let demo = (!setting.demo.is_empty()).then(|| {
        let people = move || {
            setting
                .demo
                .into_iter()
                .map(|person| {
                view! {
                    <li>
                        <Submit class="" name="person" value=person.id.to_string()>
                            <span class="avatar" aria-hidden="true">{initials(&person.name)}</span>
                            <span>{person.name.clone()} <small>{format!("{}: {}", person.role.name(), person.role.explained())}</small></span>
                            <Icon name="arrow-right" />
                        </Submit>
                    </li>
                }
            })
            .collect_view()
        };
        view! {
            <Form action="/do/sign_in_demo" class="" after=After::Load>
                <Hidden name="to" value=target.clone() />
                <ul class="demo-people">{people()}</ul>
            </Form>
            <p class="divider">"or with an account of your own"</p>
        }
    });
    view! {
        <div>
            <h1>"Sign in"</h1>
            <p class="entry-lead">{format!("{} reviews its incidents here.", organisation.name)}</p>
        </div>
        {demo}
        <Form action="/do/sign_in" after=After::Load>
            <Hidden name="to" value=to.clone() />
            <Field name="email" label="E-mail" kind="email" required=true autocomplete="username" limit=254 />
            <Field name="password" label="Password" kind="password" required=true autocomplete="current-password" />
            <Submit class="button primary full">"Sign in"</Submit>
        </Form>
    }
    .into_any()
}

/// Making the workspace.
#[component]
pub fn SetUpPage() -> impl IntoView {
    view! {
        <Title text="Set up" />
        <Entry>
            <WithSetting view=SetUp />
        </Entry>
    }
}

#[component]
fn SetUp() -> impl IntoView {
    let secret = use_query_map().read_untracked().get("secret").unwrap_or_default();
    if setting().organisation.is_some() {
        return view! {
            <div>
                <h1>"It is set up"</h1>
                <p class="entry-lead">"This workspace has an administrator already."</p>
            </div>
            <a class="button primary full" href="/sign-in">"Sign in"</a>
        }
        .into_any();
    }
    let asked = secret.clone();
    let right = load(|| (), move |()| load_set_up(asked.clone()));
    shown(right, move |right| {
        if right {
            view! { <SetUpForm secret=secret.clone() /> }.into_any()
        } else {
            view! { <div><h1>"Nearly there"</h1><p class="entry-lead">{WRONG_LINK}</p></div> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn SetUpForm(secret: String) -> impl IntoView {
    view! {
        <div>
            <h1>"Set up Hotwash"</h1>
            <p class="entry-lead">"Name the organisation and make the first account. You can invite the others afterwards."</p>
        </div>
        <Form action="/do/set_up" after=After::Load>
            <Hidden name="secret" value=secret />
            <Fresh name="person" />
            <Field name="organisation" label="Organisation" required=true limit=120 autocomplete="organization" />
            <Field name="zone" label="Time zone" value="UTC" limit=60 hint="Offered first wherever a time is asked for. A name like Europe/Berlin." />
            <AccountFields />
            <Submit class="button primary full">"Set up"</Submit>
        </Form>
    }
}

/// Following an invitation.
#[component]
pub fn JoinPage() -> impl IntoView {
    let secret = use_params_map().read_untracked().get("secret").unwrap_or_default();
    let asked = secret.clone();
    let invitation = load(|| (), move |()| load_invitation(asked.clone()));
    view! {
        <Title text="Join" />
        <Entry>
            {shown(invitation, move |role| view! { <Join secret=secret.clone() role /> }.into_any())}
        </Entry>
    }
}

#[component]
fn Join(secret: String, role: String) -> impl IntoView {
    view! {
        <div>
            <h1>"You are invited"</h1>
            <p class="entry-lead">{format!("Make your account to join as {role}.")}</p>
        </div>
        <Form action="/do/join" after=After::Load>
            <Hidden name="secret" value=secret />
            <Fresh name="person" />
            <AccountFields />
            <Submit class="button primary full">"Join"</Submit>
        </Form>
    }
}

/// What a new account needs.
#[component]
fn AccountFields() -> impl IntoView {
    view! {
        <Field name="name" label="Your name" required=true limit=80 autocomplete="name" />
        <Field name="email" label="E-mail" kind="email" required=true limit=254 autocomplete="username" />
        <Field
            name="password"
            label="Password"
            kind="password"
            required=true
            autocomplete="new-password"
            hint="At least 15 characters; four unrelated words do well."
        />
    }
}
