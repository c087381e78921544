//! The owner of the records, determined without a request.

use super::cache::Cache;
use crate::client::Client;
use crate::config::RemoteKind;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, StoreError};
use crate::session::derived_token::sign_in_id;

const GUEST: &str = "guest";
/// The prefix of the ids of people whom only the identity pool knows.
const LOGIN: &str = "login.";

/// The person who uses the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// The same for all sign-ins of one person.
    pub id: String,
    /// Identifies a sign-in. It is the same for all refreshed tokens of the sign-in.
    sign_in: String,
}

impl Person {
    fn guest() -> Self {
        Person {
            id: GUEST.to_owned(),
            sign_in: String::new(),
        }
    }

    pub fn from_id(id: &str) -> Self {
        Person {
            id: id.to_owned(),
            sign_in: String::new(),
        }
    }

    pub fn is_guest(&self) -> bool {
        self.id == GUEST
    }

    /// Whether only the identity pool knows the person, by tokens of other providers.
    pub fn is_identified_by_logins(&self) -> bool {
        self.id.starts_with(LOGIN)
    }
}

impl Client {
    /// Returns the person who currently uses the app. Fails if the session store does: then it is unknown whether this
    /// is a guest.
    pub(super) fn person(&self) -> LocalFuture<'_, Result<Person, Error>> {
        Box::pin(async {
            if let Some(session) = self.current().await {
                let sub = session.access_claims().string("sub").unwrap_or_default();
                return Ok(Person {
                    id: ["user.", sub].concat(),
                    sign_in: sign_in_id(&session),
                });
            }
            if let Err(error) = self.store().read().await
                && error != StoreError::Forbidden
            {
                return Err(error.into());
            }
            #[cfg(feature = "aws")]
            if let Some(logins) = self.person_of_logins().await? {
                return Ok(Person::from_id(&[LOGIN, &logins].concat()));
            }
            Ok(Person::guest())
        })
    }

    /// Returns a text that identifies the person and their sign-in.
    #[cfg(feature = "npm")]
    pub(crate) fn person_of_records(&self) -> LocalFuture<'_, Result<String, Error>> {
        Box::pin(async {
            let Person { id, sign_in } = self.person().await?;
            Ok([&id, " ", &sign_in].concat())
        })
    }

    /// Fails if another person uses the app by now.
    pub(super) fn ensure_still_active<'a>(
        &'a self,
        person: &'a Person,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            match self.person().await? == *person {
                true => Ok(()),
                false => Err(Error::new(
                    ErrorKind::IdentityChanged,
                    "the person signed in or out",
                )),
            }
        })
    }

    /// Returns whether the remote may have records of a person. It has none of a guest without an identity, and a
    /// request would create the identity.
    pub(super) fn may_have_remote_records<'a>(
        &'a self,
        person: &'a Person,
    ) -> LocalFuture<'a, Result<bool, Error>> {
        Box::pin(async {
            if !person.is_guest() {
                return Ok(true);
            }
            match &self.records_config()?.remote {
                RemoteKind::Other(_) => Ok(true),
                RemoteKind::OwnApi { .. } => Ok(false),
                #[cfg(feature = "aws")]
                RemoteKind::DynamoDb { .. } | RemoteKind::CognitoSync { .. } => {
                    self.has_guest_identity().await
                }
            }
        })
    }

    /// Whether this browser has records of other logins, which may belong to the same person.
    pub(super) fn has_other_logins<'a>(
        &'a self,
        person: &'a Person,
    ) -> LocalFuture<'a, Result<bool, Error>> {
        Box::pin(async {
            if !person.is_identified_by_logins() {
                return Ok(false);
            }
            let mut index = self.dataset_index().await?.into_iter();
            Ok(index
                .any(|(id, _)| id != person.id && Person::from_id(&id).is_identified_by_logins()))
        })
    }

    /// Moves a guest's records to the current person, and removes records of people who have signed out, depending on
    /// the policy. If the chunk for it cannot be loaded, this is done at the next use of records.
    pub(super) fn settle_other_people<'a>(
        &'a self,
        cache: &'a Cache,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async {
            let person = &cache.person;
            if self.0.records.is_prepared_for(&person.id) {
                return Ok(());
            }
            let mut others = self.dataset_index().await?;
            others.retain(|(id, _)| *id != person.id);
            if !others.is_empty() {
                if self.load_chunk("merging").await.is_err() {
                    return Ok(());
                }
                self.settle_foreign_datasets(cache, others).await?;
            }
            self.0.records.set_prepared_for(Some(person.id.clone()));
            Ok(())
        })
    }
}
