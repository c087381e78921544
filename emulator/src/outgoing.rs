//! Requests that the emulator wants made: to identity providers.
//!
//! Nothing here opens a socket. What needs an answer from elsewhere asks [`Answers`] for it, gives
//! up where it is not there yet, and is begun again once whoever runs the emulator has brought it.
//! So nothing may be changed before the last answer is there.

use crate::http::{Request, Response};

/// What a request comes to.
#[derive(Debug)]
pub enum Turn {
    /// The response.
    Done(Response),
    /// Another request, which has to be made first.
    Ask(Outgoing),
}

/// A request that the emulator wants made on behalf of one that it is answering.
#[derive(Debug)]
pub struct Outgoing(Box<Parts>);

#[derive(Debug)]
struct Parts {
    request: Request,
    cause: Request,
    answers: Answers,
}

impl Outgoing {
    /// What to send, to an absolute address.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    pub(crate) fn new(wanted: Wanted, cause: Request, answers: Answers) -> Self {
        Self(Box::new(Parts {
            request: *wanted.0,
            cause,
            answers,
        }))
    }

    /// The request that is being answered, and all that was brought for it.
    pub(crate) fn answered(self, answer: Option<Response>) -> (Request, Answers) {
        let mut parts = *self.0;
        parts.answers.0.push((parts.request, answer));
        (parts.cause, parts.answers)
    }
}

/// What came from elsewhere for one request: none where nobody answered.
#[derive(Debug, Default)]
pub(crate) struct Answers(Vec<(Request, Option<Response>)>);

/// An answer that is not there yet.
#[derive(Debug)]
pub(crate) struct Wanted(Box<Request>);

/// One request never needs more than this.
const MOST: usize = 8;

impl Answers {
    /// The answer to a request; none where nobody answered.
    pub(crate) fn to(&self, request: Request) -> Result<Option<&Response>, Wanted> {
        let is_same = |other: &Request| {
            other.method() == request.method()
                && other.uri() == request.uri()
                && other.body() == request.body()
        };
        match self.0.iter().find(|(asked, _)| is_same(asked)) {
            Some((_, answer)) => Ok(answer.as_ref()),
            None if self.0.len() >= MOST => Ok(None),
            None => Err(Wanted(Box::new(request))),
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
    fn an_answer_is_that_of_the_same_request() {
        let answers = Answers::default();
        let wanted = answers.to(request("http://a/", "1")).unwrap_err();
        let asked = Outgoing::new(wanted, request("/", ""), answers);
        assert_eq!(asked.request().uri(), "http://a/");
        let (cause, answers) = asked.answered(Some(Response::new(b"yes".to_vec())));
        assert_eq!(cause.uri(), "/");
        let answer = answers.to(request("http://a/", "1")).unwrap();
        assert_eq!(answer.unwrap().body(), b"yes");
        assert!(answers.to(request("http://a/", "2")).is_err());
        assert!(answers.to(request("http://b/", "1")).is_err());
    }

    #[test]
    fn asking_ends() {
        let mut answers = Answers::default();
        let mut count = 0;
        while let Err(wanted) = answers.to(request(&format!("http://a/{count}"), "")) {
            let outgoing = Outgoing::new(wanted, request("/", ""), answers);
            answers = outgoing.answered(None).1;
            count += 1;
        }
        assert_eq!(count, MOST);
    }
}
