//! The callback URL of the hosted UI.

use super::percent;
use crate::secret::Secret;
use crate::text::{cut, split};
use core::fmt;

/// A parsed callback URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// The URL is not a callback.
    None,
    /// A code to be exchanged for tokens (RFC 6749, section 4.1.2).
    Code {
        /// The code.
        code: Secret,
        /// The state of the request.
        state: String,
    },
    /// The tokens of the implicit grant (RFC 6749, section 4.2.2).
    Tokens {
        /// The access token.
        access_token: Secret,
        /// The ID token, if the scope `openid` was requested.
        id_token: Option<Secret>,
        /// For how long the access token is valid, in seconds.
        expires_in: i64,
        /// The state of the request.
        state: String,
    },
    /// An error (RFC 6749, sections 4.1.2.1 and 4.2.2.1).
    Refused {
        /// The name of the error, such as `access_denied`.
        error: String,
        /// A description for developers.
        description: Option<String>,
        /// The state of the request, if it was returned.
        state: Option<String>,
    },
}

/// Why a callback cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// A parameter is missing: the URL was truncated, or is not the response to a request of this client.
    Missing {
        /// The parameter's name.
        parameter: &'static str,
        /// The state, if there is one.
        state: Option<String>,
    },
    /// A parameter's value is not percent-encoded UTF-8, or has an invalid format.
    Malformed {
        /// The parameter's name.
        parameter: &'static str,
    },
}

impl Callback {
    /// Parses a URL, absolute or from its path on. It is a callback if a `state` in its query or fragment begins with
    /// `prefix`, like every `state` of the client. The names of the parameters are not sufficient, because an app may
    /// use a `code`, a `state` or an `error` itself.
    ///
    /// # Errors
    /// [`CallbackError`] if the URL is a callback, but lacks a parameter or has a malformed one.
    ///
    /// [RFC 6749, section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)
    pub fn parse(url: &str, prefix: &str) -> Result<Self, CallbackError> {
        let parts = Parts::of(url);
        if parts.query.has_state_with(prefix) {
            let state = parts.query.value("state")?;
            match parts.query.refusal(&state)? {
                Some(refusal) => Ok(refusal),
                None => parts.query.code(state),
            }
        } else if parts.fragment.has_state_with(prefix) {
            let state = parts.fragment.value("state")?;
            match parts.fragment.refusal(&state)? {
                Some(refusal) => Ok(refusal),
                None => parts.fragment.tokens(state),
            }
        } else {
            Ok(Self::None)
        }
    }

    /// Parses a response without a `state`: an error, or a code that was not requested. The URL does not tell whether
    /// it is meant for this client.
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

/// A response without a `state`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stateless {
    /// The URL is not a response.
    None,
    /// A [`Callback::Refused`] with an `error` and an `error_description`.
    Refused(Callback),
    /// A code. It must not be exchanged, because anyone could have sent it
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

/// Removes the parameters of the callback that [`Callback::parse`] finds with the same `prefix`. The rest of the URL
/// does not change.
pub fn strip_callback(url: &str, prefix: &str) -> String {
    strip(url, |pairs| pairs.has_state_with(prefix))
}

/// Removes the parameters of the response that [`Callback::parse_stateless`] finds.
pub fn strip_stateless(url: &str) -> String {
    strip(url, |pairs| {
        !pairs.has("state") && (pairs.has("error") || pairs.has("code"))
    })
}

fn strip(url: &str, is_response: impl Fn(Pairs<'_>) -> bool) -> String {
    let parts = Parts::of(url);
    let mut out = String::from(parts.base);
    for pairs in [parts.query, parts.fragment] {
        let Some(text) = pairs.text else { continue };
        let is_response = is_response(pairs);
        let mut joint = pairs.mark;
        for pair in split(text, b'&') {
            let (name, _) = cut(pair, b'=');
            if !(is_response && pairs.names.contains(&name)) {
                out.push(joint);
                out.push_str(pair);
                joint = '&';
            }
        }
    }
    out
}

/// The parts of a URL: before `?`, between `?` and `#`, and after `#`.
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
    /// The character before them.
    mark: char,
    text: Option<&'a str>,
    /// The names of the callback's parameters.
    names: &'static [&'static str],
}

impl<'a> Pairs<'a> {
    /// Whether a `state` begins with `prefix`.
    fn has_state_with(self, prefix: &str) -> bool {
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

    /// Returns the decoded value of a parameter, which must not occur twice.
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

/// Parses a number of at most nine digits.
fn seconds(text: &str) -> Option<i64> {
    let is_number = matches!(text.len(), 1..=9) && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = text.bytes().map(|byte| i64::from(byte - b'0'));
    is_number.then(|| digits.fold(0, |number, digit| number * 10 + digit))
}
