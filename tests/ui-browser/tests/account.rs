//! The account page of a signed-in user, with a simulated pool.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{
    Account, AccountSection, Language, OfferPasskey, Options, SecondFactor, UserButton, languages,
};
use vestibule::{Client, ClientConfig, StepUp};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, frame, signed_in, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

/// A pool without authenticator apps. It records the names of the operations, and does not respond to changes of
/// attributes while the second field is set.
#[derive(Default)]
struct Pool(Mutex<Vec<String>>, AtomicBool);

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let is_target = |(name, _): &&(&str, String)| name.eq_ignore_ascii_case("x-amz-target");
        let target = request.headers.iter().find(is_target);
        let target = target.map_or("", |(_, target)| target.as_str());
        let operation = target.rsplit('.').next().unwrap_or_default();
        self.0.lock().unwrap().push(operation.to_owned());
        let (status, body) = match operation {
            "GetUser" => (
                200,
                r#"{"Username": "ada", "UserAttributes": [
                    {"Name": "sub", "Value": "s"},
                    {"Name": "email", "Value": "ada@example.com"},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "phone_number", "Value": "+4930901820"}]}"#,
            ),
            "UpdateUserAttributes" => (200, "{}"),
            "GetUserAuthFactors" => (
                200,
                r#"{"Username": "ada", "ConfiguredUserAuthFactors": ["PASSWORD"]}"#,
            ),
            "ListWebAuthnCredentials" => (200, r#"{"Credentials": []}"#),
            "AssociateSoftwareToken" => (
                400,
                r#"{"__type": "SoftwareTokenMFANotFoundException",
                    "message": "Software Token MFA has not been enabled by the userPool"}"#,
            ),
            "SetUserMFAPreference" => (
                400,
                r#"{"__type": "InvalidParameterException",
                    "message": "User does not have delivery config set to turn on EMAIL_OTP"}"#,
            ),
            _ => (
                400,
                r#"{"__type": "InvalidParameterException", "message": "no"}"#,
            ),
        };
        let is_change = operation == "UpdateUserAttributes";
        Box::pin(async move {
            while is_change && self.1.load(Ordering::Relaxed) {
                frame().await;
            }
            Ok(HttpResponse {
                status,
                body: body.into(),
                ..HttpResponse::default()
            })
        })
    }
}

struct Shown {
    view: Mounted,
    pool: Arc<Pool>,
}

