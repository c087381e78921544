//! Links to the step-up with each routing. A link that is followed within a page is tested in
//! `tests/e2e/element-links.spec.ts`.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use js_sys::Function;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{Authenticator, Link, Options, Routing, Screen};
use vestibule::{Client, ClientConfig, StepUp};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, signed_in, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

const CLIENT: &str = "linksofstepup000000000001";
const STEP_UP: &str = "Show that it is you";
const APP: &str = "The app";

/// A pool that refuses everything.
struct RefusingPool;

impl Fetch for RefusingPool {
    fn fetch<'a>(
        &'a self,
        _request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let body = r#"{"__type": "LimitExceededException"}"#;
        Box::pin(std::future::ready(Ok(HttpResponse {
            status: 400,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

fn routings() -> [Routing; 4] {
    let path = Routing::Path("/welcome".into());
    [Routing::Hash, path, Routing::Unchanged, Routing::Off]
}

/// Opens a page by a link to the step-up, signed in 4,000 seconds ago or signed out.
fn open_link(is_signed_in: bool, routing: &Routing, level: Option<StepUp>) -> Mounted {
    let link = Link::to(Screen::StepUp);
    let address = link.address(routing);
    let script = "localStorage.clear(); sessionStorage.clear();
        history.replaceState(null, '', address ?? '/');";
    let replace_state = Function::new_with_args("address", script);
    let start = match routing {
        Routing::Path(_) => "/welcome",
        _ => "/",
    };
    replace_state.call1(&JsValue::NULL, &start.into()).unwrap();
    replace_state
        .call1(&JsValue::NULL, &address.clone().into())
        .unwrap();
    if is_signed_in {
        signed_in(CLIENT, 4000, 3000);
    }
    let mut options = Options::new().routing(routing.clone());
    if address.is_none() {
        options = options.starts_at(link);
    }
    if let Some(level) = level {
        options = options.step_up_link(level);
    }
    let platform = Platform {
        fetch: Arc::new(RefusingPool),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", CLIENT);
    let client = Client::with_platform(config, platform).unwrap();
    Mounted::new(move || view! { <Authenticator client options>{APP}</Authenticator> })
}

fn is_address_clean() -> bool {
    !window().location().href().unwrap().contains("step-up")
}

#[wasm_bindgen_test]
async fn an_old_sign_in_shows_the_step_up_which_can_be_cancelled() {
    for routing in routings() {
        let level = StepUp::within(Duration::from_secs(3600));
        let page = open_link(true, &routing, Some(level));
        wait_until(|| page.title() == STEP_UP).await;
        assert!(!page.contains(APP), "{routing:?}");
        page.press(".vestibule-links button");
        wait_until(|| page.contains(APP)).await;
        assert!(page.title().is_empty() && is_address_clean(), "{routing:?}");
    }
}

#[wasm_bindgen_test]
async fn a_sign_in_with_the_level_shows_the_app() {
    for routing in routings() {
        let level = StepUp::within(Duration::from_secs(7200));
        let page = open_link(true, &routing, Some(level));
        wait_until(|| page.contains(APP)).await;
        assert!(page.title().is_empty() && is_address_clean(), "{routing:?}");
    }
}

#[wasm_bindgen_test]
async fn without_a_session_the_sign_in_keeps_the_link() {
    for routing in [Routing::Hash, Routing::Path("/welcome".into())] {
        let page = open_link(false, &routing, Some(StepUp::within(Duration::ZERO)));
        wait_until(|| page.title() == "Sign in").await;
        assert!(!is_address_clean(), "{routing:?}");
    }
}

#[wasm_bindgen_test]
async fn without_a_level_the_link_shows_the_app() {
    for routing in routings() {
        let page = open_link(true, &routing, None);
        wait_until(|| page.contains(APP)).await;
        assert!(page.title().is_empty(), "{routing:?}");
    }
}
