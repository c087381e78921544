//! The exported client: one way in for everything that takes time, one for what does not.
//!
//! Every export and every promise of its own costs code on both sides, so there is one of each, and
//! a name says what is wanted.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::arguments::Failure;
use super::commands;
use super::events::{Emitter, Events, Topic};
use super::registry::StepRegistry;
use super::{settings, view};
use vestibule::Subscription;
use vestibule::protocol::json;
use vestibule::protocol::secret::Secret;

// A quarter of the usual one's size. What a page allocates is little, and comes back.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A client of one user pool.
///
/// What it has to tell goes to the one function that it was given, which must not throw: the number
/// of the command that ended, whether it ended well, and JSON text, empty where there is nothing to
/// tell. What happens without a command has the number of its [`Topic`], none of which is above 0.
#[wasm_bindgen]
pub struct Core {
    registry: Rc<RefCell<StepRegistry>>,
    emitter: Emitter,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Core {
    /// Makes a client from the settings, the store that they speak of, if they do, and the functions that give
    /// `ClientMetadata` and the identity pool's logins, if there are any. They are checked where `outputs` is not missing: the text of an
    /// `amplify_outputs.json`, or empty. The chunk that checks them is there then.
    #[wasm_bindgen(constructor)]
    pub fn new(
        json: &str,
        outputs: Option<String>,
        told: Function,
        store: &JsValue,
        metadata_of: Option<Function>,
        logins_of: Option<Function>,
    ) -> Result<Core, JsValue> {
        let client = match outputs {
            None => settings::client(json, store, metadata_of, logins_of)
                .map_err(|error| JsValue::from_str(&view::bare_error(&error)))?,
            Some(outputs) => {
                settings::checked_client(json, &outputs, store, metadata_of, logins_of)
                    .map_err(|error| JsValue::from_str(&error))?
            }
        };

        let emitter = Emitter::new(move |number, is_well, text| {
            let (number, text) = (number.into(), JsValue::from_str(text));
            let _ = told.call3(&JsValue::UNDEFINED, &number, &is_well.into(), &text);
        });
        let session = emitter.clone();
        let _subscription =
            client.on_change(move |change| session.happened(Topic::Session, &view::change(change)));
        let events = Events::new(emitter.clone());
        let registry = Rc::new(RefCell::new(StepRegistry::new(client, events)));
        Ok(Core {
            registry,
            emitter,
            _subscription,
        })
    }

    /// Runs a command: JSON of its name and its arguments. It holds the client, so that this object can be freed
    /// meanwhile.
    pub fn run(&self, number: i32, asked: String) {
        let (registry, emitter) = (self.registry.clone(), self.emitter.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let asked = Secret::new(asked);
            let client = registry.borrow().client();
            let call = json::parse(asked.expose()).map(|given| registry.borrow().call(given));
            let outcome = match call {
                Ok(call) => call.run().await,
                Err(_) => Err(Failure::unreadable()),
            };
            let failure = match outcome {
                Ok(output) => {
                    let view = output.tell(&mut registry.borrow_mut());
                    return emitter.ended(number, true, &view);
                }
                Err(Failure::Given(view)) => view,
                Err(Failure::Refused(error)) => commands::error(&client, &error).await,
            };
            emitter.ended(number, false, &failure);
        });
    }

    /// Does what takes no time, of a step: see `step_now`.
    pub fn now(&self, asked: &str) -> String {
        self.registry.borrow_mut().now(asked)
    }
}
