//! Requests to the app's APIs: which of them get the token, and what a rejection leads to.

mod messages;
mod unreachable;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::http::{Request, Response};
use vestibule::platform::simulated::Delivery;
use vestibule::platform::{
    AppRequest, AppResponse, Fetch, FetchError, LocalFuture, MAX_APP_RESPONSE, Platform,
};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Api, ApiToken, Client, Error, ErrorKind};
use vestibule_native_tests::{ADA, APP, BROWSER, IMPLICIT, Page, Stage, config, response, sign_in};

const ORIGIN: &str = "https://api.example.com";
const ORDERS: &str = "https://api.example.com/orders";
const RENEWAL: &str = "GetTokensFromRefreshToken";

/// A server that accepts every token except those that it was told to reject.
#[derive(Clone, Default)]
struct Server {
    /// The `Authorization` header of each request, in order.
    seen: Arc<Mutex<Vec<Option<String>>>>,
    refuses: Arc<Mutex<HashSet<String>>>,
    refuses_all: Arc<Mutex<bool>>,
}

impl Server {
    /// Lets this server respond to all requests that are not to Cognito.
    fn on(stage: &Stage) -> Self {
        let server = Server::default();
        let responding = server.clone();
        stage.world.network(move |request| {
            match request.url.starts_with(vestibule_native_tests::COGNITO) {
                true => Delivery::Deliver,
                false => Delivery::Answer(responding.respond(request)),
            }
        });
        server
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let mut headers = request.headers.iter();
        let token = headers
            .find(|(name, _)| *name == "authorization")
            .map(|(_, value)| value.clone());
        self.seen.lock().unwrap().push(token.clone());
        let token = token.unwrap_or_default();
        let is_refused =
            *self.refuses_all.lock().unwrap() || self.refuses.lock().unwrap().contains(&token);
        match token.strip_prefix("Bearer ") {
            Some(_) if !is_refused => response(200, &request.body.clone().unwrap_or_default()),
            _ => response(401, "who are you?"),
        }
    }

    fn refuse(&self, token: &str) {
        self.refuses
            .lock()
            .unwrap()
            .insert(["Bearer ", token].concat());
    }

    fn take(&self) -> Vec<Option<String>> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn bearer(token: &str) -> Option<String> {
    Some(["Bearer ", token].concat())
}

fn scene() -> (Stage, Page, Server, Api) {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    let server = Server::on(&stage);
    let api = page.client.api([ORIGIN]).unwrap();
    (stage, page, server, api)
}

fn get(url: &str) -> Request<&'static str> {
    Request::get(url).body("").expect("it is an address")
}

fn post(body: &str) -> Request<&str> {
    Request::post(ORDERS).body(body).expect("it is an address")
}

fn status_and_body(response: Response<Vec<u8>>) -> (u16, String) {
    let status = response.status().as_u16();
    (
        status,
        String::from_utf8(response.into_body()).expect("it is a text"),
    )
}

#[test]
fn the_access_token_is_sent_unless_the_id_token_is_configured() {
    let (stage, page, server, api) = scene();
    let session = sign_in(&stage, &page.client, ADA);
    let response = stage.run(api.fetch(post("a body"))).unwrap();
    assert_eq!(status_and_body(response), (200, "a body".to_owned()));
    let api = api.token(ApiToken::Id);
    stage.run(api.fetch(get(ORDERS))).unwrap();
    let both = [session.access_token(), session.id_token()].map(bearer);
    assert_eq!(server.take(), both);
}

#[test]
fn the_token_is_not_sent_to_similar_origins() {
    let (stage, page, server, api) = scene();
    sign_in(&stage, &page.client, ADA);
    let others = [
        "https://api.example.com.evil.example/",
        "https://api.example.com@evil.example/",
        "https://api.example.com:8443/",
        "https://api.example.comevil.example",
        "https://evil.example/?https://api.example.com/",
        "http://api.example.com/",
        "https://example.com/",
        "/orders",
    ];
    for url in others {
        let response = stage.run(api.fetch(get(url))).unwrap();
        assert_eq!(response.status(), 401, "{url}");
    }
    assert_eq!(server.take(), vec![None; others.len()]);
    assert_eq!(stage.calls(RENEWAL), 0, "the token was not refused");
    for url in [
        ORIGIN,
        "https://api.example.com?x",
        "https://api.example.com#x",
    ] {
        stage.run(api.fetch(get(url))).unwrap();
    }
    assert!(server.take().iter().all(Option::is_some));
    let none = [
        "https://api.example.com\\@evil.example/",
        "https://api.example.com\t.evil.example/",
        " https://api.example.com/",
        "",
    ];
    for url in none {
        let error = Request::get(url).body("").map_err(Error::from).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{url}");
    }
}

#[test]
fn the_apps_authorization_header_is_kept() {
    let (stage, page, server, api) = scene();
    sign_in(&stage, &page.client, ADA);
    let request = Request::get(ORDERS)
        .header("Authorization", "Basic x")
        .body("")
        .unwrap();
    let response = stage.run(api.fetch(request)).unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(server.take(), [Some("Basic x".to_owned())]);
    assert_eq!(stage.calls(RENEWAL), 0);
}

#[test]
fn origins_are_checked() {
    let page = Stage::new().page(BROWSER);
    for origin in [
        "",
        "*",
        "api.example.com",
        "https://",
        "https://api.example.com/v1",
        "https://*.example.com/x",
        "http://api.example.com",
        "ftp://api.example.com",
    ] {
        let error = page.client.api([origin]).expect_err(origin);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{origin}");
        assert!(error.message().starts_with("api_origins"), "{error}");
    }
    let fine = ["https://API.example.com/", "http://localhost:3000"];
    let api = page.client.api(fine).unwrap();
    assert!(format!("{api:?}").contains("\"https://api.example.com\""));
}

