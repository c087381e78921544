//! The options of a redirect sign-in.

use crate::error::{Error, ErrorKind};
#[cfg(feature = "ui")]
use crate::protocol::oauth::percent;
use crate::protocol::oauth::{AuthorizeRequest, Grant, Page};
#[cfg(feature = "ui")]
use crate::protocol::text::cut_text;
use crate::session::StepUp;

/// The options of a sign-in through the hosted UI.
#[derive(Clone, Debug, Default)]
pub struct Redirect {
    /// Its `scopes` are added to those of the configuration.
    pub(super) request: AuthorizeRequest,
    pub(super) app_state: Option<String>,
    pub(super) return_to: Option<String>,
    pub(super) step_up: Option<StepUp>,
}

/// The first screen of the hosted UI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedScreen {
    /// Sign-in; skipped if the hosted UI has a session of the person.
    #[default]
    SignIn,
    /// Sign-up.
    SignUp,
    /// A forgotten password.
    ForgotPassword,
}

impl Redirect {
    /// The authorization code grant with PKCE: the tokens are never part of an address.
    ///
    /// [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)
    pub fn code() -> Self {
        Redirect::default()
    }

    /// The implicit grant: the tokens are in the address's fragment, and cannot be refreshed. For app
    /// clients that allow nothing else.
    ///
    /// [RFC 6749, section 4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2)
    pub fn implicit() -> Self {
        let mut redirect = Redirect::default();
        redirect.request.grant = Grant::Implicit;
        redirect
    }

    /// Goes straight to an identity provider: `Google`, `Facebook`, `LoginWithAmazon`,
    /// `SignInWithApple`, or the name of a SAML or OIDC provider in the pool.
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.request.identity_provider = Some(name.into());
        self
    }

    /// Goes straight to the identity provider with this identifier: the domain of the person's e-mail
    /// address, for example.
    pub fn idp_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.request.idp_identifier = Some(identifier.into());
        self
    }

    /// The language of the hosted UI, such as `de` or `pt-BR`.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.request.lang = Some(lang.into());
        self
    }

    /// The user name or e-mail address that is filled in.
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.request.login_hint = Some(hint.into());
        self
    }

    /// `login` asks for the password even if the hosted UI has a session of the person. `none` never asks;
    /// if it would have to, the result is [`ProviderError`](crate::ErrorKind::ProviderError) with the code
    /// `login_required`.
    ///
    /// If the previous session ended without a visit to the logout endpoint of the hosted UI
    /// ([`hosted_session_remains`](crate::SignOutReport::hosted_session_remains),
    /// [`sign_out_after`](crate::ClientConfig::sign_out_after)), `login` replaces any other value, and `none`
    /// fails with that same error before the page navigates.
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.request.prompt = Some(prompt.into());
        self
    }

    /// The API that the access token is for; it becomes the token's `aud`.
    ///
    /// [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.request.resource = Some(resource.into());
        self
    }

    /// How strongly, or how recently, the person has to authenticate (`acr_values`, `max_age`). Tokens of
    /// another level are rejected, because the hosted UI of the plan Lite silently ignores these parameters.
    /// For a person who is already signed in, use
    /// [`Client::redirect_step_up`](crate::Client::redirect_step_up).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    pub fn step_up(mut self, step_up: StepUp) -> Self {
        let levels = step_up.acr_values();
        self.request.acr_values = (!levels.is_empty()).then_some(levels);
        self.request.max_age = step_up.max_age_text();
        self.step_up = Some(step_up);
        self
    }

    /// A scope for this sign-in only, in addition to those of the configuration.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.request.scopes.push(scope.into());
        self
    }

    /// The first screen of the hosted UI.
    pub fn screen(mut self, screen: HostedScreen) -> Self {
        self.request.page = match screen {
            HostedScreen::SignIn => Page::Authorize,
            HostedScreen::SignUp => Page::SignUp,
            HostedScreen::ForgotPassword => Page::ForgotPassword,
        };
        self
    }

    /// State of the app, which is returned unchanged with the outcome. It stays in this tab and is never
    /// sent.
    pub fn app_state(mut self, state: impl Into<String>) -> Self {
        self.app_state = Some(state.into());
        self
    }

    /// The path to return to after the sign-in, such as `/orders?page=2#last`; it is returned unchanged
    /// with the outcome. A path that could lead to another origin is refused.
    pub fn return_to(mut self, path: impl Into<String>) -> Self {
        self.return_to = Some(path.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self.return_to.as_deref().is_none_or(is_same_origin_path) {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::InvalidInput,
                "return_to must be a path of this site, such as /orders",
            )),
        }
    }
}

/// Whether navigating to a path stays on this origin. Browsers treat `\` as `/`, remove line breaks and
/// tabs, and read `//` as the start of another host.
pub(super) fn is_same_origin_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && !path.bytes().any(|byte| byte < b' ')
}

/// Percent-encodes a text for use in an address.
#[cfg(feature = "ui")]
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    percent::encode(&mut out, text);
    out
}

/// Returns path, query and fragment of an address; `None` if they could lead to another origin.
#[cfg(feature = "ui")]
pub(crate) fn same_origin_path(url: &str) -> Option<&str> {
    let (_, rest) = cut_text(url, "://")?;
    let at = rest.bytes().position(|byte| byte == b'/')?;
    rest.get(at..).filter(|path| is_same_origin_path(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ui")]
    #[test]
    fn a_same_origin_path_is_path_query_and_fragment() {
        let places = [
            ("https://example.com/", Some("/")),
            ("https://example.com:8443/a?b=c://d#e", Some("/a?b=c://d#e")),
            ("https://example.com//evil.example", None),
            ("https://example.com/\\evil.example", None),
            ("https://example.com", None),
            ("about:blank", None),
            ("", None),
        ];
        for (url, place) in places {
            assert_eq!(same_origin_path(url), place, "{url}");
        }
    }

    #[test]
    fn a_path_stays_on_its_origin() {
        for path in [
            "/",
            "/orders",
            "/orders?next=https://x//y#/",
            "/a//b",
            "/ä\\b",
        ] {
            assert!(is_same_origin_path(path), "{path}");
        }
        for path in [
            "",
            "orders",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r/b",
            " /orders",
            "https://evil.example",
            "javascript:alert(1)",
            "?x",
            "#x",
        ] {
            assert!(!is_same_origin_path(path), "{path}");
        }
    }
}
