//! A simulated browser and a program that calls the endpoints.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;
use vestibule_emulator::{Config, Emulator, Message, Reply, Request, Response};

/// A client with the code and implicit flows and without a secret; its only callback is [`CALLBACK`].
pub const CLIENT: &str = "app";
/// A client with the code flow and [`SECRET`].
pub const SECRET_CLIENT: &str = "secretapp";
pub const SECRET: &str = "0123456789abcdefghijklmnop";
/// A client with the implicit flow.
pub const IMPLICIT_CLIENT: &str = "implicitapp";
/// A client with the code flow and refresh token rotation.
pub const ROTATING_CLIENT: &str = "rotatingapp";
/// A client without OAuth flows.
pub const PLAIN_CLIENT: &str = "plainapp";
/// A client that allows only users of the provider `Acme`.
pub const PARTNER_CLIENT: &str = "partnerapp";
/// A client of another pool, in which users sign in with their e-mail address.
pub const OTHER_POOL_CLIENT: &str = "otherpoolapp";
pub const CALLBACK: &str = "https://app.example/callback?from=cognito";
pub const SIGNED_OUT: &str = "https://app.example/bye";
pub const PASSWORD: &str = "Lovelace1815";

const CONFIG: &str = include_str!("pools.toml");

/// Parameters of a request.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// The response of other servers to a request of the emulator.
pub type OtherServers = Box<dyn FnMut(u64, &Request) -> Option<Response>>;

/// An emulator, the time, a browser's cookies, and the other servers.
pub struct World {
    emulator: Emulator,
    now: SystemTime,
    other_servers: OtherServers,
    pub cookies: BTreeMap<String, String>,
}

/// A response with helpers for assertions.
pub struct TestResponse {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl World {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A world with a changed configuration.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::from_toml(CONFIG).unwrap();
        change(&mut config);
        Self {
            emulator: Emulator::new(config, [3; 32]).unwrap(),
            now: UNIX_EPOCH + Duration::from_secs(1_790_000_000),
            other_servers: Box::new(|_, _| None),
            cookies: BTreeMap::new(),
        }
    }

    /// Sets the function that answers the emulator's outgoing requests; it gets the request and the time in seconds.
    pub fn other_servers(
        &mut self,
        servers: impl FnMut(u64, &Request) -> Option<Response> + 'static,
    ) {
        self.other_servers = Box::new(servers);
    }

    pub fn advance(&mut self, time: Duration) {
        self.now += time;
    }

    pub fn seconds(&self) -> u64 {
        self.now.duration_since(UNIX_EPOCH).unwrap().as_secs()
    }

    pub fn last_message(&self) -> &Message {
        self.emulator.inbox().last().unwrap()
    }

    pub fn messages(&self) -> usize {
        self.emulator.inbox().len()
    }

    /// Sends a request of the browser, with its cookies.
    pub fn get(&mut self, address: &str) -> TestResponse {
        self.browse(Method::GET, address, String::new())
    }

    /// Follows redirects within the emulator.
    pub fn visit(&mut self, address: &str) -> TestResponse {
        let mut response = self.get(address);
        while let Some(next) = response.location().filter(|next| next.starts_with('/')) {
            let next = next.to_owned();
            response = self.get(&next);
        }
        response
    }

    /// Submits the form of `page` with the action `path`, and follows redirects within the emulator.
    pub fn submit(
        &mut self,
        page: &TestResponse,
        path: &str,
        fields: &[(&str, &str)],
    ) -> TestResponse {
        let response = self.submit_only(page, path, fields);
        match response.location() {
            Some(next) if next.starts_with('/') => {
                let next = next.to_owned();
                self.visit(&next)
            }
            _ => response,
        }
    }

    pub fn submit_only(
        &mut self,
        page: &TestResponse,
        path: &str,
        fields: &[(&str, &str)],
    ) -> TestResponse {
        let (action, csrf) = page.form(path);
        let mut all = vec![("_csrf", csrf.as_str())];
        all.extend(fields);
        self.post(&action, &all)
    }

    pub fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> TestResponse {
        self.browse(Method::POST, address, form(fields))
    }

    /// Sends a request of a program.
    pub fn call(&mut self, request: http::request::Builder, body: String) -> TestResponse {
        let request = request.body(body.into_bytes()).unwrap();
        let seconds = self.seconds();
        let mut turn = self.emulator.begin(self.now, &request);
        let response = loop {
            match turn {
                Reply::Response(response) => break response,
                Reply::NeedsRequest(outgoing) => {
                    let received = (self.other_servers)(seconds, outgoing.request());
                    turn = self.emulator.resume(self.now, outgoing, received);
                }
            }
        };
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body).unwrap();
        TestResponse {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Sends a form to an OAuth endpoint.
    pub fn send(
        &mut self,
        path: &str,
        basic: Option<&str>,
        fields: &[(&str, &str)],
    ) -> TestResponse {
        let mut request =
            http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            let value = base64::engine::general_purpose::STANDARD.encode(basic);
            request = request.header("authorization", format!("Basic {value}"));
        }
        self.call(request, form(fields))
    }

