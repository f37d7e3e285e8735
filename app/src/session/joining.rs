//! Coming into a session by its link, with an account or as a guest.

use crate::{
    done::Done,
    error::AppError,
    form::{After, Field, Form, Fresh, Hidden, Submit},
    load::{load, shown},
    page::WithSetting,
    people::Entry,
    setting::setting,
};
#[cfg(feature = "ssr")]
use domain::time::{Instant, Stamp};
use domain::{
    id::{CommandId, PersonId, ReviewId},
    people::Role,
    session::GUEST_NAME,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    pub title: String,
    /// Who leads the review, where somebody does.
    pub facilitator: Option<String>,
}

#[server(prefix = "/do", endpoint = "load_door")]
pub async fn load_door(review: ReviewId, secret: String) -> Result<Door, AppError> {
    let asking = crate::request::Asking::current()?;
    let invited = asking.workspace().invited(review, &secret, asking.now).await?;
    let facilitator = match invited.facilitator {
        Some(person) => asking.workspace().name_of(person).await?,
        None => None,
    };
    Ok(Door { title: invited.title, facilitator })
}

/// Comes in: whoever is signed in takes part, anybody else becomes a guest under a name.
#[server(prefix = "/do", endpoint = "come_in")]
pub async fn come_in(
    review: ReviewId,
    secret: String,
    id: CommandId,
    person: PersonId,
    #[server(default)] name: String,
) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    match &asking.caller {
        Some(caller) if caller.guest_of.is_none() => asking.workspace().come_in(caller, review, &secret, id, asking.now).await?,
        _ => {
            let session = asking.workspace().come_in_as_guest(person, review, &secret, &name, &asking.client, asking.now).await?;
            asking.set_session(Some(&session));
        }
    }
    Ok(Done::go(format!("/reviews/{review}/session")))
}

/// The link of a door that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLink {
    pub address: String,
    /// The same as a QR code, an SVG.
    pub code: String,
    /// When it closes by itself, on the organisation’s clocks: `18:05 UTC`, with the day where that is another.
    pub until: String,
}

/// The link of the open door, for whoever leads; `None` while it is closed.
#[server(prefix = "/do", endpoint = "load_door_link")]
pub async fn load_door_link(review: ReviewId) -> Result<Option<DoorLink>, AppError> {
    let asking = crate::request::Asking::current()?;
    let actor = asking.actor()?;
    let secret = asking.workspace().door_secret(&actor, review, asking.now).await?;
    let door = asking.workspace().review(&actor, review).await?.lead.door;
    let clock = asking.clock().await?;
    Ok(secret.zip(door).map(|(secret, door)| {
        let address = format!("{}/reviews/{review}/join/{secret}", asking.site.public_url);
        DoorLink { code: code(&address), address, until: closing(&clock(asking.now), &clock(whole_minute(door.until))) }
    }))
}

/// The minute that has begun: until then, at least, it is open.
#[cfg(feature = "ssr")]
fn whole_minute(at: Instant) -> Instant {
    const MINUTE: i64 = 60_000;
    Instant::from_millis(at.millis().div_euclid(MINUTE).saturating_mul(MINUTE))
}

/// A moment soon after another, with its day only where that is not the same.
#[cfg(feature = "ssr")]
fn closing(now: &Stamp, at: &Stamp) -> String {
    if now.day() == at.day() { format!("{} {}", at.clock(), at.zone) } else { at.spoken() }
}

/// A QR code; nothing where the address is too long for one.
#[cfg(feature = "ssr")]
fn code(address: &str) -> String {
    use qrcode::{EcLevel, QrCode, render::svg::Color};
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else { return String::new() };
    let svg = code.render::<Color>().min_dimensions(256, 256).quiet_zone(true).build();
    svg.split_once("?>").map_or(svg.clone(), |(_, svg)| svg.to_owned())
}

/// The page of a session's link.
#[component]
pub fn JoinSessionPage() -> impl IntoView {
    view! {
        <Title text="Join the session" />
        <Entry>
            <WithSetting view=Content />
        </Entry>
    }
}

#[component]
fn Content() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let review = params.get("id").and_then(|id| id.parse().ok()).unwrap_or(ReviewId(Uuid::nil()));
    let secret = params.get("secret").unwrap_or_default();
    let asked = secret.clone();
    let door = load(|| (), move |()| load_door(review, asked.clone()));
    shown(door, move |door| view! { <ComeIn review secret=secret.clone() door /> }.into_any())
}

#[component]
fn ComeIn(review: ReviewId, secret: String, door: Door) -> impl IntoView {
    let me = setting().me.filter(|me| me.role != Role::Guest);
    let signed_in = me.is_some();
    let lead = match door.facilitator {
        Some(name) => format!("{name} invites you to the review of this incident. Nobody is graded: it is about how the work was set up."),
        None => "You are invited to the review of this incident. Nobody is graded: it is about how the work was set up.".to_owned(),
    };
    let to = crate::url::encode(&format!("/reviews/{review}/join/{secret}"));
    let who = move || match me {
        Some(me) => view! { <p>{format!("You come in as {}.", me.name)}</p> }.into_any(),
        None => view! {
            <Field
                name="name"
                label="Your name"
                hint="Those in the room see it. As a guest you see this review and nothing else."
                required=true
                limit=GUEST_NAME
                autocomplete="name"
            />
        }
        .into_any(),
    };
    view! {
        <div>
            <h1>{door.title}</h1>
            <p class="entry-lead">{lead}</p>
        </div>
        <Form action="/do/come_in" after=After::Load>
            <Hidden name="review" value=review.to_string() />
            <Hidden name="secret" value=secret />
            <Fresh name="id" command=true />
            <Fresh name="person" />
            {who()}
            <Submit class="button primary full">"Come in"</Submit>
        </Form>
        {(!signed_in).then(|| view! { <p class="hint">"You have an account here? "<a rel="external" href=format!("/sign-in?to={to}")>"Sign in first"</a>"."</p> })}
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Stamp, closing, whole_minute};

    #[test]
    fn a_door_names_the_day_on_which_it_closes_where_that_is_another() {
        let at = |text: &str| Stamp::within(whole_minute(text.parse().unwrap()), "Europe/Berlin");
        assert_eq!(closing(&at("2026-07-01T12:00:00.000Z"), &at("2026-07-01T16:05:37.120Z")), "18:05 Europe/Berlin");
        assert_eq!(closing(&at("2026-07-01T12:00:00.000Z"), &at("2026-07-01T22:30:00.000Z")), "2 Jul 2026 00:30 Europe/Berlin");
    }
}
