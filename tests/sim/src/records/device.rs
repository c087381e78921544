//! A device: an origin with its tabs, and what the apps in them do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use vestibule::platform::StoreError;
use vestibule::platform::simulated::{Tab, World};
use vestibule::{
    Automatic, Client, Conflict, Credentials, Dataset, Error, OnSignOut, RecordsConfig, Resolution,
    Resolve, SignInStep,
};
use vestibule_emulator::Emulator;

use super::Run;
use super::checker::{Checker, Write};
use super::cloud::{CloudRemote, End, RequestOutcome, limits};
use super::database::{is_of, kept, row_of, text_of};
use super::plan::{DatabaseFault, KEYS, NetworkConditions, PEOPLE, Policy};
use crate::chance::Chance;
use crate::pool;
use crate::run::lock;

pub struct Device {
    pub number: usize,
    pub world: World,
    pub network: Arc<Mutex<NetworkConditions>>,
    pub tabs: Vec<Page>,
    chance: Arc<Mutex<Chance>>,
    clock: i64,
    broken_until: Option<Duration>,
}

/// A tab with the app.
pub struct Page {
    pub tab: Tab,
    pub client: Client,
    pub frozen_until: Option<Duration>,
}

impl Device {
    pub fn new(number: usize, seed: u64, emulator: &Arc<Mutex<Emulator>>) -> Self {
        let server = emulator.clone();
        let seed = seed ^ (number as u64 + 1) << 40;
        let world = World::new(seed, move |now, request| {
            pool::respond(&mut lock(&server), now, request, true).0
        });
        Device {
            number,
            world,
            network: Arc::new(Mutex::new(NetworkConditions {
                max_latency: 20,
                ..NetworkConditions::default()
            })),
            tabs: Vec::new(),
            chance: Arc::new(Mutex::new(Chance::new(seed))),
            clock: 0,
            broken_until: None,
        }
    }

    pub fn jump(&mut self, by: i64) {
        self.clock += by;
        for page in &self.tabs {
            page.tab.set_clock(self.clock);
        }
    }

    pub fn break_database(&mut self, fault: DatabaseFault, until: Duration) {
        self.broken_until = Some(until);
        self.world.database_fault(Some(match fault {
            DatabaseFault::Full => StoreError::Full,
            DatabaseFault::Broken => StoreError::Failed,
        }));
    }

    /// Ends the faults whose time is over: of frozen tabs, and of the database.
    pub fn recover_until(&mut self, elapsed: Duration) {
        if self.broken_until.is_some_and(|until| until <= elapsed) {
            self.broken_until = None;
            self.world.database_fault(None);
        }
        for page in &mut self.tabs {
            if page.frozen_until.is_some_and(|until| until <= elapsed) {
                page.frozen_until = None;
                page.tab.thaw();
            }
        }
    }

    /// All texts in the browser's database.
    pub fn database(&self) -> String {
        let rows = self.world.database();
        let texts = rows.iter().map(|(_, text)| text_of(text));
        texts.collect::<Vec<_>>().join("\n")
    }

    /// The removals that are not sent to the remote yet: the writer's tag and the key.
    pub fn removals(&self, people: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let waits = |place: &str, text: &str| {
            let row = row_of(text);
            let is_waiting = row["value"].is_null() && row["edit"].as_u64().is_some();
            let (_, person) = people.iter().find(|(sub, _)| place.contains(*sub))?;
            let key = KEYS.iter().find(|key| is_of(place, "", key))?;
            is_waiting.then(|| (format!("{person}@{}", self.number), (*key).to_owned()))
        };
        let rows = self.world.database();
        rows.iter()
            .filter_map(|(place, text)| waits(place, text))
            .collect()
    }

    /// Synchronizes, and returns the number of open conflicts.
    pub fn synchronize_now(&mut self) -> Result<usize, Error> {
        let notes = notes(&self.tabs[0].client);
        let done = self.world.run(async move { notes.synchronize().await })?;
        Ok(done.conflicts)
    }

    pub fn entries_now(&mut self) -> Result<Vec<(String, String)>, String> {
        let notes = notes(&self.tabs[0].client);
        let entries = self.world.run(async move { notes.entries().await });
        entries.map_err(|error| format!("{error:?}"))
    }
}

