//! Calls operations of Cognito's API: serializes the input, sends the request and reads the response.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use vestibule_chunk::chunk;

use super::Client;
use super::retry;
use crate::config::Extras;
use crate::error::{Error, ErrorKind, Form, refusal};
use crate::platform::{FetchError, LocalFuture};
use crate::protocol::http::{HttpRequest, HttpResponse, Malformation};
use crate::protocol::idp::{self, Operation, Record as Wired, ResponseBody};
use crate::protocol::json::{Object, Value};
use crate::session::server_clock::LocalInstant;

/// The timeout of a renewal. It is shorter than the time after which another tab steals the session's lock.
pub(crate) const RENEWAL_TIMEOUT: Duration = Duration::from_secs(6);

/// A running operation with a typed response. Everything else is not generic, so that it is compiled once.
pub(crate) struct Call<'a, R> {
    response: LocalFuture<'a, Result<Box<ResponseBody>, Error>>,
    read_as: PhantomData<fn() -> R>,
}

impl<R: Wired> Future for Call<'_, R> {
    type Output = Result<R, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.response
            .as_mut()
            .poll(context)
            .map(|response| response?.read())
    }
}

/// A running operation whose response is returned as JSON.
struct JsonCall<'a>(LocalFuture<'a, Result<Box<ResponseBody>, Error>>);

impl Future for JsonCall<'_> {
    type Output = Result<Value, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = self.0.as_mut().poll(context);
        response.map(|response| Ok(response?.into_body()))
    }
}

