//! Locks among tabs, by the Web Locks API. Two platforms stand for two tabs.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Waker};

use futures_util::future::{Either, join3, select};
use vestibule::Platform;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::wait;

/// Whether something ends within some milliseconds.
async fn ends_within(millis: u64, future: impl Future) -> bool {
    let (future, time) = (std::pin::pin!(future), std::pin::pin!(wait(millis)));
    matches!(select(future, time).await, Either::Left(_))
}

#[wasm_bindgen_test]
async fn one_holder_at_a_time_in_the_order_of_asking() {
    let tabs = [
        Platform::browser(),
        Platform::browser(),
        Platform::browser(),
    ];
    let events = Rc::new(RefCell::new(Vec::new()));
    let turn = |number: usize| {
        let (lock, events) = (tabs[number].lock.clone(), events.clone());
        async move {
            let guard = lock.acquire("vestibule.test.turns").await;
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
async fn a_guard_lets_go_when_it_is_dropped() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.drop";
    let guard = here.lock.acquire(name).await;
    assert!(
        !ends_within(50, there.lock.acquire(name)).await,
        "it is held"
    );
    drop(guard);
    assert!(
        ends_within(2000, there.lock.acquire(name)).await,
        "it is free again"
    );
}

#[wasm_bindgen_test]
async fn locks_of_other_names_do_not_wait() {
    let platform = Platform::browser();
    let _held = platform.lock.acquire("vestibule.test.one").await;
    assert!(ends_within(2000, platform.lock.acquire("vestibule.test.two")).await);
}

#[wasm_bindgen_test]
async fn who_gives_up_waiting_leaves_the_queue() {
    let platform = Platform::browser();
    let name = "vestibule.test.given-up";
    let held = platform.lock.acquire(name).await;
    {
        let mut waiting = platform.lock.acquire(name);
        let mut context = Context::from_waker(Waker::noop());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        wait(20).await;
        assert!(waiting.as_mut().poll(&mut context).is_pending());
    }
    drop(held);
    assert!(
        ends_within(2000, platform.lock.acquire(name)).await,
        "the lock is not lost"
    );
}

#[wasm_bindgen_test]
async fn a_lock_that_was_granted_to_nobody_is_free() {
    let platform = Platform::browser();
    let name = "vestibule.test.unseen";
    {
        let mut waiting = platform.lock.acquire(name);
        let mut context = Context::from_waker(Waker::noop());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        // It is granted meanwhile, and nobody looks.
        wait(100).await;
    }
    assert!(ends_within(2000, platform.lock.acquire(name)).await);
}
