//! The cookies of the hosted pages.
//!
//! In Cognito each pool has a host of its own. Here all pools share one, so the cookie can have a session for each of
//! several pools.

use ::http::{HeaderValue, header};

use crate::http::{Request, Response};
use crate::random::{Random, SessionKind};
use crate::state::hosted::BrowserLogin;
use crate::state::{Methods, Pool, State};
use crate::timestamp::Timestamp;

const SESSION_COOKIE: &str = "cognito";
const CSRF_COOKIE: &str = "XSRF-TOKEN";
/// Binds a sign-in at an identity provider to the browser. The second one is for browsers that send no `SameSite=None`
/// cookie without TLS.
const AWAY_COOKIES: [&str; 2] = ["csrf-state", "csrf-state-legacy"];
/// [Session cookies](https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html)
/// of the hosted pages are good for an hour.
const SESSION_SECONDS: u64 = 3600;

/// The cookies of a request and its response.
pub(super) struct Browser {
    /// The keys of valid sessions.
    sessions: Vec<String>,
    /// The CSRF token of forms.
    csrf: String,
    /// The token that binds federated sign-ins to the browser.
    away: Option<String>,
    new_cookies: Vec<String>,
}

impl Browser {
    pub(super) fn new(state: &mut State, now: Timestamp, request: &Request) -> Self {
        let is_known = |key: &&str| {
            let logins = state
                .pools
                .iter()
                .filter_map(|pool| pool.hosted.logins.get(*key));
            logins.into_iter().any(|login| now < login.expires)
        };
        let value = cookie(request, SESSION_COOKIE).unwrap_or_default();
        let sessions = value
            .split('.')
            .filter(is_known)
            .map(str::to_owned)
            .collect();
        let csrf = cookie(request, CSRF_COOKIE)
            .filter(|value| is_token(value))
            .map(str::to_owned);
        let away = AWAY_COOKIES.iter().find_map(|name| cookie(request, name));
        let mut browser = Self {
            sessions,
            csrf: String::new(),
            away: away.filter(|value| is_token(value)).map(str::to_owned),
            new_cookies: Vec::new(),
        };
        browser.csrf = csrf.unwrap_or_else(|| browser.new_csrf(&mut state.random));
        browser
    }

    /// The CSRF token for forms.
    pub(super) fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The token that binds federated sign-ins to this browser.
    pub(super) fn bind(&mut self, random: &mut Random) -> String {
        let token = self.away.clone().unwrap_or_else(|| random.uuid());
        let [any_site, same_site] = AWAY_COOKIES;
        let common = format!("={token}; Path=/; Max-Age={SESSION_SECONDS}; HttpOnly");
        self.new_cookies.extend([
            format!("{any_site}{common}; Secure; SameSite=None"),
            format!("{same_site}{common}; SameSite=Lax"),
        ]);
        token
    }

    /// Whether the request has the cookie with this token.
    pub(super) fn is_bound(request: &Request, token: &str) -> bool {
        AWAY_COOKIES
            .iter()
            .any(|name| cookie(request, name) == Some(token))
    }

    /// The pool's signed-in user in this browser.
    pub(super) fn login<'a>(&self, pool: &'a Pool) -> Option<&'a BrowserLogin> {
        let login = self
            .sessions
            .iter()
            .find_map(|key| pool.hosted.logins.get(key))?;
        let user = pool.users.by_username(&login.username)?;
        user.enabled.then_some(login)
    }

    /// Signs a user in to the pool; replaces an earlier session.
    pub(super) fn sign_in(
        &mut self,
        pool: &mut Pool,
        random: &mut Random,
        now: Timestamp,
        username: &str,
        methods: Methods,
    ) {
        self.forget(pool);
        pool.hosted.logins.retain(|_, login| now < login.expires);
        let key = random.base64url::<24>();
        let expires = now + std::time::Duration::from_secs(SESSION_SECONDS);
        let username = username.to_owned();
        pool.hosted.logins.insert(
            key.clone(),
            BrowserLogin {
                username,
                auth_time: now,
                methods,
                session_id: random.session_id(SessionKind::Sso),
                last_active: now,
                expires,
            },
        );
        self.sessions.push(key);
        self.write_sessions();
    }

    /// Signs out of the pool.
    pub(super) fn sign_out(&mut self, pool: &mut Pool) {
        self.forget(pool);
        self.write_sessions();
    }

    /// Adds the changed cookies to the response.
    pub(super) fn write_cookies(self, response: &mut Response) {
        for cookie in self.new_cookies {
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
    }

    fn forget(&mut self, pool: &mut Pool) {
        self.sessions
            .retain(|key| pool.hosted.logins.remove(key).is_none());
    }

    fn write_sessions(&mut self) {
        let value = self.sessions.join(".");
        let age = if value.is_empty() { 0 } else { SESSION_SECONDS };
        self.new_cookies.push(format!(
            "{SESSION_COOKIE}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax"
        ));
    }

    fn new_csrf(&mut self, random: &mut Random) -> String {
        let token = random.uuid();
        self.new_cookies.push(format!(
            "{CSRF_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax"
        ));
        token
    }
}

fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE).into_iter();
    let pairs = headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn is_token(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
