//! Tokens for one service, derived from the access token, and an API that gets its own token.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::http::Request;
use vestibule::platform::simulated::Delivery;
use vestibule::{ErrorKind, Password, Session, SignInStep, TokenNeed};
use vestibule_native_tests::jwt::payload as claims;
use vestibule_native_tests::{
    ADA, COGNITO, FACTORS, HEDY, PASSWORD, Page, Stage, response, sign_in,
};

const DERIVED: &str = "GetDerivedToken";
const ORIGIN: &str = "https://api.example.com";
const OTHER: &str = "https://other.example.com";
const USER: &str = "aws.cognito.signin.user.admin";

fn scene() -> (Stage, Page, Session) {
    let stage = Stage::new();
    let page = stage.page_on_demand(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    (stage, page, session)
}

fn orders() -> TokenNeed {
    TokenNeed::new().audience("orders").scope(USER)
}

#[test]
fn a_derived_token_is_cached_per_service_until_it_expires() {
    let (stage, page, session) = scene();
    let client = &page.client;
    let token = stage.run(client.derived_token(&orders())).unwrap();
    let said = claims(token.token());
    assert_eq!(
        (&said["aud"], &said["scope"]),
        (&"orders".into(), &USER.into())
    );
    assert_eq!(said["sub"], session.claims().string("sub").unwrap());
    assert_eq!(token.scopes(), [USER]);
    assert_eq!(
        token.expires_at().as_millis() / 1000,
        said["exp"].as_u64().unwrap()
    );
    assert!(!format!("{token:?}").contains(token.token()));
    for _ in 0..3 {
        let again = stage.run(client.derived_token(&orders())).unwrap();
        assert_eq!(again, token);
    }
    assert_eq!(stage.calls(DERIVED), 1);
    // Another purpose has another token.
    let other = TokenNeed::new().resource("stock");
    let other = stage.run(client.derived_token(&other)).unwrap();
    assert_eq!(claims(other.token())["aud"], "stock");
    assert_eq!(stage.calls(DERIVED), 2);
    // A renewed session belongs to the same sign-in.
    stage.run(client.refresh()).unwrap();
    assert_eq!(stage.run(client.derived_token(&orders())).unwrap(), token);
    assert_eq!(stage.calls(DERIVED), 2);
    stage.advance(Duration::from_secs(3600 - 20));
    let next = stage.run(client.derived_token(&orders())).unwrap();
    assert_ne!(next, token);
    assert_eq!(stage.calls(DERIVED), 3);
}

#[test]
fn concurrent_calls_share_one_request() {
    for fails in [false, true] {
        let (stage, page, _) = scene();
        if fails {
            stage.world.network(|request| {
                match request.headers.iter().any(|it| it.1.ends_with(DERIVED)) {
                    true => Delivery::Answer(response(
                        400,
                        r#"{"__type":"NotAuthorizedException","message":"no"}"#,
                    )),
                    false => Delivery::Deliver,
                }
            });
        }
        let answers = Arc::new(Mutex::new(Vec::new()));
        for number in 0..10 {
            let (client, answers) = (page.client.clone(), answers.clone());
            let platform = page.tab.platform();
            let clock = platform.clock.clone();
            platform.spawn.spawn(Box::pin(async move {
                clock.sleep(Duration::from_millis(number)).await;
                let token = client.derived_token(&orders()).await;
                answers.lock().unwrap().push(token.is_ok());
            }));
        }
        stage.advance(Duration::from_secs(30));
        assert_eq!(*answers.lock().unwrap(), [!fails; 10]);
        assert_eq!(stage.calls(DERIVED), 1, "fails: {fails}");
    }
}

#[test]
fn a_derived_token_ends_with_its_session() {
    let (stage, page, _) = scene();
    let client = &page.client;
    let token = stage.run(client.derived_token(&orders())).unwrap();
    let _ = stage.run(client.sign_out()).unwrap();
    let error = stage.run(client.derived_token(&orders())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    // The same user after a new sign-in, and another user.
    sign_in(&stage, client, HEDY);
    let next = stage.run(client.derived_token(&orders())).unwrap();
    assert_ne!(next, token);
    let step = stage
        .run(client.sign_in(Password::plain("karen", "Sparck1935")))
        .unwrap();
    let SignInStep::SmsCode(step) = step else {
        panic!("{step:?}")
    };
    let code = stage.code_for("+441935082600");
    stage.run(step.submit(&code)).unwrap();
    let karens = stage.run(client.derived_token(&orders())).unwrap();
    assert_ne!(claims(karens.token())["sub"], claims(next.token())["sub"]);
    assert_eq!(stage.calls(DERIVED), 3);
}

#[test]
fn a_refused_exchange_is_reported() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    sign_in(&stage, &page.client, ADA);
    let error = stage.run(page.client.derived_token(&orders())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
    assert!(
        error.help().contains("ALLOW_TOKEN_EXCHANGE_IMPERSONATION"),
        "{}",
        error.help()
    );
}

#[test]
fn an_api_gets_its_derived_token_and_a_new_one_after_a_refusal() {
    let (stage, page, session) = scene();
    let seen = Arc::new(Mutex::new(Vec::<(String, String)>::new()));
    let refused = Arc::new(Mutex::new(String::new()));
    let (seeing, refusing) = (seen.clone(), refused.clone());
    stage.world.network(move |request| {
        if request.url.starts_with(COGNITO) {
            return Delivery::Deliver;
        }
        let header = request.headers.iter().find(|it| it.0 == "authorization");
        let token = header
            .unwrap()
            .1
            .strip_prefix("Bearer ")
            .unwrap()
            .to_owned();
        seeing
            .lock()
            .unwrap()
            .push((request.url.clone(), token.clone()));
        let status = if token == *refusing.lock().unwrap() {
            401
        } else {
            200
        };
        Delivery::Answer(response(status, ""))
    });
    let api = page.client.api([ORIGIN, OTHER]).unwrap();
    let api = api.derived(ORIGIN, orders()).unwrap();
    let fetch = |url: &str| stage.run(api.fetch(get(url))).unwrap().status().as_u16();
    assert_eq!(
        [
            fetch("https://api.example.com/a"),
            fetch("https://api.example.com/b")
        ],
        [200, 200]
    );
    assert_eq!(fetch("https://other.example.com/"), 200);
    let tokens: Vec<_> = seen.lock().unwrap().iter().map(|it| it.1.clone()).collect();
    assert_eq!(claims(&tokens[0])["aud"], "orders");
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(tokens[2], session.access_token());
    assert_eq!(stage.calls(DERIVED), 1);

    *refused.lock().unwrap() = tokens[0].clone();
    assert_eq!(fetch("https://api.example.com/c"), 200);
    assert_eq!(stage.calls(DERIVED), 2);
    let error = page
        .client
        .api([OTHER])
        .unwrap()
        .derived(ORIGIN, orders())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

fn get(url: &str) -> Request<&'static str> {
    Request::get(url).body("").expect("it is an address")
}