#[test]
fn without_a_session_the_request_is_an_error() {
    let (stage, _page, server, api) = scene();
    let error = stage.run(api.fetch(get(ORDERS))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert_eq!(server.take(), [], "nothing was sent");
}

#[test]
fn a_refused_token_is_renewed_and_the_request_sent_again() {
    let (stage, page, server, api) = scene();
    let old = sign_in(&stage, &page.client, ADA);
    server.refuse(old.access_token());
    let response = stage.run(api.fetch(post("a body"))).unwrap();
    assert_eq!(status_and_body(response), (200, "a body".to_owned()));
    let new = stage.run(page.client.session()).unwrap();
    let both = [old.access_token(), new.access_token()].map(bearer);
    assert_eq!(server.take(), both);
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn all_refused_requests_share_one_renewal() {
    let (stage, page, server, api) = scene();
    let other = stage.page_on_demand(BROWSER);
    let elsewhere = other.client.api([ORIGIN]).unwrap();
    let old = sign_in(&stage, &page.client, ADA);
    server.refuse(old.access_token());
    let answers = Arc::new(Mutex::new(Vec::new()));
    let ask = |page: &Page, api: &Api, later: u64| {
        let (api, answers, platform) = (api.clone(), answers.clone(), page.tab.platform());
        let clock = platform.clock.clone();
        platform.spawn.spawn(Box::pin(async move {
            clock.sleep(Duration::from_millis(later)).await;
            let response = api.fetch(get(ORDERS)).await;
            answers
                .lock()
                .unwrap()
                .push(response.unwrap().status().as_u16());
        }));
    };
    for number in 0..10 {
        ask(&page, &api, number * 20);
        ask(&other, &elsewhere, number * 20);
    }
    stage.advance(Duration::from_secs(30));
    assert_eq!(*answers.lock().unwrap(), [200; 20]);
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn a_second_refusal_is_returned_without_another_renewal() {
    let (stage, page, server, api) = scene();
    sign_in(&stage, &page.client, ADA);
    *server.refuses_all.lock().unwrap() = true;
    for _ in 0..5 {
        let response = stage.run(api.fetch(get(ORDERS))).unwrap();
        assert_eq!(response.status(), 401);
    }
    assert_eq!(server.take().len(), 6);
    assert_eq!(stage.calls(RENEWAL), 1);
    // If another token was used since, the tokens are renewed again.
    stage.run(page.client.refresh()).unwrap();
    *server.refuses_all.lock().unwrap() = false;
    server.refuse(stage.run(page.client.session()).unwrap().access_token());
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(stage.calls(RENEWAL), 3);
}

#[test]
fn a_failed_renewal_is_reported() {
    let (stage, page, server, api) = scene();
    let old = sign_in(&stage, &page.client, ADA);
    server.refuse(old.access_token());
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    let error = stage.run(api.fetch(get(ORDERS))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    let error = stage.run(api.fetch(get(ORDERS))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn implicit_tokens_are_not_renewed_and_the_refusal_is_returned() {
    let stage = Stage::new();
    let mut page = stage.page(IMPLICIT);
    let callback = crate::scene::bring_back(&stage, &page, vestibule::Redirect::implicit());
    page.arrive(&callback, config(IMPLICIT));
    stage.run(page.client.handle_callback()).unwrap().unwrap();
    let server = Server::on(&stage);
    *server.refuses_all.lock().unwrap() = true;
    let api = page.client.api([ORIGIN]).unwrap();
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(server.take().len(), 1);
}

/// An API that takes ten seconds to reject a request.
struct Slow(Arc<dyn Fetch>);

impl Fetch for Slow {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        self.0.fetch(request, timeout)
    }

    fn fetch_app<'a>(
        &'a self,
        request: &'a AppRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        let response = self.0.fetch_app(request, timeout);
        Box::pin(async move {
            let _ = response.await;
            Ok(AppResponse {
                status: 401,
                ..AppResponse::default()
            })
        })
    }
}

#[test]
fn another_users_token_is_not_used_for_a_resent_request() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    let (here, platform) = (stage.world.tab(APP), page.tab.platform());
    let slow = Platform {
        fetch: Arc::new(Slow(here.platform().fetch)),
        ..here.platform()
    };
    let client = Client::with_platform(config(BROWSER), slow).unwrap();
    let ada = sign_in(&stage, &client, ADA);
    stage.deliver_to(
        "/orders",
        Delivery::Slowly(Duration::ZERO, Duration::from_secs(10)),
    );
    let response = Arc::new(Mutex::new(None));
    let (asking, told) = (client.api([ORIGIN]).unwrap(), response.clone());
    platform.spawn.spawn(Box::pin(async move {
        *told.lock().unwrap() = Some(asking.fetch(post("ada's")).await);
    }));
    // Charles signs in while the request is under way.
    let charles = sign_in(&stage, &page.client, ("charles", "Babbage1791"));
    assert!(response.lock().unwrap().is_none(), "it is still on its way");
    stage.advance(Duration::from_secs(30));
    let response = response.lock().unwrap().take().expect("it has ended");
    assert_eq!(response.unwrap().status(), 401);
    assert_eq!(stage.run(client.session()).unwrap(), charles);
    let sent = stage.world.requests();
    let orders: Vec<_> = sent.iter().filter(|it| it.url == ORDERS).collect();
    assert_eq!(orders.len(), 1, "it was not sent again");
    assert!(
        orders[0]
            .headers
            .iter()
            .any(|(_, it)| Some(it) == bearer(ada.access_token()).as_ref())
    );
    assert_eq!(stage.calls(RENEWAL), 0, "there was another token already");
}
