//! What the browser brings back from the hosted UI.

use super::percent;
use crate::secret::Secret;
use crate::text::{cut, split};
use core::fmt;

/// What a URL that the browser came back to says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// Nothing: this is not a callback.
    None,
    /// A code to be exchanged (RFC 6749, section 4.1.2).
    Code {
        /// The code.
        code: Secret,
        /// The state of the request that this answers.
        state: String,
    },
    /// The tokens of the implicit grant (RFC 6749, section 4.2.2).
    Tokens {
        /// The access token.
        access_token: Secret,
        /// The ID token, where the scope `openid` was asked for.
        id_token: Option<Secret>,
        /// For how long the access token is valid, in seconds.
        expires_in: i64,
        /// The state of the request that this answers.
        state: String,
    },
    /// A refusal (RFC 6749, sections 4.1.2.1 and 4.2.2.1).
    Refused {
        /// The reason's name, as in `access_denied`.
        error: String,
        /// The reason in words, for a developer.
        description: Option<String>,
        /// The state of the request that this answers, where it came back.
        state: Option<String>,
    },
}

/// Why a callback cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// A parameter is missing: the URL was cut, or is not the answer to a request of ours.
    Missing {
        /// The parameter's name.
        parameter: &'static str,
        /// The state, where that is there.
        state: Option<String>,
    },
    /// A parameter's value is not percent-encoded UTF-8, or not of its form.
    Malformed {
        /// The parameter's name.
        parameter: &'static str,
    },
}

impl Callback {
    /// Reads a URL, whole or from its path on. It is a callback where a `state` in its query or in its
    /// fragment begins with `prefix`, which every `state` of the client begins with; the parameters'
    /// names alone say nothing, since an app may have a `code`, a `state` or an `error` of its own.
    ///
    /// # Errors
    /// [`CallbackError`] where the URL is a callback, but lacks a parameter or has a malformed one.
    ///
    /// [RFC 6749, section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)
    pub fn parse(url: &str, prefix: &str) -> Result<Self, CallbackError> {
        let parts = Parts::of(url);
        if parts.query.answers(prefix) {
            let state = parts.query.value("state")?;
            match parts.query.refusal(&state)? {
                Some(refusal) => Ok(refusal),
                None => parts.query.code(state),
            }
        } else if parts.fragment.answers(prefix) {
            let state = parts.fragment.value("state")?;
            match parts.fragment.refusal(&state)? {
                Some(refusal) => Ok(refusal),
                None => parts.fragment.tokens(state),
            }
        } else {
            Ok(Self::None)
        }
    }

    /// Reads the answer of a server that left the `state` out: a refusal, or a code that nobody here
    /// asked for. Whether it is meant for this client, the URL does not say.
    pub fn parse_stateless(url: &str) -> Stateless {
        let parts = Parts::of(url);
        for pairs in [parts.query, parts.fragment] {
            if pairs.has("state") {
                continue;
            }
            if pairs.has("error")
                && pairs.has("error_description")
                && let Ok(Some(refusal)) = pairs.refusal(&None)
            {
                return Stateless::Refused(refusal);
            }
        }
        let query = parts.query;
        match !query.has("state")
            && matches!(query.value("code"), Ok(Some(code)) if !code.is_empty())
        {
            true => Stateless::Code,
            false => Stateless::None,
        }
    }
}

/// What a URL without a `state` may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stateless {
    /// No answer.
    None,
    /// A [`Callback::Refused`] with an `error` and an `error_description`.
    Refused(Callback),
    /// A code. It is not to be exchanged: anybody could have put it there
    /// ([RFC 6749, section 10.12](https://www.rfc-editor.org/rfc/rfc6749#section-10.12)).
    Code,
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, parameter) = match self {
            Self::Missing { parameter, .. } => ("lacks", parameter),
            Self::Malformed { parameter } => ("has a malformed", parameter),
        };
        f.write_str("the address that the sign-in came back to ")?;
        f.write_str(what)?;
        f.write_str(" parameter ")?;
        f.write_str(parameter)
    }
}

impl core::error::Error for CallbackError {}

/// The URL without the parameters of the callback that [`Callback::parse`] finds there with the same
/// `prefix`; everything else of it stays as it is, byte for byte.
pub fn strip_callback(url: &str, prefix: &str) -> String {
    strip(url, |pairs| pairs.answers(prefix))
}

/// The URL without the parameters of what [`Callback::parse_stateless`] finds there.
pub fn strip_stateless(url: &str) -> String {
    strip(url, |pairs| {
        !pairs.has("state") && (pairs.has("error") || pairs.has("code"))
    })
}