impl Client {
    /// Calls any operation of the user pool's API, for those that have no method of their own.
    ///
    /// # Errors
    /// Errors of Cognito, or a retryable error if it could not be reached.
    // The operation is dropped before the request is sent. Otherwise the future of each operation would contain code to
    // drop it in each of its states.
    pub fn call_operation<'a, O: Operation>(
        &'a self,
        operation: O,
    ) -> impl Future<Output = Result<O::Response, Error>> + use<'a, O> {
        self.call(&operation, Form::Account)
    }

    pub(crate) fn call<'a, O: Operation>(
        &'a self,
        operation: &O,
        form: Form,
    ) -> Call<'a, O::Response> {
        let written = idp::write_request(operation);
        let may_be_empty = idp::has_empty_response::<O>();
        Call {
            response: self.call_written(O::NAME, written, may_be_empty, form),
            read_as: PhantomData,
        }
    }

    /// Not generic, so that it is compiled once.
    fn call_written<'a>(
        &'a self,
        operation: &'a str,
        written: idp::Writer,
        may_be_empty: bool,
        form: Form,
    ) -> LocalFuture<'a, Result<Box<ResponseBody>, Error>> {
        let timeout = self.0.settings.timeout;
        self.call_body(operation, written.finish(), may_be_empty, form, timeout)
    }

    /// Adds the extras of this client and of its configuration.
    async fn add_all_extras(
        &self,
        operation: &str,
        request: &mut HttpRequest,
    ) -> Result<(), Error> {
        let configured = &self.0.settings.extras;
        if !(self.0.extras.is_empty() && configured.is_empty()) {
            self.add_extras(configured, operation, request).await?;
        }
        Ok(())
    }

    #[chunk(errors, load = self)]
    async fn add_extras(
        &self,
        configured: &Extras,
        operation: &str,
        request: &mut HttpRequest,
    ) -> Result<(), Error> {
        self.0.extras.add(configured, operation, request);
        Ok(())
    }

    /// Sends the operation with this name and returns its output as JSON.
    pub(crate) fn send_operation<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.send_operation_within(operation, input, form, self.0.settings.timeout)
    }

    /// Like [`send_operation`](Self::send_operation), with the timeout of a renewal, while other tabs wait for the
    /// session's lock.
    pub(crate) fn send_operation_for_session<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.send_operation_within(operation, input, Form::Session, RENEWAL_TIMEOUT)
    }

    fn send_operation_within<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        let response = self.call_body(operation, input.end(), true, form, timeout);
        Box::pin(JsonCall(response))
    }

    /// Calls an operation with this body and checks the status of the response.
    fn call_body<'a>(
        &'a self,
        operation: &'a str,
        body: String,
        may_be_empty: bool,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Box<ResponseBody>, Error>> {
        Box::pin(async move {
            let mut request = idp::request_of(&self.0.settings.endpoint, operation, body);
            self.add_all_extras(operation, &mut request).await?;
            let response = match &self.0.settings.fallback_endpoint {
                Some(fallback) if self.load_chunk("session").await.is_ok() => {
                    self.send_by_region(request, fallback, timeout).await?
                }
                _ => self.send_within(request, timeout).await?,
            };
            match response.value() {
                Ok(body @ Value::Object(_)) if response.is_success() => {
                    Ok(ResponseBody::new(response, body))
                }
                Err(Malformation::Empty) if response.is_success() && may_be_empty => {
                    Ok(ResponseBody::new(response, Value::Null))
                }
                _ => Err(self.refusal(response, form).await),
            }
        })
    }

    /// Returns the error for an unsuccessful or invalid response. If the chunk with this code cannot be loaded, it is a
    /// network error.
    async fn refusal(&self, response: HttpResponse, form: Form) -> Error {
        match self.load_chunk("errors").await {
            Ok(()) => {
                let error = refusal(&response, form);
                if is_access_token_refused(&error) {
                    self.note_refused_token();
                }
                error
            }
            Err(error) => error,
        }
    }

    /// Returns the input of an operation with the app client's id.
    pub(crate) fn client_input(&self) -> Object {
        let mut input = Object::new();
        input.text("ClientId", &self.0.settings.client_id);
        input
    }

    /// Returns the input of an operation with the app client's id and a username.
    pub(crate) fn user_input(&self, username: &str) -> Object {
        let mut input = self.client_input();
        input.text("Username", username);
        input
    }

    // Boxed, so that the callers' futures do not contain it.
    #[cfg(any(feature = "diagnose", feature = "redirect"))]
    pub(crate) fn send(
        &self,
        request: HttpRequest,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        self.send_within(request, self.0.settings.timeout)
    }

    /// Sends a request, and retries it if it only reads and the failure is transient.
    pub(crate) fn send_within(
        &self,
        request: HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let timeout = timeout.min(self.0.settings.timeout);
            let sent = LocalInstant::now(&*self.0.platform.clock);
            let response = self.0.platform.fetch.fetch(&request, timeout).await;
            self.note_response(&request, sent, &response);
            // Without the chunk there are no retries.
            if retry::is_transient(&response)
                && retry::is_read_only(&request)
                && self.load_chunk("session").await.is_ok()
            {
                return Ok(self.retry_request(&request, timeout, response).await?);
            }
            Ok(response?)
        })
    }

    /// Sends a request again, after pauses, while the failure is transient.
    #[chunk(session)]
    async fn retry_request(
        &self,
        request: &HttpRequest,
        timeout: Duration,
        mut response: Result<HttpResponse, FetchError>,
    ) -> Result<HttpResponse, FetchError> {
        let mut tries = 0;
        while retry::is_transient(&response)
            && self
                .wait_before_retry(tries, self.host_pause(&request.url))
                .await
        {
            let sent = LocalInstant::now(&*self.0.platform.clock);
            response = self.0.platform.fetch.fetch(request, timeout).await;
            self.note_response(request, sent, &response);
            tries += 1;
        }
        response
    }

    /// Sends a request that is not idempotent. It is only retried if the service was overloaded, and not if the
    /// response was lost.
    #[cfg(feature = "aws")]
    pub(crate) async fn send_once(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let mut tries = 0;
        loop {
            let sent = LocalInstant::now(&*self.0.platform.clock);
            let timeout = self.0.settings.timeout;
            let response = self.0.platform.fetch.fetch(&request, timeout).await;
            self.note_response(&request, sent, &response);
            let response = response?;
            let asked = self.host_pause(&request.url);
            if !(retry::is_busy(&response) && self.wait_before_retry(tries, asked).await) {
                return Ok(response);
            }
            tries += 1;
        }
    }

    /// Notes the time and the `Retry-After` of a response.
    fn note_response(
        &self,
        request: &HttpRequest,
        sent: LocalInstant,
        response: &Result<HttpResponse, FetchError>,
    ) {
        if let Ok(response) = response {
            let clock = &*self.0.platform.clock;
            // A response without Cognito's request id is from something else, such as a service worker with a stored
            // page. Cognito exposes the id and the date together.
            let date = response.date.filter(|_| response.request_id.is_some());
            self.0.server_clock.note_response(clock, sent, date);
            self.note_retry_after(&request.url, response);
        }
    }
}

/// Whether Cognito has refused an access token that was valid before, for example because the user has signed out
/// everywhere on another device.
fn is_access_token_refused(error: &Error) -> bool {
    error.kind() == ErrorKind::NotAuthorized && error.message().starts_with("Access Token has ")
}

/// Returns a string field that a response must have.
pub(crate) fn required_string<'a>(response: &'a Value, name: &str) -> Result<&'a str, Error> {
    response.string(name).ok_or_else(|| missing_field(name))
}

/// Returns the error for a response without this field.
pub(crate) fn missing_field(name: &str) -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        ["the answer lacks the field ", name].concat(),
    )
}
