//! The app's own store, which is slow, fails, or never responds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::World;
use vestibule::platform::{Clock, LocalFuture, MemoryStore, Store, StoreError};
use vestibule::{ClientConfig, CustomStore, ErrorKind, Renewal, Storage};
use vestibule_native_tests::{ADA, APP, BROWSER, ROTATION, Stage, client, config, sign_in};

use crate::chunks::in_chunks;

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    /// Each call takes this many milliseconds.
    Takes(u64),
    Fails,
    Silent,
}

/// Clones share one store, as seen by all tabs.
#[derive(Clone)]
struct Odd {
    kept: Arc<MemoryStore>,
    mood: Arc<Mutex<Mood>>,
    calls: Arc<Mutex<u32>>,
    clock: Arc<dyn Clock>,
}

impl Odd {
    fn of(world: &World) -> Self {
        Odd {
            kept: Arc::default(),
            mood: Arc::new(Mutex::new(Mood::Takes(80))),
            calls: Arc::default(),
            clock: world.tab(APP).platform().clock,
        }
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn calls(&self) -> u32 {
        *self.calls.lock().unwrap()
    }

    fn config(&self, client_id: &str) -> ClientConfig {
        config(client_id).store(CustomStore::new(self.clone()))
    }

    async fn mood(&self) -> Result<(), StoreError> {
        *self.calls.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Takes(millis) => self.clock.sleep(Duration::from_millis(millis)).await,
            Mood::Fails => return Err(StoreError::Failed),
            Mood::Silent => std::future::pending().await,
        }
        Ok(())
    }
}

impl Store for Odd {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            self.mood().await?;
            self.kept.read(key).await
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.mood().await?;
            self.kept.write(key, value).await
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.mood().await?;
            self.kept.remove(key).await
        })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move {
            self.mood().await?;
            self.kept.keys(prefix).await
        })
    }
}

/// A store whose calls hang, but are carried out later.
impl Odd {
    fn writes_late(&self, stage: &Stage, key: &str, value: &str) {
        stage.run(async { self.kept.write(key, value).await.unwrap() });
    }
}

fn record(stage: &Stage, store: &Odd) -> (String, String) {
    let key = kept(stage, store)
        .into_iter()
        .find(|key| key.ends_with(".session"))
        .expect("there is a session");
    let value = stage.run(async { store.kept.read(&key).await.unwrap() });
    (key, value.expect("it was listed"))
}

fn kept(stage: &Stage, store: &Odd) -> Vec<String> {
    stage.run(async { store.kept.keys("").await.unwrap() })
}

#[test]
fn a_slow_store_serves_every_tab() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let mut page = stage.page_of(store.config(ROTATION));
    let session = sign_in(&stage, &page.client, ADA);
    page.reload(store.config(ROTATION));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    let other = stage.page_of(store.config(ROTATION));
    assert_eq!(stage.run(other.client.session()).unwrap(), session);
    stage.advance(Duration::from_secs(3600));
    let renewed = stage.run(other.client.session()).unwrap();
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
    assert_eq!(stage.calls("GetTokensFromRefreshToken"), 1);
    let local = stage.world.local_storage();
    assert!(
        stage
            .run(async { local.keys("").await.unwrap() })
            .is_empty()
    );
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert!(kept(&stage, &store).is_empty());
    assert_eq!(
        stage.run(other.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn a_failing_store_keeps_the_session_and_blocks_no_call() {
    for mood in [Mood::Fails, Mood::Silent, Mood::Takes(60_000)] {
        let stage = Stage::new();
        let store = Odd::of(&stage.world);
        let page = stage.page_of(store.config(BROWSER));
        let session = sign_in(&stage, &page.client, ADA);
        let signed_out = Arc::new(Mutex::new(0));
        let count = signed_out.clone();
        let _subscription = page.client.on_change(move |change| {
            if let vestibule::Change::SignedOut { .. } = change {
                *count.lock().unwrap() += 1;
            }
        });
        store.is(mood);
        for _ in 0..20 {
            let before = stage.world.now();
            assert_eq!(stage.run(page.client.session()).unwrap(), session);
            let took = stage.world.now().since(before);
            assert!(took <= Duration::from_secs(4), "{took:?}");
        }
        // A tab that has not read the store yet also ends the session, but reports no sign-out.
        let other = stage.page_of(store.config(BROWSER));
        assert!(stage.run(other.client.session()).is_err());
        // The session is still renewed, and lasts as long as the page.
        stage.advance(Duration::from_secs(3600));
        let renewed = stage.run(page.client.session()).unwrap();
        assert_ne!(renewed.access_token(), session.access_token());
        assert!(stage.accepts(renewed.access_token()));
        assert_eq!(*signed_out.lock().unwrap(), 0);
        // Once the store works again, the next renewal is stored.
        store.is(Mood::Takes(5));
        stage.advance(Duration::from_secs(60));
        let renewed = stage.run(page.client.refresh()).unwrap();
        let late = client(&stage.world.tab(APP), store.config(BROWSER));
        assert_eq!(stage.run(late.session()).unwrap(), renewed);
    }
}

#[test]
fn a_hanging_store_is_not_used_for_a_while() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let page = stage.page_of(store.config(BROWSER).renewal(Renewal::OnDemand));
    sign_in(&stage, &page.client, ADA);
    store.is(Mood::Silent);
    let calls = store.calls();
    for _ in 0..10 {
        stage.run(page.client.session()).unwrap();
    }
    assert_eq!(store.calls(), calls + 1);
    store.is(Mood::Takes(5));
    stage.advance(Duration::from_secs(31));
    stage.run(page.client.session()).unwrap();
    assert!(store.calls() > calls + 1);
}

#[test]
fn an_unreadable_store_ends_no_session() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let page = stage.page_of(store.config(ROTATION));
    let other = stage.page_of(store.config(ROTATION));
    sign_in(&stage, &page.client, ADA);
    stage.run(other.client.session()).unwrap();
    // Another tab renews; this one cannot see it, and sends the used refresh token.
    page.tab.freeze();
    let renewed = stage.run(other.client.refresh()).unwrap();
    stage.advance(Duration::from_secs(120));
    let before = kept(&stage, &store);
    store.is(Mood::Fails);
    page.tab.thaw();
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    store.is(Mood::Takes(5));
    assert_eq!(kept(&stage, &store), before);
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
    assert_eq!(stage.run(other.client.session()).unwrap(), renewed);
}

