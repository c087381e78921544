//! The group `passkeys`: registered, listed and deleted by who is signed in, and offered to who is not.

use super::sign_in::{Credentials, Pending, SignInStep};
use crate::client::{Client, lacking};
use crate::config::Storage;
use crate::error::{Error, ErrorKind, Form};
use crate::platform::{Ceremony, LocalFuture, PasskeyError, Timestamp};
use crate::protocol::idp;
use crate::protocol::json;

/// Passkeys: registered, listed and deleted by the person who is signed in, and offered where a browser
/// fills in user names. [`Client::passkeys`] gives it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let passkeys = client.passkeys();
///
/// // Of whoever is signed in: the browser asks them.
/// passkeys.register().await?;
/// for passkey in passkeys.list(None).await?.passkeys {
///     println!("{} ({})", passkey.name, passkey.relying_party_id);
/// }
///
/// // On the sign-in page, beside a field with `autocomplete="username webauthn"`: it waits until
/// // the person chooses one, or until `abort`.
/// if let Some(step) = passkeys.autofill(None).await? {
///     println!("{step:?}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// A sign-in that asks for a passkey is at the step [`SignInStep::Passkey`](crate::SignInStep::Passkey).
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey>
#[derive(Clone, Debug)]
pub struct Passkeys(Client);

/// A passkey of the person who is signed in.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passkey {
    /// Its id, by which [`Passkeys::delete`] knows it.
    pub id: String,
    /// Its name, which Cognito makes of what the authenticator tells of itself.
    pub name: String,
    /// The domain that it is for.
    pub relying_party_id: String,
    /// `platform` where it is of this device, `cross-platform` otherwise; unknown to some.
    pub attachment: Option<String>,
    /// How a browser reaches it: `internal`, `hybrid`, `usb` and others.
    pub transports: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// Some passkeys, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasskeyPage {
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// What [`Passkeys::list`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

impl Client {
    /// Passkeys: of the person who is signed in, and of this browser.
    pub fn passkeys(&self) -> Passkeys {
        Passkeys(self.clone())
    }
}

impl Passkeys {
    /// Makes a passkey for the person who is signed in: the browser asks them, Cognito keeps the
    /// public key. [`autofill`](Self::autofill) offers it from now on.
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
        let answer = self
            .0
            .ask("StartWebAuthnRegistration", input, Form::Account)
            .await?;
        let name = "CredentialCreationOptions";
        let options = json::write(answer.field(name).ok_or_else(|| lacking(name))?);
        let credential = self.0.passkey_ceremony(Ceremony::Create, &options).await?;
        let mut input = self.0.token_input().await?;
        input.json("Credential", &credential);
        self.0
            .ask("CompleteWebAuthnRegistration", input, Form::Account)
            .await?;
        if let Some(session) = self.0.current().await {
            self.0.keep_passkey_user(session.username()).await;
        }
        Ok(())
    }

    /// The person's passkeys, up to 20 at a time; `next` is where the page before ended.
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
        let answer = self.0.call_operation(request).await?;
        let read = |it: idp::WebAuthnCredential| Passkey {
            id: it.credential_id,
            name: it.friendly_credential_name,
            relying_party_id: it.relying_party_id,
            attachment: it.authenticator_attachment,
            transports: it.authenticator_transports,
            created: Timestamp::of_wire(it.created_at),
        };
        Ok(PasskeyPage {
            passkeys: answer.credentials.into_iter().map(read).collect(),
            next: answer.next_token,
        })
    }

    /// Deletes a passkey at Cognito. The browser, or the person's password manager, still has its
    /// half of it and offers it until they delete it there.
    ///
    /// # Errors
    /// [`ResourceNotFound`](ErrorKind::ResourceNotFound) where there is no such passkey, and those
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

    /// Ends the question for a passkey that the browser may be asking: it ends with
    /// [`Aborted`](ErrorKind::Aborted).
    pub fn abort(&self) {
        self.0.platform().passkeys.abort();
    }

    /// Has the browser offer a passkey in a field with `autocomplete="username webauthn"`: of
    /// `username`, or else of whoever made or used a passkey in this browser last. It waits for as long
    /// as the person does not choose it; [`abort`](Self::abort) ends it, and so does
    /// another question for a passkey.
    ///
    /// Cognito gives the challenge for a named user only. So it begins at once for whoever made or used a
    /// passkey in this browser before, and otherwise as soon as a name is there.
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
    pub async fn autofill(&self, username: Option<&str>) -> Result<Option<SignInStep>, Error> {
        let name = match username {
            Some(name) => Some(name.to_owned()),
            None => self.last_user().await,
        };
        let Some(name) = name else {
            return Ok(None);
        };
        let mut is_again = false;
        loop {
            let credentials = Credentials::choice(&*name).preferred("WEB_AUTHN");
            let step = match self.0.sign_in(credentials).await? {
                SignInStep::Passkey(step) => step,
                SignInStep::Done(session) => return Ok(Some(SignInStep::Done(session))),
                // Another factor was offered: nobody asked for it yet.
                _ => {
                    self.0.drop_sign_in().await;
                    return Ok(None);
                }
            };
            self.0.drop_sign_in().await;
            match step.autofill().await {
                Err(error) if error.kind() == ErrorKind::SignInExpired && !is_again => {
                    is_again = true;
                }
                done => return done.map(Some),
            }
        }
    }

    /// Who made or used a passkey in this browser last, by the name that they gave.
    pub async fn last_user(&self) -> Option<String> {
        let key = self.0.passkey_user_key();
        self.0.platform().local.read(&key).await.ok()?
    }

    /// Forgets who made or used a passkey in this browser last, as a shared machine should. Signing out
    /// does not.
    pub async fn forget_last_user(&self) {
        let key = self.0.passkey_user_key();
        // Where it cannot be forgotten it could not be kept either.
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
