//! The tab coming back to life, by the window's events.
//!
//! <https://html.spec.whatwg.org/multipage/interaction.html#page-visibility>

use std::rc::Rc;

use super::Browser;
use super::ask::{act, forget, hear, text_of};
use crate::platform::{Guard, Wake};

impl Wake for Browser {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        let number = hear(Rc::new(move |_: &str| woke()));
        let _ = act("wake", &text_of(number), "");
        Guard::new(move || {
            forget(number);
            let _ = act("unwake", &text_of(number), "");
        })
    }
}