fn strip(url: &str, is_answer: impl Fn(Pairs<'_>) -> bool) -> String {
    let parts = Parts::of(url);
    let mut out = String::from(parts.base);
    for pairs in [parts.query, parts.fragment] {
        let Some(text) = pairs.text else { continue };
        let is_answer = is_answer(pairs);
        let mut joint = pairs.mark;
        for pair in split(text, b'&') {
            let (name, _) = cut(pair, b'=');
            if !(is_answer && pairs.names.contains(&name)) {
                out.push(joint);
                out.push_str(pair);
                joint = '&';
            }
        }
    }
    out
}

/// A URL apart: what stands before `?`, between `?` and `#`, and after `#`.
struct Parts<'a> {
    base: &'a str,
    query: Pairs<'a>,
    fragment: Pairs<'a>,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let (rest, fragment) = cut(url, b'#');
        let (base, query) = cut(rest, b'?');
        Self {
            base,
            query: Pairs {
                mark: '?',
                text: query,
                names: &["code", "state", "error", "error_description", "error_uri"],
            },
            fragment: Pairs {
                mark: '#',
                text: fragment,
                names: &[
                    "access_token",
                    "id_token",
                    "token_type",
                    "expires_in",
                    "state",
                    "error",
                    "error_description",
                    "error_uri",
                ],
            },
        }
    }
}

/// The parameters of a query or a fragment.
#[derive(Clone, Copy)]
struct Pairs<'a> {
    /// What stands before them.
    mark: char,
    text: Option<&'a str>,
    /// The names of a callback's own parameters here.
    names: &'static [&'static str],
}

impl<'a> Pairs<'a> {
    /// Whether a `state` here begins with `prefix`.
    fn answers(self, prefix: &str) -> bool {
        self.raw("state")
            .any(|state| percent::decode(state).is_some_and(|state| state.starts_with(prefix)))
    }

    fn has(self, name: &str) -> bool {
        self.raw(name).next().is_some()
    }

    fn refusal(self, state: &Option<String>) -> Result<Option<Callback>, CallbackError> {
        let Some(error) = self.value("error")? else {
            return Ok(None);
        };
        Ok(Some(Callback::Refused {
            error,
            description: self.value("error_description")?,
            state: state.clone(),
        }))
    }

    fn code(self, state: Option<String>) -> Result<Callback, CallbackError> {
        Ok(Callback::Code {
            code: self.required("code", &state)?.into(),
            state: state.unwrap_or_default(),
        })
    }

    fn tokens(self, state: Option<String>) -> Result<Callback, CallbackError> {
        let access_token = self.required("access_token", &state)?.into();
        let expires_in = self.required("expires_in", &state)?;
        let malformed = CallbackError::Malformed {
            parameter: "expires_in",
        };
        Ok(Callback::Tokens {
            access_token,
            id_token: self.value("id_token")?.map(Secret::from),
            expires_in: seconds(&expires_in).ok_or(malformed)?,
            state: state.unwrap_or_default(),
        })
    }

    fn required(self, name: &'static str, state: &Option<String>) -> Result<String, CallbackError> {
        self.value(name)?
            .filter(|value| !value.is_empty())
            .ok_or_else(|| missing(name, state))
    }

    /// The decoded value of that name, which must not stand there twice.
    fn value(self, name: &'static str) -> Result<Option<String>, CallbackError> {
        let malformed = CallbackError::Malformed { parameter: name };
        let mut values = self.raw(name);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => percent::decode(value).map(Some).ok_or(malformed),
            (Some(_), Some(_)) => Err(malformed),
        }
    }

    fn raw(self, name: &str) -> impl Iterator<Item = &'a str> {
        let pairs = split(self.text.unwrap_or_default(), b'&');
        pairs.filter_map(move |pair| {
            let (key, value) = cut(pair, b'=');
            (key == name).then_some(value.unwrap_or_default())
        })
    }
}

fn missing(parameter: &'static str, state: &Option<String>) -> CallbackError {
    CallbackError::Missing {
        parameter,
        state: state.clone(),
    }
}

/// A number of at most nine digits.
fn seconds(text: &str) -> Option<i64> {
    let is_number = matches!(text.len(), 1..=9) && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = text.bytes().map(|byte| i64::from(byte - b'0'));
    is_number.then(|| digits.fold(0, |number, digit| number * 10 + digit))
}
