//! The complete server of `examples/records-server`, without its socket.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use records_server::{Keys, Pool, Server, Store, router};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule_native_tests::{PASSWORD, POOL, Stage};

pub const BASE: &str = "https://api.example.com/records";
const ORIGIN: &str = "http://localhost:8080";

/// Sends a request to the server.
pub type Ask<'a> = dyn Fn(&HttpRequest) -> HttpResponse + 'a;

/// Starts it besides the emulator.
pub fn put_up(stage: &Stage) {
    put_up_behind(stage, |request, ask| ask(request));
}

/// Starts it behind a proxy.
pub fn put_up_behind(
    stage: &Stage,
    mut proxy: impl FnMut(&HttpRequest, &Ask<'_>) -> HttpResponse + Send + 'static,
) {
    let clock = Arc::new(Mutex::new(UNIX_EPOCH));
    let api = router(server(stage, clock.clone()));
    let runtime = runtime();
    stage.other_server(move |now, request| {
        if !request.url.starts_with(BASE) {
            return None;
        }
        let now = UNIX_EPOCH + Duration::from_millis(now.as_millis());
        *clock.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Some(proxy(request, &|request| carry(&runtime, &api, request)))
    });
}

pub fn runtime() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

/// The server, with the keys of the emulator's pool.
pub fn server(stage: &Stage, clock: Arc<Mutex<SystemTime>>) -> Server {
    let keys = stage.read(&format!("/{POOL}/.well-known/jwks.json"));
    Server {
        pool: Pool::new(POOL, PASSWORD).unwrap(),
        keys: Keys::new(move || Ok(keys.clone())),
        store: Store::open(":memory:").unwrap(),
        origin: ORIGIN.to_owned(),
        clock: Box::new(move || *clock.lock().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Sends a page's request to the server as a browser would, with a preflight.
pub fn carry(runtime: &Runtime, api: &Router, request: &HttpRequest) -> HttpResponse {
    let ask = |request: http::Request<Body>| {
        runtime.block_on(async {
            let response = api.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            http::Response::from_parts(parts, String::from_utf8(body.to_vec()).unwrap())
        })
    };
    let preflight = http::Request::options(&request.url).header("origin", ORIGIN);
    let allowed = ask(preflight.body(Body::empty()).unwrap());
    let list = |name: &str| {
        let value = allowed.headers().get(name).unwrap().to_str().unwrap();
        value.to_ascii_lowercase()
    };
    assert_eq!(list("access-control-allow-origin"), ORIGIN);
    let methods = list("access-control-allow-methods");
    assert!(
        methods.contains(&request.method.to_ascii_lowercase()),
        "{methods}"
    );
    let headers = list("access-control-allow-headers");
    let mut sent = http::Request::builder()
        .method(request.method)
        .uri(&request.url)
        .header("origin", ORIGIN);
    for (name, value) in &request.headers {
        assert!(headers.contains(&name.to_ascii_lowercase()), "{name}");
        sent = sent.header(*name, value);
    }
    let body = request.body.clone().unwrap_or_default();
    let response = ask(sent.body(Body::from(body)).unwrap());
    let exposed = response
        .headers()
        .get("access-control-expose-headers")
        .unwrap();
    assert!(exposed.to_str().unwrap().contains("ETag"));
    let etag = response.headers().get("etag");
    HttpResponse {
        status: response.status().as_u16(),
        etag: etag.map(|it| it.to_str().unwrap().to_owned()),
        body: response.into_body(),
        ..HttpResponse::default()
    }
}
