//! What came of a sign-in by redirect. One end of a redirect is under way at a time: whoever asks meanwhile gets
//! the same outcome.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Session;
use crate::error::Error;

/// What came back with a redirect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedirectOutcome {
    /// The session of the person who signed in.
    pub session: Session,
    /// What the app gave to [`Redirect::app_state`](crate::Redirect::app_state).
    pub app_state: Option<String>,
    /// What the app gave to [`Redirect::return_to`](crate::Redirect::return_to): a path of this origin.
    pub return_to: Option<String>,
}

type Outcome = Result<Option<RedirectOutcome>, Error>;

/// The flight of a client, where one is under way.
#[derive(Default)]
pub(crate) struct CallbackFlights(Mutex<Option<Arc<Flight>>>);

/// Whether a caller begins the flight, or joins the one that is under way.
pub(crate) enum Boarding {
    /// Whoever gets this has to [`land`](CallbackFlights::land) it.
    First(Arc<Flight>),
    Joined(Arc<Flight>),
}

#[derive(Default)]
pub(crate) struct Flight(Mutex<State>);

#[derive(Default)]
struct State {
    outcome: Option<Outcome>,
    waiting: Vec<Waker>,
}

impl CallbackFlights {
    pub(crate) fn board(&self) -> Boarding {
        let mut current = lock(&self.0);
        match &*current {
            Some(flight) => Boarding::Joined(flight.clone()),
            None => Boarding::First(current.insert(Arc::default()).clone()),
        }
    }

    pub(crate) fn land(&self, flight: &Flight, outcome: Outcome) {
        *lock(&self.0) = None;
        let mut state = lock(&flight.0);
        state.outcome = Some(outcome);
        state.waiting.drain(..).for_each(Waker::wake);
    }
}

impl Flight {
    pub fn outcome(&self) -> impl Future<Output = Outcome> + '_ {
        Waiting(self)
    }
}

struct Waiting<'a>(&'a Flight);

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
