//! The classes that the module exports to the script: a client, and its screens on a page.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use js_sys::{Function, Promise};
use leptos::mount::mount_to;
use leptos::prelude::*;
use vestibule::protocol::json::{self, Value};
use vestibule::ui::{Authenticator, Language};
use vestibule::{Change, Client, Error, Subscription};
use vestibule_chunk::chunk;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;
use web_sys::HtmlElement;

use super::listener::Listener;
use super::reports::{self, explained};
use super::{config, language, options, signed_in, view};

/// A client, shared by all elements with the same configuration.
#[wasm_bindgen]
pub struct Pool {
    client: Client,
    _subscription: Subscription,
}

/// Mounted screens, until they are freed.
#[wasm_bindgen]
pub struct Screens {
    _mounted: Box<dyn Any>,
    /// The language, unless they are in English only.
    language: Option<ArcRwSignal<Language>>,
}

#[wasm_bindgen]
impl Pool {
    /// Creates a client with this configuration. `listener` is notified when a session ends.
    #[wasm_bindgen(constructor)]
    pub fn new(given: &str, listener: Function) -> Result<Pool, JsValue> {
        let config = config::config(&parsed(given));
        // Without help: all these errors concern the configuration, for which the script has the help.
        let refused = |error: Error| JsValue::from_str(&view::error(&error, ""));
        let client = Client::new(config).map_err(refused)?;
        let listener = Listener::new(listener);
        let _subscription = client.on_change(move |change| {
            if let Change::SignedOut { reason, .. } = change {
                listener.send("signed-out", &view::signed_out(*reason));
            }
        });
        Ok(Pool {
            client,
            _subscription,
        })
    }

    /// Mounts the screens in an element: the sign-in, or those in `screens` of the options, whose chunk the script has
    /// loaded. `listener` receives each screen, errors, who is signed in, and the style sheets.
    pub fn show(&self, parent: HtmlElement, given: &str, listener: Function) -> Screens {
        let client = self.client.clone();
        let (given, listener) = (parsed(given), Listener::new(listener));
        let language = given.string("language").map(language::named);
        let own_language = language.clone();
        let _mounted = match given.field("screens") {
            Some(_) => signed_in::show(client, parent, given, own_language, listener),
            None => {
                let options = options::of_page(&client, &given, &listener);
                let options = reports::with_screens(options, &listener);
                Box::new(mount_to(parent, move || {
                    let options = language::with(options, own_language, &listener);
                    view! { <Authenticator client options /> }
                }))
            }
        };
        Screens { _mounted, language }
    }

    /// Returns the session as JSON. The script has loaded the chunk `session`.
    pub fn session(&self) -> Promise {
        promise(&self.client, |client| {
            Box::pin(async move { read(client).await })
        })
    }

    /// Signs out, and returns what failed, as JSON.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self) -> Promise {
        promise(&self.client, |client| {
            Box::pin(async move {
                let report = client.sign_out().await?;
                let mut errors = Vec::new();
                for (name, error) in [
                    ("unfinished", report.unfinished()),
                    ("notRemoved", report.not_removed()),
                ] {
                    if let Some(error) = error {
                        errors.push((name, explained(client, error).await));
                    }
                }
                Ok(view::sign_out(&report, &errors))
            })
        })
    }
}

#[wasm_bindgen]
impl Screens {
    /// Changes to the language for a tag, or to the browser's for an empty tag.
    pub fn speak(&self, tag: &str) {
        if let Some(language) = &self.language {
            language::change(language, tag);
        }
    }
}

#[chunk(session)]
async fn read(client: &Client) -> Result<String, Error> {
    Ok(view::session(&client.session().await?))
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<String, Error>> + 'a>>;

/// Returns a promise for the work's result as JSON; it rejects with an error as JSON.
fn promise(client: &Client, work: fn(&Client) -> Answer<'_>) -> Promise {
    let client = client.clone();
    future_to_promise(async move {
        match work(&client).await {
            Ok(json) => Ok(JsValue::from_str(&json)),
            Err(error) => Err(JsValue::from_str(&explained(&client, &error).await)),
        }
    })
}

/// Parses the script's JSON.
fn parsed(given: &str) -> Value {
    json::parse(given).unwrap_or_default()
}
