//! What the script hears of the screens.

use vestibule::ui::{Options, Screen, use_auth};
use vestibule::{Client, Error};
use wasm_bindgen_futures::spawn_local;

use super::listener::Listener;
use super::view;

/// The options whose screens report their errors, and hand over their style sheets.
pub fn with_errors(options: Options, client: &Client, listener: &Listener) -> Options {
    let (errors, styles, client) = (listener.clone(), listener.clone(), client.clone());
    options
        .on_error(move |error| {
            let (listener, client, error) = (errors.clone(), client.clone(), error.clone());
            spawn_local(async move {
                listener.tell("error", &explained(&client, &error).await);
            });
        })
        .adopt_styles(move |name, css| {
            styles.hand_over("styles", name, &css.into());
        })
}

/// The options whose screens report which of them is shown, and who is signed in.
pub fn with_screens(options: Options, listener: &Listener) -> Options {
    let listener = listener.clone();
    options.on_screen(move |it| {
        // Asked on a screen, which knows who.
        let session = use_auth().and_then(|auth| auth.session_now());
        if let (Screen::SignedIn, Some(session)) = (it, &session) {
            listener.tell("signed-in", &view::person(session));
        }
        listener.tell("step", &view::screen(it.name(), session.is_some()));
    })
}

/// The JSON of an error, with what the developer can do about it.
pub async fn explained(client: &Client, error: &Error) -> String {
    view::error(error, client.explain(error).await)
}
