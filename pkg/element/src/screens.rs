//! The classes that the script has of the module: a client, and its screens on a page.

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

/// A client, which all elements of one configuration share.
#[wasm_bindgen]
pub struct Pool {
    client: Client,
    _subscription: Subscription,
}

/// Screens on a page, until they are freed.
#[wasm_bindgen]
pub struct Screens {
    _mounted: Box<dyn Any>,
    /// What they speak, where they are not in English alone.
    language: Option<ArcRwSignal<Language>>,
}

#[wasm_bindgen]
impl Pool {
    /// Makes a client by this configuration. `listener` hears of the end of a session.
    #[wasm_bindgen(constructor)]
    pub fn new(given: &str, listener: Function) -> Result<Pool, JsValue> {
        let config = config::config(&parsed(given));
        // The script knows the help: all such errors are of the configuration.
        let refused = |error: Error| JsValue::from_str(&view::error(&error, ""));
        let client = Client::new(config).map_err(refused)?;
        let listener = Listener::new(listener);
        let _subscription = client.on_change(move |change| {
            if let Change::SignedOut { reason, .. } = change {
                listener.tell("signed-out", &view::signed_out(*reason));
            }
        });
        Ok(Pool {
            client,
            _subscription,
        })
    }

    /// Shows the screens in that element, of the sign-in unless `screens` in the options says otherwise, whose chunk is
    /// there then. `listener` hears of each screen, of errors, of who is signed in, and gets the style sheets.
    pub fn show(&self, parent: HtmlElement, given: &str, listener: Function) -> Screens {
        let client = self.client.clone();
        let (given, listener) = (parsed(given), Listener::new(listener));
        let language = given.string("language").map(language::named);
        let spoken = language.clone();
        let _mounted = match given.field("screens") {
            Some(_) => signed_in::show(client, parent, given, spoken, listener),
            None => {
                let options = options::of_page(&client, &given, &listener);
                let options = reports::with_screens(options, &listener);
                Box::new(mount_to(parent, move || {
                    let options = language::with(options, spoken, &listener);
                    view! { <Authenticator client options /> }
                }))
            }
        };
        Screens { _mounted, language }
    }

    /// The session, as JSON. The chunk `session` is there.
    pub fn session(&self) -> Promise {
        promise(&self.client, |client| {
            Box::pin(async move { read(client).await })
        })
    }

    /// Signs out, and tells what could not be done, as JSON.
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
    /// Changes to the language of a tag, or of the browser where there is none.
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

/// Gives the script what comes of some work: JSON, or that of an error.
fn promise(client: &Client, work: fn(&Client) -> Answer<'_>) -> Promise {
    let client = client.clone();
    future_to_promise(async move {
        match work(&client).await {
            Ok(json) => Ok(JsValue::from_str(&json)),
            Err(error) => Err(JsValue::from_str(&explained(&client, &error).await)),
        }
    })
}

/// What is no JSON counts as nothing: the script has written it.
fn parsed(given: &str) -> Value {
    json::parse(given).unwrap_or_default()
}
