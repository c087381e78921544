//! Every kind of store keeps the time of the last activity together with the session.

use super::*;

#[test]
fn the_time_of_activity_is_stored_with_the_session() {
    let own = Shared::default();
    type Makes = Box<dyn Fn() -> ClientConfig>;
    let stores: Vec<(&str, Makes, bool)> = vec![
        (
            "session",
            Box::new(|| idle().storage(Storage::Session)),
            false,
        ),
        (
            "memory",
            Box::new(|| idle().storage(Storage::Memory)),
            false,
        ),
        (
            "shared",
            Box::new(|| idle().storage(Storage::SharedMemory)),
            true,
        ),
        (
            "own",
            Box::new(move || idle().store(CustomStore::new(own.clone()))),
            true,
        ),
    ];
    for (name, config, shares) in stores {
        // Tokens that are older than the idle limit.
        let stage = Stage::new();
        let (here, there) = (stage.page_of(config()), stage.page_of(config()));
        let reasons = Reasons::of(&here.client);
        sign_in(&stage, &here.client, ADA);
        let used = if shares { &there } else { &here };
        for _ in 0..40 {
            used.tab.touch();
            stage.advance(MINUTE);
        }
        is_signed_in(&stage, &here.client);
        if shares {
            // A tab that is opened later does not mistake the tokens' age for inactivity.
            is_signed_in(&stage, &stage.page_of(config()).client);
        }
        assert_eq!(reasons.all(), [], "{name}");
        stage.advance(IDLE);
        assert_eq!(reasons.all(), [SignOutReason::Idle], "{name}");
        for store in [stage.world.local_storage(), here.tab.platform().tab] {
            assert!(kept(&stage, &*store).is_empty(), "{name}");
        }
    }
}

/// A store shared by several clients.
#[derive(Clone, Default)]
struct Shared(Arc<MemoryStore>, Arc<AtomicU32>);

impl Shared {
    /// How often it was read.
    fn reads(&self) -> u32 {
        self.1.load(Ordering::Relaxed)
    }
}

impl Store for Shared {
    fn read<'a>(
        &'a self,
        key: &'a str,
    ) -> vestibule::platform::LocalFuture<'a, Result<Option<String>, vestibule::platform::StoreError>>
    {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.read(key)
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> vestibule::platform::LocalFuture<'a, Result<(), vestibule::platform::StoreError>> {
        self.0.write(key, value)
    }

    fn remove<'a>(
        &'a self,
        key: &'a str,
    ) -> vestibule::platform::LocalFuture<'a, Result<(), vestibule::platform::StoreError>> {
        self.0.remove(key)
    }

    fn keys<'a>(
        &'a self,
        prefix: &'a str,
    ) -> vestibule::platform::LocalFuture<'a, Result<Vec<String>, vestibule::platform::StoreError>>
    {
        self.0.keys(prefix)
    }
}

#[test]
fn inactivity_is_checked_periodically() {
    let stage = stage();
    let store = Shared::default();
    let page = stage.page_of(idle().store(CustomStore::new(store.clone())));
    let touch = |times| {
        let before = store.reads();
        for _ in 0..times {
            page.tab.touch();
            stage.advance(Duration::from_millis(10));
        }
        store.reads() - before
    };
    touch(1);
    assert_eq!(touch(100), 0, "nobody was ever signed in");
    stage.advance(MINUTE);
    assert!(touch(1) > 0, "somebody may have signed in meanwhile");
    sign_in(&stage, &page.client, ADA);
    let _ = stage.run(page.client.sign_out()).unwrap();
    stage.advance(MINUTE);
    touch(1);
    assert_eq!(touch(100), 0, "nobody is any more");
}
