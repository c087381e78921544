//! Whose records they are, as far as this browser can tell without a network.

use super::cache::{Cache, Snapshot};
use super::draft::Draft;
use super::merge::{Merge, Other};
use crate::client::Client;
use crate::config::OnSignOut;
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::session::ChangeCause;
use crate::session::derived_token::sign_in_of;

const GUEST: &str = "guest";

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

    fn of_id(id: &str) -> Self {
        Person {
            id: id.to_owned(),
            sign_in: String::new(),
        }
    }

    pub fn is_guest(&self) -> bool {
        self.id == GUEST
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
                return Ok(Person::of_id(&["login.", &logins].concat()));
            }
            Ok(Person::guest())
        })
    }

    /// Fails where somebody else uses the app by now.
    pub(super) async fn is_still(&self, person: &Person) -> Result<(), Error> {
        match self.person().await? == *person {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::IdentityChanged,
                "somebody signed in or out meanwhile",
            )),
        }
    }

    /// Looks after the records of those who do not use the app any more: a guest's go to who has signed in, and of who
    /// has signed out stays what the policy says.
    pub(super) fn settle_records<'a>(
        &'a self,
        cache: &'a Cache,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async {
            let person = &cache.person;
            if self.0.records.is_settled(&person.id) {
                return Ok(());
            }
            for (id, dataset) in self.dataset_index().await? {
                if id == person.id {
                    continue;
                }
                let other = self.cache_of(Person::of_id(&id));
                if !other.person.is_guest() {
                    self.forget_synchronized(&other, &dataset).await?;
                } else if self.move_dataset(&other, cache, &dataset).await? {
                    self.tell_of_records(&dataset, None, ChangeCause::Person);
                }
            }
            self.0.records.settle(Some(person.id.clone()));
            Ok(())
        })
    }

    /// Moves a guest's dataset to who has signed in; says whether there was anything.
    async fn move_dataset(&self, from: &Cache, to: &Cache, name: &str) -> Result<bool, Error> {
        loop {
            let guests = from.load(name).await?;
            if guests.is_empty() {
                return Ok(false);
            }
            let own = to.load(name).await?;
            let mut draft = Draft::default();
            match own.is_empty() {
                true => hand_over(from, to, name, (&guests, &own), &mut draft),
                false => self.absorb_guest(to, name, (&guests, &own), &mut draft)?,
            }
            let rows = guests.rows.iter();
            rows.for_each(|kept| draft.drop_row(from, name, kept));
            draft.drop_dataset(from, name, &guests);
            if to.commit(draft).await?.is_some() {
                return Ok(true);
            }
        }
    }

    /// Merges a guest's dataset into the one that this browser keeps of who has signed in.
    fn absorb_guest(
        &self,
        to: &Cache,
        name: &str,
        (guests, own): (&Snapshot, &Snapshot),
        draft: &mut Draft,
    ) -> Result<(), Error> {
        let resolve = self.policy_of(name)?;
        let merge = Merge {
            dataset: name,
            resolve: &resolve,
            edit: self.new_edit()?,
            now: self.now(),
        };
        for kept in &guests.rows {
            let Some(row) = &kept.row else {
                continue;
            };
            let known = own.row(&kept.key);
            let mut merged = known.and_then(|kept| kept.row.clone());
            for other in others_of(row) {
                merged = Some(merge.absorb(&kept.key, merged, &other));
            }
            if merged.is_some() {
                draft.put_kept(to, name, &kept.key, known, merged);
            }
        }
        draft.put_meta(to, name, own, &own.meta);
        Ok(())
    }

    /// Removes what is at the remote of the records of somebody who does not use the app any more.
    async fn forget_synchronized(&self, cache: &Cache, name: &str) -> Result<(), Error> {
        // Whoever has become the active one meanwhile is parked no more.
        let stays = self.records_config()?.on_sign_out == OnSignOut::Keep
            || self.is_here(cache).await
            || self.person().await?.id == cache.person.id;
        if stays {
            return Ok(());
        }
        let round = self.new_edit()?;
        let forget = |snapshot: &Snapshot, draft: &mut Draft| {
            let is_kept = |kept: &super::cache::Kept| {
                let row = kept.row.as_ref();
                row.is_some_and(|row| row.is_edited() || !row.incoming.is_empty())
            };
            let gone = snapshot.rows.iter().filter(|kept| !is_kept(kept));
            gone.for_each(|kept| draft.drop_row(cache, name, kept));
            let is_used = snapshot.rows.iter().any(is_kept) || snapshot.meta.is_deleted;
            if !is_used {
                draft.drop_dataset(cache, name, snapshot);
            } else if snapshot.meta.cursor.is_some() {
                let mut meta = snapshot.meta.clone();
                meta.cursor = None;
                meta.round = round;
                draft.put_meta(cache, name, snapshot, &meta);
            }
            Ok(())
        };
        cache.change_all(name, None, forget).await?;
        Ok(())
    }

    /// Whether somebody is signed in, while another account is the active one.
    async fn is_here(&self, cache: &Cache) -> bool {
        #[cfg(feature = "accounts")]
        if self.settings().accounts {
            let parked = self.parked_subs().await;
            return parked
                .iter()
                .any(|sub| ["user.", sub].concat() == cache.person.id);
        }
        let _ = cache;
        false
    }
}

/// A guest's dataset becomes that of who has signed in, as it is.
fn hand_over(
    from: &Cache,
    to: &Cache,
    name: &str,
    (guests, own): (&Snapshot, &Snapshot),
    draft: &mut Draft,
) {
    let _ = from;
    for kept in guests.rows.iter().filter(|kept| kept.row.is_some()) {
        draft.put_kept(to, name, &kept.key, None, kept.row.clone());
    }
    let mut meta = guests.meta.clone();
    // Of a dataset that the remote has never had, nothing is to be deleted there.
    meta.is_deleted &= meta.owner.is_some();
    draft.put_meta(to, name, own, &meta);
}

/// What a record and its open conflicts have to say to another dataset.
fn others_of(row: &super::record::Row) -> Vec<Other> {
    let own = Other {
        value: row.value.clone(),
        modified: row.modified,
        modified_by: row.modified_by.clone(),
    };
    let incoming = row.incoming.iter().map(|incoming| Other {
        value: incoming.value.clone(),
        modified: incoming.modified,
        modified_by: incoming.modified_by.clone(),
    });
    let all = incoming.chain([own]);
    all.filter(|other| other.value.is_some()).collect()
}
