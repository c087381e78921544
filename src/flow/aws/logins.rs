//! Whose credentials they are, and the tokens that say so.

use crate::client::Client;
use crate::config::{IdentityPool, Logins, LoginsError, LoginsOf};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::identity::{Parameters, person, region_of};
use crate::session::Session;
use crate::session::aws::Kept;
use crate::session::derived_token::sign_in_of;
use vestibule_chunk::chunk;

/// Whose credentials they are: a guest's where neither says anything.
#[derive(Clone)]
pub(super) struct Owner {
    /// What stays the same through all renewals of a sign-in to the user pool, and through no other one.
    pub sign_in: String,
    /// Who it is by the app's logins, and is no token.
    pub person: String,
    pub logins: Logins,
}

impl Owner {
    pub fn is_guest(&self) -> bool {
        self.sign_in.is_empty() && self.person.is_empty()
    }

    pub fn owns(&self, kept: &Kept) -> bool {
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
    /// Whoever is signed in, as far as this tab and the app can tell.
    // Boxed: or else all of it would stand in each place that asks.
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
                sign_in: self.signed_in_to_pool().await,
                person,
                logins,
            })
        })
    }

    /// Who uses the app by other logins than that of the user pool; `None` where nobody does.
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

    /// What the app's function gives, and who that is. Few apps have one.
    #[chunk(logins, load = self)]
    async fn aws_person(&self, logins: &LoginsOf) -> Result<Box<(Logins, String)>, Error> {
        let logins = logins.ask().await.map_err(without_logins)?;
        let person = person_of(&logins)?;
        Ok(Box::new((logins, person)))
    }

    /// Whether nobody has signed in to the user pool, or out of it, since.
    pub(super) async fn is_signed_in_as(&self, owner: &Owner) -> bool {
        self.signed_in_to_pool().await == owner.sign_in
    }

    /// The tokens of that person, those of the user pool renewed before they are sent; none for a guest.
    pub(super) async fn aws_logins(
        &self,
        pool: &IdentityPool,
        owner: &Owner,
    ) -> Result<Parameters, Error> {
        let mut logins = owner.logins.tokens.clone();
        // What the app's own server has got stands alone.
        if owner.sign_in.is_empty() || owner.logins.identity_id.is_some() {
            return Ok(logins);
        }
        let session = self.session().await?;
        if sign_in_of(&session) != owner.sign_in {
            return Err(Error::signed_out());
        }
        logins.set(login_key(pool, &session), session.id_token());
        Ok(logins)
    }

    fn signed_in_to_pool(&self) -> LocalFuture<'_, String> {
        Box::pin(async {
            let session = self.current().await;
            session.as_ref().map(sign_in_of).unwrap_or_default()
        })
    }
}

/// What the identity pool knows of a session of the user pool.
pub(super) fn user_pool_login(pool: &IdentityPool, session: &Session) -> Parameters {
    Parameters::new().with(login_key(pool, session), session.id_token())
}

/// The identity pool knows a user pool by the issuer of its tokens.
pub(in crate::flow) fn login_key(pool: &IdentityPool, session: &Session) -> String {
    let issuer = session.claims().string("iss").unwrap_or_default();
    match &pool.login_key {
        Some(key) => key.clone(),
        None => issuer.strip_prefix("https://").unwrap_or(issuer).to_owned(),
    }
}

fn person_of(logins: &Logins) -> Result<String, Error> {
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

fn without_logins(error: LoginsError) -> Error {
    let kind = match error {
        LoginsError::Unreachable => ErrorKind::Network,
        LoginsError::Refused => ErrorKind::ProviderError,
    };
    Error::new(kind, error.to_string()).with_code("identity_pool.logins")
}
