//! The outcome of a sign-in by redirect. A client handles one callback at a time: concurrent callers share its
//! outcome.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Session;
use crate::error::Error;

/// The outcome of a sign-in by redirect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedirectOutcome {
    /// The session of the user who signed in.
    pub session: Session,
    /// The value that the app passed to [`Redirect::app_state`](crate::Redirect::app_state).
    pub app_state: Option<String>,
    /// The path of this origin that the app passed to [`Redirect::return_to`](crate::Redirect::return_to).
    pub return_to: Option<String>,
}

type Outcome = Result<Option<RedirectOutcome>, Error>;

/// The callback that a client is handling, if any.
#[derive(Default)]
pub(crate) struct SharedCallback(Mutex<Option<Arc<CallbackRun>>>);

/// Whether a caller handles the callback, or waits for another caller that does.
pub(crate) enum CallbackRole {
    /// The caller has to [`finish`](SharedCallback::finish) it.
    Runner(Arc<CallbackRun>),
    Waiter(Arc<CallbackRun>),
}

/// The shared outcome of one callback.
#[derive(Default)]
pub(crate) struct CallbackRun(Mutex<State>);

#[derive(Default)]
struct State {
    outcome: Option<Outcome>,
    waiting: Vec<Waker>,
}

impl SharedCallback {
    pub(crate) fn join(&self) -> CallbackRole {
        let mut current = lock(&self.0);
        match &*current {
            Some(run) => CallbackRole::Waiter(run.clone()),
            None => CallbackRole::Runner(current.insert(Arc::default()).clone()),
        }
    }

    pub(crate) fn finish(&self, run: &CallbackRun, outcome: Outcome) {
        *lock(&self.0) = None;
        let mut state = lock(&run.0);
        state.outcome = Some(outcome);
        state.waiting.drain(..).for_each(Waker::wake);
    }
}

impl CallbackRun {
    pub fn outcome(&self) -> impl Future<Output = Outcome> + '_ {
        Waiting(self)
    }
}

struct Waiting<'a>(&'a CallbackRun);

impl Future for Waiting<'_> {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut state = lock(&self.0.0);
        match &state.outcome {
            Some(outcome) => Poll::Ready(outcome.clone()),
            None => {
                state.waiting.push(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
