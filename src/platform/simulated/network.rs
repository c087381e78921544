//! The network between the tabs and the service.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use super::tab_platform::Sleep;
use super::{Seen, World, executor};
use crate::platform::{FetchError, MAX_SERVICE_RESPONSE};
use crate::protocol::http::{HttpRequest, HttpResponse};

/// How a request is delivered.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// The request and the response arrive.
    Deliver,
    /// The request arrives after the first duration, and the response after the second.
    Slowly(Duration, Duration),
    /// The request is lost.
    LoseRequest,
    /// The request is processed, and the response is lost.
    LoseAnswer,
    /// The request is processed, and half of the response arrives.
    CutAnswer,
    /// The request is lost, and there is no error before the timeout.
    Hang,
    /// A proxy responds in place of the service.
    Answer(HttpResponse),
}

type Outcome = Result<HttpResponse, FetchError>;

/// The outcome of a request, and the waker of the tab that waits for it.
#[derive(Default)]
struct Slot {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

/// Sends a request. It is delivered even if its tab crashes or stops waiting.
pub(super) async fn send(
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
    let delivered = deliver(world.clone(), request, delivery, way);
    let result_slot = slot.clone();
    let task = async move {
        let outcome = delivered.await;
        let mut slot = result_slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.outcome = Some(outcome);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    };
    executor::spawn(&world, 0, Box::pin(task));
    let mut deadline = pin!(Sleep::new(&world, timeout));
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

async fn deliver(world: World, request: HttpRequest, delivery: Delivery, way: Duration) -> Outcome {
    let wait = |duration| Sleep::new(&world, duration);
    let (there, back) = match delivery {
        Delivery::Slowly(there, back) => (there, back),
        _ => (way, way),
    };
    wait(there).await;
    let response = match delivery {
        Delivery::LoseRequest => return Err(FetchError::Network),
        Delivery::Hang => std::future::pending().await,
        Delivery::Answer(response) => return within_limit(response),
        _ => serve(&world, &request),
    };
    wait(back).await;
    match delivery {
        Delivery::LoseAnswer => Err(FetchError::Network),
        Delivery::CutAnswer => {
            let half = response.body.len() / 2;
            let body = response.body.get(..half).unwrap_or_default().to_owned();
            Ok(HttpResponse { body, ..response })
        }
        _ => within_limit(response),
    }
}

fn within_limit(response: HttpResponse) -> Outcome {
    if response.body.len() > MAX_SERVICE_RESPONSE {
        return Err(FetchError::TooLarge);
    }
    Ok(response)
}

/// Calls the server without holding the lock, so that it may use the world.
fn serve(world: &World, request: &HttpRequest) -> HttpResponse {
    let Some(mut server) = world.with(|state| state.server.take()) else {
        return HttpResponse::default();
    };
    let response = server(world.now(), request);
    world.with(|state| state.server = Some(server));
    response
}
