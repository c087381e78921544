//! Requests to Cognito: an operation is written, sent and read here, whichever it is.

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
use crate::protocol::idp::{self, Answer, Operation, Record as Wired};
use crate::protocol::json::{Object, Value};
use crate::session::time::Moment;

/// How long a renewal may take: somebody who holds the session's lock for longer than that hangs.
pub(crate) const RENEWAL_TIMEOUT: Duration = Duration::from_secs(6);

/// An operation that is under way, and the type that its answer is read as: all that there is of it
/// once for each operation.
pub(crate) struct Call<'a, R> {
    answer: LocalFuture<'a, Result<Box<Answer>, Error>>,
    read_as: PhantomData<fn() -> R>,
}

impl<R: Wired> Future for Call<'_, R> {
    type Output = Result<R, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer
            .as_mut()
            .poll(context)
            .map(|answer| answer?.read())
    }
}

/// An operation that is under way, and whose answer is not read but handed on.
struct Whole<'a>(LocalFuture<'a, Result<Box<Answer>, Error>>);

impl Future for Whole<'_> {
    type Output = Result<Value, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = self.0.as_mut().poll(context);
        answer.map(|answer| Ok(answer?.into_body()))
    }
}

impl Client {
    /// Calls any operation of the user pool's API, for what has no method of its own.
    ///
    /// # Errors
    /// What Cognito answers, or a retryable error where it could not be reached.
    // It takes the request, which is dropped here, once for each operation: a future that holds it while
    // it waits has code to drop it in each of its states.
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
        let written = idp::written(operation);
        let may_be_empty = idp::answers_nothing::<O>();
        Call {
            answer: self.ask_written(O::NAME, written, may_be_empty, form),
            read_as: PhantomData,
        }
    }

    /// Once for all operations, and not once for each.
    fn ask_written<'a>(
        &'a self,
        operation: &'a str,
        written: idp::Writer,
        may_be_empty: bool,
        form: Form,
    ) -> LocalFuture<'a, Result<Box<Answer>, Error>> {
        let timeout = self.0.settings.timeout;
        self.ask_for(operation, written.finish(), may_be_empty, form, timeout)
    }

    /// Adds what the client, or its configuration, sends along.
    async fn accompany(&self, operation: &str, request: &mut HttpRequest) -> Result<(), Error> {
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

    /// Calls the operation of that name, whichever it is: one piece of code serves all of them.
    pub(crate) fn ask<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.ask_within(operation, input, form, self.0.settings.timeout)
    }

    /// The same for the session itself, which other tabs wait for.
    pub(crate) fn ask_in_time<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.ask_within(operation, input, Form::Session, RENEWAL_TIMEOUT)
    }

    fn ask_within<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        let answer = self.ask_for(operation, input.end(), true, form, timeout);
        Box::pin(Whole(answer))
    }

    /// Calls an operation, and opens the answer.
    fn ask_for<'a>(
        &'a self,
        operation: &'a str,
        body: String,
        may_be_empty: bool,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Box<Answer>, Error>> {
        Box::pin(async move {
            let mut request = idp::request_of(&self.0.settings.endpoint, operation, body);
            self.accompany(operation, &mut request).await?;
            let answer = match &self.0.settings.fallback_endpoint {
                Some(fallback) if self.load_chunk("session").await.is_ok() => {
                    self.send_by_region(request, fallback, timeout).await?
                }
                _ => self.send_within(request, timeout).await?,
            };
            match answer.value() {
                Ok(body @ Value::Object(_)) if answer.is_success() => Ok(Answer::of(answer, body)),
                Err(Malformation::Empty) if answer.is_success() && may_be_empty => {
                    Ok(Answer::of(answer, Value::Null))
                }
                _ => Err(self.refusal(answer, form).await),
            }
        })
    }

    /// What the refusal of an operation means, or an answer that is none. Where the chunk of the program
    /// that knows could not be fetched, nobody can tell, as without a network.
    async fn refusal(&self, answer: HttpResponse, form: Form) -> Error {
        match self.load_chunk("errors").await {
            Ok(()) => refusal(&answer, form),
            Err(error) => error,
        }
    }

    /// The input of an operation that names the app client.
    pub(crate) fn client_input(&self) -> Object {
        let mut input = Object::new();
        input.text("ClientId", &self.0.settings.client_id);
        input
    }

    /// The input of an operation that names the app client and one of its users.
    pub(crate) fn user_input(&self, username: &str) -> Object {
        let mut input = self.client_input();
        input.text("Username", username);
        input
    }

    // Boxed, as others are: or else each operation's future would hold a copy of all this.
    #[cfg(any(feature = "diagnose", feature = "redirect"))]
    pub(crate) fn send(
        &self,
        request: HttpRequest,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        self.send_within(request, self.0.settings.timeout)
    }

    /// Sends a request; again, after a pause, where that can do no harm and may help.
    pub(crate) fn send_within(
        &self,
        request: HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let timeout = timeout.min(self.0.settings.timeout);
            let sent = Moment::now(&*self.0.platform.clock);
            let answer = self.0.platform.fetch.fetch(&request, timeout).await;
            self.note(sent, &answer);
            // Without the chunk that tries again, the first answer is the last.
            if retry::may_pass(&answer)
                && retry::only_reads(&request)
                && self.load_chunk("session").await.is_ok()
            {
                return Ok(self.send_again(&request, timeout, answer).await?);
            }
            Ok(answer?)
        })
    }

    /// Sends it again, after pauses, for as long as that may help.
    #[chunk(session)]
    async fn send_again(
        &self,
        request: &HttpRequest,
        timeout: Duration,
        mut answer: Result<HttpResponse, FetchError>,
    ) -> Result<HttpResponse, FetchError> {
        let mut tries = 0;
        while retry::may_pass(&answer) && self.pause(tries).await {
            let sent = Moment::now(&*self.0.platform.clock);
            answer = self.0.platform.fetch.fetch(request, timeout).await;
            self.note(sent, &answer);
            tries += 1;
        }
        answer
    }

    /// Sends a request that makes something: again only where the service was too busy to take it, and not where its
    /// answer was lost.
    #[cfg(feature = "aws")]
    pub(crate) async fn send_once(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let mut tries = 0;
        loop {
            let sent = Moment::now(&*self.0.platform.clock);
            let timeout = self.0.settings.timeout;
            let answer = self.0.platform.fetch.fetch(&request, timeout).await;
            self.note(sent, &answer);
            let answer = answer?;
            if !(retry::is_busy(&answer) && self.pause(tries).await) {
                return Ok(answer);
            }
            tries += 1;
        }
    }

    /// Takes note of what an answer tells besides.
    pub(crate) fn note(&self, sent: Moment, answer: &Result<HttpResponse, FetchError>) {
        if let Ok(answer) = answer {
            let clock = &*self.0.platform.clock;
            self.0.time.answered(clock, sent, answer.date);
            self.heed(answer);
        }
    }
}

/// A string that an answer must have.
pub(crate) fn needed<'a>(answer: &'a Value, name: &str) -> Result<&'a str, Error> {
    answer.string(name).ok_or_else(|| lacking(name))
}

/// The error of an answer that has no such field.
pub(crate) fn lacking(name: &str) -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        ["the answer lacks the field ", name].concat(),
    )
}
