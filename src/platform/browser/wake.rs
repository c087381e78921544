//! The tab coming back to life, and the person at it, by the window's events.
//!
//! <https://html.spec.whatwg.org/multipage/interaction.html#page-visibility>

use std::rc::Rc;

use super::Browser;
use super::ask::{act, forget, hear, text_of};
use crate::platform::{Guard, Wake};

const WAKING: &str = "visibilitychange pageshow online";

/// What no script does by itself: `scroll` is not among them, which every page can bring about.
#[cfg(not(feature = "js"))]
const ACTIVE: &str = "pointerdown keydown wheel touchstart visibilitychange";

impl Wake for Browser {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        listen_to(WAKING, woke)
    }

    #[cfg(not(feature = "js"))]
    fn listen_to_activity(&self, active: Box<dyn Fn() + Send + Sync>) -> Guard {
        listen_to(ACTIVE, active)
    }
}

fn listen_to(events: &'static str, heard: Box<dyn Fn() + Send + Sync>) -> Guard {
    let number = hear(Rc::new(move |_: &str| heard()));
    let _ = act("wake", &text_of(number), events);
    Guard::new(move || {
        forget(number);
        let _ = act("unwake", &text_of(number), events);
    })
}
