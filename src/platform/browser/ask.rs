//! The other side of `page.js`: what the browser is asked for, by name, and how it ends.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

use crate::protocol::json::integer_text;

#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    fn begin(told: &JsValue);
    /// Takes a store, and the one in its field `brief`; gives the first one's number.
    #[cfg(any(feature = "cookies", feature = "js", feature = "sealed"))]
    pub(super) fn adopt(store: &JsValue) -> u32;
    #[wasm_bindgen(js_name = ask)]
    fn ask_page(number: u32, what: &str, a: &str, b: &str, c: &str);
    #[wasm_bindgen(js_name = act)]
    fn act_page(what: &str, a: &str, b: &str) -> String;
    /// Milliseconds since 1970.
    pub(super) fn now() -> f64;
    /// Milliseconds by a clock that nobody can set.
    pub(super) fn ticks() -> f64;
}

// The npm package fetches what few pages need of it when something wants it.
#[cfg(not(feature = "js"))]
#[wasm_bindgen(module = "/src/platform/browser/extra.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = extra)]
    static EXTRA: JsValue;
}

#[cfg(not(feature = "js"))]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    fn lend(more: &JsValue);
}

type Listener = Rc<dyn Fn(&str)>;

thread_local! {
    static HAS_BEGUN: Cell<bool> = const { Cell::new(false) };
    static LAST: Cell<u32> = const { Cell::new(0) };
    static REQUESTS: RefCell<Vec<(u32, State)>> = const { RefCell::new(Vec::new()) };
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) };
}

/// How a request stands.
enum State {
    Waits(Waker),
    /// With a text, or the name of what was thrown.
    Ended(Result<String, String>),
}

/// Asks for something that takes time. It ends with a text, or with the name of what was thrown.
pub(super) fn ask(what: &str, a: &str, b: &str, c: &str) -> Asked {
    start();
    let number = next_number();
    set(number, State::Waits(Waker::noop().clone()));
    ask_page(number, what, a, b, c);
    Asked { number }
}

/// Has something done that takes no time, and gives what it came to, if to anything.
///
/// # Errors
/// The name of what was thrown.
pub(super) fn act(what: &str, a: &str, b: &str) -> Result<Option<String>, String> {
    start();
    let mut text = act_page(what, a, b);
    match text.bytes().next() {
        None => Ok(None),
        Some(b'=') => {
            text.remove(0);
            Ok(Some(text))
        }
        Some(_) => {
            text.remove(0);
            Err(text)
        }
    }
}

/// Hears what is told under this number, until [`forget`].
pub(super) fn hear(heard: Listener) -> u32 {
    let number = next_number();
    LISTENERS.with_borrow_mut(|all| all.push((number, heard)));
    number
}

pub(super) fn forget(number: u32) {
    LISTENERS.with_borrow_mut(|all| all.retain(|(other, _)| *other != number));
}

/// The number as `page.js` takes it among texts.
pub(super) fn text_of(number: u32) -> String {
    integer_text(number.into())
}

pub(super) fn next_number() -> u32 {
    LAST.with(|last| {
        last.set(last.get().wrapping_add(1));
        last.get()
    })
}

/// A request that is under way. Dropped before its end, the page hears of it.
pub(super) struct Asked {
    number: u32,
}

impl Asked {
    /// Under which the page knows the request.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl Future for Asked {
    type Output = Result<String, String>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match take(self.number) {
            Some(State::Ended(result)) => Poll::Ready(result),
            _ => {
                set(self.number, State::Waits(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // Nothing is there any more of a request whose end was seen.
        if take(self.number).is_some() {
            let _ = act("leave", &text_of(self.number), "");
        }
    }
}

/// Tells the page, once, where its answers go.
fn start() {
    if !HAS_BEGUN.replace(true) {
        let told: Closure<dyn FnMut(u32, u32, String)> = Closure::new(told);
        begin(&told.into_js_value());
        #[cfg(not(feature = "js"))]
        EXTRA.with(lend);
    }
}

fn told(number: u32, how: u32, text: String) {
    match how {
        0 => end(number, Ok(text)),
        1 => end(number, Err(text)),
        _ => tell(number, &text),
    }
    #[cfg(feature = "js")]
    super::task::run();
}

fn end(number: u32, result: Result<String, String>) {
    if let Some(State::Waits(waker)) = take(number) {
        set(number, State::Ended(result));
        waker.wake();
    }
}

fn tell(number: u32, text: &str) {
    let heard = LISTENERS.with_borrow(|all| {
        let found = all.iter().find(|(other, _)| *other == number);
        found.map(|(_, heard)| heard.clone())
    });
    if let Some(heard) = heard {
        heard(text);
    }
}

fn take(number: u32) -> Option<State> {
    REQUESTS.with_borrow_mut(|all| {
        let at = all.iter().position(|(other, _)| *other == number)?;
        Some(all.swap_remove(at).1)
    })
}

fn set(number: u32, state: State) {
    REQUESTS.with_borrow_mut(|all| all.push((number, state)));
}
