//! What changes while a screen stands, and what takes time.
//!
//! Every type of view and of future that Leptos is given is compiled anew, at some kilobytes
//! each. So all text that changes is one type of signal, and all work one type of future.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;

/// A text that changes.
pub(super) fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(words)
}

/// One of two texts.
pub(super) fn either(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    yes: &'static str,
    no: &'static str,
) -> Signal<String> {
    text(move || String::from(if condition() { yes } else { no }))
}

/// `true` or `false`, as the attributes of ARIA say it.
pub(super) fn truth(condition: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    either(condition, "true", "false")
}

/// Does something that takes time, besides.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    leptos::task::spawn_local(work);
}
