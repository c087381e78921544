//! An executor under virtual time. It polls futures when they are woken, in a deterministic order.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::World;
use crate::platform::LocalFuture;

thread_local! {
    /// The background tasks of all worlds of this thread. Futures stay on their thread, as in a browser.
    static TASKS: RefCell<Tasks> = RefCell::default();
}

#[derive(Default)]
struct Tasks {
    next: u64,
    all: BTreeMap<u64, Task>,
}

struct Task {
    world: usize,
    tab: u64,
    /// `None` while it is polled.
    future: Option<LocalFuture<'static, ()>>,
    woken: Arc<TaskWaker>,
}

/// The woken tasks of a world, in order.
#[derive(Clone, Default)]
pub(super) struct Ready(Arc<Mutex<VecDeque<u64>>>);

/// Runs a future of a tab in the background.
pub(super) fn spawn(world: &World, tab: u64, future: LocalFuture<'static, ()>) {
    let ready = world.with(|state| state.ready.clone());
    let woken = TASKS.with_borrow_mut(|tasks| {
        tasks.next += 1;
        let woken = Arc::new(TaskWaker {
            number: tasks.next,
            is_queued: AtomicBool::new(false),
            ready,
        });
        let task = Task {
            world: world.id(),
            tab,
            future: Some(future),
            woken: woken.clone(),
        };
        tasks.all.insert(tasks.next, task);
        woken
    });
    woken.wake_by_ref();
}

/// Drops all tasks of a tab, or of a whole world.
pub(super) fn end(world: &World, tab: Option<u64>) {
    let ended: Vec<Task> = TASKS.with_borrow_mut(|tasks| {
        let is_of = |task: &Task| task.world == world.id() && tab.is_none_or(|tab| task.tab == tab);
        let numbers: Vec<u64> = tasks
            .all
            .iter()
            .filter(|(_, task)| is_of(task))
            .map(|(number, _)| *number)
            .collect();
        numbers
            .iter()
            .filter_map(|number| tasks.all.remove(number))
            .collect()
    });
    drop(ended);
}

pub(super) fn run<T>(world: &World, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let woken = Arc::new(MainWaker(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        loop {
            if woken.0.swap(false, Ordering::Relaxed)
                && let Poll::Ready(output) = future.as_mut().poll(&mut context)
            {
                return output;
            }
            if !poll_next(world) && !woken.0.load(Ordering::Relaxed) {
                break;
            }
        }
        assert!(
            advance_to_next_sleeper(world),
            "deadlock: all futures wait, and no timer is running"
        );
    }
}

/// Polls the next woken task. Returns whether there was one.
fn poll_next(world: &World) -> bool {
    let ready = world.with(|state| state.ready.clone());
    let Some(number) = ready.pop() else {
        return false;
    };
    let taken = TASKS.with_borrow_mut(|tasks| {
        let task = tasks.all.get_mut(&number)?;
        Some((task.tab, task.woken.clone(), task.future.take()?))
    });
    let Some((tab, woken, mut future)) = taken else {
        return true;
    };
    woken.is_queued.store(false, Ordering::Relaxed);
    let is_frozen = world.with(|state| match state.tabs.get_mut(&tab) {
        Some(tab) if tab.is_frozen => {
            tab.woken_meanwhile.push(Waker::from(woken.clone()));
            true
        }
        _ => false,
    });
    let waker = Waker::from(woken);
    let is_over = !is_frozen
        && future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready();
    TASKS.with_borrow_mut(|tasks| match tasks.all.get_mut(&number) {
        Some(_) if is_over => drop(tasks.all.remove(&number)),
        Some(task) => task.future = Some(future),
        None => {}
    });
    true
}

/// Advances time to the next timer. Returns whether there was one.
fn advance_to_next_sleeper(world: &World) -> bool {
    let next = world.with(|state| {
        let ((moment, _), waker) = state.sleepers.pop_first()?;
        state.now = state.now.max(moment);
        Some(waker)
    });
    next.map(Waker::wake).is_some()
}

impl Ready {
    fn push(&self, number: u64) {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push_back(number);
    }

    fn pop(&self) -> Option<u64> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.pop_front()
    }
}

struct TaskWaker {
    number: u64,
    is_queued: AtomicBool,
    ready: Ready,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_queued.swap(true, Ordering::Relaxed) {
            self.ready.push(self.number);
        }
    }
}

struct MainWaker(AtomicBool);

impl Wake for MainWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
