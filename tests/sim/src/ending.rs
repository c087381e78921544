//! How a run ends: the faults stop, everything has to be well, and somebody signs out.

use std::time::Duration;

use vestibule::SessionState;
use vestibule::platform::Store;
use vestibule::platform::simulated::BrowserApi;

use crate::app::Reach;
use crate::plan::Weather;
use crate::run::{Run, lock};

/// The longest pause between two tries, a request that hangs, a lock that hangs, and what the service
/// may ask for: by then every tab has to be well again.
const ONE_BACK_OFF: Duration = Duration::from_secs(30 + 6 + 9 + 10);
/// By then every tab has noticed that nobody was active.
const END_IS_NOTICED: Duration = Duration::from_secs(35);
/// By then a sign-out has reached every tab, unless the browser has no channel.
const SIGN_OUT_REACHES: Duration = Duration::from_millis(100);

impl Run {
    /// The faults stop; then every tab has the same fresh session, or none.
    pub fn calm_down(&mut self) {
        if !lock(&self.judge).is_content() {
            return;
        }
        self.note("the faults stop");
        *lock(&self.weather) = Weather {
            way: 50,
            ..Weather::default()
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
        self.pass(ONE_BACK_OFF);
        let now = self.world.now();
        let kept = lock(&self.judge).kept.as_ref().map(|kept| kept.revision);
        for page in &self.tabs {
            let number = page.tab.number();
            let session = self.world.run(page.client.current());
            let fault = |text: &str| {
                lock(&self.judge).fault(now, format!("in the end tab {number} {text}"))
            };
            match (&session, kept) {
                (Some(session), Some(_)) => {
                    let expires = session.access_claims().integer("exp").unwrap_or_default();
                    if session.state() != SessionState::Fresh {
                        fault(&format!("has a session that is {:?}", session.state()));
                    } else if expires <= now.as_secs() {
                        fault("has tokens that have expired");
                    }
                }
                (None, None) => {}
                _ => fault("knows of another session than the one that is stored"),
            }
            let told = lock(&self.judge).last_told(number);
            if told.is_some_and(|who| who != kept) {
                fault(&format!(
                    "has told its app of {told:?}, and not of {kept:?}"
                ));
            }
        }
    }

    /// Nobody is active any more, where that ends a session.
    pub fn rest(&mut self) {
        let Some(idle) = self.plan.idle.filter(|_| lock(&self.judge).is_content()) else {
            return;
        };
        self.note("nobody is active");
        self.pass(idle + END_IS_NOTICED);
        let now = self.world.now();
        for page in &self.tabs {
            let number = page.tab.number();
            if self.world.run(page.client.current()).is_some() {
                let text = format!("tab {number} has a session while nobody is active");
                lock(&self.judge).fault(now, text);
            }
            let told = lock(&self.judge).last_told(number);
            if told.is_some_and(|who| who.is_some()) {
                let text = format!("tab {number} does not tell that nobody was active");
                lock(&self.judge).fault(now, text);
            }
        }
    }

    /// A sign-out reaches all tabs, and leaves nothing behind.
    pub fn leave(&mut self) {
        if !lock(&self.judge).is_content() {
            return;
        }
        self.note("somebody signs out");
        self.sign_out(0, Reach::Here);
        self.pass(SIGN_OUT_REACHES);
        let now = self.world.now();
        let has_channels = !self.plan.lacks.contains(&BrowserApi::Channels);
        for page in self.tabs.iter().filter(|_| has_channels) {
            let number = page.tab.number();
            let told = lock(&self.judge).last_told(number);
            if told.is_some_and(|who| who.is_some()) {
                let text = format!("tab {number} does not hear of a sign-out in time");
                lock(&self.judge).fault(now, text);
            }
        }
        self.pass(Duration::from_secs(20));
        let now = self.world.now();
        for page in &self.tabs {
            if self.world.run(page.client.current()).is_some() {
                let number = page.tab.number();
                let text = format!("tab {number} has a session after the sign-out");
                lock(&self.judge).fault(now, text);
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
        let mut judge = lock(&self.judge);
        if left.iter().any(|text| judge.is_secret(text)) {
            judge.fault(now, "a token is left after the sign-out".to_owned());
        }
    }
}