    /// Signs ada in to `client` by the code flow. Returns the last response.
    pub fn sign_in(&mut self, address: &str) -> TestResponse {
        let page = self.visit(address);
        let fields = [("username", "ada"), ("password", PASSWORD)];
        self.submit(&page, "/login", &fields)
    }

    /// Signs ada in to [`CLIENT`]. Returns the code.
    pub fn code(&mut self, more: &[(&str, &str)]) -> String {
        let address = authorize_with("code", CLIENT, more);
        self.sign_in(&address).parameter("code")
    }

    /// Exchanges a code of [`CLIENT`].
    pub fn exchange(&mut self, code: &str, more: &[(&str, &str)]) -> TestResponse {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("code", code),
        ];
        fields.extend(more);
        self.send("/oauth2/token", None, &fields)
    }

    /// Verifies a token with the pool's keys. Returns its claims.
    pub fn claims(&mut self, token: &str) -> Value {
        let jwks = self.get("/eu-west-1_Hosted/.well-known/jwks.json").json();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let parse = |text: &str| serde_json::from_slice::<Value>(&decode(text)).unwrap();
        let kid = parse(header)["kid"].clone();
        let keys = jwks["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["kid"] == kid).unwrap();
        let key = RsaPublicKeyComponents {
            n: decode(key["n"].as_str().unwrap()),
            e: decode(key["e"].as_str().unwrap()),
        };
        key.verify(
            &RSA_PKCS1_2048_8192_SHA256,
            signed.as_bytes(),
            &decode(signature),
        )
        .unwrap();
        parse(claims)
    }

    fn browse(&mut self, method: Method, address: &str, body: String) -> TestResponse {
        let jar: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let mut request = http::Request::builder().method(method).uri(address);
        if !jar.is_empty() {
            request = request.header("cookie", jar.join("; "));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let response = self.call(request, body);
        for cookie in response.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            assert!(text.contains("; HttpOnly"), "{text}");
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}

impl TestResponse {
    pub fn location(&self) -> Option<&str> {
        Some(self.headers.get("location")?.to_str().unwrap())
    }

    /// A parameter of the location, in the query or the fragment.
    pub fn find(&self, name: &str) -> Option<String> {
        let (_, rest) = self.location()?.split_once(['?', '#'])?;
        let pairs = rest
            .split(['&', '#'])
            .filter_map(|pair| pair.split_once('='));
        let mut named = pairs.filter(|(key, _)| *key == name);
        let (_, value) = named.next()?;
        assert!(named.next().is_none(), "{name} twice");
        Some(decode(value))
    }

    pub fn parameter(&self, name: &str) -> String {
        self.find(name).unwrap_or_else(|| {
            panic!(
                "no {name}: {} {:?}\n{}",
                self.status,
                self.location(),
                self.body
            )
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Asserts that the app gets this response by redirect.
    pub fn assert_denied(&self, mark: char, error: &str, description: Option<&str>) {
        assert_eq!(self.status, 302);
        let location = self.location().unwrap();
        let rest = location
            .strip_prefix(CALLBACK)
            .unwrap_or_else(|| panic!("{location}"));
        assert!(rest.starts_with(mark), "{location}");
        assert_eq!(self.find("error").as_deref(), Some(error), "{location}");
        assert_eq!(
            self.find("error_description").as_deref(),
            description,
            "{location}"
        );
        assert!(self.find("code").is_none() && self.find("access_token").is_none());
    }

    /// Asserts that the error page is shown.
    pub fn assert_error_page(&self, error: &str) {
        assert_eq!(self.status, 302);
        assert!(self.location().unwrap().starts_with("/error?"));
        assert_eq!(self.parameter("error"), error);
    }

    pub fn assert_page(&self, status: u16, text: &str) {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{:?} {}",
            self.location(),
            self.body
        );
        assert_eq!(self.headers["content-type"], "text/html; charset=utf-8");
        assert!(self.body.contains(text), "{}", self.body);
    }

    /// The action and the CSRF token of the form for `path`.
    fn form(&self, path: &str) -> (String, String) {
        let start = format!("<form method=\"post\" action=\"{path}?");
        let at = self.body.find(&start);
        let at = at.unwrap_or_else(|| panic!("no form to {path}: {}", self.body));
        let form = &self.body[at..];
        let after = |mark: &str| {
            let (_, rest) = form.split_once(mark).unwrap();
            rest.split('"').next().unwrap().replace("&amp;", "&")
        };
        (after("action=\""), after("name=\"_csrf\" value=\""))
    }
}

/// `/oauth2/authorize` with the usual parameters and `state=a b&c`.
pub fn authorize(response_type: &str, client: &str) -> String {
    authorize_with(response_type, client, &[])
}

pub fn authorize_with(response_type: &str, client: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("response_type", response_type),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("state", "a b&c"),
    ];
    fields.extend(more);
    format!("/oauth2/authorize?{}", form(&fields))
}

pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let two = [rest.next().unwrap(), rest.next().unwrap()];
                let two = std::str::from_utf8(&two).unwrap();
                bytes.push(u8::from_str_radix(two, 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
