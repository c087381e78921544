//! The group `passkeys`: registering, listing and deleting passkeys, and autofill at sign-in.

use super::sign_in::{Credentials, PendingChallenge, SignInStep};
use crate::client::{Client, missing_field};
use crate::config::Storage;
use crate::error::{Error, ErrorKind, Form};
use crate::platform::{Ceremony, LocalFuture, PasskeyError, Timestamp};
use crate::protocol::idp;
use crate::protocol::json;

/// The passkeys of the signed-in person, and autofill of passkeys on the sign-in page.
/// [`Client::passkeys`] returns it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let passkeys = client.passkeys();
///
/// // For the signed-in person: the browser shows its own dialog.
/// passkeys.register().await?;
/// for passkey in passkeys.list(None).await?.passkeys {
///     println!("{} ({})", passkey.name, passkey.relying_party_id);
/// }
///
/// // On the sign-in page, with a field that has `autocomplete="username webauthn"`: waits until
/// // the person chooses a passkey, or until `abort`.
/// if let Some(step) = passkeys.autofill(None).await? {
///     println!("{step:?}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// A sign-in that asks for a passkey returns the step
/// [`SignInStep::Passkey`](crate::SignInStep::Passkey).
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey>
#[derive(Clone, Debug)]
pub struct Passkeys(Client);

/// A passkey of the signed-in person.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passkey {
    /// Its id, for [`Passkeys::delete`].
    pub id: String,
    /// Its name, which Cognito derives from the authenticator's data.
    pub name: String,
    /// The domain for which it is valid.
    pub relying_party_id: String,
    /// `platform` if the authenticator is part of the device, `cross-platform` otherwise; not all
    /// authenticators report it.
    pub attachment: Option<String>,
    /// The transports of the authenticator: `internal`, `hybrid`, `usb` and others.
    pub transports: Vec<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
}

/// One page of a list of passkeys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasskeyPage {
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// The argument of [`Passkeys::list`] for the next page; `None` on the last page.
    pub next: Option<String>,
}

impl Client {
    /// Returns the group `passkeys`.
    pub fn passkeys(&self) -> Passkeys {
        Passkeys(self.clone())
    }
}

impl Passkeys {
    /// Registers a passkey for the signed-in person: the browser asks the person, and Cognito stores the
    /// public key. [`autofill`](Self::autofill) offers the passkey from now on.
    ///
    /// # Errors
    /// [`PasskeyCancelled`](ErrorKind::PasskeyCancelled),
    /// [`PasskeyUnavailable`](ErrorKind::PasskeyUnavailable),
    /// [`PasskeyExists`](ErrorKind::PasskeyExists),
    /// [`PasskeyOriginRefused`](ErrorKind::PasskeyOriginRefused),
    /// [`Aborted`](ErrorKind::Aborted), those of [`Client::session`], and what
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html>
    /// and
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html>
    /// list.
    pub async fn register(&self) -> Result<(), Error> {
        let input = self.0.token_input().await?;
        let response = self
            .0
            .send_operation("StartWebAuthnRegistration", input, Form::Account)
            .await?;
        let name = "CredentialCreationOptions";
        let options = json::write(response.field(name).ok_or_else(|| missing_field(name))?);
        let credential = self.0.passkey_ceremony(Ceremony::Create, &options).await?;
        let mut input = self.0.token_input().await?;
        input.json("Credential", &credential);
        self.0
            .send_operation("CompleteWebAuthnRegistration", input, Form::Account)
            .await?;
        if let Some(session) = self.0.current().await {
            self.0.save_passkey_user(session.username()).await;
        }
        Ok(())
    }

    /// Lists the person's passkeys, up to 20 at a time. `next` is [`PasskeyPage::next`] of the previous
    /// page.
    ///
    /// # Errors
    /// Those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html>
    pub async fn list(&self, next: Option<&str>) -> Result<PasskeyPage, Error> {
        let request = idp::ListWebAuthnCredentials {
            access_token: self.0.access_token().await?.into(),
            next_token: next.map(str::to_owned),
            max_results: None,
        };
        let response = self.0.call_operation(request).await?;
        let read = |it: idp::WebAuthnCredential| Passkey {
            id: it.credential_id,
            name: it.friendly_credential_name,
            relying_party_id: it.relying_party_id,
            attachment: it.authenticator_attachment,
            transports: it.authenticator_transports,
            created: Timestamp::from_wire(it.created_at),
        };
        Ok(PasskeyPage {
            passkeys: response.credentials.into_iter().map(read).collect(),
            next: response.next_token,
        })
    }

