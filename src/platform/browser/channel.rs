//! Words to the other tabs of the origin, by `BroadcastChannel`. Where it is missing, the storage's
//! own event tells that there is something to look at.

use std::rc::Rc;

use super::ask::{act, forget, hear, next_number, text_of};
use crate::platform::{Channel, Guard};

/// The channels of one platform, which is told apart from others on the page by its number.
pub(super) struct Broadcast(u32);

impl Default for Broadcast {
    fn default() -> Self {
        Broadcast(next_number())
    }
}

impl Broadcast {
    fn at(&self, name: &str) -> String {
        [&text_of(self.0), "\0", name].concat()
    }
}

impl Channel for Broadcast {
    fn post(&self, name: &str, message: &str) {
        let _ = act("post", &self.at(name), message);
    }

    fn listen(&self, name: &str, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        let at = self.at(name);
        let number = hear(Rc::from(heard as Box<dyn Fn(&str)>));
        match act("listen", &at, &text_of(number)) {
            Ok(_) => Guard::new(move || {
                forget(number);
                let _ = act("unlisten", &at, "");
            }),
            Err(_) => {
                forget(number);
                Guard::none()
            }
        }
    }
}
