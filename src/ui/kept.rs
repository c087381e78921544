//! What the screens of one [`Authenticator`](super::Authenticator) share while a person goes from
//! one to the next.

use crate::{Client, Password, SignInStep};

use super::auth::use_auth;
use super::live::Live;

/// Held in memory only.
#[derive(Clone)]
pub(super) struct Kept {
    /// The password that somebody has just chosen, so that they need not type it again at once:
    /// until their account is confirmed, or they go back to the sign-in screen.
    credentials: Live<Option<Password>>,
    /// What else was typed at a sign-up, by the names of the fields, for whoever mistyped the address:
    /// as long as the password.
    typed: Live<Vec<(String, String)>>,
    moved: Live<bool>,
}

impl Kept {
    pub fn new() -> Self {
        Kept {
            credentials: Live::new(None),
            typed: Live::new(Vec::new()),
            moved: Live::new(false),
        }
    }

    /// What the screens of the [`Authenticator`](super::Authenticator) around this one share.
    pub fn around() -> Option<Self> {
        use_auth().map(|auth| auth.kept().clone())
    }

    pub fn keep(&self, credentials: Password) {
        self.credentials.set(Some(credentials));
    }

    pub fn drop(&self) {
        self.credentials.set(None);
        self.typed.set(Vec::new());
    }

    pub fn keep_typed<'a>(&self, typed: impl Iterator<Item = (&'a str, &'a str)>) {
        let own = |(name, text): (&str, &str)| (String::from(name), String::from(text));
        self.typed.set(typed.map(own).collect());
    }

    /// What was typed into the field of a sign-up.
    pub fn typed(&self, name: &str) -> Option<String> {
        let typed = self.typed.now();
        let found = typed.into_iter().find(|(other, _)| other == name);
        found.map(|(_, text)| text)
    }

    /// Signs in with what was kept. Nothing comes of it where nothing was kept or where it does
    /// not succeed: then the person signs in as usual.
    pub async fn sign_in(&self, client: &Client) -> Option<SignInStep> {
        let credentials = self.credentials.change(Option::take)?;
        client.sign_in(credentials).await.ok()
    }

    /// Whether a screen has taken the place of another, so that the focus may move.
    pub fn has_moved(&self) -> bool {
        self.moved.now()
    }

    pub fn moves(&self) {
        self.moved.set(true);
    }
}

/// Credentials for the best proof that this build has.
pub(super) fn credentials(username: &str, password: &str) -> Password {
    #[cfg(feature = "srp")]
    return Password::srp(username, password);
    #[cfg(not(feature = "srp"))]
    Password::plain(username, password)
}
