//! Options that few pages set: providers with their logos, views, custom challenges, a password estimator, and the level
//! of step-up links. This is the chunk `extras`.

use vestibule::Client;
use vestibule::protocol::json::Value;
use vestibule::ui::{Options, PasswordStrength, Provider, Window};
use vestibule_chunk::chunk;

use super::challenge;
use super::given::{is_on, list, step_up};
use super::listener::Listener;
use super::places;

/// Returns the options with these. The caller has to load the chunk first.
#[chunk(extras)]
pub fn with_extras(
    options: Options,
    given: &Value,
    client: &Client,
    listener: &Listener,
) -> Options {
    let providers = list(given, "providers").iter().map(provider);
    let options = providers.fold(options, Options::provider);
    let mut options = places::with_views(options, given, listener);
    if is_on(given, "customChallenge") {
        options = challenge::with_view(options, client, listener);
    }
    if is_on(given, "passwordStrength") {
        options = with_estimator(options, listener);
    }
    match given.field("stepUp") {
        Some(level) => options.step_up_link(step_up(level)),
        None => options,
    }
}

/// Reads a provider. Without a name it is the hosted UI.
fn provider(given: &Value) -> Provider {
    let text = |name| given.string(name).map(str::to_owned);
    let mut provider = match (text("name"), text("shown")) {
        (Some(name), None) => Provider::named(name),
        (Some(name), Some(shown)) => Provider::named(name).shown(shown),
        (None, shown) => Provider::hosted(shown.unwrap_or_default()),
    };
    if given.string("window") == Some("popup") {
        provider = provider.window(Window::Popup);
    }
    if let Some(address) = text("logo") {
        provider = provider.logo(address);
    }
    match text("label") {
        Some(label) => provider.label(label),
        None => provider,
    }
}

/// Returns the options with the page's estimator, which scores a password from 0 to 4.
fn with_estimator(options: Options, listener: &Listener) -> Options {
    let listener = listener.clone();
    options.password_strength(move |password| {
        let asked = listener.ask("strength", &password);
        async move {
            let score = asked?.await.ok()?.as_f64()?;
            // `as` saturates.
            Some(PasswordStrength::from_score(score as u8))
        }
    })
}
