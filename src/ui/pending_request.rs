//! The pending request of a form. After five seconds without an answer the form says that it is still trying and offers
//! to cancel. When the network comes back, what the person had started is started again.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use leptos::prelude::set_timeout;
use leptos::web_sys::Event;

use crate::Error;

use super::form::{FormState, Work};
use super::node::{Element, Node, dynamic, dynamic_text, node};
use super::reactive::{Reactive, text_if};
use super::{Options, button, dom};

/// How long a request may take before the screen says that it is still trying.
pub(super) const SLOW_AFTER: Duration = Duration::from_secs(5);

/// The pending request, which the person can cancel.
#[derive(Clone)]
pub(super) struct PendingRequest {
    is_slow: Reactive<bool>,
    request: Reactive<Request>,
    /// Starts the same request again, unless it was started by the form's button.
    action: Reactive<Option<Action>>,
}

/// Starts a request.
pub(super) type Action = Box<dyn Fn() -> Work + Send>;

#[derive(Clone, Default)]
struct Request {
    /// Counts the requests, so that the timer of an earlier one has no effect.
    number: u32,
    is_cancelled: bool,
    waker: Option<Waker>,
}

impl PendingRequest {
    pub fn new() -> Self {
        PendingRequest {
            is_slow: Reactive::new(false),
            request: Reactive::new(Request::default()),
            action: Reactive::new(None),
        }
    }

    /// Sets what starts the next request; `None` for the form's button.
    pub fn set_action(&self, action: Option<Action>) {
        self.action.update_untracked(|current| *current = action);
    }

    /// Waits for the work. Returns `None` if it is cancelled.
    pub async fn wait(&self, mut work: Work) -> Option<Result<(), Error>> {
        self.start_timer();
        let request = self.request.clone();
        let outcome = poll_fn(|context| {
            let is_cancelled = request.update_untracked(|request| {
                request.waker = Some(context.waker().clone());
                request.is_cancelled
            });
            match is_cancelled {
                true => Poll::Ready(None),
                false => work.as_mut().poll(context).map(Some),
            }
        })
        .await;
        self.request.update_untracked(|request| request.number += 1);
        self.set_action(None);
        self.is_slow.set(false);
        outcome
    }

    /// Cancels the request.
    pub fn cancel(&self) {
        let waker = self.request.update_untracked(|request| {
            request.is_cancelled = true;
            request.waker.take()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Returns the line that is shown while the request is slow. The link in it cancels the request and is removed, so
    /// `move_focus` has to move the focus.
    pub fn line(
        &self,
        options: &Options,
        move_focus: impl Fn() + Clone + Send + 'static,
    ) -> Element {
        let pending_request = self.clone();
        slow_line(options, &self.is_slow, move || {
            move_focus();
            pending_request.cancel();
        })
    }

    fn start_timer(&self) {
        let number = self.request.update_untracked(|request| {
            *request = Request {
                number: request.number + 1,
                ..Request::default()
            };
            request.number
        });
        if dom::is_browser() {
            let pending_request = self.clone();
            let on_timeout = move || {
                if pending_request
                    .request
                    .update_untracked(|request| request.number)
                    == number
                {
                    pending_request.is_slow.set(true);
                }
            };
            set_timeout(on_timeout, SLOW_AFTER);
        }
    }
}

/// Returns the view of a form for a slow request.
pub(super) fn view(options: &Options, state: &FormState) -> Node {
    let form = state.clone();
    let line = state
        .pending_request()
        .line(options, move || form.focus_first());
    line.on_window("online", send_again(state)).into()
}

/// Returns a hidden status that tells screen readers that a request is pending.
pub(super) fn busy_status(busy: &Reactive<bool>, text: &'static str) -> Node {
    node("span")
        .attrs("class=vestibule-hidden;role=status")
        .child(dynamic_text(text_if(busy, text, "")))
        .into()
}

/// Returns the line that says that a response is slow, with a link to cancel.
pub(super) fn slow_line(
    options: &Options,
    is_slow: &Reactive<bool>,
    cancel: impl Fn() + Clone + Send + 'static,
) -> Element {
    let (options, is_slow) = (options.clone(), is_slow.clone());
    let content = dynamic(move || match is_slow.get() {
        true => {
            let cancel = Box::new(cancel.clone());
            let link = button::link(options.0.strings.cancel, cancel);
            let text = node("span").child(options.0.strings.still_trying);
            vec![text.into(), link.into()]
        }
        false => Vec::new(),
    });
    node("div")
        .attrs("class=vestibule-slow;role=status")
        .child(content)
}

fn send_again(state: &FormState) -> impl FnMut(Event) + Send + 'static {
    let state = state.clone();
    move |_| {
        let pending_request = state.pending_request();
        if pending_request.is_slow.get_untracked() {
            let action = pending_request.action.update_untracked(Option::take);
            pending_request.cancel();
            let state = state.clone();
            // After the cancelled request has finished.
            dom::after_render(move || match action {
                Some(action) => state.run(action),
                None => state.request_submit(),
            });
        }
    }
}
