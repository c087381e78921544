//! Whose credentials they are, and the token that says so.

use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::identity::Parameters;
use crate::session::Session;
use crate::session::derived_token::sign_in_of;

/// Whose credentials they are.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Owner {
    /// What stays the same through all renewals of a sign-in, and through no other one; empty for a guest.
    pub name: String,
}

impl Owner {
    fn of(session: Option<&Session>) -> Self {
        Owner {
            name: session.map(sign_in_of).unwrap_or_default(),
        }
    }

    pub fn is_guest(&self) -> bool {
        self.name.is_empty()
    }
}

impl Client {
    /// Whoever is signed in, as far as this tab can tell without the network.
    // Boxed: or else all of it would stand in each place that asks.
    pub(super) fn aws_owner(&self) -> LocalFuture<'_, Owner> {
        Box::pin(async { Owner::of(self.current().await.as_ref()) })
    }

    /// The tokens of that person, renewed before they are sent; none for a guest.
    pub(super) async fn aws_logins(
        &self,
        pool: &IdentityPool,
        owner: &Owner,
    ) -> Result<Parameters, Error> {
        if owner.is_guest() {
            return Ok(Parameters::new());
        }
        let session = self.session().await?;
        if Owner::of(Some(&session)) != *owner {
            return Err(Error::signed_out());
        }
        let key = login_key(pool, &session);
        Ok(Parameters::new().with(key, session.id_token()))
    }
}

/// The identity pool knows a user pool by the issuer of its tokens.
fn login_key(pool: &IdentityPool, session: &Session) -> String {
    let issuer = session.claims().string("iss").unwrap_or_default();
    match &pool.login_key {
        Some(key) => key.clone(),
        None => issuer.strip_prefix("https://").unwrap_or(issuer).to_owned(),
    }
}
