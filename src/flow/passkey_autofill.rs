//! A passkey offered where the browser fills in user names, as early as Cognito allows it.
//!
//! Cognito gives the challenge for a named user only. So it begins at once for whoever made or used a
//! passkey in this browser before, and otherwise as soon as a name is there.
//!
//! The npm package does the same in `pkg/src/remembered.js`, which a page loads when it asks for it.

use super::sign_in::{Credentials, Pending, SignInStep};
use crate::client::Client;
use crate::config::Storage;
use crate::error::{Error, ErrorKind};
use crate::platform::{Ceremony, LocalFuture};

impl Client {
    /// Has the browser offer a passkey in a field with `autocomplete="username webauthn"`: of
    /// `username`, or else of whoever made or used a passkey in this browser last. It waits for as long
    /// as the person does not choose it; [`abort_passkey`](Self::abort_passkey) ends it, and so does
    /// another question for a passkey.
    ///
    /// `None` where no name is known, or the user has no passkey: the person signs in as ever. Call it
    /// when the form is shown, and again once a name was typed. It leaves no unfinished sign-in behind,
    /// for nobody has begun one yet. Cognito waits for some minutes only: who chooses the passkey later
    /// than that is offered it once more.
    ///
    /// # Errors
    /// As [`PasskeyStep::autofill`](crate::PasskeyStep::autofill), and
    /// [`FlowNotEnabled`](crate::ErrorKind::FlowNotEnabled) where the app client does not allow
    /// `ALLOW_USER_AUTH`.
    pub async fn autofill_passkey(
        &self,
        username: Option<&str>,
    ) -> Result<Option<SignInStep>, Error> {
        let name = match username {
            Some(name) => Some(name.to_owned()),
            None => self.passkey_user().await,
        };
        let Some(name) = name else {
            return Ok(None);
        };
        let mut is_again = false;
        loop {
            let credentials = Credentials::choice(&*name).preferred("WEB_AUTHN");
            let step = match self.sign_in(credentials).await? {
                SignInStep::Passkey(step) => step,
                SignInStep::Done(session) => return Ok(Some(SignInStep::Done(session))),
                // Another factor was offered: nobody asked for it yet.
                _ => {
                    self.drop_sign_in().await;
                    return Ok(None);
                }
            };
            self.drop_sign_in().await;
            match step.autofill().await {
                Err(error) if error.kind() == ErrorKind::SignInExpired && !is_again => {
                    is_again = true;
                }
                done => return done.map(Some),
            }
        }
    }

    /// Who made or used a passkey in this browser last, by the name that they gave.
    pub async fn passkey_user(&self) -> Option<String> {
        let key = self.passkey_user_key();
        self.platform().local.read(&key).await.ok()?
    }

    /// Forgets who made or used a passkey in this browser last, as a shared machine should. Signing out
    /// does not.
    pub async fn forget_passkey_user(&self) {
        let key = self.passkey_user_key();
        // Where it cannot be forgotten it could not be kept either.
        let _ = self.platform().local.remove(&key).await;
    }

    /// Remembers the user of a passkey, where the session is kept for the whole origin, too.
    pub(crate) fn keep_passkey_user(&self, name: &str) -> LocalFuture<'_, ()> {
        let name = name.to_owned();
        Box::pin(async move {
            if self.settings().storage == Storage::Local {
                let key = self.passkey_user_key();
                let _ = self.platform().local.write(&key, &name).await;
            }
        })
    }

    fn passkey_user_key(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".passkeyUser"].concat()
    }
}

impl Pending {
    /// Remembers the user where their passkey was taken.
    pub(crate) async fn sign_and_remember(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        let step = self.sign(ceremony).await?;
        if let SignInStep::Done(_) = step {
            self.client().keep_passkey_user(self.username()).await;
        }
        Ok(step)
    }
}
