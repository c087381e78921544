//! A page's own view of a question of the pool's Lambda triggers. The script has the page fill a place in the card, and
//! hands its answer back.

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

/// The options with that view.
pub fn with_view(options: Options, client: &Client, listener: &Listener) -> Options {
    let (client, listener) = (client.clone(), listener.clone());
    options.custom_challenge(move |challenge| shown(challenge, client.clone(), listener.clone()))
}

#[chunk(steps)]
fn shown(challenge: CustomChallenge, client: Client, listener: Listener) -> AnyView {
    let place = NodeRef::<Div>::new();
    // What the page wants to be called at the end.
    let end = StoredValue::new_local(None::<Function>);
    place.on_load(move |place| {
        let about = view::question(challenge.step());
        let given = Array::of2(&place, &submit(challenge, client));
        let over = listener.hand_over("challenge", &about, &given);
        end.set_value(over.and_then(|over| over.dyn_into().ok()));
    });
    on_cleanup(move || {
        let over = end.try_with_value(Clone::clone).flatten();
        // What the page's function throws ends with it.
        let _ = over.map(|over| over.call0(&JsValue::UNDEFINED));
    });
    html::div().node_ref(place).into_any()
}

/// Answers the question. Its promise rejects with the JSON text of an error.
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
