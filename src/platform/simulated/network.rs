//! The network between the tabs and the service.

use std::time::Duration;

use super::World;
use super::parts::Waits;
use crate::platform::FetchError;
use crate::protocol::http::{HttpRequest, HttpResponse};

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// It arrives, and so does its answer.
    Deliver,
    /// It never arrives.
    LoseRequest,
    /// It arrives, the service acts, and the answer never comes back.
    LoseAnswer,
    /// Nothing comes back within any time-out; the service never saw it.
    Hang,
    /// Something on the way answers in the service's place.
    Answer(HttpResponse),
}

pub(super) async fn carry(
    world: World,
    request: HttpRequest,
    timeout: Duration,
) -> Result<HttpResponse, FetchError> {
    let (delivery, way) = world.with(|state| {
        state.requests.push(request.clone());
        ((state.network)(&request), state.latency / 2)
    });
    let wait = |duration| Waits::new(&world, duration);
    match delivery {
        Delivery::Deliver => {
            wait(way).await;
            let answer = serve(&world, &request);
            wait(way).await;
            if answer.body.len() > crate::platform::MAX_ANSWER {
                return Err(FetchError::TooLarge);
            }
            Ok(answer)
        }
        Delivery::LoseRequest => {
            wait(way).await;
            Err(FetchError::Network)
        }
        Delivery::LoseAnswer => {
            wait(way).await;
            serve(&world, &request);
            wait(way).await;
            Err(FetchError::Network)
        }
        Delivery::Hang => {
            wait(timeout).await;
            Err(FetchError::Timeout)
        }
        Delivery::Answer(answer) => {
            wait(way).await;
            if answer.body.len() > crate::platform::MAX_ANSWER {
                return Err(FetchError::TooLarge);
            }
            Ok(answer)
        }
    }
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
