//! Users whom the identity pool knows by other logins than a user pool's: the records belong to the users of
//! these logins.

use std::sync::{Arc, Mutex};

use serde_json::json;
use vestibule::{
    Automatic, Dataset, ErrorKind, IdentityPool, LoginProvider, Logins, LoginsError, RecordsConfig,
};
use vestibule_emulator::{OpenIdProviderSettings, SocialTokenSettings};
use vestibule_native_tests::{ADA, BROWSER, COGNITO, PASSWORD, Page, Stage, config};

use super::place::Place;

const POOL_ID: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
const BOB: (&str, &str) = ("bob", "Builder1999");

/// An app whose users sign in only with an OpenID Connect provider, which is a user pool that the identity pool does
/// not have as a user pool.
struct App {
    stage: Stage,
    page: Page,
    logins: Arc<Mutex<Result<Logins, LoginsError>>>,
}

impl App {
    fn new(records: RecordsConfig) -> Self {
        let stage = Stage::with(|config| {
            let pool = &mut config.identity_pools[0];
            pool.cognito_identity_providers.clear();
            pool.role_mappings.clear();
            let provider = OpenIdProviderSettings {
                url: issuer(),
                client_id_list: vec![PASSWORD.to_owned()],
                jwks: None,
            };
            let arn = provider.arn("123456789012");
            pool.open_id_connect_provider_arns.push(arn);
            config.account.openid_providers.push(provider);
            for (token, user_id) in [
                ("next-token-of-augusta", "1815"),
                ("token-of-byron", "1788"),
            ] {
                config.account.social_tokens.push(SocialTokenSettings {
                    provider: "graph.facebook.com".to_owned(),
                    token: token.to_owned(),
                    app_id: "1122334455".to_owned(),
                    user_id: user_id.to_owned(),
                });
            }
        });
        let (username, password) = BOB;
        let user = json!({ "Username": username, "MessageAction": "SUPPRESS" });
        stage.administer("AdminCreateUser", user);
        let password = json!({ "Username": username, "Password": password, "Permanent": true });
        stage.administer("AdminSetUserPassword", password);
        let logins = Arc::new(Mutex::new(Ok(Logins::new())));
        let given = logins.clone();
        let pool = IdentityPool::new(POOL_ID)
            .endpoint(COGNITO)
            .logins(move || {
                let given = given.clone();
                async move { given.lock().unwrap().clone() }
            });
        let records = records.automatic(Automatic::off());
        let page = stage.page_of(config(BROWSER).identity_pool(pool).records(records));
        App {
            stage,
            page,
            logins,
        }
    }

    /// A user signs in at the provider, with a new token.
    fn is_used_by(&self, (name, password): (&str, &str)) {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        let input = json!({ "ClientId": PASSWORD, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
        let (status, response) = self.stage.call("InitiateAuth", input);
        assert_eq!(status, 200, "{response}");
        let token = response["AuthenticationResult"]["IdToken"]
            .as_str()
            .unwrap();
        let provider = LoginProvider::OpenId(issuer());
        *self.logins.lock().unwrap() = Ok(Logins::new().with(provider, token));
    }

    fn is_used_by_a_guest(&self) {
        *self.logins.lock().unwrap() = Ok(Logins::new());
    }

    fn notes(&self) -> Dataset {
        self.page.client.records().dataset("notes").unwrap()
    }

    fn put(&self, key: &str, value: &str) {
        self.stage.run(self.notes().put(key, value)).unwrap();
    }

    fn pushed(&self) -> usize {
        self.stage.run(self.notes().synchronize()).unwrap().pushed
    }

    fn shown(&self) -> String {
        let entries = self.stage.run(self.notes().entries()).unwrap();
        let pairs = entries.iter().map(|(key, value)| format!("{key}={value}"));
        pairs.collect::<Vec<_>>().join(",")
    }
}

fn issuer() -> String {
    "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule".to_owned()
}

fn each_has_records_of_their_own<P: Place>() {
    let app = App::new(P::records());
    app.put("guest", "1");
    app.is_used_by(ADA);
    // A guest's records become those of the next user.
    assert_eq!(app.shown(), "guest=1");
    app.put("k", "ada's");
    assert_eq!(app.pushed(), 2);
    app.put("later", "ada's");
    app.is_used_by(BOB);
    assert_eq!(app.shown(), "");
    app.put("k", "bob's");
    assert_eq!(app.pushed(), 1);
    app.is_used_by_a_guest();
    assert_eq!(app.shown(), "");
    // Another token of the same user.
    app.is_used_by(ADA);
    assert_eq!(app.shown(), "later=ada's", "the rest is at the remote");
    assert_eq!(app.pushed(), 1);
    assert_eq!(app.shown(), "guest=1,k=ada's,later=ada's");
    app.is_used_by(BOB);
    app.pushed();
    assert_eq!(app.shown(), "k=bob's");
}

#[test]
fn each_login_has_separate_records_at_cognito_sync() {
    each_has_records_of_their_own::<super::cognito_sync::CognitoSync>();
}

#[test]
fn each_login_has_separate_records_in_a_table() {
    each_has_records_of_their_own::<super::dynamo_db::DynamoDb>();
}

/// A Facebook token does not identify the user, but the identity does.
#[test]
fn records_written_with_an_earlier_token_are_kept() {
    let app = App::new(super::dynamo_db::DynamoDb::records());
    let facebook = |token: &str| Ok(Logins::new().with(LoginProvider::Facebook, token));
    *app.logins.lock().unwrap() = facebook("facebook-token-of-augusta");
    app.put("k", "1");
    assert_eq!(app.pushed(), 1);
    app.put("k", "2");
    app.put("later", "3");
    *app.logins.lock().unwrap() = facebook("next-token-of-augusta");
    assert_eq!(app.pushed(), 2);
    assert_eq!(app.shown(), "k=2,later=3");
    *app.logins.lock().unwrap() = facebook("token-of-byron");
    app.pushed();
    assert_eq!(app.shown(), "");
}

/// While the app's logins are unknown, no records can be read or written.
#[test]
fn without_the_logins_there_are_no_records() {
    let app = App::new(super::dynamo_db::DynamoDb::records());
    app.is_used_by(ADA);
    app.put("k", "ada's");
    app.pushed();
    *app.logins.lock().unwrap() = Err(LoginsError::Unreachable);
    let error = app.stage.run(app.notes().entries()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let error = app.stage.run(app.notes().put("k", "whose?")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    app.is_used_by(ADA);
    assert_eq!(app.shown(), "k=ada's");
}
