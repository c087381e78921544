//! The end of a run: the faults stop, all tabs have to recover, and the user signs out.

use std::time::Duration;

use vestibule::SessionState;
use vestibule::platform::Store;
use vestibule::platform::simulated::BrowserApi;

use crate::app::SignOutScope;
use crate::plan::NetworkConditions;
use crate::run::{Run, lock};

/// The longest back-off, plus a hanging request, a hanging lock and the longest `Retry-After`: after
/// this time every tab has to have recovered.
const ONE_BACK_OFF: Duration = Duration::from_secs(30 + 6 + 9 + 10);
/// After this time every tab has noticed that the session ended by inactivity.
const END_IS_NOTICED: Duration = Duration::from_secs(35);
/// After this time a sign-out has reached every tab, unless the browser has no BroadcastChannel.
const SIGN_OUT_REACHES: Duration = Duration::from_millis(100);

impl Run {
    /// Stops the faults. Then every tab must have the same fresh session, or none.
    pub fn recover(&mut self) {
        if !lock(&self.checker).has_no_faults() {
            return;
        }
        self.note("the faults stop");
        *lock(&self.network) = NetworkConditions {
            max_latency: 50,
            ..NetworkConditions::default()
        };
        let frozen: Vec<u64> = self
            .tabs
            .iter()
            .filter(|page| page.is_frozen)
            .map(|page| page.tab.number())
            .collect();
        for number in frozen {
            self.thaw(number);
        }
        self.advance(ONE_BACK_OFF);
        let now = self.world.now();
        let kept = lock(&self.checker).kept.as_ref().map(|kept| kept.revision);
        for page in &self.tabs {
            let number = page.tab.number();
            let session = self.world.run(page.client.current());
            let fault = |text: &str| {
                lock(&self.checker).fault(now, format!("in the end tab {number} {text}"))
            };
            match (&session, kept) {
                (Some(session), Some(_)) => {
                    let expires = session.access_claims().integer("exp").unwrap_or_default();
                    if session.state() != SessionState::Fresh {
                        fault(&format!("has a session in the state {:?}", session.state()));
                    } else if expires <= now.as_secs() {
                        fault("has tokens that have expired");
                    }
                }
                (None, None) => {}
                _ => fault("has a different session than the stored one"),
            }
            let told = lock(&self.checker).last_reported(number);
            if told.is_some_and(|who| who != kept) {
                fault(&format!(
                    "has last reported {told:?} to its app, but {kept:?} is stored"
                ));
            }
        }
    }

    /// Stops the user's activity, if the plan has an idle limit. The session must end in all tabs.
    pub fn go_idle(&mut self) {
        let Some(idle) = self
            .plan
            .idle
            .filter(|_| lock(&self.checker).has_no_faults())
        else {
            return;
        };
        self.note("the user is inactive from now on");
        self.advance(idle + END_IS_NOTICED);
        let now = self.world.now();
        for page in &self.tabs {
            let number = page.tab.number();
            if self.world.run(page.client.current()).is_some() {
                let text = format!("tab {number} still has a session after the idle limit");
                lock(&self.checker).fault(now, text);
            }
            let told = lock(&self.checker).last_reported(number);
            if told.is_some_and(|who| who.is_some()) {
                let text = format!("tab {number} did not report the end by inactivity");
                lock(&self.checker).fault(now, text);
            }
        }
    }

    /// Signs out. All tabs must notice it, and no token may be left in the storage.
    pub fn end_with_sign_out(&mut self) {
        if !lock(&self.checker).has_no_faults() {
            return;
        }
        self.note("the user signs out");
        self.sign_out(0, SignOutScope::Here);
        self.advance(SIGN_OUT_REACHES);
        let now = self.world.now();
        let has_channels = !self.plan.lacks.contains(&BrowserApi::Channels);
        for page in self.tabs.iter().filter(|_| has_channels) {
            let number = page.tab.number();
            let told = lock(&self.checker).last_reported(number);
            if told.is_some_and(|who| who.is_some()) {
                let text = format!("tab {number} did not report the sign-out in time");
                lock(&self.checker).fault(now, text);
            }
        }
        self.advance(Duration::from_secs(20));
        let now = self.world.now();
        for page in &self.tabs {
            if self.world.run(page.client.current()).is_some() {
                let number = page.tab.number();
                let text = format!("tab {number} still has a session after the sign-out");
                lock(&self.checker).fault(now, text);
            }
        }
        let store = self.world.local_storage();
        let left = self.world.run(async {
            let mut left = Vec::new();
            for key in store.keys("").await.unwrap_or_default() {
                left.extend(store.read(&key).await.ok().flatten());
            }
            left
        });
        let mut checker = lock(&self.checker);
        if left.iter().any(|text| checker.is_secret(text)) {
            checker.fault(now, "a token is still stored after the sign-out".to_owned());
        }
    }
}
