//! Requests to an API and its responses: methods, headers, binary bodies, and invalid messages.

use super::*;
use vestibule::FinalUrl;

/// An API that echoes requests, and rejects the first token.
struct Echo {
    pool: Arc<dyn Fetch>,
    seen: Mutex<Vec<AppRequest>>,
}

impl Fetch for Echo {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        self.pool.fetch(request, timeout)
    }

    fn fetch_app<'a>(
        &'a self,
        request: &'a AppRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        let mut seen = self.seen.lock().unwrap();
        seen.push(request.clone());
        let status = if seen.len() == 1 { 401 } else { 201 };
        let mut headers = request.headers.clone();
        headers.retain(|(name, _)| name != "authorization");
        let body = request.body.clone();
        Box::pin(async move {
            Ok(AppResponse {
                status,
                // As after a redirect.
                url: format!("{ORIGIN}/moved?token=secret"),
                headers,
                body,
            })
        })
    }
}

fn echo() -> (Stage, Client, Arc<Echo>, Api) {
    let stage = Stage::new();
    let platform = stage.world.tab(APP).platform();
    let echo = Arc::new(Echo {
        pool: platform.fetch.clone(),
        seen: Mutex::default(),
    });
    let platform = Platform {
        fetch: echo.clone(),
        ..platform
    };
    let client = Client::with_platform(config(BROWSER), platform).unwrap();
    sign_in(&stage, &client, ADA);
    let api = client.api([ORIGIN]).unwrap();
    (stage, client, echo, api)
}

/// Not valid UTF-8.
const BYTES: [u8; 6] = [0xff, 0xfe, 0, 0x80, b'\n', 0xc3];

#[test]
fn bytes_and_headers_are_kept_when_a_request_is_resent() {
    let (stage, _client, echo, api) = echo();
    let request = Request::put(ORDERS)
        .header("Content-Type", "application/octet-stream")
        .header("X-Name", &b"caf\xe9"[..])
        .header("X-Twice", "one")
        .header("X-Twice", "two")
        .body(BYTES)
        .unwrap();
    let response = stage.run(api.fetch(request)).unwrap();
    assert_eq!(response.status(), 201, "it was sent again");
    assert_eq!(response.body(), &BYTES);
    assert_eq!(
        response.headers()["content-type"],
        "application/octet-stream"
    );
    assert_eq!(response.headers()["x-name"].as_bytes(), b"caf\xe9");
    let twice: Vec<_> = response.headers().get_all("x-twice").iter().collect();
    assert_eq!(twice, ["one", "two"]);
    let seen = echo.seen.lock().unwrap();
    let [first, second] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!((first.method.as_str(), first.url.as_str()), ("PUT", ORDERS));
    assert_eq!(
        (&first.body, &second.body),
        (&BYTES.to_vec(), &BYTES.to_vec())
    );
    let name = ("x-name".to_owned(), "caf\u{e9}".to_owned());
    assert!(first.headers.contains(&name), "a byte is a character");
    assert!(!format!("{first:?}").contains("caf"), "{first:?}");
}

#[test]
fn the_url_that_answered_is_an_extension_of_the_response() {
    let (stage, _client, _echo, api) = echo();
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    let url = response.extensions().get::<FinalUrl>().unwrap();
    assert_eq!(url.0, format!("{ORIGIN}/moved?token=secret"));
    assert!(!format!("{url:?} {response:?}").contains("secret"));
}

#[test]
fn a_get_with_a_body_is_refused_before_anything_is_sent() {
    let (stage, _client, echo, api) = echo();
    for request in [Request::get(ORDERS), Request::head(ORDERS)] {
        let error = stage
            .run(api.fetch(request.body("x").unwrap()))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    assert!(echo.seen.lock().unwrap().is_empty());
}

/// The app's own platform may return anything.
#[test]
fn invalid_http_responses_are_errors() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    let fine = AppResponse {
        status: 200,
        ..AppResponse::default()
    };
    let odd = |name: &str, value: &str| AppResponse {
        headers: vec![(name.to_owned(), value.to_owned())],
        ..fine.clone()
    };
    let many = AppResponse {
        headers: (0..40_000)
            .map(|number| (format!("x-{number}"), String::new()))
            .collect(),
        ..fine.clone()
    };
    for response in [
        many,
        odd("", ""),
        odd("a b", ""),
        odd("a", "b\n"),
        AppResponse::default(),
    ] {
        let platform = Platform {
            fetch: Arc::new(Fixed(response)),
            ..page.tab.platform()
        };
        let client = Client::with_platform(config(BROWSER), platform).unwrap();
        let api = client.api([ORIGIN]).unwrap();
        let elsewhere = get("https://elsewhere.example/");
        let error = stage.run(api.fetch(elsewhere)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    }
}

/// Responds to every request in the same way.
struct Fixed(AppResponse);

impl Fetch for Fixed {
    fn fetch<'a>(
        &'a self,
        _: &'a HttpRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async { Err(FetchError::Network) })
    }

    fn fetch_app<'a>(
        &'a self,
        _: &'a AppRequest,
        _: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}
