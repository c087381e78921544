//! Locks among all tabs of the origin, by the Web Locks API; by leases where it is missing.
//!
//! <https://www.w3.org/TR/web-locks/>

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{clock, kept, property};
use crate::platform::lease::{Lease, digits};
use crate::platform::{Guard, LocalFuture, Lock};

/// How long a mark can be seen, in milliseconds: longer than one tab's storage is behind another's.
const MARK_LIFE: i32 = 3000;

pub(super) struct WebLocks {
    pub without: Lease,
}

impl Lock for WebLocks {
    fn acquire<'a>(&'a self, name: &'a str, patience: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            match among_tabs(name, patience).await {
                Some(guard) => guard,
                None => self.without.acquire(name, patience).await,
            }
        })
    }

    /// A mark is a lock whose name says it: the browser knows of it before it knows that the lock
    /// itself is free. It is held for a short while only, since a page that holds a lock cannot rest
    /// in the browser's cache.
    fn leave_mark(&self, name: &str, mark: i64) {
        let sign = if mark < 0 { "@-" } else { "@" };
        let name = [name, sign, &digits(mark.unsigned_abs())].concat();
        let asked = manager().and_then(|locks| ask(&locks, &name, false));
        if let Some(asked) = asked {
            spawn_local(async move {
                let over = [asked.refused.clone(), clock::after(MARK_LIFE)];
                let _ = JsFuture::from(Promise::race(&Array::from_iter(over))).await;
                drop(asked);
            });
        }
    }

    fn mark<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async move {
            let mut last = 0i64;
            for (mark, _) in held(&[name, "@"].concat()).await.unwrap_or_default() {
                let mark = js_sys::Number::parse_float(&mark) as i64;
                if mark.unsigned_abs() > last.unsigned_abs() {
                    last = mark;
                }
            }
            last
        })
    }
}

/// `None` where the browser has no such locks, or refuses them to this page.
async fn among_tabs(name: &str, patience: Duration) -> Option<Guard> {
    let locks = manager()?;
    let mut asked = ask(&locks, name, patience.is_zero())?;
    let half = i32::try_from(patience.as_millis() / 2).unwrap_or(i32::MAX);
    let mut holder = None;
    loop {
        // The request itself settles first only where it is refused.
        let first = [
            asked.granted.clone(),
            asked.refused.clone(),
            clock::after(half.max(500)),
        ];
        JsFuture::from(Promise::race(&Array::from_iter(first)))
            .await
            .ok()?;
        if let Some(release) = asked.turn.release.take() {
            let release = kept::keep(release);
            return Some(Guard::new(move || {
                if let Some(release) = kept::take::<Function>(release) {
                    call(&release);
                }
            }));
        }
        let all = held(name).await?;
        let now = all.into_iter().find(|(rest, _)| rest.is_empty());
        if now.is_some() && now == holder {
            asked = ask(&locks, name, true)?;
        }
        holder = now;
    }
}

fn manager() -> Option<LockManager> {
    let locks = property(&property(&js_sys::global(), "navigator"), "locks");
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}

/// The locks that are held under names with this beginning: the rest of each name, and the page that
/// holds it.
async fn held(prefix: &str) -> Option<Vec<(String, String)>> {
    let snapshot = JsFuture::from(manager()?.query().ok()?).await.ok()?;
    let held: Array = property(&snapshot, "held").dyn_into().ok()?;
    let text = |lock: &JsValue, name| property(lock, name).as_string().unwrap_or_default();
    let ours = |lock: JsValue| {
        let name = text(&lock, "name");
        let rest = name.strip_prefix(prefix)?;
        Some((rest.to_owned(), text(&lock, "clientId")))
    };
    Some(held.iter().filter_map(ours).collect())
}

fn ask(locks: &LockManager, name: &str, steal: bool) -> Option<Asked> {
    let options = Object::new();
    if steal {
        Reflect::set(&options, &"steal".into(), &JsValue::TRUE).ok()?;
    }
    let turn = Rc::new(Turn::default());
    let mut refused = None;
    let granted = Promise::new(&mut |granted, _| {
        let turn = turn.clone();
        let hold = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            Promise::new(&mut |release, _| turn.grant(release, &granted))
        });
        refused = locks.request(name, &options, hold.unchecked_ref()).ok();
    });
    Some(Asked {
        turn,
        granted,
        refused: refused?,
    })
}

/// A lock that was asked for. Who stops waiting lets it go as soon as it is granted: a promise
/// that nobody looks at would hold it until the page is closed, in all tabs.
struct Asked {
    turn: Rc<Turn>,
    /// Resolves when the lock is granted.
    granted: Promise,
    /// Rejects when it is not, or is stolen later.
    refused: Promise,
}

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
        self.turn.given_up.set(true);
        if let Some(release) = self.turn.release.take() {
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
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        hold: &Function,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;
}
