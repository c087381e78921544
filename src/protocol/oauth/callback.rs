//! What the browser brings back from the hosted UI.

use super::percent;
use crate::protocol::secret::Secret;
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
    /// Reads a URL, whole or from its path on.
    ///
    /// # Errors
    /// [`CallbackError`] where the URL has parameters of a callback, but not all of them, or
    /// malformed ones.
    pub fn parse(url: &str) -> Result<Self, CallbackError> {
        todo!()
    }
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

/// The URL without the parameters of a callback, in query and fragment; everything else of it
/// stays as it is, byte for byte. A URL that is no callback stays whole.
pub fn strip_callback(url: &str) -> String {
    todo!()
}
