//! Accounts of an event: what people expected, saw and knew, side by side. Each is changed by whoever wrote it.

use crate::{
    form::{Act, EditLink, Editing, EndEdit, Field, Form, Fresh, Hidden},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
    timeline::account_parts,
};
use domain::{
    id::{AccountId, EventId, PersonId},
    prose::{NOTE, beginning},
    timeline::Account,
};
use leptos::prelude::*;
use uuid::Uuid;

/// What the form for one's account of an event is known by; the event itself is changed under its own id.
pub fn adding_id(event: EventId) -> Uuid {
    Uuid::from_u128(!event.0.as_u128())
}

/// Whether one's account of this event is being written, in what has the id `place`.
pub fn adding(event: EventId, place: &str) -> Editing {
    Editing::of(adding_id(event), place)
}

/// What people say of an event, side by side, and the form for one more.
#[component]
pub fn Accounts(live: LiveReview, event: EventId, adding: Editing) -> impl IntoView {
    let id = live.id();
    let accounts = Memo::new(move |_| live.review.with(|review| review.accounts_of(event).map(|account| account.id).collect::<Vec<_>>()));
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.accounts.values().filter(|account| account.removed && account.event == event && may_change(live, account));
            gone.map(|account| (account.id.0, first_words(account))).collect()
        })
    });
    let form = move || {
        (live.contributes.get() && adding.is_on()).then(|| {
            view! {
                <Form
                    action="/do/send"
                    then=adding.over()
                    draft=format!("{id}:account:{event}")
                    within=event.to_string()
                    writing="account"
                    focus=true
                >
                    <ForReview review=id />
                    <Fresh name="command[add_account][id]" untimed=true />
                    <Hidden name="command[add_account][event]" value=event.to_string() />
                    <AccountFields account=None />
                    <EndEdit editing=adding text="Add my account" />
                </Form>
            }
        })
    };
    // One's own form stands first, so that what others add meanwhile does not push it away.
    view! {
        {adding.notices()}
        {form}
        <ul class="accounts" aria-label="Accounts of this entry" hidden=move || accounts.with(Vec::is_empty)>
            <For each=move || accounts.get() key=|account| *account let:account>
                <OneAccount live account />
            </For>
        </ul>
        <Removed live command="restore_account" list=removed />
    }
}

fn may_change(live: LiveReview, account: &Account) -> bool {
    account.author == Some(live.pen.get()) || live.facilitates.get()
}

fn first_words(account: &Account) -> String {
    let texts = [&account.saw, &account.expected, &account.knew];
    texts.into_iter().find(|text| !text.is_empty()).map(|text| beginning(text)).unwrap_or_default()
}

/// What an account consists of; of one that is there, also what its writer started from.
#[component]
fn AccountFields(account: Option<Account>) -> impl IntoView {
    let there = account.is_some();
    let name = move |field: &str| {
        if there { format!("command[edit_account][{field}][now]") } else { format!("command[add_account][{field}]") }
    };
    let (expected, saw, knew) = account.map(|account| (account.expected, account.saw, account.knew)).unwrap_or_default();
    let was = there.then(|| {
        [("expected", &expected), ("saw", &saw), ("knew", &knew)]
            .map(|(field, was)| view! { <Hidden name=format!("command[edit_account][{field}][was]") value=was.clone() /> })
            .collect_view()
    });
    view! {
        {was}
        <div class="fields pairs">
            <Field name=name("expected") label="What I expected" value=expected area=true limit=NOTE optional=true />
            <Field name=name("saw") label="What I saw" value=saw area=true limit=NOTE optional=true />
        </div>
        <Field
            name=name("knew")
            label="What I knew then, and what made the next step the sensible one"
            value=knew
            area=true
            limit=NOTE
            optional=true
        />
    }
}

#[component]
fn OneAccount(live: LiveReview, account: AccountId) -> impl IntoView {
    let shown = Memo::new(move |_| live.review.with(|review| review.accounts.get(&account).cloned()));
    let editing = Editing::of(account.0, format!("account-{account}"));
    view! {
        <li class="card account" id=format!("account-{account}")>
            {editing
                .place(
                    shown,
                    move |account| view! { <EditAccount live account editing /> },
                    move |account| told(live, account, editing),
                )}
        </li>
    }
}

/// An account to read, with what its reader may do with it.
fn told(live: LiveReview, account: Account, editing: Editing) -> impl IntoView {
    let who = match account.author {
        Some(pen) if pen == live.pen.get() => "Yours".to_owned(),
        Some(pen) => live.name_of(PersonId(pen.0)),
        None => "An account".to_owned(),
    };
    let tools = (may_change(live, &account) && live.contributes.get()).then(|| {
        view! {
            <span class="account-tools">
                <EditLink editing label="Edit this account"><Icon name="edit" /></EditLink>
                <Act command="remove_account" fields=vec![("id", account.id.to_string())] label="Remove this account" icon="trash" />
            </span>
        }
    });
    view! {
        <header><strong>{who}</strong>{tools}</header>
        {account_parts(&account)}
    }
}

#[component]
fn EditAccount(live: LiveReview, account: Account, editing: Editing) -> impl IntoView {
    let id = live.id();
    view! {
        <Form
            action="/do/send"
            within=account.id.to_string()
            draft=format!("{id}:account:{}", account.id)
            then=editing.over()
            focus=true
            writing="account"
        >
            <ForReview review=id />
            <Hidden name="command[edit_account][id]" value=account.id.to_string() />
            <Hidden name="command[edit_account][base]" value=account.version.to_string() />
            <AccountFields account=Some(account) />
            <EndEdit editing />
        </Form>
    }
}
