//! The exported class: one method for asynchronous commands, one for synchronous calls.
//!
//! Each export and each promise needs glue code on both sides, so there is one method for all commands,
//! which are selected by name.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::arguments::Failure;
use super::commands::{self, Call, StepRegistry};
use super::events::{Emitter, Events, Topic};
use super::{settings, view};
use vestibule::protocol::json;
use vestibule::protocol::secret::Secret;
use vestibule::{Client, Subscription};

// A quarter of the default allocator's size. Pages allocate little memory, and free it again.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A client of one user pool.
///
/// It calls the function `report` with the result of each command: the command's number, whether it
/// succeeded, and JSON text, which may be empty. Changes that no command caused are reported with the
/// number of their [`Topic`], which is never above 0. `report` must not throw.
#[wasm_bindgen]
pub struct Core {
    client: Client,
    events: Rc<Events>,
    steps: Rc<RefCell<StepRegistry>>,
    emitter: Emitter,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Core {
    /// Creates a client from the settings, the app's own store if the settings require one, and the app's functions for
    /// `ClientMetadata` and the identity pool's logins. If `outputs` is set (the text of an `amplify_outputs.json`, or
    /// empty), the settings are checked; the chunk for that is loaded then.
    #[wasm_bindgen(constructor)]
    pub fn new(
        json: &str,
        outputs: Option<String>,
        report: Function,
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

        let emitter = Emitter::new(move |number, is_success, json| {
            let (number, json) = (number.into(), JsValue::from_str(json));
            let _ = report.call3(&JsValue::UNDEFINED, &number, &is_success.into(), &json);
        });
        let session = emitter.clone();
        let _subscription =
            client.on_change(move |change| session.changed(Topic::Session, &view::change(change)));
        Ok(Core {
            client,
            events: Rc::new(Events::new(emitter.clone())),
            steps: Rc::new(RefCell::new(StepRegistry::new())),
            emitter,
            _subscription,
        })
    }

    /// Runs a command, given as JSON with its name and its arguments. The command holds the client, so that this object
    /// can be freed in the meantime.
    pub fn run(&self, number: i32, request: String) {
        let (client, events) = (self.client.clone(), self.events.clone());
        let (steps, emitter) = (self.steps.clone(), self.emitter.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let request = Secret::new(request);
            let call = json::parse(request.expose())
                .map(|request| Call::read(request, &client, events, &steps.borrow()));
            let outcome = match call {
                Ok(call) => call.run().await,
                Err(_) => Err(Failure::unreadable()),
            };
            let error = match outcome {
                Ok(output) => {
                    let json = output.into_json(&mut steps.borrow_mut());
                    return emitter.command_ended(number, true, &json);
                }
                Err(Failure::InvalidArgument(json)) => json,
                Err(Failure::Error(error)) => commands::error(&client, &error).await,
            };
            emitter.command_ended(number, false, &error);
        });
    }

    /// Runs a synchronous call on a step: see `step_now`.
    pub fn now(&self, request: &str) -> String {
        commands::step_now(&mut self.steps.borrow_mut(), request)
    }
}
