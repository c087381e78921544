//! Prerendered forms: the values move to the form that replaces them.

#![cfg(target_arch = "wasm32")]

mod support;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use vestibule::ui::{
    Authenticator, Layout, Options, PrerenderedSignIn, RememberMe, Screen, SignIn,
};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

fn client() -> Client {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    Client::new(config.storage(Storage::Memory)).expect("the settings are sound")
}

/// Fields of the site, of kinds that a script cannot set like a text.
fn own_fields() -> impl IntoView {
    view! {
        <select name="team"><option>"red"</option><option>"blue"</option></select>
        <input type="radio" name="size" value="small" />
        <input type="radio" name="size" value="large" />
        <input type="file" name="picture" />
    }
}

fn options() -> Options {
    Options::new()
        .fields(Screen::SignIn, own_fields)
        .layout(Layout::Inline)
        .remember_me(RememberMe::Ticked)
}

/// Returns a page before its module is loaded.
fn page() -> HtmlElement {
    let view = || view! { <PrerenderedSignIn client=client() options=options() /> }.to_html();
    let html = Owner::new().with(view);
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    root.set_inner_html(&html);
    document().body().unwrap().append_child(&root).unwrap();
    root
}

fn find<T: JsCast>(selector: &str) -> T {
    let found = document().query_selector(selector).unwrap();
    found
        .unwrap_or_else(|| panic!("no {selector}"))
        .unchecked_into()
}

fn input(name: &str) -> HtmlInputElement {
    find(&format!("form [name={name}]"))
}

fn count(selector: &str) -> u32 {
    let script = format!("document.querySelectorAll('{selector}').length");
    let count = js_sys::eval(&script).unwrap();
    count.as_f64().expect("a number") as u32
}

/// Returns a control of the prerendered form.
fn before(name: &str) -> HtmlInputElement {
    find(&format!("dialog [data-name={name}]"))
}

#[wasm_bindgen_test]
async fn values_focus_and_caret_move_to_the_new_form() {
    let root = page();
    before("username").set_value("ada");
    before("remember").set_checked(false);
    let password = before("password");
    password.set_value(" pass word ");
    password.focus().unwrap();
    password.set_selection_range(2, 4).unwrap();

    let handle = mount_to(
        root.clone(),
        || view! { <Authenticator client=client() options=options() /> },
    );
    wait_until(|| count("#vestibule-prerendered") == 0).await;
    assert_eq!(count("form"), 1);
    assert_eq!(input("username").value(), "ada");
    assert_eq!(input("password").value(), " pass word ");
    assert!(!input("remember").checked());
    let active = document().active_element().expect("the focus");
    assert_eq!(active.id(), "vestibule-password");
    let active: HtmlInputElement = active.unchecked_into();
    assert_eq!(active.selection_start(), Ok(Some(2)));
    assert_eq!(active.selection_end(), Ok(Some(4)));
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn values_of_the_sites_fields_move_to_the_new_form() {
    let root = page();
    let set = |script: &str| js_sys::eval(script).unwrap();
    set("document.querySelector('[name=team]').value = 'blue'");
    set("document.querySelector('[value=small]').checked = true");
    set("document.querySelector('[name=team]').focus()");
    before("username").set_value("ada");
    let view = || view! { <SignIn client=client() options=options() on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    wait_until(|| count("#vestibule-prerendered") == 0).await;
    assert_eq!(
        set("document.querySelector('[name=team]').value"),
        JsValue::from_str("blue")
    );
    assert_eq!(
        set("document.activeElement.name"),
        JsValue::from_str("team")
    );
    assert!(find::<HtmlInputElement>("[value=small]").checked());
    assert!(!find::<HtmlInputElement>("[value=large]").checked());
    assert_eq!(input("username").value(), "ada");
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn after_a_redirect_the_prerendered_form_is_removed() {
    let root = page();
    let location = document().location().expect("an address");
    let address = location.href().unwrap();
    let history = window().history().unwrap();
    let go = |url: &str| {
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(url))
            .unwrap();
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001")
        .domain("auth.example.com")
        .redirect_uri(&*location.origin().unwrap());
    let client = Client::new(config.storage(Storage::Memory)).expect("the settings are sound");
    go("/?code=c&state=s");
    let view = move || view! { <Authenticator client=client.clone() options=options() /> };
    let handle = mount_to(root.clone(), view);
    assert_eq!(count("#vestibule-prerendered"), 0);
    assert_eq!(count(".vestibule-waiting"), 1);
    go(&address);
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn a_form_submitted_early_is_submitted_later() {
    let root = page();
    before("username").set_value("ada");
    find::<HtmlElement>("[type=submit]").click();
    // It shows that it was submitted, stays visible, and cannot be submitted twice.
    assert_eq!(count("dialog[open]"), 0);
    assert!(before("username").offset_height() > 0);
    find::<HtmlElement>("[type=submit]").click();

    let view = || view! { <SignIn client=client() options=options() on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    wait_until(|| count("#vestibule-prerendered") == 0).await;
    let error = || find::<HtmlElement>("#vestibule-password-error").text_content();
    wait_until(|| error().as_deref() == Some("Enter your password.")).await;
    assert_eq!(input("username").value(), "ada");
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn without_dialog_support_nothing_is_submitted() {
    let root = page();
    // An unknown element has no property `open`.
    let html = root
        .inner_html()
        .replace("<dialog", "<x-dialog")
        .replace("</dialog", "</x-dialog");
    root.set_inner_html(&html);
    let username: HtmlInputElement = find("x-dialog [data-name=username]");
    username.set_value("ada");

    let view = || view! { <SignIn client=client() options=options() on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    wait_until(|| count("#vestibule-prerendered") == 0).await;
    for _ in 0..20 {
        tick().await;
    }
    assert_eq!(input("username").value(), "ada");
    let error = find::<HtmlElement>("#vestibule-password-error").text_content();
    assert_eq!(error.as_deref(), Some(""));
    drop(handle);
    root.remove();
}
