//! A simulated identity pool that verifies no tokens. It has what AWS documents about identities (one for each login, guest
//! identities that become an account's, disabled ones), and can be told to return errors.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::Timestamp;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule_native_tests::{Stage, jwt};

pub const POOL_ID: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
pub const API: &str = "https://cognito-identity.eu-west-1.amazonaws.com/";
pub const STS: &str = "https://sts.eu-west-1.amazonaws.com/";

#[derive(Clone, Default)]
pub struct Played(Arc<Mutex<State>>);

#[derive(Default)]
pub struct State {
    /// The operation and input of each call.
    pub calls: Vec<(String, Value)>,
    /// The response of the next call of an operation.
    pub next: Vec<(&'static str, HttpResponse)>,
    /// The identity of each login.
    pub logins: HashMap<String, String>,
    /// Identities that no longer are a guest's.
    pub taken: Vec<String>,
    /// Deleted identities.
    pub deleted: Vec<String>,
    count: u32,
    keys: u32,
}

impl Played {
    pub fn on(stage: &Stage) -> Self {
        let played = Played::default();
        let own = played.clone();
        stage.other_server(move |now, request| own.state().respond(now, request));
        played
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn operations(&self) -> Vec<String> {
        let state = self.state();
        state.calls.iter().map(|(name, _)| name.clone()).collect()
    }

    pub fn calls(&self, operation: &str) -> usize {
        let operations = self.operations();
        operations.iter().filter(|name| *name == operation).count()
    }

    /// The input of the last call of an operation.
    pub fn input(&self, operation: &str) -> Value {
        let state = self.state();
        let mut calls = state.calls.iter().rev();
        calls.find(|(name, _)| name == operation).unwrap().1.clone()
    }

    /// Makes the next call of an operation fail with this error.
    pub fn refuse(&self, operation: &'static str, name: &str, message: &str) {
        let body = json!({ "__type": name, "message": message });
        self.state()
            .next
            .push((operation, response(400, body.to_string())));
    }
}

impl State {
    fn respond(&mut self, now: Timestamp, request: &HttpRequest) -> Option<HttpResponse> {
        let body = request.body.as_deref().unwrap_or_default();
        let (operation, input) = match request.url.as_str() {
            API => {
                let (_, target) = request
                    .headers
                    .iter()
                    .find(|(name, _)| *name == "X-Amz-Target")?;
                let name = target.strip_prefix("AWSCognitoIdentityService.").unwrap();
                (name.to_owned(), serde_json::from_str(body).unwrap())
            }
            STS => ("STS".to_owned(), json!(body)),
            _ => return None,
        };
        self.calls.push((operation.clone(), input.clone()));
        if let Some(at) = self.next.iter().position(|(name, _)| *name == operation) {
            return Some(self.next.remove(at).1);
        }
        let mut received = match operation.as_str() {
            "GetId" => self.id(&input),
            "GetCredentialsForIdentity" => self.credentials(now, &input),
            "GetOpenIdToken" => response(
                200,
                json!({ "IdentityId": input["IdentityId"], "Token": "o.i.d" }).to_string(),
            ),
            "UnlinkIdentity" => response(200, String::new()),
            "STS" => self.role(now),
            _ => unreachable!("{operation}"),
        };
        received.date = Some(now.as_millis() / 1000 * 1000);
        Some(received)
    }

    fn new_id(&mut self) -> String {
        self.count += 1;
        format!("eu-west-1:{:08}-0000-0000-0000-000000000000", self.count)
    }

    fn id(&mut self, input: &Value) -> HttpResponse {
        let id = match login(input) {
            None => self.new_id(),
            Some(login) => match self.logins.get(&login) {
                Some(id) => id.clone(),
                None => {
                    let id = self.new_id();
                    self.taken.push(id.clone());
                    self.logins.insert(login, id.clone());
                    id
                }
            },
        };
        response(200, json!({ "IdentityId": id }).to_string())
    }

    fn credentials(&mut self, now: Timestamp, input: &Value) -> HttpResponse {
        let id = input["IdentityId"].as_str().unwrap().to_owned();
        if self.deleted.contains(&id) {
            let message = format!("Identity '{id}' not found.");
            return refusal("ResourceNotFoundException", &message);
        }
        let id = match login(input) {
            None if self.taken.contains(&id) => {
                let message = format!("Access to Identity '{id}' is forbidden.");
                return refusal("NotAuthorizedException", &message);
            }
            None => id,
            Some(login) => {
                let own = self
                    .logins
                    .entry(login)
                    .or_insert_with(|| id.clone())
                    .clone();
                self.taken.push(id);
                own
            }
        };
        self.keys += 1;
        let credentials = json!({
            "AccessKeyId": format!("ASIA{}", self.keys),
            "SecretKey": format!("key-of-{id}"),
            "SessionToken": format!("token-{}", self.keys),
            "Expiration": now.plus(Duration::from_secs(3600)).as_millis() as f64 / 1000.0,
        });
        response(
            200,
            json!({ "IdentityId": id, "Credentials": credentials }).to_string(),
        )
    }

    fn role(&mut self, now: Timestamp) -> HttpResponse {
        self.keys += 1;
        let expires = now.plus(Duration::from_secs(3600)).as_secs();
        let expires = jiff::Timestamp::from_second(expires).unwrap();
        let body = format!(
            "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA{0}</AccessKeyId>\
             <SecretAccessKey>key</SecretAccessKey><SessionToken>token-{0}</SessionToken>\
             <Expiration>{expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>\
             </AssumeRoleWithWebIdentityResponse>",
            self.keys
        );
        response(200, body)
    }
}

/// The provider and the user of the first login.
fn login(input: &Value) -> Option<String> {
    let (provider, token) = input["Logins"].as_object()?.iter().next()?;
    let claims = jwt::payload(token.as_str()?);
    Some(format!("{provider} {}", claims["sub"]))
}

fn refusal(name: &str, message: &str) -> HttpResponse {
    response(
        400,
        json!({ "__type": name, "message": message }).to_string(),
    )
}

pub fn response(status: u16, body: String) -> HttpResponse {
    HttpResponse {
        status,
        body,
        ..HttpResponse::default()
    }
}
