//! What a form does while an answer does not come: after five seconds it says that it is still trying, and offers to
//! stop. A request that hangs is sent again when the network is back.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use leptos::prelude::set_timeout;
use leptos::web_sys::Event;

use crate::Error;

use super::form::{State, Work};
use super::live::Live;
use super::node::{Element, Node, live, node};
use super::{Options, button, dom};

/// How long an answer may take before the form says that it is still trying.
pub(super) const SLOW_AFTER: Duration = Duration::from_secs(5);

/// The request that is under way, which the person can stop.
#[derive(Clone)]
pub(super) struct PendingRequest {
    is_slow: Live<bool>,
    now: Live<Request>,
}

#[derive(Clone, Default)]
struct Request {
    /// Counts the requests, so that the timer of one says nothing of another.
    number: u32,
    is_stopped: bool,
    waker: Option<Waker>,
}

impl PendingRequest {
    pub fn new() -> Self {
        PendingRequest {
            is_slow: Live::new(false),
            now: Live::new(Request::default()),
        }
    }

    /// Waits for what comes of the work; for nothing, if somebody stops it before.
    pub async fn wait(&self, mut work: Work) -> Option<Result<(), Error>> {
        self.watch();
        let now = self.now.clone();
        let outcome = poll_fn(|context| {
            let is_stopped = now.change(|now| {
                now.waker = Some(context.waker().clone());
                now.is_stopped
            });
            match is_stopped {
                true => Poll::Ready(None),
                false => work.as_mut().poll(context).map(Some),
            }
        })
        .await;
        self.now.change(|now| now.number += 1);
        self.is_slow.set(false);
        outcome
    }

    /// Nobody waits any longer: what is under way is given up.
    pub fn stop(&self) {
        let waker = self.now.change(|now| {
            now.is_stopped = true;
            now.waker.take()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The line that says that it takes long.
    pub fn line(&self, options: &Options) -> Element {
        let pending_request = self.clone();
        slow_line(options, &self.is_slow, move || pending_request.stop())
    }

    fn watch(&self) {
        let number = self.now.change(|now| {
            *now = Request {
                number: now.number + 1,
                ..Request::default()
            };
            now.number
        });
        if dom::is_page() {
            let pending_request = self.clone();
            let look = move || {
                if pending_request.now.change(|now| now.number) == number {
                    pending_request.is_slow.set(true);
                }
            };
            set_timeout(look, SLOW_AFTER);
        }
    }
}

/// What stands below a form's button while an answer does not come.
pub(super) fn view(options: &Options, state: &State) -> Node {
    let pending_request = state.pending_request();
    pending_request
        .line(options)
        .on_window("online", send_again(state))
        .into()
}

/// The line that says that an answer does not come, with a link to stop waiting for it.
pub(super) fn slow_line(
    options: &Options,
    is_slow: &Live<bool>,
    stop: impl Fn() + Clone + Send + 'static,
) -> Element {
    let (options, is_slow) = (options.clone(), is_slow.clone());
    let said = live(move || match is_slow.get() {
        true => {
            let stop = stop.clone();
            let cancel = button::link(options.0.strings.cancel, Box::new(move || stop()));
            let said = node("span").child(options.0.strings.still_trying);
            vec![said.into(), cancel.into()]
        }
        false => Vec::new(),
    });
    node("div")
        .attrs("class=vestibule-slow;role=status")
        .child(said)
}

fn send_again(state: &State) -> impl FnMut(Event) + Send + 'static {
    let state = state.clone();
    move |_| {
        if state.pending_request().is_slow.now() {
            state.pending_request().stop();
            let state = state.clone();
            // Once what was stopped is gone.
            dom::soon(move || state.send());
        }
    }
}