impl Run {
    pub fn open(&mut self, device: usize) {
        let it = &mut self.devices[device];
        let tab = it.world.tab("http://localhost:8080/");
        tab.set_clock(it.clock);
        let (network, chance) = (it.network.clone(), it.chance.clone());
        let client = Arc::new(OnceLock::new());
        let mut limits = limits();
        limits.patches = self.plan.patches;
        let remote = CloudRemote {
            cloud: self.cloud.clone(),
            device: format!("device {device}"),
            client: client.clone(),
            clock: tab.platform().clock,
            outcome_of: Box::new(move |_| outcome(*lock(&network), &mut lock(&chance))),
            limits,
        };
        let automatic = match self.plan.is_automatic {
            true => Automatic::default(),
            false => Automatic::off(),
        };
        let mut records = RecordsConfig::remote(remote)
            .automatic(automatic)
            .on_conflict(policy(self.plan.policy));
        if self.plan.keeps_after_sign_out {
            records = records.on_sign_out(OnSignOut::Keep);
        }
        if self.plan.is_sealed {
            records = records.sealed();
        }
        let config = pool::config(&self.sessions).records(records);
        let made = Client::with_platform(config, tab.platform()).expect("a configuration");
        let _ = client.set(made.clone());
        // The page opens the dataset as soon as it is loaded.
        let _ = notes(&made);
        it.tabs.push(Page {
            tab,
            client: made,
            frozen_until: None,
        });
    }

    pub fn sign_in(&mut self, device: usize, tab: usize, who: &'static str) {
        let checker = self.checker.clone();
        self.call((device, tab), move |client| async move {
            let leaves = self::who(&client).await;
            lock(&checker).on_user_change(device, &leaves, who);
            let step = client.sign_in(Credentials::custom(who)).await?;
            if let SignInStep::Custom(step) = step {
                step.submit(pool::ANSWER).await?;
            }
            Ok(format!("{who} is signed in"))
        });
    }

    pub fn sign_out(&mut self, at: (usize, usize)) {
        let checker = self.checker.clone();
        self.call(at, move |client| async move {
            let leaves = who(&client).await;
            lock(&checker).on_user_change(at.0, &leaves, "nobody");
            let _ = client.sign_out().await?;
            Ok("signed out".to_owned())
        });
    }

    pub fn synchronize(&mut self, at: (usize, usize)) {
        self.call(at, |client| async move {
            let done = notes(&client).synchronize().await?;
            Ok(format!("{done:?}"))
        });
    }

    /// Writes a unique value, or removes the record.
    pub fn write(&mut self, at: (usize, usize), key: usize, removes: bool) {
        self.count += 1;
        let (checker, world, count) = (
            self.checker.clone(),
            self.devices[at.0].world.clone(),
            self.count,
        );
        self.call(at, move |client| async move {
            let tag = format!("{}@{}", who(&client).await, at.0);
            let key = KEYS[key];
            let value = (!removes).then(|| format!("{tag}#{count}"));
            let begun = lock(&checker).begin(Write {
                tag,
                device: at.0,
                key,
                value: value.clone(),
                is_acknowledged: false,
                base: 0,
                modified: 0,
            });
            let notes = notes(&client);
            let before = who(&client).await;
            let place = person(&client).await;
            lock(&checker).people.insert(place.clone(), before.clone());
            match &value {
                Some(value) => notes.put(key, value).await?,
                None => notes.remove(key).await?,
            }
            // If the user changes during the write, its owner is unknown.
            let is_sure = who(&client).await == before;
            let (base, modified) = kept(&world, &place, key, value.as_deref());
            lock(&checker).acknowledge(begun, is_sure, base, modified);
            Ok(format!("wrote {value:?} under {key}"))
        });
    }

    pub fn delete(&mut self, at: (usize, usize)) {
        let checker = self.checker.clone();
        self.call(at, move |client| async move {
            let tag = format!("{}@{}", who(&client).await, at.0);
            lock(&checker).on_delete(&tag);
            client.records().delete("notes").await?;
            lock(&checker).on_delete(&tag);
            Ok("deleted".to_owned())
        });
    }

    /// Resolves all open conflicts: with the local value, the remote one, or both.
    pub fn resolve(&mut self, at: (usize, usize), how: u64) {
        let checker = self.checker.clone();
        self.call(at, move |client| async move {
            let notes = notes(&client);
            let open = notes.conflicts().await?;
            for conflict in &open {
                let resolution = match how % 3 {
                    0 => Resolution::Local,
                    1 => Resolution::Remote,
                    _ => both(conflict),
                };
                // The conflict may have changed since, so either side may lose.
                lock(&checker).on_resolve(at.0, conflict);
                notes.resolve(&conflict.key, resolution).await?;
            }
            Ok(format!("resolved {}", open.len()))
        });
    }

