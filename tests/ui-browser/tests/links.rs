//! Links to the screens, with each routing: by fragment, by path, and by the app. `tests/e2e` tests that links within
//! the page are followed: a program with the feature `ssr` has no event listeners.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};

use js_sys::Function;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use vestibule::platform::{Navigator, Platform};
use vestibule::ui::{
    Account, Authenticator, Layout, Link, Options, Provider, Routing, Screen, Window,
};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, frame, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

/// A navigator that records navigations and stays on the page.
#[derive(Default)]
struct RecordingNavigator(Mutex<Vec<String>>);

impl Navigator for RecordingNavigator {
    fn url(&self) -> String {
        window().location().href().unwrap()
    }

    fn replace_url(&self, _url: &str) {}

    fn go(&self, url: &str) {
        self.0.lock().unwrap().push(url.to_owned());
    }
}

/// All routings. The last two have no addresses.
fn routings() -> [Routing; 4] {
    let path = Routing::Path("/welcome".into());
    [Routing::Hash, path, Routing::Unchanged, Routing::Off]
}

struct Shown {
    view: Mounted,
    left_for: Arc<RecordingNavigator>,
}

/// Mounts a view on a page that a link has opened.
fn linked<V: IntoView + 'static>(
    link: Link,
    routing: Routing,
    view: impl FnOnce(Client, Options) -> V + 'static,
) -> Shown {
    let address = link.address(&routing);
    let home = match routing {
        Routing::Path(_) => "/welcome",
        _ => "/",
    };
    let script = "sessionStorage.clear(); history.replaceState(null, '', home);
        if (address) history.replaceState(null, '', address);";
    Function::new_with_args("home, address", script)
        .call2(&JsValue::NULL, &home.into(), &address.clone().into())
        .expect("an address");
    let mut options = Options::new()
        .routing(routing)
        .provider(Provider::new("Acme #1", "Acme").window(Window::Popup));
    if address.is_none() {
        options = options.starts_at(link);
    }
    let left_for = Arc::new(RecordingNavigator::default());
    let platform = Platform {
        navigator: left_for.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", "linksofvestibule000000001")
        .domain("https://auth.example.com")
        .redirect_uri("https://app.example.com/")
        .storage(Storage::Memory);
    let client = Client::with_platform(config, platform).unwrap();
    Shown {
        view: Mounted::new(move || view(client, options)),
        left_for,
    }
}

fn signing_in(link: Link, routing: Routing) -> Shown {
    linked(
        link,
        routing,
        |client, options| view! { <Authenticator client options /> },
    )
}

/// Waits until the heading with this text has the focus.
async fn wait_for_focus(text: &str, what: &str) {
    let focused = || {
        let focus = document().active_element();
        focus.and_then(|it| it.text_content()).unwrap_or_default()
    };
    for _ in 0..100 {
        if focused() == text {
            return;
        }
        frame().await;
    }
    let focused: String = focused().chars().take(100).collect();
    panic!("{what}: {focused:?} has the focus, and not {text:?}");
}

#[wasm_bindgen_test]
async fn a_link_opens_each_screen_that_needs_no_earlier_step() {
    for routing in routings() {
        for (screen, title) in [
            (Screen::SignIn, "Sign in"),
            (Screen::SignUp, "Create an account"),
            (Screen::ForgotPassword, "Forgot your password?"),
            (Screen::ConfirmSignUp, "I have a code"),
            (Screen::ResetPassword, "I have a code"),
            // It cannot be linked.
            (Screen::AuthenticatorCode, "Sign in"),
        ] {
            let page = signing_in(Link::to(screen), routing.clone());
            wait_until(|| page.view.title() == title).await;
        }
    }
}

#[wasm_bindgen_test]
async fn back_to_the_sign_in_changes_the_address() {
    for routing in [Routing::Hash, Routing::Path("/welcome".into())] {
        let page = signing_in(Link::to(Screen::ForgotPassword), routing.clone());
        wait_until(|| page.view.title() == "Forgot your password?").await;
        let links = page
            .view
            .root
            .query_selector_all(".vestibule-links button")
            .unwrap();
        let back = links.get(links.length() - 1).expect("a way back");
        back.unchecked_into::<HtmlElement>().click();
        wait_until(|| page.view.title() == "Sign in").await;
        let address = window().location().href().unwrap();
        assert!(!address.contains("forgot"), "{routing:?}: {address}");
    }
}

#[wasm_bindgen_test]
async fn a_link_to_a_code_asks_for_the_username_first() {
    for routing in routings() {
        for (screen, title, field) in [
            (Screen::ConfirmSignUp, "Enter your code", "code"),
            (
                Screen::ResetPassword,
                "Choose a new password",
                "new-password",
            ),
        ] {
            let page = signing_in(Link::to(screen), routing.clone());
            wait_until(|| page.view.title() == "I have a code").await;
            page.view.press("[type=submit]");
            wait_until(|| page.view.contains("Enter your username.")).await;
            let name = page.view.root.query_selector("[name=username]").unwrap();
            name.unwrap()
                .unchecked_into::<HtmlInputElement>()
                .set_value("ada");
            page.view.press("[type=submit]");
            wait_until(|| page.view.title() == title).await;
            let form = page.view.root.query_selector("form").unwrap().unwrap();
            assert!(
                form.query_selector(&format!("[name={field}]"))
                    .unwrap()
                    .is_some()
            );
            let name = form.query_selector("[name=username]").unwrap().unwrap();
            assert_eq!(name.unchecked_into::<HtmlInputElement>().value(), "ada");
        }
    }
}

#[wasm_bindgen_test]
async fn a_link_redirects_to_a_provider_that_has_a_button() {
    for routing in routings() {
        let page = signing_in(Link::provider("Acme #1"), routing.clone());
        wait_until(|| !page.left_for.0.lock().unwrap().is_empty()).await;
        let left_for = page.left_for.0.lock().unwrap().clone();
        assert!(
            left_for[0].starts_with("https://auth.example.com/oauth2/authorize?")
                && left_for[0].contains("identity_provider=Acme%20%231"),
            "{left_for:?}"
        );
        // After coming back, the address must not redirect again.
        let address = window().location().href().unwrap();
        assert!(!address.contains("Acme"), "{routing:?}: {address}");
        drop(page);
        let page = signing_in(Link::provider("Evil"), routing);
        wait_until(|| page.view.title() == "Sign in").await;
        assert!(page.left_for.0.lock().unwrap().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_link_focuses_a_section_of_the_account() {
    let account = |link, routing, layout| {
        linked(link, routing, move |client, options| {
            let options = options.layout(layout);
            view! { <Account client options /> }
        })
    };
    for routing in routings() {
        for (screen, title) in [
            (Screen::Profile, "Profile"),
            (Screen::PasswordSettings, "Password"),
            (Screen::SecondFactors, "Second step"),
            (Screen::Passkeys, "Passkeys"),
            (Screen::Devices, "Devices"),
            (Screen::Sessions, "Where you are signed in"),
        ] {
            for layout in [Layout::Page, Layout::Inline] {
                let page = account(Link::to(screen), routing.clone(), layout);
                wait_for_focus(title, &format!("{routing:?}, {layout:?}")).await;
                drop(page);
            }
        }
        let page = account(Link::named("nowhere"), routing, Layout::Page);
        wait_for_focus("Your account", "a name of nothing").await;
        drop(page);
    }
}
