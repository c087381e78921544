//! The account page of a signed-in user, with a simulated pool.

#![cfg(target_arch = "wasm32")]

mod support;

use std::any::Any;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use js_sys::Function;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::HtmlElement;
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{
    Account, AccountSection, Language, OfferPasskey, Options, SecondFactor, UserButton, languages,
};
use vestibule::{Client, ClientConfig, StepUp};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::soon;

wasm_bindgen_test_configure!(run_in_browser);

/// A pool without authenticator apps. It records the names of the operations.
#[derive(Default)]
struct Pool(Mutex<Vec<String>>);

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
                    {"Name": "email_verified", "Value": "true"}]}"#,
            ),
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
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

/// Stores the session of a user who signed in so many seconds ago.
fn signed_in(id: &str, ago: u32) {
    let script = "
        const url = (it) => btoa(JSON.stringify(it)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const now = Math.floor(Date.now() / 1000);
        const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule';
        const claims = { sub: 's', iss: pool, iat: now, exp: now + 3600, auth_time: now - ago };
        const token = (more) => [{ alg: 'RS256', kid: 'k' }, { ...claims, ...more }].map(url).join('.') + '.c2ln';
        localStorage.setItem(`vestibule.${id}.session`, JSON.stringify({
            v: 1, username: 'ada', mark: 1900000000000, offset: 0, origin: 'direct',
            idToken: token({ token_use: 'id', aud: id, 'cognito:username': 'ada' }),
            accessToken: token({ token_use: 'access', client_id: id, username: 'ada' }),
            refreshToken: 'r',
        }));";
    let plant = Function::new_with_args("id, ago", script);
    plant
        .call2(&JsValue::NULL, &id.into(), &ago.into())
        .expect("it is stored");
}

struct Shown {
    root: HtmlElement,
    pool: Arc<Pool>,
    _view: Box<dyn Any>,
}

/// Mounts a view on the page.
fn shown<V: IntoView + 'static>(
    id: &str,
    ago: u32,
    view: impl FnOnce(Client) -> V + 'static,
) -> Shown {
    signed_in(id, ago);
    let pool = Arc::new(Pool::default());
    let platform = Platform {
        fetch: pool.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", id);
    let client = Client::with_platform(config, platform).unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let handle = mount_to(root.clone(), move || view(client));
    Shown {
        root,
        pool,
        _view: Box::new(handle),
    }
}

impl Shown {
    fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        let nodes = (0..found.length()).filter_map(|index| found.get(index));
        nodes.filter_map(|node| node.text_content()).collect()
    }

    fn says(&self, words: &str) -> bool {
        self.root.text_content().unwrap_or_default().contains(words)
    }

    fn press(&self, selector: &str) {
        let found = self.root.query_selector(selector).unwrap();
        found
            .expect(selector)
            .unchecked_into::<HtmlElement>()
            .click();
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
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
    soon(|| page.says("You have a password.")).await;
    assert_eq!(page.texts("h1"), ["Your account"]);
    language.set(Language::GERMAN);
    soon(|| page.texts("h1") == ["Ihr Konto"]).await;
    soon(|| page.says("Sie haben ein Passwort.")).await;
    assert!(!page.says("You have a password."));
    for english in ["Delete account", "Second step", "Passkeys are"] {
        assert!(!page.says(english), "{english}");
    }
}

#[wasm_bindgen_test]
async fn a_factor_that_the_pool_refuses_is_removed() {
    let options = only(AccountSection::SecondFactors);
    let page = shown("accountoffactors000000001", 10, move |client| {
        view! { <Account client options /> }
    });
    soon(|| page.says("Authenticator app")).await;
    page.press("[name=factor-SOFTWARE_TOKEN_MFA]");
    soon(|| page.says("This app does not offer that.")).await;
    assert!(!page.says("Authenticator app"));
    assert!(page.says("Text message"));
    let focus = document().active_element().expect("the focus");
    assert_eq!(focus.tag_name(), "H2", "the pressed button is gone");
    // The same for codes by e-mail, for which Cognito returns another error.
    page.press("[name=factor-EMAIL_OTP]");
    soon(|| {
        page.root
            .query_selector("[name=factor-EMAIL_OTP]")
            .unwrap()
            .is_none()
    })
    .await;
    assert!(page.says("This app does not offer that."));
}

#[wasm_bindgen_test]
async fn the_app_lists_the_factors_of_its_pool() {
    let options = only(AccountSection::SecondFactors).second_factors([SecondFactor::Email]);
    let page = shown("accountofoneway0000000001", 10, move |client| {
        view! { <Account client options /> }
    });
    soon(|| {
        page.root
            .query_selector("[name=factor-EMAIL_OTP]")
            .unwrap()
            .is_some()
    })
    .await;
    assert!(!page.says("Authenticator app") && !page.says("Text message"));
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
        soon(|| {
            page.root
                .query_selector("[name=delete-account]")
                .unwrap()
                .is_some()
        })
        .await;
        page.press("[name=delete-account]");
        soon(|| page.texts("dialog .vestibule-title") == [asked]).await;
        assert!(page.root.query_selector("dialog[open]").unwrap().is_some());
        assert!(!page.pool.0.lock().unwrap().contains(&"DeleteUser".into()));
    }
}

#[wasm_bindgen_test]
async fn the_offer_of_a_passkey_does_not_add_a_main_heading() {
    let page = shown("accountofoffers0000000001", 10, |client| {
        let options = only(AccountSection::Password);
        view! { <OfferPasskey client=client.clone() /> <Account client options /> }
    });
    soon(|| page.says("Sign in faster next time")).await;
    assert_eq!(page.texts("h1"), ["Your account"]);
    assert_eq!(page.texts("h2"), ["Sign in faster next time", "Password"]);
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
        page.root.set_attribute("style", &style).unwrap();
        let find = |selector: &str| page.root.query_selector(selector).unwrap();
        soon(|| find(".vestibule-avatar-button").is_some()).await;
        page.press(".vestibule-avatar-button");
        soon(|| find(".vestibule-menu-box").is_some()).await;
        let menu = find(".vestibule-menu-box").expect("the menu");
        let ends = || {
            let place = menu.get_bounding_client_rect();
            (place.left(), place.right())
        };
        let width = f64::from(document().document_element().unwrap().client_width());
        soon(|| ends().0 >= 0.0 && ends().1 <= width).await;
    }
}
