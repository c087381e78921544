//! The HTTP API.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

use crate::keys::Keys;
use crate::person::Pool;
use crate::store::{self, Patch, Record, Store, StoreError};

/// The longest request body.
const MAX_BODY_BYTES: usize = 8 << 20;
/// The longest name of a dataset.
const MAX_NAME_LENGTH: usize = 128;
/// The longest key of a record.
const MAX_KEY_BYTES: usize = 1024;

/// The state of the server.
pub struct Server {
    /// The user pool whose tokens are accepted.
    pub pool: Pool,
    /// The pool's keys.
    pub keys: Keys,
    /// The records.
    pub store: Store,
    /// The app's origin, the only one that CORS allows.
    pub origin: String,
    /// The current time.
    pub clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
}

type Shared = Arc<Server>;

impl Server {
    /// The current time in milliseconds since 1970.
    fn now(&self) -> i64 {
        let since = (self.clock)()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// `GET /records`, and `GET`, `PATCH` and `DELETE` of `/records/{dataset}`.
pub fn router(server: Server) -> Router {
    let server = Arc::new(server);
    Router::new()
        .route("/records", get(list))
        .route("/records/{dataset}", get(read).patch(write).delete(delete))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(server.clone(), cors))
        .with_state(server)
}

/// An error response.
enum ApiError {
    /// The token is missing or invalid.
    Unauthorized,
    /// The request is invalid, for this reason.
    Bad(&'static str),
    NotFound,
    /// The dataset is not in the state that the request expects.
    Changed,
    /// An error of the server.
    Failed,
}

#[derive(Deserialize)]
struct Body {
    records: Vec<Patch>,
}

async fn list(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, ApiError> {
    let datasets = authenticated(server, headers, |server, person| {
        Ok(server.store.datasets(person)?)
    });
    Ok(axum::Json(json!({ "datasets": datasets.await? })).into_response())
}

async fn read(
    State(server): State<Shared>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_name(&dataset)?;
    let known = header_text(&headers, header::IF_NONE_MATCH);
    let found = authenticated(server, headers, move |server, person| {
        Ok(server.store.read(person, &dataset)?)
    });
    let (state, records) = found.await?.ok_or(ApiError::NotFound)?;
    Ok(match known.is_some_and(|it| it == state.tag()) {
        true => with_etag(StatusCode::NOT_MODIFIED, state, ().into_response()),
        false => dataset_response(StatusCode::OK, state, &records),
    })
}

async fn write(
    State(server): State<Shared>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_name(&dataset)?;
    let expected = header_text(&headers, header::IF_MATCH);
    let is_new = header_text(&headers, header::IF_NONE_MATCH).is_some_and(|it| it == "*");
    if expected.is_none() && !is_new {
        return Err(ApiError::Bad(
            "say what the dataset is to be: If-Match, or If-None-Match: *",
        ));
    }
    let body: Body =
        serde_json::from_slice(&body).map_err(|_| ApiError::Bad("that is no change"))?;
    let fits = |patch: &Patch| (1..=MAX_KEY_BYTES).contains(&patch.key.len());
    if !body.records.iter().all(fits) {
        return Err(ApiError::Bad("a key has 1 to 1,024 bytes"));
    }
    let written = authenticated(server, headers, move |server, person| {
        let expects = |state: Option<store::State>| state.map(|it| it.tag()) == expected;
        let now = server.now();
        Ok(server
            .store
            .write(person, &dataset, expects, body.records, now)?)
    });
    let (state, records) = written.await?;
    let status = match is_new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    Ok(dataset_response(status, state, &records))
}

async fn delete(
    State(server): State<Shared>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_name(&dataset)?;
    let was_here = authenticated(server, headers, move |server, person| {
        Ok(server.store.delete(person, &dataset)?)
    });
    match was_here.await? {
        true => Ok(StatusCode::NO_CONTENT.into_response()),
        false => Err(ApiError::NotFound),
    }
}

/// Authenticates the person, and runs the work for them on a thread that may block.
async fn authenticated<T: Send + 'static>(
    server: Shared,
    headers: HeaderMap,
    work: impl FnOnce(&Server, &str) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(move || {
        let person = server.pool.person(&server.keys, &headers, server.now());
        let person = person.map_err(|error| {
            eprintln!("{error}");
            ApiError::Failed
        })?;
        work(&server, &person.ok_or(ApiError::Unauthorized)?)
    });
    done.await.unwrap_or(Err(ApiError::Failed))
}

/// A dataset's name: 1 to 128 letters, digits, and `_`, `.`, `:`, `-`.
fn check_name(name: &str) -> Result<(), ApiError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    match (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.chars().all(fits) {
        true => Ok(()),
        false => Err(ApiError::Bad("that is no name of a dataset")),
    }
}

fn dataset_response(status: StatusCode, state: store::State, records: &[Record]) -> Response {
    let body = json!({ "created": state.created, "records": records });
    with_etag(status, state, axum::Json(body).into_response())
}

fn with_etag(status: StatusCode, state: store::State, mut response: Response) -> Response {
    *response.status_mut() = status;
    if let Ok(tag) = HeaderValue::from_str(&state.tag()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn header_text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Allows requests of the app's pages, and access to the entity tag.
async fn cors(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = match is_preflight {
        true => StatusCode::NO_CONTENT.into_response(),
        false => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::VARY, "Origin");
    set(header::CACHE_CONTROL, "no-store");
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Date");
    if is_preflight {
        set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, PATCH, DELETE");
        let allowed = "Authorization, Content-Type, If-Match, If-None-Match";
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        set(header::ACCESS_CONTROL_MAX_AGE, "7200");
    }
    if let Ok(origin) = HeaderValue::from_str(&server.origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed => ApiError::Changed,
            StoreError::Database(error) => {
                eprintln!("{error}");
                ApiError::Failed
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match self {
            ApiError::Unauthorized => StatusCode::UNAUTHORIZED,
            ApiError::Bad(_) => StatusCode::BAD_REQUEST,
            ApiError::NotFound => StatusCode::NOT_FOUND,
            ApiError::Changed => StatusCode::PRECONDITION_FAILED,
            ApiError::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let message = match self {
            ApiError::Bad(message) => message,
            _ => "",
        };
        (status, message).into_response()
    }
}
