//! Words to the other tabs of the origin, by `BroadcastChannel`. Where it is missing, the storage's
//! own event tells that there is something to look at.

use std::sync::{Mutex, PoisonError};

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::wake::on_window;
use super::{kept, property};
use crate::platform::{Channel, Guard};

/// One open channel for each name: what is posted on it is not heard on it.
#[derive(Default)]
pub(super) struct Broadcast(Mutex<Vec<(String, u32)>>);

struct Open {
    channel: BroadcastChannel,
    /// Lives as long as the channel calls it.
    _hear: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Channel for Broadcast {
    fn post(&self, name: &str, message: &str) {
        let message = JsValue::from_str(message);
        let post = |number| {
            kept::with(number, |open: &Open| {
                let _ = open.channel.post_message(&message);
            })
        };
        let open = self.names(|names| {
            let found = names.iter().find(|(other, _)| other == name);
            found.map(|(_, number)| *number)
        });
        // The one that was open may have been closed with its listener.
        if open.and_then(post).is_none()
            && let Some(number) = self.open(name, None)
        {
            post(number);
        }
    }

    fn listen(&self, name: &str, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        if property(&js_sys::global(), "BroadcastChannel").is_undefined() {
            return listen_to_storage(name.to_owned(), heard);
        }
        let hear = Closure::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string() {
                heard(&message);
            }
        });
        match self.open(name, Some(hear)) {
            Some(number) => Guard::new(move || {
                if let Some(open) = kept::take::<Open>(number) {
                    open.channel.close();
                }
            }),
            None => Guard::none(),
        }
    }
}

/// The event comes to all tabs but the one that changed something. No key: all were removed.
fn listen_to_storage(name: String, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
    let hear = move |event: JsValue| {
        let key = property(&event, "key").as_string();
        if key.is_none_or(|key| key == name) {
            heard("");
        }
    };
    on_window(&["storage"], Box::new(hear))
}

impl Broadcast {
    fn open(&self, name: &str, hear: Option<Closure<dyn FnMut(MessageEvent)>>) -> Option<u32> {
        let channel = BroadcastChannel::new(name).ok()?;
        if let Some(hear) = &hear {
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        }
        let number = kept::keep(Open {
            channel,
            _hear: hear,
        });
        self.names(|names| {
            names.retain(|(other, _)| other != name);
            names.push((name.to_owned(), number));
        });
        Some(number)
    }

    fn names<T>(&self, act: impl FnOnce(&mut Vec<(String, u32)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
