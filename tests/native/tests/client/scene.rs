//! A tab with a signed-in user, while another user returns from the hosted UI.

use vestibule::platform::simulated::Delivery;
use vestibule::{Error, ErrorKind, Redirect, Session};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{ADA, BROWSER, CALLBACK, Page, Stage, config, sign_in};

pub const CHARLES: (&str, &str) = ("charles", "Babbage1791");

/// A tab in which Charles is signed in, while Ada returns from the hosted UI.
pub struct Scene {
    pub stage: Stage,
    pub page: Page,
    pub before: Session,
    pub callback: String,
}

impl Scene {
    pub fn new(redirect: Redirect) -> Self {
        Self::on(Stage::new(), redirect)
    }

    pub fn on(stage: Stage, redirect: Redirect) -> Self {
        let page = stage.page(BROWSER);
        let before = sign_in(&stage, &page.client, CHARLES);
        let callback = bring_back(&stage, &page, redirect);
        Scene {
            stage,
            page,
            before,
            callback,
        }
    }

    /// Opens a callback URL that must be rejected.
    #[track_caller]
    pub fn refused(&mut self, address: &str) -> Error {
        self.page.arrive(address, config(BROWSER));
        let outcome = self.stage.run(self.page.client.handle_callback());
        let error = outcome.expect_err("it should be refused");
        assert_eq!(self.page.tab.url(), CALLBACK, "the address is clean");
        self.stage.deliver_all(Delivery::Deliver);
        let session = self.stage.run(self.page.client.session());
        assert_eq!(
            session.unwrap().username(),
            self.before.username(),
            "the session stays"
        );
        error
    }

    #[track_caller]
    pub fn refused_as(&mut self, address: &str, kind: ErrorKind) {
        let error = self.refused(address);
        assert_eq!(error.kind(), kind, "{error}");
        let text = format!("{error:?} {error}");
        assert!(!text.contains("eyJ"), "no token stands in an error: {text}");
    }

    /// Opens a URL that is not a callback of the client.
    #[track_caller]
    pub fn left_alone(&mut self, address: &str) {
        self.page.arrive(address, config(BROWSER));
        let outcome = self.stage.run(self.page.client.handle_callback());
        assert!(outcome.expect("it is no error").is_none(), "{address}");
        assert_eq!(self.page.tab.url(), address);
        let session = self.stage.run(self.page.client.session());
        assert_eq!(session.unwrap().username(), self.before.username());
    }

    #[track_caller]
    pub fn accepted(&mut self, address: &str) {
        self.page.arrive(address, config(BROWSER));
        let outcome = self.stage.run(self.page.client.handle_callback());
        assert_eq!(
            outcome.unwrap().expect("a callback").session.username(),
            "ada"
        );
    }

    /// Opens a callback URL that is truncated after this many characters.
    #[track_caller]
    pub fn not_accepted(&mut self, cut: usize) {
        self.page.arrive(&self.callback[..cut], config(BROWSER));
        match self.stage.run(self.page.client.handle_callback()) {
            Ok(None) => {}
            Ok(Some(_)) => panic!("accepted {cut} letters"),
            Err(error) => {
                let kinds = [ErrorKind::IncompleteCallback, ErrorKind::UnknownState];
                assert!(kinds.contains(&error.kind()), "{cut}: {error:?}");
            }
        }
        let address = self.page.tab.url();
        assert!(
            !address.contains("eyJ"),
            "no token stays in the address: {cut}"
        );
        let session = self.stage.run(self.page.client.session()).unwrap();
        assert_eq!(session, self.before, "the session stays: {cut}");
    }

    /// The callback with one parameter changed.
    pub fn with(&self, name: &str, change: impl FnOnce(&str) -> String) -> String {
        with(&self.callback, name, change)
    }
}

/// Signs in as Ada at the hosted UI, and returns the callback URL.
pub fn bring_back(stage: &Stage, page: &Page, redirect: Redirect) -> String {
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    assert!(
        browser.address().starts_with(CALLBACK),
        "{}",
        browser.address()
    );
    browser.address().to_owned()
}

fn parameters(address: &str) -> Vec<(&str, &str)> {
    let (_, text) = address
        .split_once(['?', '#'])
        .expect("there are parameters");
    text.split('&')
        .map(|pair| pair.split_once('=').expect("a pair"))
        .collect()
}

#[track_caller]
pub fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let found = parameters(address)
        .into_iter()
        .find(|(key, _)| *key == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1
}

pub fn with(address: &str, name: &str, change: impl FnOnce(&str) -> String) -> String {
    let old = parameter(address, name);
    address.replace(&format!("{name}={old}"), &format!("{name}={}", change(old)))
}

pub fn without(address: &str, name: &str) -> String {
    let pair = format!("{name}={}", parameter(address, name));
    address
        .replace(&format!("&{pair}"), "")
        .replace(&format!("{pair}&"), "")
}