#[test]
fn the_store_is_chosen_in_the_settings() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let page = stage.page_of(store.config(BROWSER));
    assert_eq!(page.client.settings().storage, Storage::Custom);
    assert!(format!("{:?}", page.client).contains("CustomStore"));
}

#[test]
fn a_sign_out_works_with_any_store_failure() {
    for mood in [Mood::Fails, Mood::Silent] {
        let stage = Stage::new();
        let store = Odd::of(&stage.world);
        let page = stage.page_of(store.config(BROWSER));
        sign_in(&stage, &page.client, ADA);
        let (key, value) = record(&stage, &store);
        store.is(mood);
        let report = stage.run(page.client.sign_out()).unwrap();
        let not_removed = report.not_removed().expect("the record is still there");
        assert_eq!(not_removed.kind(), ErrorKind::Storage);
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);

        // The store works again and still has the record, but nobody is signed in, in any tab.
        store.is(Mood::Takes(5));
        store.writes_late(&stage, &key, &value);
        let late = client(&stage.world.tab(APP), store.config(BROWSER));
        assert!(stage.run(late.current()).is_none());
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);

        // The removal is retried until the record is gone.
        stage.advance(Duration::from_secs(60));
        let left = kept(&stage, &store);
        assert!(!left.contains(&key), "{left:?}");

        // The user who signs in next stays signed in.
        let session = sign_in(&stage, &page.client, ADA);
        stage.advance(Duration::from_secs(60));
        assert_eq!(stage.run(page.client.session()).unwrap(), session);
        assert_eq!(stage.run(late.session()).unwrap(), session);
    }
}

#[test]
fn a_sign_out_works_without_its_chunk_and_with_any_store_failure() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let (client, chunks) = in_chunks(&stage, store.config(BROWSER));
    sign_in(&stage, &client, ADA);
    let (key, _) = record(&stage, &store);
    store.is(Mood::Fails);
    let report = stage.run(client.sign_out()).unwrap();
    assert!(report.unfinished().is_some() && report.not_removed().is_some());
    assert!(stage.run(client.current()).is_none());

    // The removal is retried once the chunk is loaded, and does not remove the session of a user who has signed in since.
    store.is(Mood::Takes(5));
    assert!(kept(&stage, &store).contains(&key));
    chunks.can_be_fetched();
    stage.advance(Duration::from_secs(60));
    assert!(!kept(&stage, &store).contains(&key));
    let session = sign_in(&stage, &client, ADA);
    stage.advance(Duration::from_secs(60));
    assert_eq!(stage.run(client.session()).unwrap(), session);
}

#[test]
fn a_removal_is_tried_even_while_the_store_is_not_used() {
    let stage = Stage::new();
    let store = Odd::of(&stage.world);
    let page = stage.page_of(store.config(BROWSER).renewal(Renewal::OnDemand));
    sign_in(&stage, &page.client, ADA);
    store.is(Mood::Silent);
    stage.run(page.client.session()).unwrap();
    store.is(Mood::Takes(5));
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.not_removed().is_none());
    let left = kept(&stage, &store);
    assert!(
        !left.iter().any(|key| key.ends_with(".session")),
        "{left:?}"
    );
}
