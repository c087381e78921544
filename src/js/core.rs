//! The exported client: one way in for everything that takes time, one for what does not.
//!
//! Every export and every promise of its own costs code on both sides, so there is one of each, and
//! what is wanted is told by its name.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::command::Desk;
use super::{read, view};
use crate::error::Error;
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::{Client, Subscription};

/// A client of one user pool.
///
/// Its promises resolve with JSON text, empty where there is nothing to tell, and reject with the
/// JSON text of an error. Each holds the client, so that this object can be freed meanwhile.
#[wasm_bindgen]
pub struct Core {
    desk: Rc<RefCell<Desk>>,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Core {
    /// Makes a client from the settings, and the text of an `amplify_outputs.json` or nothing.
    /// `listener`, which must not throw, hears the JSON text of each change of the session.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, outputs: &str, listener: Function) -> Result<Core, JsValue> {
        let client = read::config(settings, outputs)
            .and_then(Client::new)
            .map_err(rejection)?;
        let _subscription = client.on_change(move |change| {
            let _ = listener.call1(&JsValue::UNDEFINED, &text(view::change(change)));
        });
        let desk = Rc::new(RefCell::new(Desk::new(client)));
        Ok(Core {
            desk,
            _subscription,
        })
    }

    /// Does what takes time: a command's name, and its arguments as JSON.
    pub fn run(&self, command: String, arguments: String) -> Promise {
        let desk = self.desk.clone();
        future_to_promise(async move {
            let arguments = Secret::new(arguments);
            let given = json::parse(arguments.expose()).unwrap_or_default();
            let work = desk.borrow().work(&given);
            let done = work.run(command, given).await.map_err(rejection)?;
            Ok(text(done.tell(&mut desk.borrow_mut())))
        })
    }

    /// Does what takes no time, and answers in JSON.
    pub fn now(&self, command: &str, argument: &str, step: u32) -> String {
        self.desk.borrow_mut().now(command, argument, step)
    }

    /// Forgets a step that nobody can come back to.
    pub fn forget(&self, step: u32) {
        self.desk.borrow_mut().forget(step);
    }
}

fn rejection(error: Error) -> JsValue {
    text(view::error(&error))
}

fn text(json: String) -> JsValue {
    JsValue::from_str(&json)
}
