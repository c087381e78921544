//! The slots of the screens that need a browser: those of a signed-in user.

#![cfg(target_arch = "wasm32")]

mod support;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use js_sys::Function;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::Element;
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{
    Account, AccountSection, Authenticator, OfferPasskey, Options, Screen, Spot, UserButton,
    UserMenu, use_user_menu,
};
use vestibule::{Client, ClientConfig};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, enlarge, overlaps, signed_in, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

/// A pool whose users have only a password. It renews no session.
struct Pool;

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let is_target = |(name, _): &&(&str, String)| name.eq_ignore_ascii_case("x-amz-target");
        let target = request.headers.iter().find(is_target);
        let target = target.map_or("", |(_, target)| target.as_str());
        let (status, body) = match target.rsplit('.').next().unwrap_or_default() {
            "GetUser" => (
                200,
                r#"{"Username": "ada", "UserAttributes": [{"Name": "sub", "Value": "s"}]}"#,
            ),
            "GetUserAuthFactors" => (
                200,
                r#"{"Username": "ada", "ConfiguredUserAuthFactors": ["PASSWORD"]}"#,
            ),
            "ListWebAuthnCredentials" => (200, r#"{"Credentials": []}"#),
            "StartWebAuthnRegistration" => (400, r#"{"__type": "LimitExceededException"}"#),
            _ => (500, r#"{"__type": "InternalErrorException"}"#),
        };
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

/// Mounts a view on the page, with a session whose tokens are valid for so many seconds.
fn shown<V: IntoView + 'static>(
    id: &str,
    lasts: i32,
    view: impl FnOnce(Client) -> V + 'static,
) -> Mounted {
    signed_in(id, 4000, lasts);
    let platform = Platform {
        fetch: Arc::new(Pool),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", id);
    let client = Client::with_platform(config, platform).unwrap();
    Mounted::new(move || view(client))
}

fn own(text: &'static str) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { class="own", <i>{text}</i> }.into_any()
}

/// Returns options with views in all slots of a screen, and their texts in order.
fn around(screen: Screen) -> (Options, [&'static str; 4]) {
    let options = Options::new()
        .header(screen, own("header"))
        .footer(screen, own("footer"))
        .before(screen, Spot::Button, own("before"))
        .after(screen, Spot::Button, own("after"));
    (options, ["header", "before", "after", "footer"])
}

/// Returns options that replace the button, and the whole screen.
fn instead(screen: Screen) -> [Options; 2] {
    [
        Options::new().replace(screen, Spot::Button, own("instead")),
        Options::new().screen(screen, own("instead")),
    ]
}

#[wasm_bindgen_test]
async fn the_account_dialog_has_every_slot() {
    let open = |id: &'static str, options: Options| async move {
        let options = options.account_sections([AccountSection::Password]);
        let page = shown(id, 3000, move |client| view! { <Account client options /> });
        wait_until(|| page.find("[name=change-password]").is_some()).await;
        page.press("[name=change-password]");
        page
    };
    let (options, texts) = around(Screen::AccountDialog);
    let field = Spot::field("new-password");
    let options = options
        .before(Screen::AccountDialog, Spot::Fields, own("before all"))
        .before(
            Screen::AccountDialog,
            field.clone(),
            own("before the field"),
        )
        .after(Screen::AccountDialog, field.clone(), own("after the field"));
    let page = open("slotsofdialog000000000001", options).await;
    let [header, before, after, footer] = texts;
    let all = ["before all", "before the field", "after the field"];
    let wanted = [&[header][..], &all, &[before, after, footer]].concat();
    wait_until(|| page.texts("i") == wanted).await;
    let _enlarged = enlarge();
    page.press("dialog [type=submit]");
    wait_until(|| page.find("dialog .vestibule-error:not(:empty)").is_some()).await;
    assert_eq!(overlaps(), [""; 0]);
    drop(page);
    let [button, screen] = instead(Screen::AccountDialog);
    let field = Options::new().replace(Screen::AccountDialog, field, own("instead"));
    for (options, gone) in [
        (button, "dialog [type=submit]"),
        (screen, "dialog form"),
        (field, "dialog [name=new-password]"),
    ] {
        let page = open("slotsofdialog000000000001", options).await;
        wait_until(|| page.texts("i") == ["instead"]).await;
        assert!(page.find(gone).is_none(), "{gone}");
    }
}

#[wasm_bindgen_test]
async fn the_offer_of_a_passkey_has_every_slot() {
    let offer = |options: Options| {
        shown(
            "slotsofoffer0000000000001",
            3000,
            move |client| view! { <OfferPasskey client options /> },
        )
    };
    let (options, texts) = around(Screen::OfferPasskey);
    let page = offer(options);
    wait_until(|| page.texts("i") == texts).await;
    let _enlarged = enlarge();
    page.press("[type=submit]");
    wait_until(|| page.find(".vestibule-alert:not(:empty)").is_some()).await;
    assert_eq!(overlaps(), [""; 0]);
    drop(page);
    for (options, gone) in instead(Screen::OfferPasskey)
        .into_iter()
        .zip(["[type=submit]", "form"])
    {
        let page = offer(options);
        wait_until(|| page.texts("i") == ["instead"]).await;
        assert!(page.find(gone).is_none(), "{gone}");
    }
}

#[wasm_bindgen_test]
async fn the_card_for_an_unavailable_session_has_every_slot() {
    let card = |options: Options| {
        shown(
            "slotsofunavailable0000001",
            -100,
            move |client| view! { <Authenticator client options /> },
        )
    };
    let (options, texts) = around(Screen::Unavailable);
    let page = card(options);
    wait_until(|| page.texts("i") == texts).await;
    drop(page);
    for (options, gone) in instead(Screen::Unavailable)
        .into_iter()
        .zip([".vestibule-primary", ".vestibule-title"])
    {
        let page = card(options);
        wait_until(|| page.texts("i") == ["instead"]).await;
        assert!(page.find(gone).is_none(), "{gone}");
    }
}

thread_local! {
    static MENU: RefCell<Option<UserMenu>> = const { RefCell::new(None) };
}

/// A program with the feature `ssr` has no event listeners, so the test calls the handler of the button.
#[component]
fn Closing() -> impl IntoView {
    MENU.set(use_user_menu());
    view! { class="own", <i>"instead"</i><button class="own-close">"Close"</button> }
}

#[wasm_bindgen_test]
async fn the_user_menu_has_slots_and_can_be_replaced() {
    const BUTTON: &str = ".vestibule-avatar-button";
    let menu = |options: Options| {
        shown(
            "slotsofmenu00000000000001",
            3000,
            move |client| view! { <UserButton client options /> },
        )
    };
    let (options, _) = around(Screen::UserMenu);
    let page = menu(options);
    wait_until(|| page.find(BUTTON).is_some()).await;
    page.press(BUTTON);
    wait_until(|| page.texts("i") == ["header", "footer"]).await;
    drop(page);

    let options = Options::new().screen(Screen::UserMenu, || view! { class="own", <Closing /> });
    let page = menu(options);
    wait_until(|| page.find(BUTTON).is_some()).await;
    let attribute = |name: &str| {
        page.find(BUTTON)
            .and_then(|button| button.get_attribute(name))
    };
    assert_eq!(attribute("aria-haspopup"), None);
    for close in [".own-close", "Escape"] {
        page.press(BUTTON);
        wait_until(|| page.texts("i") == ["instead"]).await;
        assert!(page.find("[role=menu]").is_none());
        assert_eq!(attribute("aria-expanded").as_deref(), Some("true"));
        let controls = attribute("aria-controls").expect("what it opens");
        assert!(page.find(&format!("#{controls}")).is_some());
        match close {
            "Escape" => escape(&page.find(".own-close").expect("the view")),
            _ => MENU.take().expect("a menu around the view").close(),
        }
        wait_until(|| page.texts("i").is_empty()).await;
        let focus = document().active_element();
        assert!(focus.is_some() && focus == page.find(BUTTON), "{close}");
    }
}

fn escape(element: &Element) {
    let script =
        "it.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));";
    let press = Function::new_with_args("it", script);
    press.call1(&JsValue::NULL, element).expect("it is heard");
}
