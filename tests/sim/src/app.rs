//! What the apps in the tabs do.

use vestibule::platform::LocalFuture;
use vestibule::{Client, Credentials, Error, SignInStep};

use crate::pool::{ANSWER, USERS};
use crate::run::{Run, lock};

/// How far a sign-out reaches.
#[derive(Clone, Copy)]
pub enum Reach {
    Here,
    Everywhere,
}

impl Run {
    pub fn ask(&self, at: usize) {
        let (judge, world, plan) = (
            self.judge.clone(),
            self.world.clone(),
            self.plan.keeps_its_clock(),
        );
        let number = self.tabs[at].tab.number();
        self.call(at, move |client| {
            Box::pin(async move {
                let session = client.session().await?;
                let now = world.now();
                let expires = session.access_claims().integer("exp").unwrap_or_default();
                let mut judge = lock(&judge);
                if plan && expires < now.as_secs() {
                    judge.fault(
                        now,
                        format!("tab {number} is given tokens that have expired"),
                    );
                }
                judge.is_stored(now, number, &session);
                Ok(())
            })
        });
    }

    pub fn ask_for_credentials(&self, at: usize) {
        let (judge, world) = (self.judge.clone(), self.world.clone());
        let (identities, number) = (self.identities.clone(), self.tabs[at].tab.number());
        self.call(at, move |client| {
            Box::pin(async move {
                let before = who(&client).await;
                let credentials = client.aws().credentials().await?;
                // Who signs in or out meanwhile gets those of one or the other.
                if who(&client).await == before {
                    let key = credentials.access_key_id();
                    let identities = lock(&identities);
                    let owner = identities.owner(key).unwrap_or("nobody at all");
                    lock(&judge).is_given(world.now(), number, owner, &before);
                }
                Ok(())
            })
        });
    }

    pub fn refresh(&self, at: usize) {
        let (judge, number) = (self.judge.clone(), self.tabs[at].tab.number());
        lock(&judge).refreshes(number);
        self.call(at, move |client| {
            Box::pin(async move {
                let outcome = client.refresh().await.map(drop);
                lock(&judge).has_refreshed(number);
                outcome
            })
        });
    }

    pub fn sign_in(&self, at: usize) {
        let username = USERS[at % USERS.len()];
        self.call(at, move |client| {
            Box::pin(async move {
                if let SignInStep::Custom(step) =
                    client.sign_in(Credentials::custom(username)).await?
                {
                    step.submit(ANSWER).await?;
                }
                Ok(())
            })
        });
    }

    pub fn sign_out(&self, at: usize, reach: Reach) {
        let (judge, number) = (self.judge.clone(), self.tabs[at].tab.number());
        lock(&judge).leaves(number);
        self.call(at, move |client| {
            Box::pin(async move {
                let report = match reach {
                    Reach::Everywhere => client.sign_out_everywhere().await,
                    Reach::Here => client.sign_out().await,
                };
                lock(&judge).has_left(number);
                report.map(drop)
            })
        });
    }

    /// Calls something in a tab, which may not live to see what comes of it.
    pub fn call(
        &self,
        at: usize,
        act: impl FnOnce(Client) -> LocalFuture<'static, Result<(), Error>> + 'static,
    ) {
        let page = &self.tabs[at];
        let (judge, world, number) = (self.judge.clone(), self.world.clone(), page.tab.number());
        let client = page.client.clone();
        page.tab.platform().spawn.spawn(Box::pin(async move {
            let outcome = act(client).await;
            lock(&judge).note(world.now(), || match outcome {
                Ok(()) => format!("tab {number} has it"),
                Err(error) => format!("tab {number} hears: {error:?}"),
            });
        }));
    }
}

/// Who is signed in, as a tab sees it; empty for nobody.
async fn who(client: &Client) -> String {
    let session = client.current().await;
    let sub = session.as_ref().and_then(|it| it.claims().string("sub"));
    sub.unwrap_or_default().to_owned()
}