    /// Starts a call in a tab. The tab may crash before the call ends.
    fn call<F>(&mut self, (device, tab): (usize, usize), act: impl FnOnce(Client) -> F + 'static)
    where
        F: Future<Output = Result<String, Error>> + 'static,
    {
        let page = &self.devices[device].tabs[tab];
        let (checker, client) = (self.checker.clone(), page.client.clone());
        let number = page.tab.number();
        page.tab.platform().spawn.spawn(Box::pin(async move {
            let outcome = act(client).await;
            lock(&checker).note(|| format!("    device {device}, tab {number}: {outcome:?}"));
        }));
    }
}

impl Checker {
    fn begin(&mut self, write: Write) -> u64 {
        self.begun += 1;
        self.under_way.push((self.begun, write));
        self.begun
    }

    fn acknowledge(&mut self, begun: u64, is_sure: bool, base: u64, modified: u64) {
        if let Some(at) = self
            .under_way
            .iter()
            .position(|(number, _)| *number == begun)
        {
            let (_, write) = self.under_way.remove(at);
            self.writes.push(Write {
                is_acknowledged: is_sure,
                base,
                modified,
                ..write
            });
        }
    }

    /// A user signs out of a device, which may then forget what is stored at the remote.
    fn on_user_change(&mut self, device: usize, who: &str, next: &str) {
        if who != next && who != "guest" {
            self.forgetful.insert(device);
        }
    }

    fn on_delete(&mut self, tag: &str) {
        let count = self.writes.len();
        self.deletions.push((tag.to_owned(), count));
    }

    fn on_resolve(&mut self, device: usize, conflict: &Conflict) {
        // A browser knows its own writes, whether or not their responses arrived, unless it
        // has forgotten them after a sign-out.
        let own = format!("{}@{device}", PEOPLE[0]);
        let sides = [&conflict.local, &conflict.remote];
        let is_own = |value: &Option<String>| writer(value.as_deref()) == Some(&own);
        if sides.into_iter().all(is_own) && !self.forgetful.contains(&device) {
            self.fault(format!(
                "{own} has a conflict with its own write: {conflict:?}"
            ));
        }
        for value in [&conflict.local, &conflict.remote] {
            let against = (conflict.key.clone(), value.clone());
            self.decided_against.push(against);
        }
    }
}

/// The tag of a value's writer; `None` for a value that combines several.
fn writer(value: Option<&str>) -> Option<&str> {
    let (tag, number) = value?.split_once('#')?;
    (!number.contains('#')).then_some(tag)
}

fn notes(client: &Client) -> Dataset {
    client.records().dataset("notes").expect("a dataset")
}

async fn who(client: &Client) -> String {
    let session = client.current().await;
    session.map_or_else(|| "guest".to_owned(), |it| it.username().to_owned())
}

/// The part of the database's keys that identifies the user.
async fn person(client: &Client) -> String {
    let session = client.current().await;
    let sub = session.and_then(|it| Some(it.access_claims().string("sub")?.to_owned()));
    sub.unwrap_or_else(|| "guest".to_owned())
}

fn policy(policy: Policy) -> Resolve {
    match policy {
        Policy::LastWriter => Resolve::LastWriter,
        Policy::Local => Resolve::Local,
        Policy::Remote => Resolve::Remote,
        Policy::Ask => Resolve::Ask,
        Policy::Both => Resolve::with(both),
    }
}

/// Keeps both values, or the one that is not a removal.
fn both(conflict: &Conflict) -> Resolution {
    match (&conflict.local, &conflict.remote) {
        (Some(local), Some(remote)) if local.contains(remote.as_str()) => Resolution::Local,
        (Some(local), Some(remote)) if remote.contains(local.as_str()) => Resolution::Remote,
        (Some(local), Some(remote)) => Resolution::Value(Some(format!("{local}+{remote}"))),
        (Some(_), None) => Resolution::Local,
        _ => Resolution::Remote,
    }
}

fn outcome(network: NetworkConditions, chance: &mut Chance) -> RequestOutcome {
    let end = if chance.percent(network.lost) {
        End::Lost
    } else if chance.percent(network.answer_lost) {
        End::AnswerLost
    } else if chance.percent(network.throttled) {
        End::Throttled
    } else {
        End::Answered
    };
    RequestOutcome {
        there: chance.between(1, network.max_latency.max(1)),
        back: chance.between(1, network.max_latency.max(1)),
        end,
    }
}
