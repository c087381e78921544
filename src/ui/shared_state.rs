//! State that the screens of one [`Authenticator`](super::Authenticator) share.

use crate::{Client, Password, SignInStep};

use super::auth::use_auth;
use super::pending_request::PendingRequest;
use super::reactive::Reactive;

/// The shared state. It is in memory only.
#[derive(Clone)]
pub(super) struct SharedState {
    /// The password that a person has just chosen, so that they need not type it again: until their account is
    /// confirmed, or they go back to the sign-in screen.
    credentials: Reactive<Option<Password>>,
    /// The other values of the sign-up form by field name, for a person who goes back to correct their address. They
    /// are cleared together with the password.
    sign_up_values: Reactive<Vec<(String, String)>>,
    has_changed_screen: Reactive<bool>,
    /// Whether the person has checked the box to stay signed in; `None` if they have not touched it since the last
    /// sign-in.
    remember: Reactive<Option<bool>>,
    /// The pending request of the current screen's form.
    request: Reactive<Option<PendingRequest>>,
}

impl SharedState {
    pub fn new() -> Self {
        SharedState {
            credentials: Reactive::new(None),
            sign_up_values: Reactive::new(Vec::new()),
            has_changed_screen: Reactive::new(false),
            remember: Reactive::new(None),
            request: Reactive::new(None),
        }
    }

    /// Returns the state of the [`Authenticator`](super::Authenticator) around this component.
    pub fn from_context() -> Option<Self> {
        use_auth().map(|auth| auth.shared().clone())
    }

    pub fn set_credentials(&self, credentials: Password) {
        self.credentials.set(Some(credentials));
    }

    /// Removes the password and the values of the sign-up form.
    pub fn clear(&self) {
        self.credentials.set(None);
        self.sign_up_values.set(Vec::new());
    }

    pub fn set_sign_up_values<'a>(&self, values: impl Iterator<Item = (&'a str, &'a str)>) {
        let owned = |(name, text): (&str, &str)| (String::from(name), String::from(text));
        self.sign_up_values.set(values.map(owned).collect());
    }

    /// Returns what the person entered in this field of the sign-up form.
    pub fn sign_up_value(&self, name: &str) -> Option<String> {
        let values = self.sign_up_values.get_untracked();
        let found = values.into_iter().find(|(other, _)| other == name);
        found.map(|(_, text)| text)
    }

    /// Signs in with the password that was just chosen. Returns `None` if there is none, or if the sign-in fails: then
    /// the person signs in on the sign-in screen.
    pub async fn sign_in(&self, client: &Client) -> Option<SignInStep> {
        let credentials = self.credentials.update_untracked(Option::take)?;
        client.sign_in(credentials).await.ok()
    }

    pub fn set_request(&self, request: &PendingRequest) {
        let request = Some(request.clone());
        self.request.update_untracked(|current| *current = request);
    }

    /// Cancels the request of the screen that the person leaves.
    pub fn cancel_request(&self) {
        if let Some(request) = self.request.update_untracked(Option::take) {
            request.cancel();
        }
    }

    pub fn remember(&self) -> Option<bool> {
        self.remember.get_untracked()
    }

    pub fn set_remember(&self, remember: Option<bool>) {
        self.remember
            .update_untracked(|current| *current = remember);
    }

    /// Returns whether one screen has replaced another, so that the focus may move.
    pub fn has_changed_screen(&self) -> bool {
        self.has_changed_screen.get_untracked()
    }

    pub fn set_changed_screen(&self) {
        self.has_changed_screen.set(true);
    }
}

/// Returns credentials for a sign-in by SRP, or by the plain password if this build has no SRP.
pub(super) fn password_credentials(username: &str, password: &str) -> Password {
    #[cfg(feature = "srp")]
    return Password::srp(username, password);
    #[cfg(not(feature = "srp"))]
    Password::plain(username, password)
}
