//! The exported client: one way in for everything that takes time, one for what does not.
//!
//! Every export and every promise of its own costs code on both sides, so there is one of each, and
//! what is wanted is told by its name.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::command::{self, Desk};
use super::{read, view};
use crate::Subscription;
use crate::protocol::json;
use crate::protocol::secret::Secret;

// A quarter of the usual one's size. What a page allocates is little, and comes back.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A client of one user pool.
///
/// What it has to tell goes to the one function that it was given, which must not throw: the number
/// of the command that ended, whether it ended well, and JSON text, empty where there is nothing to
/// tell. Under the number 0 it tells of each change of the session.
#[wasm_bindgen]
pub struct Core {
    desk: Rc<RefCell<Desk>>,
    told: Function,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Core {
    /// Makes a client from the settings, the store that they speak of, if they do, and the function that gives
    /// `ClientMetadata`, if there is one. They are checked
    /// where `outputs` is not missing: the text of an `amplify_outputs.json`, or empty. The part of the
    /// module that checks them is there then.
    #[wasm_bindgen(constructor)]
    pub fn new(
        settings: &str,
        outputs: Option<String>,
        told: Function,
        store: &JsValue,
        metadata_of: Option<Function>,
    ) -> Result<Core, JsValue> {
        let client = match outputs {
            None => read::client(settings, store, metadata_of)
                .map_err(|error| JsValue::from_str(&view::bare_error(&error)))?,
            Some(outputs) => read::checked_client(settings, &outputs, store, metadata_of)
                .map_err(|error| JsValue::from_str(&error))?,
        };

        let heard = told.clone();
        let _subscription =
            client.on_change(move |change| tell(&heard, 0, true, &view::change(change)));
        let desk = Rc::new(RefCell::new(Desk::new(client)));
        Ok(Core {
            desk,
            told,
            _subscription,
        })
    }

    /// Does what takes time: JSON of the command's name, with its arguments. It holds the client, so
    /// that this object can be freed meanwhile.
    pub fn run(&self, number: u32, asked: String) {
        let (desk, told) = (self.desk.clone(), self.told.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let asked = Secret::new(asked);
            let given = json::parse(asked.expose()).unwrap_or_default();
            let client = desk.borrow().client();
            let work = desk.borrow().work(given);
            match work.run().await {
                Ok(done) => tell(&told, number, true, &done.tell(&mut desk.borrow_mut())),
                Err(error) => {
                    let view = command::error(&client, &error).await;
                    tell(&told, number, false, &view);
                }
            }
        });
    }

    /// Does what takes no time: JSON of the command's name, with its argument. The answer is JSON or a
    /// text, as the command has it.
    pub fn now(&self, asked: &str) -> String {
        self.desk.borrow_mut().now(asked)
    }
}

fn tell(told: &Function, number: u32, is_well: bool, text: &str) {
    let _ = told.call3(
        &JsValue::UNDEFINED,
        &number.into(),
        &is_well.into(),
        &JsValue::from_str(text),
    );
}
