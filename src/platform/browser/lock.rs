//! Locks among all tabs of the origin, by the Web Locks API; within the tab where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{kept, property};
use crate::platform::turns::Turns;
use crate::platform::{Guard, LocalFuture, Lock};

#[derive(Default)]
pub(super) struct WebLocks {
    within_tab: Turns,
}

impl Lock for WebLocks {
    fn acquire<'a>(&'a self, name: &'a str) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            match among_tabs(name).await {
                Some(guard) => guard,
                None => self.within_tab.acquire(name).await,
            }
        })
    }
}

/// `None` where the browser has no such locks, or refuses them to this page.
async fn among_tabs(name: &str) -> Option<Guard> {
    let locks = property(&property(&js_sys::global(), "navigator"), "locks");
    if locks.is_undefined() {
        return None;
    }
    let locks: LockManager = locks.unchecked_into();
    let asked = Asked::default();
    // Resolves when the lock is granted.
    let mut request = None;
    let granted = Promise::new(&mut |granted, _| {
        let turn = asked.0.clone();
        let hold = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            Promise::new(&mut |release, _| turn.grant(release, &granted))
        });
        request = locks.request(name, hold.unchecked_ref()).ok();
    });
    // The request itself settles first only where it is refused.
    let first = Promise::race(&Array::of2(&granted, request?.as_ref()));
    JsFuture::from(first).await.ok()?;
    let release = kept::keep(asked.0.release.take()?);
    Some(Guard::new(move || {
        if let Some(release) = kept::take::<Function>(release) {
            call(&release);
        }
    }))
}

/// A lock that was asked for. Who stops waiting lets it go as soon as it is granted: a promise
/// that nobody looks at would hold it until the page is closed, in all tabs.
#[derive(Default)]
struct Asked(Rc<Turn>);

#[derive(Default)]
struct Turn {
    given_up: Cell<bool>,
    /// Lets the lock go, once it is granted.
    release: Cell<Option<Function>>,
}

impl Turn {
    fn grant(&self, release: Function, granted: &Function) {
        if self.given_up.get() {
            return call(&release);
        }
        self.release.set(Some(release));
        call(granted);
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.given_up.set(true);
        if let Some(release) = self.0.release.take() {
            call(&release);
        }
    }
}

/// Calls a promise's resolving function, which throws nothing.
fn call(resolve: &Function) {
    let _ = resolve.call0(&JsValue::UNDEFINED);
}

// web-sys has these behind a flag that our users would have to set.
#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, hold: &Function) -> Result<Promise, JsValue>;
}
