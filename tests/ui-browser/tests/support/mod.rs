//! Helpers that wait for frames and inspect the layout.

use js_sys::{Array, Function, Promise};
use leptos::prelude::window;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Waits until a condition is true. Content that is loaded when it becomes visible needs frames, not microtasks.
pub async fn soon(is_true: impl Fn() -> bool) {
    for _ in 0..300 {
        if is_true() {
            return;
        }
        frame().await;
    }
    panic!("it did not come about");
}

/// Waits for the next frame.
pub async fn frame() {
    let frame = Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}

/// Returns what covers an error or an app's own view (`<i>`), found by the script of `tests/e2e`.
#[allow(dead_code)]
pub fn overlaps() -> Vec<String> {
    let script = include_str!("../../../e2e/support/overlaps.js");
    let find = Function::new_no_args(&format!("return {script}"));
    let found: Array = find.call0(&JsValue::NULL).unwrap().unchecked_into();
    found.iter().filter_map(|fault| fault.as_string()).collect()
}

/// Doubles the font size until it is dropped.
#[allow(dead_code)]
pub struct Enlarged;

#[allow(dead_code)]
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

/// Stores a session of somebody who signed in 4,000 seconds ago, whose tokens are valid for so many seconds.
#[allow(dead_code)]
pub fn signed_in(id: &str, lasts: i32) {
    let script = "
        const url = (it) => btoa(JSON.stringify(it)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const now = Math.floor(Date.now() / 1000);
        const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule';
        const claims = { sub: 's', iss: pool, iat: now - 4000, exp: now + lasts, auth_time: now - 4000 };
        const token = (more) => [{ alg: 'RS256', kid: 'k' }, { ...claims, ...more }].map(url).join('.') + '.c2ln';
        localStorage.setItem(`vestibule.${id}.session`, JSON.stringify({
            v: 1, username: 'ada', revision: 1900000000000, offset: 0, origin: 'direct',
            idToken: token({ token_use: 'id', aud: id, 'cognito:username': 'ada' }),
            accessToken: token({ token_use: 'access', client_id: id, username: 'ada' }),
            refreshToken: 'r',
        }));";
    let plant = Function::new_with_args("id, lasts", script);
    plant
        .call2(&JsValue::NULL, &id.into(), &lasts.into())
        .expect("it is stored");
}
