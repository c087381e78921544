//! What the apps in the tabs do: ask for tokens and credentials, refresh, sign in and sign out.

use vestibule::platform::LocalFuture;
use vestibule::{Client, Credentials, Error, SignInStep};

use crate::pool::{ANSWER, USERS};
use crate::run::{Run, lock};

/// Which sign-out the app calls.
#[derive(Clone, Copy)]
pub enum SignOutScope {
    Here,
    Everywhere,
}

impl Run {
    pub fn ask(&self, at: usize) {
        let (checker, world, never_jumps) = (
            self.checker.clone(),
            self.world.clone(),
            self.plan.clock_never_jumps(),
        );
        let number = self.tabs[at].tab.number();
        self.call(at, move |client| {
            Box::pin(async move {
                let session = client.session().await?;
                let now = world.now();
                let expires = session.access_claims().integer("exp").unwrap_or_default();
                let mut checker = lock(&checker);
                if never_jumps && expires < now.as_secs() {
                    checker.fault(now, format!("tab {number} got tokens that have expired"));
                }
                checker.check_is_stored(now, number, &session);
                Ok(())
            })
        });
    }

    pub fn ask_for_credentials(&self, at: usize) {
        let (checker, world) = (self.checker.clone(), self.world.clone());
        let (identities, number) = (self.identities.clone(), self.tabs[at].tab.number());
        self.call(at, move |client| {
            Box::pin(async move {
                let before = who(&client).await;
                let credentials = client.aws().credentials().await?;
                // If the user changes during the request, the credentials may belong to either.
                if who(&client).await == before {
                    let key = credentials.access_key_id();
                    let identities = lock(&identities);
                    let owner = identities.owner(key).unwrap_or("nobody at all");
                    lock(&checker).on_credentials_received(world.now(), number, owner, &before);
                }
                Ok(())
            })
        });
    }

    pub fn refresh(&self, at: usize) {
        let (checker, number) = (self.checker.clone(), self.tabs[at].tab.number());
        lock(&checker).on_refresh_started(number);
        self.call(at, move |client| {
            Box::pin(async move {
                let outcome = client.refresh().await.map(drop);
                lock(&checker).on_refresh_ended(number);
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

    pub fn sign_out(&self, at: usize, scope: SignOutScope) {
        let (checker, number) = (self.checker.clone(), self.tabs[at].tab.number());
        lock(&checker).on_sign_out_started(number);
        self.call(at, move |client| {
            Box::pin(async move {
                let report = match scope {
                    SignOutScope::Everywhere => client.sign_out_everywhere().await,
                    SignOutScope::Here => client.sign_out().await,
                };
                lock(&checker).on_sign_out_ended(number);
                report.map(drop)
            })
        });
    }

    /// Starts a call in a tab. The tab may crash before the call ends.
    pub fn call(
        &self,
        at: usize,
        act: impl FnOnce(Client) -> LocalFuture<'static, Result<(), Error>> + 'static,
    ) {
        let page = &self.tabs[at];
        let (checker, world, number) =
            (self.checker.clone(), self.world.clone(), page.tab.number());
        let client = page.client.clone();
        page.tab.platform().spawn.spawn(Box::pin(async move {
            let outcome = act(client).await;
            lock(&checker).note(world.now(), || match outcome {
                Ok(()) => format!("tab {number}: the call succeeded"),
                Err(error) => format!("tab {number}: the call failed: {error:?}"),
            });
        }));
    }
}

/// The `sub` of the signed-in user, as a tab sees it; empty if nobody is signed in.
async fn who(client: &Client) -> String {
    let session = client.current().await;
    let sub = session.as_ref().and_then(|it| it.claims().string("sub"));
    sub.unwrap_or_default().to_owned()
}
