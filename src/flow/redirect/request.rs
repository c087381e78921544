//! What an app asks of the hosted UI.

use crate::error::{Error, ErrorKind};
#[cfg(feature = "ui")]
use crate::protocol::oauth::percent;
use crate::protocol::oauth::{AuthorizeRequest, Grant, Page};
#[cfg(feature = "ui")]
use crate::protocol::text::cut_text;
use crate::session::StepUp;

/// How to sign in through the hosted UI.
#[derive(Clone, Debug, Default)]
pub struct Redirect {
    /// `scopes` are those besides the configuration's.
    pub(super) request: AuthorizeRequest,
    pub(super) app_state: Option<String>,
    pub(super) return_to: Option<String>,
    pub(super) step_up: Option<StepUp>,
}

/// The screen of the hosted UI that a person sees first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedScreen {
    /// Sign-in; skipped for whom the hosted UI remembers.
    #[default]
    SignIn,
    /// Sign-up.
    SignUp,
    /// A forgotten password.
    ForgotPassword,
}

impl Redirect {
    /// The authorization code grant with PKCE: the tokens never stand in an address.
    ///
    /// [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)
    pub fn code() -> Self {
        Redirect::default()
    }

    /// The implicit grant: the tokens come in the address's fragment, and cannot be renewed. For
    /// app clients that allow nothing else.
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

    /// The same, by one of the provider's identifiers in place of its name: the domain of the
    /// person's e-mail address, say.
    pub fn idp_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.request.idp_identifier = Some(identifier.into());
        self
    }

    /// The language of the hosted UI's pages, as in `de` or `pt-BR`.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.request.lang = Some(lang.into());
        self
    }

    /// The user name or e-mail address that is filled in.
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.request.login_hint = Some(hint.into());
        self
    }

    /// `login` asks for the password even of whom the hosted UI remembers; `none` never asks, and comes back with
    /// [`ProviderError`](crate::ErrorKind::ProviderError) and the code `login_required` where it would have to.
    ///
    /// Where the session before this one ended without a visit to the hosted pages' logout
    /// ([`hosted_session_remains`](crate::SignOutReport::hosted_session_remains),
    /// [`sign_out_after`](crate::ClientConfig::sign_out_after)), `login` takes the place of any other one, and `none`
    /// is refused with that same error before the page is left.
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.request.prompt = Some(prompt.into());
        self
    }

    /// The API that the access token is for: it becomes the token's `aud`.
    ///
    /// [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.request.resource = Some(resource.into());
        self
    }

    /// How strongly, or how lately, the person has to sign in (`acr_values`, `max_age`). Tokens of another
    /// level are refused when they come back, since the hosted pages of the plan Lite ignore it silently.
    /// For who is signed in already there is [`Client::redirect_step_up`](crate::Client::redirect_step_up).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    pub fn step_up(mut self, step_up: StepUp) -> Self {
        let levels = step_up.acr_values();
        self.request.acr_values = (!levels.is_empty()).then_some(levels);
        self.request.max_age = step_up.max_age_text();
        self.step_up = Some(step_up);
        self
    }

    /// A scope for this sign-in alone, besides the configuration's.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.request.scopes.push(scope.into());
        self
    }

    /// The screen that the person sees first.
    pub fn screen(mut self, screen: HostedScreen) -> Self {
        self.request.page = match screen {
            HostedScreen::SignIn => Page::Authorize,
            HostedScreen::SignUp => Page::SignUp,
            HostedScreen::ForgotPassword => Page::ForgotPassword,
        };
        self
    }

    /// Something of the app's that comes back intact. It stays in this tab and is never sent.
    pub fn app_state(mut self, state: impl Into<String>) -> Self {
        self.app_state = Some(state.into());
        self
    }

    /// Where in the app the person wants to be afterwards: a path such as `/orders?page=2#last`,
    /// which comes back intact. What could lead to another origin is refused.
    pub fn return_to(mut self, path: impl Into<String>) -> Self {
        self.return_to = Some(path.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self.return_to.as_deref().is_none_or(is_own_path) {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::InvalidInput,
                "return_to must be a path of this site, such as /orders",
            )),
        }
    }
}

/// Whether a browser on this origin can only stay on it when it goes there. Browsers take `\` for
/// `/`, leave out line breaks and tabs, and read `//` as the beginning of another host.
pub(super) fn is_own_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && !path.bytes().any(|byte| byte < b' ')
}

/// The text as a part of an address.
#[cfg(feature = "ui")]
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::new();
    percent::encode(&mut out, text);
    out
}

/// The place of an address on its own origin: path, query and fragment; `None` where going there
/// could lead to another origin.
#[cfg(feature = "ui")]
pub(crate) fn own_place(url: &str) -> Option<&str> {
    let (_, rest) = cut_text(url, "://")?;
    let at = rest.bytes().position(|byte| byte == b'/')?;
    rest.get(at..).filter(|path| is_own_path(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ui")]
    #[test]
    fn a_place_is_what_stands_behind_the_origin() {
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
            assert_eq!(own_place(url), place, "{url}");
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
            assert!(is_own_path(path), "{path}");
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
            assert!(!is_own_path(path), "{path}");
        }
    }
}
