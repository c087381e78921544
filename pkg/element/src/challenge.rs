//! The page's own view of a custom challenge. The script gets an element in the card to render into, and a function
//! that submits the answer.

use js_sys::{Array, Function, JsString, Promise};
use leptos::html::{self, Div};
use leptos::prelude::*;
use vestibule::Client;
use vestibule::ui::{CustomChallenge, Options};
use vestibule_chunk::chunk;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::listener::Listener;
use super::reports::explained;
use super::view;

/// Returns the options with that view.
pub fn with_view(options: Options, client: &Client, listener: &Listener) -> Options {
    let (client, listener) = (client.clone(), listener.clone());
    options.custom_challenge(move |challenge| render(challenge, client.clone(), listener.clone()))
}

#[chunk(steps)]
fn render(challenge: CustomChallenge, client: Client, listener: Listener) -> AnyView {
    let place = NodeRef::<Div>::new();
    // The page's function to call when the view is removed.
    let on_removed = StoredValue::new_local(None::<Function>);
    place.on_load(move |place| {
        let about = view::question(challenge.step());
        let given = Array::of2(&place, &submit(challenge, client));
        let cleanup = listener.hand_over("challenge", &about, &given);
        on_removed.set_value(cleanup.and_then(|cleanup| cleanup.dyn_into().ok()));
    });
    on_cleanup(move || {
        let cleanup = on_removed.try_with_value(Clone::clone).flatten();
        // Exceptions of the page's function are ignored.
        let _ = cleanup.map(|cleanup| cleanup.call0(&JsValue::UNDEFINED));
    });
    html::div().node_ref(place).into_any()
}

/// Returns the function that submits an answer. Its promise rejects with an error as JSON.
fn submit(challenge: CustomChallenge, client: Client) -> JsValue {
    let submit = move |answer: JsString| {
        let (challenge, client) = (challenge.clone(), client.clone());
        future_to_promise(async move {
            match challenge.submit(&String::from(answer)).await {
                Ok(()) => Ok(JsValue::UNDEFINED),
                Err(error) => Err(explained(&client, &error).await.into()),
            }
        })
    };
    Closure::<dyn Fn(JsString) -> Promise>::new(submit).into_js_value()
}
