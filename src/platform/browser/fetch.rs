//! Requests, by `fetch`.

use std::time::Duration;

use super::Browser;
use super::ask::{Asked, ask};
use crate::platform::{Fetch, FetchError, LocalFuture, MAX_ANSWER, millis};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{self, integer_text};
use crate::protocol::text::{cut, join};

impl Fetch for Browser {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        send(request, timeout, To::Pool(""))
    }

    fn fetch_app<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        send(request, timeout, To::App)
    }

    #[cfg(feature = "worker")]
    fn keeper(
        &self,
        client_id: &str,
        endpoints: &[&str],
        domain: Option<&str>,
    ) -> Option<crate::platform::Keeper> {
        Some(*super::worker::worker(client_id, endpoints, domain))
    }

    #[cfg(feature = "parts")]
    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        load_chunk(name)
    }

    #[cfg(feature = "diagnose")]
    fn answers<'a>(&'a self, url: &'a str, timeout: Duration) -> LocalFuture<'a, Option<bool>> {
        // The method of a request whose answer the page may not see.
        let request = HttpRequest {
            method: "no-cors",
            url: url.to_owned(),
            headers: Vec::new(),
            body: None,
        };
        let asked = begin(&request, timeout, To::Pool(""));
        Box::pin(async move { Some(asked.await.is_ok()) })
    }
}

#[cfg(feature = "parts")]
pub(super) fn load_chunk<'a>(name: &str) -> LocalFuture<'a, Result<(), FetchError>> {
    let asked = ask("loadChunk", name, "", "");
    Box::pin(async move { asked.await.map(drop).map_err(|_| FetchError::Network) })
}

/// Whom a request is for.
#[derive(Clone, Copy)]
pub(super) enum To<'a> {
    /// The user pool and its hosted pages; by the worker of this name, unless it is empty. No redirect, no
    /// cookies, no cache.
    Pool(&'a str),
    /// The app's own servers: as the browser sends its requests by itself.
    App,
}

/// Sends a request.
pub(super) fn send<'a>(
    request: &HttpRequest,
    timeout: Duration,
    to: To<'_>,
) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
    let asked = begin(request, timeout, to);
    Box::pin(async move {
        match asked.await {
            Ok(answer) => read(&answer).ok_or(FetchError::Network),
            Err(name) => Err(match name.as_str() {
                "TooLarge" => FetchError::TooLarge,
                "TimeoutError" => FetchError::Timeout,
                "PolicyError" => FetchError::Policy,
                #[cfg(feature = "worker")]
                "WorkerError" => FetchError::Worker,
                _ => FetchError::Network,
            }),
        }
    })
}

fn begin(request: &HttpRequest, timeout: Duration, to: To<'_>) -> Asked {
    let (worker, is_of_app) = match to {
        To::Pool(worker) => (worker, ""),
        To::App => ("", "1"),
    };
    let millis = u32::try_from(millis(timeout)).unwrap_or(u32::MAX);
    let how = [
        request.method,
        &integer_text(millis.into()),
        &integer_text(MAX_ANSWER as i64),
        &request.url,
        worker,
        is_of_app,
    ];
    let mut headers = Vec::new();
    for (name, value) in &request.headers {
        headers.push(*name);
        headers.push(value);
    }
    let body = request.body.as_deref().unwrap_or_default();
    ask("fetch", &join(&how, '\0'), &join(&headers, '\0'), body)
}

/// A line of JSON that tells of the answer, and the body.
fn read(answer: &str) -> Option<HttpResponse> {
    let (head, body) = cut(answer, b'\n');
    let mut head = json::parse(head).ok()?;
    let number = |name| head.integer(name).and_then(|it| u64::try_from(it).ok());
    let status = number("status")?.try_into().ok()?;
    let date = number("date");
    let retry_after = number("after").and_then(|seconds| seconds.try_into().ok());
    Some(HttpResponse {
        status,
        request_id: head.take_string("id"),
        error_type: head.take_string("type"),
        date,
        retry_after,
        authenticate: head.take_string("authenticate"),
        body: body?.to_owned(),
    })
}
