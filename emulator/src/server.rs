//! The server: one emulator behind a lock, on the loopback address only.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use tokio::net::TcpListener;
use vestibule_emulator::Emulator;

/// Cognito refuses larger requests, too.
const LARGEST_BODY: usize = 1 << 20;

type Shared = Arc<Mutex<Emulator>>;

/// Serves until Ctrl-C or until the process is asked to end.
pub(crate) async fn serve(emulator: Emulator, port: u16) -> Result<(), String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; --port 0 takes any free port")
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}");
    let shared: Shared = Arc::new(Mutex::new(emulator));
    let app = Router::new().fallback(answer).with_state(shared);
    // Open connections are not waited for: a browser would keep the server alive for ever.
    tokio::select! {
        served = axum::serve(listener, app) => served.map_err(|error| error.to_string()),
        () = stop() => Ok(()),
    }
}

async fn answer(State(shared): State<Shared>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large");
    };
    let request = Request::from_parts(parts, body.to_vec());
    // A panic in another request leaves the emulator as it was: better to go on than to stop.
    let mut emulator = shared
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    emulator.handle(SystemTime::now(), &request).map(Body::from)
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}

/// Ends when the process is told to end.
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
