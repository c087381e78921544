//! Buttons that sign in through the hosted UI or one of the identity providers behind it.

use leptos::children::ViewFn;

use crate::flow::own_place;
use crate::{Client, Error, Redirect};
use vestibule_chunk::chunk;

use super::button::{Weight, action};
use super::form::State;
use super::live::{self, Live};
use super::node::Node;
use super::strings::fill;
use super::{Options, Position, Text, frame, remember};

/// A button that signs in by redirect: through one of the pool's identity providers, or through
/// the hosted UI itself.
///
/// The client needs a [domain](crate::ClientConfig::domain) and a
/// [redirect URI](crate::ClientConfig::redirect_uri) for it.
#[derive(Clone)]
pub struct Provider {
    identity_provider: Option<Text>,
    shown: Text,
    label: Option<Text>,
    icon: Option<ViewFn>,
    grant: Grant,
    window: Window,
}

/// How the tokens come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// As a code, with PKCE: what there is to use.
    #[default]
    Code,
    /// In the address itself: for app clients that cannot be changed.
    Implicit,
}

/// Where the provider's pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// In place of the app's page.
    #[default]
    Same,
    /// In a window of their own; see [`Client::popup_sign_in`] for what that needs.
    Popup,
}

impl Provider {
    /// The identity provider that the pool knows under this name (`Google`, `Facebook`,
    /// `LoginWithAmazon`, `SignInWithApple`, or the name of a SAML or OIDC provider), and the
    /// name that people see.
    pub fn new(identity_provider: impl Into<Text>, shown: impl Into<Text>) -> Self {
        Provider {
            identity_provider: Some(identity_provider.into()),
            ..Provider::hosted(shown)
        }
    }

    /// The hosted UI, where the person chooses; and what the button calls it.
    pub fn hosted(shown: impl Into<Text>) -> Self {
        Provider {
            identity_provider: None,
            shown: shown.into(),
            label: None,
            icon: None,
            grant: Grant::Code,
            window: Window::Same,
        }
    }

    /// The whole text of the button, in place of "Continue with …".
    pub fn label(mut self, label: impl Into<Text>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// A picture in front of the text, 20 px square or so.
    pub fn icon(mut self, icon: impl Into<ViewFn>) -> Self {
        self.icon = Some(icon.into());
        self
    }

    /// How the tokens come back.
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grant = grant;
        self
    }

    /// Where the provider's pages are shown.
    pub fn window(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    fn redirect(&self) -> Redirect {
        let redirect = match self.grant {
            Grant::Code => Redirect::code(),
            Grant::Implicit => Redirect::implicit(),
        };
        match &self.identity_provider {
            Some(name) => redirect.provider(name.clone()),
            None => redirect,
        }
    }
}

/// The buttons, apart from the form by a line: what stands above the form, and what below.
pub(super) fn around_form(
    client: &Client,
    options: &Options,
    state: &State,
) -> (Vec<Node>, Vec<Node>) {
    if options.0.providers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let buttons = options
        .0
        .providers
        .iter()
        .map(|provider| button(client, options, state, provider));
    let buttons = frame::block("vestibule-providers", buttons.collect());
    let or = frame::block("vestibule-or", vec![options.0.strings.or.into()]);
    match options.0.providers_at {
        Position::First => (vec![buttons, or], Vec::new()),
        Position::Last => (Vec::new(), vec![or, buttons]),
    }
}

fn button(client: &Client, options: &Options, state: &State, provider: &Provider) -> Node {
    let label = provider.label.clone().unwrap_or_else(|| {
        Text::Owned(fill(
            options.0.strings.continue_with,
            "{provider}",
            &provider.shown,
        ))
    });
    let (client, redirect, window) = (client.clone(), provider.redirect(), provider.window);
    let navigator = client.platform().navigator.clone();
    let options = options.clone();
    let icon = provider.icon.as_ref().map(|icon| icon.run().into());
    let state = state.clone();
    // Its own busy sign, beside the form's: only what was pressed turns.
    let busy = Live::new(false);
    let turning = busy.clone();
    let press = move || {
        let ticked = state.typed(remember::NAME);
        let client = remember::client(&client, &options, &ticked);
        let mut redirect = redirect.clone();
        // The way back leads to one page for all; from there it goes on to where the person is now.
        if let (Window::Same, Some(place)) = (window, own_place(&navigator.url())) {
            redirect = redirect.return_to(place);
        }
        let (state, turning) = (state.clone(), turning.clone());
        turning.set(true);
        live::spawn(async move {
            let outcome = go_to(client, redirect, window).await;
            turning.set(false);
            if let Err(error) = outcome {
                state.fail(&error);
            }
        });
    };
    action(Weight::Quiet, icon, label, &busy, Box::new(press))
}

#[chunk(redirect, load = client)]
pub(super) async fn go_to(client: Client, redirect: Redirect, window: Window) -> Result<(), Error> {
    match window {
        Window::Same => client.redirect_sign_in(redirect).await,
        // The session announces itself.
        Window::Popup => client.popup_sign_in(redirect).await.map(|_| ()),
    }
}
