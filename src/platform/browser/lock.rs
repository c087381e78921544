//! Locks among all tabs of the origin, by the Web Locks API; within the tab where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

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
    // Resolves, with the function that lets the lock go, when the lock is granted.
    let mut request = None;
    let granted = Promise::new(&mut |granted, _| {
        let hold = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            Promise::new(&mut |release, _| {
                // A resolving function throws nothing.
                let _ = granted.call1(&JsValue::UNDEFINED, &release);
            })
        });
        request = locks.request(name, hold.unchecked_ref()).ok();
    });
    // The request itself settles first only where it is refused.
    let first = Promise::race(&Array::of2(&granted, request?.as_ref()));
    let release: Function = JsFuture::from(first).await.ok()?.dyn_into().ok()?;
    let release = kept::keep(release);
    Some(Guard::new(move || {
        if let Some(release) = kept::take::<Function>(release) {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }))
}

// web-sys has these behind a flag that our users would have to set.
#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, hold: &Function) -> Result<Promise, JsValue>;
}
