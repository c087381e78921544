//! Helpers that mount views, wait for frames, and inspect the layout.

// Each test uses some of them.
#![allow(dead_code)]

use std::any::Any;

use js_sys::{Array, Function, Promise};
use leptos::mount::mount_to;
use leptos::prelude::{IntoView, document, window};
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen_futures::JsFuture;

/// A view in an element of its own, which is removed with it.
pub struct Mounted {
    pub root: HtmlElement,
    _view: Box<dyn Any>,
}

impl Mounted {
    pub fn new<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let view = Box::new(mount_to(root.clone(), view));
        Mounted { root, _view: view }
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// Returns the texts of all elements that match, in the order of the page.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        let nodes = (0..found.length()).filter_map(|index| found.get(index));
        nodes.filter_map(|node| node.text_content()).collect()
    }

    pub fn contains(&self, text: &str) -> bool {
        self.root.text_content().unwrap_or_default().contains(text)
    }

    /// Returns the main heading, or an empty text.
    pub fn title(&self) -> String {
        self.texts("h1").into_iter().next().unwrap_or_default()
    }

    pub fn press(&self, selector: &str) {
        let found = self.find(selector).expect(selector);
        found.unchecked_into::<HtmlElement>().click();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Waits until a condition is true. Content that is loaded when it becomes visible needs frames, not microtasks.
pub async fn wait_until(is_true: impl Fn() -> bool) {
    for _ in 0..300 {
        if is_true() {
            return;
        }
        frame().await;
    }
    panic!("the condition did not become true");
}

/// Waits for the next frame.
pub async fn frame() {
    let frame = Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}

/// Returns what covers an error or an app's own view (`<i>`), found by the script of `tests/e2e`.
pub fn overlaps() -> Vec<String> {
    let script = include_str!("../../../e2e/support/overlaps.js");
    let find = Function::new_no_args(&format!("return {script}"));
    let found: Array = find.call0(&JsValue::NULL).unwrap().unchecked_into();
    found.iter().filter_map(|fault| fault.as_string()).collect()
}

/// Doubles the font size until it is dropped.
pub struct Enlarged;

pub fn enlarge() -> Enlarged {
    resize("200%");
    Enlarged
}

impl Drop for Enlarged {
    fn drop(&mut self) {
        resize("");
    }
}

fn resize(size: &str) {
    let script = "document.documentElement.style.fontSize = size";
    let resize = Function::new_with_args("size", script);
    resize.call1(&JsValue::NULL, &size.into()).unwrap();
}

/// Stores a session of somebody who signed in `ago` seconds ago, whose tokens are valid for `lasts` seconds.
pub fn signed_in(id: &str, ago: u32, lasts: i32) {
    let script = "
        const url = (it) => btoa(JSON.stringify(it)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const now = Math.floor(Date.now() / 1000);
        const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule';
        const claims = { sub: 's', iss: pool, iat: now - ago, exp: now + lasts, auth_time: now - ago };
        const token = (more) => [{ alg: 'RS256', kid: 'k' }, { ...claims, ...more }].map(url).join('.') + '.c2ln';
        localStorage.setItem(`vestibule.${id}.session`, JSON.stringify({
            v: 1, username: 'ada', revision: 1900000000000, offset: 0, origin: 'direct',
            idToken: token({ token_use: 'id', aud: id, 'cognito:username': 'ada' }),
            accessToken: token({ token_use: 'access', client_id: id, username: 'ada' }),
            refreshToken: 'r',
        }));";
    let plant = Function::new_with_args("id, ago, lasts", script);
    plant
        .call3(&JsValue::NULL, &id.into(), &ago.into(), &lasts.into())
        .expect("it is stored");
}
