//! The server: one emulator behind a lock, on the loopback address.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use tokio::net::TcpListener;
use ureq::Agent;
use vestibule_emulator::{Emulator, OutgoingRequest, Reply};

/// The maximum length of a body, in bytes: large enough for files in buckets.
const MAX_BODY: usize = 16 << 20;
/// The timeout of requests to identity providers.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone)]
struct Shared {
    emulator: Arc<Mutex<Emulator>>,
    network: Agent,
}

/// Serves until Ctrl-C or SIGTERM.
pub(crate) async fn serve(emulator: Emulator, port: u16) -> Result<(), String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; --port 0 takes any free port")
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}");
    let shared = Shared {
        emulator: Arc::new(Mutex::new(emulator)),
        network: network(),
    };
    let app = Router::new().fallback(respond).with_state(shared);
    // Does not wait for open connections, since a browser would keep the server alive for ever.
    tokio::select! {
        served = axum::serve(listener, app) => served.map_err(|error| error.to_string()),
        () = stop() => Ok(()),
    }
}

async fn respond(State(shared): State<Shared>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large");
    };
    let request = Request::from_parts(parts, body.to_vec());
    let mut turn = shared.with(|emulator| emulator.begin(SystemTime::now(), &request));
    loop {
        match turn {
            Reply::Response(response) => return response.map(Body::from),
            Reply::NeedsRequest(outgoing) => {
                // Without the lock, since the provider may be another pool of this emulator.
                let (outgoing, response) = shared.ask(outgoing).await;
                let Some(outgoing) = outgoing else {
                    return plain(StatusCode::INTERNAL_SERVER_ERROR, "the request was lost");
                };
                turn =
                    shared.with(|emulator| emulator.resume(SystemTime::now(), outgoing, response));
            }
        }
    }
}

impl Shared {
    fn with<T>(&self, act: impl FnOnce(&mut Emulator) -> T) -> T {
        // Continues after a panic in another request instead of failing every later one.
        let mut emulator = self
            .emulator
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        act(&mut emulator)
    }

    /// Sends a request to an identity provider; the response is `None` if it cannot be reached.
    async fn ask(
        &self,
        outgoing: OutgoingRequest,
    ) -> (Option<OutgoingRequest>, Option<Response<Vec<u8>>>) {
        let network = self.network.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let response = send(&network, &outgoing);
            (Some(outgoing), response)
        });
        asked.await.unwrap_or((None, None))
    }
}

fn network() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(REQUEST_TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

fn send(network: &Agent, outgoing: &OutgoingRequest) -> Option<Response<Vec<u8>>> {
    let request = outgoing.request();
    let response = match request.method().as_str() {
        // Only POST has a body, even if it is empty.
        "GET" => network.run(request.clone().map(|_| ())),
        _ => network.run(request.clone()),
    };
    let failed = |error: ureq::Error| eprintln!("{}: {error}", request.uri());
    let (parts, mut body) = response.map_err(failed).ok()?.into_parts();
    let body = body.with_config().limit(MAX_BODY as u64).read_to_vec();
    Some(Response::from_parts(parts, body.map_err(failed).ok()?))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}

/// Waits for Ctrl-C or SIGTERM.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