/// Mounts a view on the page.
fn shown<V: IntoView + 'static>(
    id: &str,
    ago: u32,
    view: impl FnOnce(Client) -> V + 'static,
) -> Shown {
    signed_in(id, ago, 3600);
    let pool = Arc::new(Pool::default());
    let platform = Platform {
        fetch: pool.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", id);
    let client = Client::with_platform(config, platform).unwrap();
    Shown {
        view: Mounted::new(move || view(client)),
        pool,
    }
}

fn only(section: AccountSection) -> Options {
    Options::new().account_sections([section])
}

#[wasm_bindgen_test]
async fn the_page_changes_its_language_without_a_reload() {
    let owner = Owner::new();
    let language = owner.with(|| RwSignal::new(Language::ENGLISH));
    let options = Options::new()
        .language(language)
        .bundled_language(&languages::GERMAN);
    let page = shown("accountoflanguages0000001", 10, move |client| {
        view! { <Account client options /> }
    });
    wait_until(|| page.view.contains("You have a password.")).await;
    assert_eq!(page.view.texts("h1"), ["Your account"]);
    language.set(Language::GERMAN);
    wait_until(|| page.view.texts("h1") == ["Ihr Konto"]).await;
    wait_until(|| page.view.contains("Sie haben ein Passwort.")).await;
    assert!(!page.view.contains("You have a password."));
    for english in ["Delete account", "Second step", "Passkeys are"] {
        assert!(!page.view.contains(english), "{english}");
    }
}

#[wasm_bindgen_test]
async fn a_factor_that_the_pool_refuses_is_removed() {
    let options = only(AccountSection::SecondFactors);
    let page = shown("accountoffactors000000001", 10, move |client| {
        view! { <Account client options /> }
    });
    wait_until(|| page.view.contains("Authenticator app")).await;
    page.view.press("[name=factor-SOFTWARE_TOKEN_MFA]");
    wait_until(|| page.view.contains("This app does not offer that.")).await;
    assert!(!page.view.contains("Authenticator app"));
    assert!(page.view.contains("Text message"));
    let focus = document().active_element().expect("the focus");
    assert_eq!(focus.tag_name(), "H2", "the pressed button is gone");
    // The same for codes by e-mail, for which Cognito returns another error.
    page.view.press("[name=factor-EMAIL_OTP]");
    wait_until(|| {
        page.view
            .root
            .query_selector("[name=factor-EMAIL_OTP]")
            .unwrap()
            .is_none()
    })
    .await;
    assert!(page.view.contains("This app does not offer that."));
}

#[wasm_bindgen_test]
async fn the_app_lists_the_factors_of_its_pool() {
    let options = only(AccountSection::SecondFactors).second_factors([SecondFactor::Email]);
    let page = shown("accountofoneway0000000001", 10, move |client| {
        view! { <Account client options /> }
    });
    wait_until(|| {
        page.view
            .root
            .query_selector("[name=factor-EMAIL_OTP]")
            .unwrap()
            .is_some()
    })
    .await;
    assert!(!page.view.contains("Authenticator app") && !page.view.contains("Text message"));
}

#[wasm_bindgen_test]
async fn an_account_level_requires_a_recent_sign_in() {
    for (id, ago, asked) in [
        ("accountofyesterday0000001", 86_400, "Show that it is you"),
        ("accountofrightnow00000001", 10, "Delete your account?"),
    ] {
        let level = StepUp::within(Duration::from_secs(300));
        let options = only(AccountSection::DeleteAccount).account_level(level);
        let page = shown(id, ago, move |client| view! { <Account client options /> });
        wait_until(|| {
            page.view
                .root
                .query_selector("[name=delete-account]")
                .unwrap()
                .is_some()
        })
        .await;
        page.view.press("[name=delete-account]");
        wait_until(|| page.view.texts("dialog .vestibule-title") == [asked]).await;
        assert!(
            page.view
                .root
                .query_selector("dialog[open]")
                .unwrap()
                .is_some()
        );
        assert!(!page.pool.0.lock().unwrap().contains(&"DeleteUser".into()));
    }
}

#[wasm_bindgen_test]
async fn a_late_answer_does_not_close_another_dialog() {
    let options = only(AccountSection::Profile);
    let page = shown("accountoflateanswers00001", 10, move |client| {
        view! { <Account client options /> }
    });
    let find = |selector: &str| page.view.find(selector);
    let dialog = |name: &str| {
        let found = find(&format!("dialog[open] [name={name}]"))?;
        Some(found.unchecked_into::<HtmlInputElement>())
    };
    page.pool.1.store(true, Ordering::Relaxed);
    wait_until(|| find("[name=change-name]").is_some()).await;
    page.view.press("[name=change-name]");
    wait_until(|| dialog("name").is_some()).await;
    dialog("name").unwrap().set_value("Ada Lovelace");
    page.view.press("dialog [type=submit]");
    let has_sent = || {
        page.pool
            .0
            .lock()
            .unwrap()
            .contains(&"UpdateUserAttributes".into())
    };
    wait_until(has_sent).await;
    // The person does not wait, and changes something else.
    page.view.press("dialog .vestibule-links button");
    wait_until(|| find("dialog[open]").is_none()).await;
    page.view.press("[name=change-email]");
    wait_until(|| dialog("email").is_some()).await;
    dialog("email").unwrap().set_value("ada@lovelace.example");
    page.pool.1.store(false, Ordering::Relaxed);
    wait_until(|| page.view.contains("Your change is saved.")).await;
    for _ in 0..5 {
        frame().await;
    }
    let typed = dialog("email").map(|input| input.value());
    assert_eq!(typed.as_deref(), Some("ada@lovelace.example"));
}

#[wasm_bindgen_test]
async fn a_number_is_shown_with_its_country() {
    let options = only(AccountSection::Profile);
    let page = shown("accountofphones0000000001", 10, move |client| {
        view! { <Account client options /> }
    });
    wait_until(|| page.view.find("[name=change-phone_number]").is_some()).await;
    page.view.press("[name=change-phone_number]");
    wait_until(|| page.view.find("dialog[open] [name=phone_number]").is_some()).await;
    wait_until(|| page.view.texts(".vestibule-country span") == ["+49"]).await;
}

#[wasm_bindgen_test]
async fn the_offer_of_a_passkey_does_not_add_a_main_heading() {
    let page = shown("accountofoffers0000000001", 10, |client| {
        let options = only(AccountSection::Password);
        view! { <OfferPasskey client=client.clone() /> <Account client options /> }
    });
    wait_until(|| page.view.contains("Sign in faster next time")).await;
    assert_eq!(page.view.texts("h1"), ["Your account"]);
    assert_eq!(
        page.view.texts("h2"),
        ["Sign in faster next time", "Password"]
    );
}

#[wasm_bindgen_test]
async fn the_menu_fits_into_the_window_wherever_the_button_is() {
    for (place, id) in [
        ("left", "accountofmenusleft0000001"),
        ("center", "accountofmenuscenter00001"),
        ("right", "accountofmenusright000001"),
    ] {
        let page = shown(id, 10, |client| view! { <UserButton client /> });
        let style = ["text-align: ", place].concat();
        page.view.root.set_attribute("style", &style).unwrap();
        let find = |selector: &str| page.view.root.query_selector(selector).unwrap();
        wait_until(|| find(".vestibule-avatar-button").is_some()).await;
        page.view.press(".vestibule-avatar-button");
        wait_until(|| find(".vestibule-menu-box").is_some()).await;
        let menu = find(".vestibule-menu-box").expect("the menu");
        let ends = || {
            let place = menu.get_bounding_client_rect();
            (place.left(), place.right())
        };
        let width = f64::from(document().document_element().unwrap().client_width());
        wait_until(|| ends().0 >= 0.0 && ends().1 <= width).await;
    }
}
