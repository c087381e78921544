//! Regression tests for faults that were found by using the screens.

#![cfg(target_arch = "wasm32")]

mod support;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{ChangePassword, Layout, Options, SignIn, SignUp, UsernameKind};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

/// A pool that refuses every address.
struct Pool;

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        _request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let body = r#"{"__type": "InvalidParameterException", "message": "Invalid email address format."}"#;
        Box::pin(std::future::ready(Ok(HttpResponse {
            status: 400,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

struct Shown {
    root: HtmlElement,
    _view: Box<dyn Any>,
}

fn shown<V: IntoView + 'static>(view: impl FnOnce(Client, Options) -> V + 'static) -> Shown {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let platform = Platform {
        fetch: Arc::new(Pool),
        ..Platform::browser()
    };
    let client = Client::with_platform(config.storage(Storage::Memory), platform).unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let options = Options::new().layout(Layout::Inline);
    let handle = mount_to(root.clone(), move || view(client, options));
    Shown {
        root,
        _view: Box::new(handle),
    }
}

impl Shown {
    fn input(&self, name: &str) -> HtmlInputElement {
        let found = self.root.query_selector(&format!("[name={name}]")).unwrap();
        found.expect(name).unchecked_into()
    }

    /// Returns the error of a field.
    fn error(&self, name: &str) -> String {
        let id = format!("#vestibule-{name}-error");
        let found = self.root.query_selector(&id).unwrap();
        found
            .and_then(|it| it.text_content())
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    fn send(&self) {
        let form = self.root.query_selector("form").unwrap().expect("a form");
        form.unchecked_into::<HtmlFormElement>()
            .request_submit()
            .unwrap();
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
    }
}

#[wasm_bindgen_test]
async fn a_malformed_address_gets_a_message_with_an_example() {
    let example = "name@example.com";
    let page = shown(|client, options| view! { <SignUp client options on_step=|_| () /> });
    for (name, value) in [
        ("username", "ada"),
        ("email", "ada@example"),
        ("new-password", "Engine-1843"),
    ] {
        page.input(name).set_value(value);
    }
    page.send();
    wait_until(|| page.error("email").contains(example)).await;
    drop(page);

    // The address as the username.
    let page = shown(|client, options| {
        let options = options.username(UsernameKind::Email);
        view! { <SignIn client options on_step=|_| () /> }
    });
    page.input("username").set_value("ada@example");
    page.input("password").set_value("Engine-1843");
    page.send();
    wait_until(|| {
        page.root
            .text_content()
            .unwrap_or_default()
            .contains(example)
    })
    .await;
}

#[wasm_bindgen_test]
async fn each_password_is_revealed_by_its_own_button() {
    let page = shown(|client, options| {
        view! { <ChangePassword client options username="ada" on_done=|()| () /> }
    });
    let button = page
        .root
        .query_selector("[aria-controls=vestibule-password]");
    let button: HtmlElement = button.unwrap().expect("a button").unchecked_into();
    button.click();
    wait_until(|| page.input("password").type_() == "text").await;
    assert_eq!(page.input("new-password").type_(), "password");
}
