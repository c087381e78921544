//! Requests to identity providers, which the caller of the emulator sends.
//!
//! The emulator opens no socket. A handler looks for a provider's response in [`ProviderResponses`]. If it is missing, the
//! handler returns [`NeedsRequest`], and runs again from the start once the caller has the response. It may therefore not
//! change any state before it has all responses.

use crate::http::{Request, Response};

/// The result of handling a request.
#[derive(Debug)]
pub enum Reply {
    /// The response.
    Response(Response),
    /// A request to an identity provider, which the caller has to send first.
    NeedsRequest(OutgoingRequest),
}

/// A request to an identity provider, on behalf of a request to the emulator.
#[derive(Debug)]
pub struct OutgoingRequest(Box<Parts>);

#[derive(Debug)]
struct Parts {
    request: Request,
    cause: Request,
    responses: ProviderResponses,
}

impl OutgoingRequest {
    /// The request to send; its URI is absolute.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    pub(crate) fn new(wanted: NeedsRequest, cause: Request, responses: ProviderResponses) -> Self {
        Self(Box::new(Parts {
            request: *wanted.0,
            cause,
            responses,
        }))
    }

    /// The request to the emulator, and all responses for it.
    pub(crate) fn answered(self, response: Option<Response>) -> (Request, ProviderResponses) {
        let mut parts = *self.0;
        parts.responses.0.push((parts.request, response));
        (parts.cause, parts.responses)
    }
}

/// The responses of identity providers for one request; `None` for a provider that could not be reached.
#[derive(Debug, Default)]
pub(crate) struct ProviderResponses(Vec<(Request, Option<Response>)>);

/// The request of a response that is missing.
#[derive(Debug)]
pub(crate) struct NeedsRequest(Box<Request>);

/// The maximum number of requests to providers for one request.
const MAX_REQUESTS: usize = 8;

impl ProviderResponses {
    /// The response to a request; `None` if the provider could not be reached.
    pub(crate) fn to(&self, request: Request) -> Result<Option<&Response>, NeedsRequest> {
        let is_same = |other: &Request| {
            other.method() == request.method()
                && other.uri() == request.uri()
                && other.body() == request.body()
        };
        match self.0.iter().find(|(asked, _)| is_same(asked)) {
            Some((_, response)) => Ok(response.as_ref()),
            None if self.0.len() >= MAX_REQUESTS => Ok(None),
            None => Err(NeedsRequest(Box::new(request))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, body: &str) -> Request {
        http::Request::post(uri)
            .body(body.as_bytes().to_vec())
            .unwrap()
    }

    #[test]
    fn a_response_is_found_by_its_request() {
        let responses = ProviderResponses::default();
        let wanted = responses.to(request("http://a/", "1")).unwrap_err();
        let asked = OutgoingRequest::new(wanted, request("/", ""), responses);
        assert_eq!(asked.request().uri(), "http://a/");
        let (cause, responses) = asked.answered(Some(Response::new(b"yes".to_vec())));
        assert_eq!(cause.uri(), "/");
        let response = responses.to(request("http://a/", "1")).unwrap();
        assert_eq!(response.unwrap().body(), b"yes");
        assert!(responses.to(request("http://a/", "2")).is_err());
        assert!(responses.to(request("http://b/", "1")).is_err());
    }

    #[test]
    fn the_number_of_requests_is_limited() {
        let mut responses = ProviderResponses::default();
        let mut count = 0;
        while let Err(wanted) = responses.to(request(&format!("http://a/{count}"), "")) {
            let outgoing = OutgoingRequest::new(wanted, request("/", ""), responses);
            responses = outgoing.answered(None).1;
            count += 1;
        }
        assert_eq!(count, MAX_REQUESTS);
    }
}
