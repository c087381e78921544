//! Locks between tabs, by the Web Locks API. Two platforms represent two tabs.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Waker};
use std::time::Duration;

use futures_util::future::{Either, join3, select};
use vestibule::Platform;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::wait;

/// Whether a future ends within some milliseconds.
async fn ends_within(millis: u64, future: impl Future) -> bool {
    let (future, time) = (std::pin::pin!(future), std::pin::pin!(wait(millis)));
    matches!(select(future, time).await, Either::Left(_))
}

/// Longer than any of these tests holds a lock.
const LOCK_STEAL_AFTER: Duration = Duration::from_secs(60);

#[wasm_bindgen_test]
async fn a_lock_has_one_holder_in_the_order_of_requests() {
    let tabs = [
        Platform::browser(),
        Platform::browser(),
        Platform::browser(),
    ];
    let events = Rc::new(RefCell::new(Vec::new()));
    let turn = |number: usize| {
        let (lock, events) = (tabs[number].lock.clone(), events.clone());
        async move {
            let guard = lock.acquire("vestibule.test.turns", LOCK_STEAL_AFTER).await;
            events.borrow_mut().push(format!("{number} in"));
            wait(30).await;
            events.borrow_mut().push(format!("{number} out"));
            drop(guard);
        }
    };
    join3(turn(0), turn(1), turn(2)).await;
    assert_eq!(
        *events.borrow(),
        ["0 in", "0 out", "1 in", "1 out", "2 in", "2 out"]
    );
}

#[wasm_bindgen_test]
async fn a_lock_is_released_when_its_guard_is_dropped() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.drop";
    let guard = here.lock.acquire(name, LOCK_STEAL_AFTER).await;
    assert!(
        !ends_within(50, there.lock.acquire(name, LOCK_STEAL_AFTER)).await,
        "it is held"
    );
    drop(guard);
    assert!(
        ends_within(2000, there.lock.acquire(name, LOCK_STEAL_AFTER)).await,
        "it is free again"
    );
}

#[wasm_bindgen_test]
async fn locks_with_other_names_are_independent() {
    let platform = Platform::browser();
    let _held = platform
        .lock
        .acquire("vestibule.test.one", LOCK_STEAL_AFTER)
        .await;
    assert!(
        ends_within(
            2000,
            platform
                .lock
                .acquire("vestibule.test.two", LOCK_STEAL_AFTER)
        )
        .await
    );
}

#[wasm_bindgen_test]
async fn a_cancelled_request_leaves_the_queue() {
    let platform = Platform::browser();
    let name = "vestibule.test.given-up";
    let held = platform.lock.acquire(name, LOCK_STEAL_AFTER).await;
    {
        let mut waiting = platform.lock.acquire(name, LOCK_STEAL_AFTER);
        let mut context = Context::from_waker(Waker::noop());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        wait(20).await;
        assert!(waiting.as_mut().poll(&mut context).is_pending());
    }
    drop(held);
    assert!(
        ends_within(2000, platform.lock.acquire(name, LOCK_STEAL_AFTER)).await,
        "the lock is not lost"
    );
}

#[wasm_bindgen_test]
async fn a_lock_granted_to_a_cancelled_request_is_released() {
    let platform = Platform::browser();
    let name = "vestibule.test.unseen";
    {
        let mut waiting = platform.lock.acquire(name, LOCK_STEAL_AFTER);
        let mut context = Context::from_waker(Waker::noop());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        // It is granted meanwhile, but its future is not polled.
        wait(100).await;
    }
    assert!(ends_within(2000, platform.lock.acquire(name, LOCK_STEAL_AFTER)).await);
}

#[wasm_bindgen_test]
async fn a_lock_held_for_too_long_is_stolen() {
    let platform = Platform::browser();
    let name = "vestibule.test.hung";
    let hung = platform.lock.acquire(name, LOCK_STEAL_AFTER).await;
    let steal_after = Duration::from_secs(2);
    assert!(
        !ends_within(1500, platform.lock.acquire(name, steal_after)).await,
        "not yet"
    );
    let taken = platform.lock.acquire(name, steal_after).await;
    drop(hung);
    assert!(
        !ends_within(100, platform.lock.acquire(name, LOCK_STEAL_AFTER)).await,
        "the one that lost it has nothing to let go"
    );
    drop(taken);
    assert!(ends_within(2000, platform.lock.acquire(name, LOCK_STEAL_AFTER)).await);
}

#[wasm_bindgen_test]
async fn with_a_zero_timeout_a_lock_is_stolen_at_once() {
    let platform = Platform::browser();
    let name = "vestibule.test.stolen";
    let _held = platform.lock.acquire(name, LOCK_STEAL_AFTER).await;
    assert!(ends_within(500, platform.lock.acquire(name, Duration::ZERO)).await);
}

#[wasm_bindgen_test]
async fn a_mark_is_seen_by_the_next_holder() {
    let (here, there) = (Platform::browser().lock, Platform::browser().lock);
    let name = "vestibule.test.revision";
    assert_eq!(there.revision(name).await, 0);
    for revision in [5, 1_767_225_600_000, -1_767_225_600_001] {
        let held = here.acquire(name, LOCK_STEAL_AFTER).await;
        here.leave_revision(name, revision);
        drop(held);
        let _held = there.acquire(name, LOCK_STEAL_AFTER).await;
        assert_eq!(there.revision(name).await, revision);
    }
    assert_eq!(there.revision("vestibule.test.mar").await, 0);
}
