//! The owner of an identity, and the tokens that prove it to the identity pool (`Logins`).

use crate::client::Client;
use crate::config::{IdentityPool, Logins, LoginsError, LoginsOf};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::identity::{Parameters, person, region_of};
use crate::session::Session;
use crate::session::aws::StoredIdentity;
use crate::session::derived_token::sign_in_id;
use vestibule_chunk::chunk;

/// The owner of an identity: a guest if both `sign_in` and `person` are empty.
#[derive(Clone)]
pub(super) struct Owner {
    /// Identifies a sign-in to the user pool. It is the same for all refreshed tokens of the sign-in.
    pub sign_in: String,
    /// Identifies the person by the app's own logins, without containing a token.
    pub person: String,
    pub logins: Logins,
}

impl Owner {
    pub fn is_guest(&self) -> bool {
        self.sign_in.is_empty() && self.person.is_empty()
    }

    pub fn owns(&self, kept: &StoredIdentity) -> bool {
        kept.owner == self.sign_in && kept.person == self.person
    }

    pub fn key(&self) -> String {
        [&self.sign_in, " ", &self.person].concat()
    }
}

impl PartialEq for Owner {
    fn eq(&self, other: &Self) -> bool {
        self.sign_in == other.sign_in && self.person == other.person
    }
}

impl Client {
    /// Returns the current owner, from the session of this tab and the app's logins.
    // Boxed, so that each caller's future does not contain a copy of it.
    pub(super) fn aws_owner<'a>(
        &'a self,
        pool: &'a IdentityPool,
    ) -> LocalFuture<'a, Result<Owner, Error>> {
        Box::pin(async {
            let (logins, person) = match &pool.logins {
                Some(logins) => *self.aws_person(logins).await?,
                None => (Logins::new(), String::new()),
            };
            Ok(Owner {
                sign_in: self.pool_sign_in().await,
                person,
                logins,
            })
        })
    }

    /// Identifies the person by the app's own logins; `None` without such logins.
    #[cfg(feature = "records")]
    pub(in crate::flow) fn person_of_logins(
        &self,
    ) -> LocalFuture<'_, Result<Option<String>, Error>> {
        Box::pin(async {
            let pool = self.settings().identity_pool.as_ref();
            let Some(logins) = pool.and_then(|pool| pool.logins.as_ref()) else {
                return Ok(None);
            };
            let (_, person) = *self.aws_person(logins).await?;
            Ok(Some(person).filter(|person| !person.is_empty()))
        })
    }

    /// Calls the app's `logins` function, and identifies the person by the result.
    #[chunk(logins, load = self)]
    async fn aws_person(&self, logins: &LoginsOf) -> Result<Box<(Logins, String)>, Error> {
        let logins = logins.ask().await.map_err(logins_error)?;
        let person = person_from_logins(&logins)?;
        Ok(Box::new((logins, person)))
    }

    /// Whether the sign-in to the user pool is still that of `owner`.
    pub(super) async fn is_still_signed_in(&self, owner: &Owner) -> bool {
        self.pool_sign_in().await == owner.sign_in
    }

    /// Returns the tokens of `owner`, after refreshing those of the user pool if needed; none for a guest.
    pub(super) async fn aws_logins(
        &self,
        pool: &IdentityPool,
        owner: &Owner,
    ) -> Result<Parameters, Error> {
        let mut logins = owner.logins.tokens.clone();
        // A token that the app's server requested (developer-authenticated identity) is used alone.
        if owner.sign_in.is_empty() || owner.logins.identity_id.is_some() {
            return Ok(logins);
        }
        let session = self.session().await?;
        if sign_in_id(&session) != owner.sign_in {
            return Err(Error::signed_out());
        }
        logins.set(login_key(pool, &session), session.id_token());
        Ok(logins)
    }

    fn pool_sign_in(&self) -> LocalFuture<'_, String> {
        Box::pin(async {
            let session = self.current().await;
            session.as_ref().map(sign_in_id).unwrap_or_default()
        })
    }
}

/// Returns the login of a session of the user pool.
pub(super) fn user_pool_login(pool: &IdentityPool, session: &Session) -> Parameters {
    Parameters::new().with(login_key(pool, session), session.id_token())
}

/// Returns the key of the user pool's login: the configured one, or the issuer of its tokens.
pub(in crate::flow) fn login_key(pool: &IdentityPool, session: &Session) -> String {
    let issuer = session.claims().string("iss").unwrap_or_default();
    match &pool.login_key {
        Some(key) => key.clone(),
        None => issuer.strip_prefix("https://").unwrap_or(issuer).to_owned(),
    }
}

fn person_from_logins(logins: &Logins) -> Result<String, Error> {
    let wrong = |problem| Err(Error::configuration("identity_pool.logins", problem));
    let mut all = logins.tokens.iter();
    if all.any(|(name, token)| name.is_empty() || token.is_empty()) {
        return wrong("give a token under each provider's name, and leave out who has none");
    }
    match &logins.identity_id {
        Some(id) if region_of(id).is_none() => {
            wrong("give the identity that came with the server's token, <Region>:<UUID>")
        }
        Some(id) => Ok(id.clone()),
        None if logins.tokens.is_empty() => Ok(String::new()),
        None => Ok(person(logins.tokens.iter())),
    }
}

fn logins_error(error: LoginsError) -> Error {
    let kind = match error {
        LoginsError::Unreachable => ErrorKind::Network,
        LoginsError::Refused => ErrorKind::ProviderError,
    };
    Error::new(kind, error.to_string()).with_code("identity_pool.logins")
}
