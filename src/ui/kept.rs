//! The password that somebody has just chosen, kept until their account is confirmed, so that
//! they need not type it again at once.

use leptos::prelude::*;

use crate::{Client, Password, SignInStep};

/// Held in the context by what joins the screens, in memory only, until it is used once or the
/// person goes back to the sign-in screen.
#[derive(Clone, Copy)]
pub(super) struct Kept(StoredValue<Option<Password>>);

impl Kept {
    pub fn new() -> Self {
        Kept(StoredValue::new(None))
    }

    pub fn keep(self, credentials: Password) {
        self.0.try_set_value(Some(credentials));
    }

    pub fn drop(self) {
        self.0.try_set_value(None);
    }

    /// Signs in with what was kept. Nothing comes of it where nothing was kept or where it does
    /// not succeed: then the person signs in as usual.
    pub async fn sign_in(self, client: &Client) -> Option<SignInStep> {
        let credentials = self.0.try_update_value(Option::take).flatten()?;
        client.sign_in(credentials).await.ok()
    }
}

/// Credentials for the best proof that this build has.
pub(super) fn credentials(username: &str, password: &str) -> Password {
    #[cfg(feature = "srp")]
    return Password::srp(username, password);
    #[cfg(not(feature = "srp"))]
    Password::plain(username, password)
}
