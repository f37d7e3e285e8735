//! When time runs out: a sentence for those who listen, and a soft tone for whoever leads.

use crate::{icon::Icon, live::LiveReview};
use leptos::prelude::*;

/// Says once that the time of the step, or that planned for the session, is over. Whoever leads hears it too.
pub fn announce_time(live: LiveReview) {
    let left = live.left();
    let over = Memo::new(move |_| left.get().map(|left| (left.is_step_over(), left.is_session_over())));
    Effect::new(move |before: Option<Option<(bool, bool)>>| {
        let now = over.get();
        if let Some(sentence) = newly_over(before.flatten(), now) {
            live.say(sentence);
            #[cfg(feature = "hydrate")]
            if live.facilitates.get_untracked() && tone::is_on() {
                tone::play();
            }
        }
        now
    });
}

/// What came to its end since the last look; a page that is loaded later than that says nothing.
fn newly_over(before: Option<(bool, bool)>, now: Option<(bool, bool)>) -> Option<&'static str> {
    let ((step_was, session_was), (step, session)) = before.zip(now)?;
    match (step && !step_was, session && !session_was) {
        (true, true) => Some("The time for this step and for the session is over."),
        (true, false) => Some("The time for this step is over."),
        (false, true) => Some("The time for the session is over."),
        (false, false) => None,
    }
}

/// Whether the end of a step is heard in this browser.
#[component]
pub fn ChimeToggle() -> impl IntoView {
    let on = RwSignal::new(true);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| on.set(tone::is_on()));
    let press = move |_| {
        on.update(|on| *on = !*on);
        #[cfg(feature = "hydrate")]
        tone::turn(on.get_untracked());
    };
    view! {
        <button class="button small" type="button" aria-pressed=move || on.get().to_string() on:click=press>
            <Icon name="bell" />
            "Chime"
        </button>
    }
}

#[cfg(feature = "hydrate")]
mod tone {
    use crate::form::storage;
    use leptos::prelude::*;
    use std::time::Duration;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::AudioContext;

    /// Under this name the browser keeps that it is to be silent.
    const SILENT: &str = "chime-off";
    /// Hertz, and how loud, of 1: it is noticed and startles nobody.
    const PITCH: f32 = 523.25;
    const LOUDNESS: f32 = 0.12;
    /// Seconds until it has died away.
    const LASTS: f64 = 1.2;
    /// Milliseconds after which it would only puzzle.
    const TOO_LATE: f64 = 2_000.0;

    pub fn is_on() -> bool {
        storage().is_none_or(|storage| !matches!(storage.get_item(SILENT), Ok(Some(_))))
    }

    /// Remembers the choice. Turned on, it is heard, so that one knows what to listen for.
    pub fn turn(on: bool) {
        if let Some(storage) = storage() {
            // Where nothing can be kept it is on again after a reload.
            let _ = if on { storage.remove_item(SILENT) } else { storage.set_item(SILENT, "yes") };
        }
        if on {
            play();
        }
    }

    pub fn play() {
        leptos::task::spawn_local(async {
            // Where nothing can sound, the clock shows it all the same.
            let _ = sound().await;
        });
    }

    async fn sound() -> Result<(), JsValue> {
        let asked = js_sys::Date::now();
        let context = AudioContext::new()?;
        // Nothing may sound before somebody has pressed something on the page; until then this waits.
        JsFuture::from(context.resume()?).await?;
        if js_sys::Date::now() - asked < TOO_LATE {
            strike(&context)?;
        }
        let close = move || {
            // Closed with the page otherwise.
            let _ = context.close();
        };
        set_timeout(close, Duration::from_secs(2));
        Ok(())
    }

    fn strike(context: &AudioContext) -> Result<(), JsValue> {
        let (voice, loudness) = (context.create_oscillator()?, context.create_gain()?);
        let now = context.current_time();
        voice.frequency().set_value(PITCH);
        // Swells and fades, because a tone that is cut clicks.
        let gain = loudness.gain();
        gain.set_value_at_time(0.0, now)?;
        gain.linear_ramp_to_value_at_time(LOUDNESS, now + 0.03)?;
        gain.exponential_ramp_to_value_at_time(0.001, now + LASTS)?;
        voice.connect_with_audio_node(&loudness)?;
        loudness.connect_with_audio_node(&context.destination())?;
        voice.start()?;
        voice.stop_with_when(now + LASTS)
    }
}
