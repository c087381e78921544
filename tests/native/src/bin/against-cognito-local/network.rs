//! The platform's network and clock. Both are real here.

use std::error::Error;
use std::time::{Duration, SystemTime};

use vestibule::Timestamp;
use vestibule::platform::{Clock, Fetch, FetchError, LocalFuture};
use vestibule::protocol::http::{HttpRequest, HttpResponse};

pub fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(20)));
    config.build().into()
}

/// Sends requests over the real network.
pub struct Loopback(pub ureq::Agent);

impl Fetch for Loopback {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async move { self.send(request).map_err(|_| FetchError::Network) })
    }
}

impl Loopback {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, Box<dyn Error>> {
        let mut sent = http::Request::builder()
            .method(request.method)
            .uri(&request.url);
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        let body = request.body.clone().unwrap_or_default();
        let mut response = self.0.run(sent.body(body)?)?;
        let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let (request_id, error_type) = (header("x-amzn-requestid"), header("x-amzn-errortype"));
        Ok(HttpResponse {
            status: response.status().as_u16(),
            request_id,
            error_type,
            date: None,
            retry_after: None,
            authenticate: None,
            etag: None,
            body: response.body_mut().read_to_string()?,
        })
    }
}

pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Timestamp::default().plus(since.unwrap_or_default())
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        Box::pin(async move { std::thread::sleep(duration) })
    }
}