    /// Deletes a passkey at Cognito. The browser or the person's password manager still has the private
    /// key and offers the passkey until the person deletes it there.
    ///
    /// # Errors
    /// [`ResourceNotFound`](ErrorKind::ResourceNotFound) if there is no such passkey, and those
    /// of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html>
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let request = idp::DeleteWebAuthnCredential {
            access_token: self.0.access_token().await?.into(),
            credential_id: id.to_owned(),
        };
        self.0.call_operation(request).await.map(drop)
    }

    /// Aborts a pending passkey request of the browser, which then fails with
    /// [`Aborted`](ErrorKind::Aborted).
    pub fn abort(&self) {
        self.0.platform().passkeys.abort();
    }

    /// Has the browser offer a passkey in the suggestions of a field with
    /// `autocomplete="username webauthn"`: the passkey of `username`, or of the user who last registered or
    /// used one in this browser. It waits until the person chooses the passkey; [`abort`](Self::abort) and
    /// any other passkey request end it.
    ///
    /// Cognito creates a challenge only for a given user name. So autofill can start immediately if a
    /// passkey was registered or used in this browser before, and otherwise once a name is known.
    ///
    /// Returns `None` if no name is known or the user has no passkey. Call it when the form is shown, and
    /// again after the person has typed a name. It does not store an unfinished sign-in. Cognito's
    /// challenge expires after some minutes; if the person chooses the passkey later, they are asked once
    /// more.
    ///
    /// # Errors
    /// As [`PasskeyStep::autofill`](crate::PasskeyStep::autofill), and
    /// [`FlowNotEnabled`](crate::ErrorKind::FlowNotEnabled) if the app client does not allow
    /// `ALLOW_USER_AUTH`.
    pub async fn autofill(&self, username: Option<&str>) -> Result<Option<SignInStep>, Error> {
        let name = match username {
            Some(name) => Some(name.to_owned()),
            None => self.last_user().await,
        };
        let Some(name) = name else {
            return Ok(None);
        };
        let mut is_second_attempt = false;
        loop {
            let credentials = Credentials::choice(&*name).preferred("WEB_AUTHN");
            let step = match self.0.sign_in(credentials).await? {
                SignInStep::Passkey(step) => step,
                SignInStep::Done(session) => return Ok(Some(SignInStep::Done(session))),
                // The user has no passkey, and Cognito offers another factor.
                _ => {
                    self.0.forget_sign_in().await;
                    return Ok(None);
                }
            };
            self.0.forget_sign_in().await;
            match step.autofill().await {
                Err(error) if error.kind() == ErrorKind::SignInExpired && !is_second_attempt => {
                    is_second_attempt = true;
                }
                outcome => return outcome.map(Some),
            }
        }
    }

    /// Returns the user name of the person who last registered or used a passkey in this browser, as they
    /// entered it.
    pub async fn last_user(&self) -> Option<String> {
        let key = self.0.passkey_user_key();
        self.0.platform().local.read(&key).await.ok()?
    }

    /// Forgets the user name that [`last_user`](Self::last_user) returns, for example on a shared computer.
    /// Signing out does not forget it.
    pub async fn forget_last_user(&self) {
        let key = self.0.passkey_user_key();
        // A store that cannot remove it could not have stored it either.
        let _ = self.0.platform().local.remove(&key).await;
    }
}

impl Client {
    pub(crate) async fn passkey_ceremony(
        &self,
        ceremony: Ceremony,
        options: &str,
    ) -> Result<String, Error> {
        let outcome = self.platform().passkeys.run(ceremony, options).await;
        Ok(outcome.map_err(|name| PasskeyError::of(&name))?)
    }

    /// Stores the user name for autofill, if the session is also stored for the whole origin.
    pub(crate) fn save_passkey_user(&self, name: &str) -> LocalFuture<'_, ()> {
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

impl PendingChallenge {
    /// Answers with a passkey, and stores the user name for autofill after a sign-in.
    pub(crate) async fn sign_and_remember(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        let step = self.sign(ceremony).await?;
        if let SignInStep::Done(_) = step {
            self.client().save_passkey_user(self.username()).await;
        }
        Ok(step)
    }
}

impl From<PasskeyError> for Error {
    fn from(error: PasskeyError) -> Self {
        let (kind, message) = match error {
            PasskeyError::Cancelled => (
                ErrorKind::PasskeyCancelled,
                "the person cancelled, or took too long",
            ),
            PasskeyError::Unavailable => (
                ErrorKind::PasskeyUnavailable,
                "this browser has no passkeys, or none of the wanted kind",
            ),
            PasskeyError::Exists => (
                ErrorKind::PasskeyExists,
                "the authenticator has a passkey for this account already",
            ),
            PasskeyError::Origin => (
                ErrorKind::PasskeyOriginRefused,
                "this page's domain is not the pool's relying party",
            ),
            PasskeyError::Aborted => (ErrorKind::Aborted, "the question was called off"),
        };
        Error::new(kind, message)
    }
}
