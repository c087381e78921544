//! The script's functions that hear what happens. Leptos wants what may go from thread to thread, which no function
//! of JavaScript can, and so each goes by a number.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::{Function, Promise};
use leptos::prelude::ArcRwSignal;
use vestibule::Client;
use vestibule::ui::{Language, Options, Screen, use_auth};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::screens::explained;
use super::{language, view};

thread_local! {
    static FUNCTIONS: RefCell<Vec<(u32, Function)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Tells one of them, until the last clone is dropped.
#[derive(Clone)]
pub struct Told(Arc<Number>);

struct Number(u32);

impl Told {
    pub fn new(function: Function) -> Self {
        let number = LAST.get() + 1;
        LAST.set(number);
        FUNCTIONS.with_borrow_mut(|all| all.push((number, function)));
        Told(Arc::new(Number(number)))
    }

    /// Something happened, of which there is JSON.
    pub fn tell(&self, what: &str, json: &str) {
        self.call(what, json, "");
    }

    /// Has the screens tell of their errors, and hand over their style sheets.
    pub fn listen(&self, client: &Client, options: Options) -> Options {
        let (told, styles, client) = (self.clone(), self.clone(), client.clone());
        options
            .on_error(move |error| {
                let (told, client, error) = (told.clone(), client.clone(), error.clone());
                spawn_local(async move {
                    told.tell("error", &explained(&client, &error).await);
                });
            })
            .adopt_styles(move |name, css| {
                styles.call("styles", name, css);
            })
    }

    /// Has the screens tell which of them is shown, and who is signed in.
    pub fn listen_to_screens(&self, options: Options) -> Options {
        let screen = self.clone();
        options.on_screen(move |it| {
            if it == Screen::SignedIn {
                screen.tell_who();
            }
            screen.tell("step", &view::screen(it.name()));
        })
    }

    /// Somebody is signed in. Asked on a screen, which knows who.
    fn tell_who(&self) {
        let session = use_auth().and_then(|auth| auth.session_now());
        if let Some(session) = session {
            self.tell("signed-in", &view::person(&session));
        }
    }

    /// The options in this language, if in any; inside of what is mounted, which it belongs to.
    pub fn speak(&self, options: Options, language: Option<ArcRwSignal<Language>>) -> Options {
        match language {
            Some(language) => language::speak(options, &language, self),
            None => options,
        }
    }

    /// Asks for something that takes time.
    pub fn ask(&self, what: &str, about: &str) -> Option<JsFuture> {
        let answer = self.call(what, about, "")?;
        Some(answer.dyn_into::<Promise>().ok()?.into())
    }

    /// Something for the script to do with what it is given; and what comes of it.
    pub fn hand_over(&self, what: &str, json: &str, given: &JsValue) -> Option<JsValue> {
        self.call_with(what, json, given)
    }

    fn call(&self, what: &str, json: &str, css: &str) -> Option<JsValue> {
        self.call_with(what, json, &css.into())
    }

    fn call_with(&self, what: &str, json: &str, more: &JsValue) -> Option<JsValue> {
        // The function may lead back here.
        let function = FUNCTIONS.with_borrow(|all| {
            let found = all.iter().find(|(number, _)| *number == self.0.0);
            found.map(|(_, function)| function.clone())
        });
        // It throws nothing: what its own listeners throw ends with them.
        let called = function?.call3(&JsValue::UNDEFINED, &what.into(), &json.into(), more);
        called.ok()
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // Where the thread is at its end, there is nothing to forget any more.
        let _ = FUNCTIONS.try_with(|all| {
            if let Ok(mut all) = all.try_borrow_mut() {
                all.retain(|(number, _)| *number != self.0);
            }
        });
    }
}
