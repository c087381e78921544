//! Whose records they are, as far as this browser can tell without a network.

use super::cache::Cache;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::session::derived_token::sign_in_of;

const GUEST: &str = "guest";
/// What the ids begin with of whom only the identity pool knows.
const LOGIN: &str = "login.";

/// Who uses the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// The same for all sign-ins of one person.
    pub id: String,
    /// What stays the same through all renewals of a sign-in, and through no other one.
    sign_in: String,
}

impl Person {
    fn guest() -> Self {
        Person {
            id: GUEST.to_owned(),
            sign_in: String::new(),
        }
    }

    pub fn of_id(id: &str) -> Self {
        Person {
            id: id.to_owned(),
            sign_in: String::new(),
        }
    }

    pub fn is_guest(&self) -> bool {
        self.id == GUEST
    }

    /// Whether only the identity pool knows them, by tokens of others.
    pub fn is_by_logins(&self) -> bool {
        self.id.starts_with(LOGIN)
    }
}

impl Client {
    /// Who uses the app now.
    pub(super) fn person(&self) -> LocalFuture<'_, Result<Person, Error>> {
        Box::pin(async {
            if let Some(session) = self.current().await {
                let sub = session.access_claims().string("sub").unwrap_or_default();
                return Ok(Person {
                    id: ["user.", sub].concat(),
                    sign_in: sign_in_of(&session),
                });
            }
            #[cfg(feature = "aws")]
            if let Some(logins) = self.person_of_logins().await? {
                return Ok(Person::of_id(&[LOGIN, &logins].concat()));
            }
            Ok(Person::guest())
        })
    }

    /// Fails where somebody else uses the app by now.
    pub(super) fn is_still<'a>(&'a self, person: &'a Person) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            match self.person().await? == *person {
                true => Ok(()),
                false => Err(Error::new(
                    ErrorKind::IdentityChanged,
                    "somebody signed in or out meanwhile",
                )),
            }
        })
    }

    /// Whether records were written here under other logins, which may be the same person's.
    pub(super) fn has_other_logins<'a>(
        &'a self,
        person: &'a Person,
    ) -> LocalFuture<'a, Result<bool, Error>> {
        Box::pin(async {
            if !person.is_by_logins() {
                return Ok(false);
            }
            let mut index = self.dataset_index().await?.into_iter();
            Ok(index.any(|(id, _)| id != person.id && Person::of_id(&id).is_by_logins()))
        })
    }

    /// Looks after the records of those who do not use the app any more. Where the chunk that does it cannot be fetched,
    /// they stay as they are until somebody uses records next.
    pub(super) fn settle_records<'a>(
        &'a self,
        cache: &'a Cache,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async {
            let person = &cache.person;
            if self.0.records.is_settled(&person.id) {
                return Ok(());
            }
            let mut others = self.dataset_index().await?;
            others.retain(|(id, _)| *id != person.id);
            if !others.is_empty() {
                if self.load_chunk("merging").await.is_err() {
                    return Ok(());
                }
                self.settle_others(cache, others).await?;
            }
            self.0.records.settle(Some(person.id.clone()));
            Ok(())
        })
    }
}
