//! The network between the tabs and the service.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use super::parts::Waits;
use super::{Seen, World, executor};
use crate::platform::{FetchError, MAX_SERVICE_ANSWER};
use crate::protocol::http::{HttpRequest, HttpResponse};

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// It arrives, and so does its answer.
    Deliver,
    /// It arrives after the first time, and its answer after the second.
    Slowly(Duration, Duration),
    /// It never arrives.
    LoseRequest,
    /// It arrives, the service acts, and the answer never comes back.
    LoseAnswer,
    /// It arrives, the service acts, and half of the answer comes back.
    CutAnswer,
    /// Nothing comes back within any time-out; the service never saw it.
    Hang,
    /// Something on the way answers in the service's place.
    Answer(HttpResponse),
}

type Outcome = Result<HttpResponse, FetchError>;

/// What came of a request, and who waits for it.
#[derive(Default)]
struct Slot {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

/// Sends a request. Once it is on its way it goes on, whatever becomes of its tab.
pub(super) async fn carry(
    world: World,
    tab: u64,
    request: HttpRequest,
    timeout: Duration,
) -> Outcome {
    let (delivery, way, number) = world.with(|state| {
        state.requests.push(request.clone());
        let delivery = (state.network)(&request);
        (delivery, state.latency / 2, state.ticket())
    });
    world.see(&Seen::Sent {
        tab,
        number,
        request: &request,
    });
    let slot = Arc::new(Mutex::new(Slot::default()));
    let journey = travel(world.clone(), request, delivery, way);
    let arrived = slot.clone();
    let traveller = async move {
        let outcome = journey.await;
        let mut slot = arrived.lock().unwrap_or_else(PoisonError::into_inner);
        slot.outcome = Some(outcome);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    };
    executor::spawn(&world, 0, Box::pin(traveller));
    let mut deadline = pin!(Waits::new(&world, timeout));
    let outcome = poll_fn(|context| {
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = slot.outcome.take() {
            return Poll::Ready(outcome);
        }
        slot.waker = Some(context.waker().clone());
        drop(slot);
        let over = deadline.as_mut().poll(context);
        over.map(|()| Err(FetchError::Timeout))
    })
    .await;
    world.see(&Seen::Ended {
        tab,
        number,
        outcome: &outcome,
    });
    outcome
}

async fn travel(world: World, request: HttpRequest, delivery: Delivery, way: Duration) -> Outcome {
    let wait = |duration| Waits::new(&world, duration);
    let (there, back) = match delivery {
        Delivery::Slowly(there, back) => (there, back),
        _ => (way, way),
    };
    wait(there).await;
    let answer = match delivery {
        Delivery::LoseRequest => return Err(FetchError::Network),
        Delivery::Hang => std::future::pending().await,
        Delivery::Answer(answer) => return within_limit(answer),
        _ => serve(&world, &request),
    };
    wait(back).await;
    match delivery {
        Delivery::LoseAnswer => Err(FetchError::Network),
        Delivery::CutAnswer => {
            let half = answer.body.len() / 2;
            let body = answer.body.get(..half).unwrap_or_default().to_owned();
            Ok(HttpResponse { body, ..answer })
        }
        _ => within_limit(answer),
    }
}

fn within_limit(answer: HttpResponse) -> Outcome {
    if answer.body.len() > MAX_SERVICE_ANSWER {
        return Err(FetchError::TooLarge);
    }
    Ok(answer)
}

/// The server is taken out while it works, so that it may look at the world.
fn serve(world: &World, request: &HttpRequest) -> HttpResponse {
    let Some(mut server) = world.with(|state| state.server.take()) else {
        return HttpResponse::default();
    };
    let answer = server(world.now(), request);
    world.with(|state| state.server = Some(server));
    answer
}
