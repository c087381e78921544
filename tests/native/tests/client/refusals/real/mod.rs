//! The conditions of the emulator's errors, for each operation and each error: a file per subject,
//! with their common code here.

mod accounts;
mod codes;
mod environment;
mod factors;
mod messages;
mod signing_in;
mod tokens;
mod triggers;

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use vestibule::platform::Ceremony;
use vestibule::{Client, Credentials, Password, SignInStep};
use vestibule_emulator::{
    AdvancedSecurityMode, Config, FirstFactor, MfaKind, PoolSettings, Trigger, TriggerError,
    TriggerErrorKind,
};
use vestibule_native_tests::authenticator::Authenticator;
use vestibule_native_tests::{
    BROWSER, FACTORS, FACTORS_POOL, HEDY, LEGACY, PASSWORD, Page, ROTATION, SECRET, Stage, done,
    sign_in, totp,
};

use super::{listed, model};
use crate::operations::calls;

const SESSION_ID: &str = "tknaaaaaaaaaaaaaaaaaaaaaaaaa";

/// The TOTP secret of Radia and Barbara.
const APP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const ORIGIN: &str = "http://localhost:8080";

/// An error and its condition.
struct Refusal {
    operation: &'static str,
    code: &'static str,
    met: Box<dyn Fn() -> Result<Value, String> + Send + Sync>,
}

/// Each operation with each error that the emulator can return, as it was returned.
pub fn pairs() -> BTreeSet<(String, String)> {
    // Each has its own stage, so two halves can run at the same time.
    let refusals = refusals();
    let (first, second) = refusals.split_at(refusals.len() / 2);
    let (met, otherwise) = thread::scope(|scope| {
        let other = scope.spawn(|| meet(second));
        let mut both = meet(first);
        let (met, otherwise) = other.join().expect("the other half");
        both.0.extend(met);
        both.1.extend(otherwise);
        both
    });
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
    met
}

/// Which of them are as expected, and descriptions of the others.
fn meet(refusals: &[Refusal]) -> (BTreeSet<(String, String)>, Vec<String>) {
    let mut met = BTreeSet::new();
    let mut otherwise = Vec::new();
    for refusal in refusals {
        let (operation, code) = (refusal.operation, refusal.code);
        match (refusal.met)() {
            Err(found) if found == code => {
                met.insert((operation.to_owned(), code.to_owned()));
            }
            other => otherwise.push(format!("{operation}: {code}: {other:?}")),
        }
    }
    (met, otherwise)
}

fn refusals() -> Vec<Refusal> {
    let mut table = Table(Vec::new());
    of_every_operation(&mut table);
    triggers::of_triggers(&mut table);
    accounts::of_accounts(&mut table);
    signing_in::of_signing_in(&mut table);
    codes::of_codes(&mut table);
    factors::of_factors(&mut table);
    tokens::of_devices(&mut table);
    tokens::of_tokens(&mut table);
    messages::of_messages(&mut table);
    // Last: its conditions are for the errors that no other file has.
    environment::of_environment(&mut table);
    table.0
}

/// An invalid caller, or an unknown one.
fn of_every_operation(table: &mut Table) {
    for operation in listed().keys() {
        let (name, input) = input_of(operation);
        let own = own_field(name);
        let with = move |value: &str| {
            let mut input = input.clone();
            input[own] = value.into();
            // All other members are valid, so the caller is rejected.
            for (name, good) in [("DeviceKey", "eu-west-1_0a"), ("SessionId", SESSION_ID)] {
                if input.get(name).is_some() {
                    input[name] = good.into();
                }
            }
            input
        };
        let malformed = with("not one at all!");
        // A direct call, because the client only sends what the model allows.
        table.add(name, "InvalidParameterException", move || {
            let (status, response) = Stage::new().call(name, malformed.clone());
            match status {
                200 => Ok(response),
                _ => Err(response["__type"].as_str().unwrap_or_default().to_owned()),
            }
        });
        match own {
            "AccessToken" => {
                let unknown = with("unknown");
                table.call(FACTORS, name, "NotAuthorizedException", unknown);
            }
            "ClientId" if name != "RevokeToken" => {
                let unknown = with("nobody");
                table.call(FACTORS, name, "ResourceNotFoundException", unknown);
            }
            _ => {}
        }
    }
}

fn call(stage: &Stage, client: &Client, operation: &str, input: &Value) -> Result<Value, String> {
    let response = stage.run(client.call_json(operation, &input.to_string()));
    match response {
        Ok(text) => Ok(serde_json::from_str(&text).expect("the answer is JSON")),
        Err(error) => Err(error.code().unwrap_or_else(|| error.message()).to_owned()),
    }
}

fn input_of(operation: &str) -> (&'static str, Value) {
    let (name, input, _) = calls().into_iter().find(|it| it.0 == operation).unwrap();
    (name, input)
}

/// The member that identifies the caller.
fn own_field(operation: &str) -> &'static str {
    let model = model();
    let input = &model[operation]["input"];
    let mut names = ["ClientId", "AccessToken", "UserPoolId"].into_iter();
    names.find(|name| input.get(name).is_some()).unwrap()
}

struct Table(Vec<Refusal>);

impl Table {
    fn add(
        &mut self,
        operation: &'static str,
        code: &'static str,
        meet: impl Fn() -> Result<Value, String> + Send + Sync + 'static,
    ) {
        self.0.push(Refusal {
            operation,
            code,
            met: Box::new(meet),
        });
    }

    fn has(&self, operation: &str, code: &str) -> bool {
        let mut refusals = self.0.iter();
        refusals.any(|it| it.operation == operation && it.code == code)
    }

    /// A call without a signed-in user.
    fn call(
        &mut self,
        client: &'static str,
        operation: &'static str,
        code: &'static str,
        input: Value,
    ) {
        self.add(operation, code, move || {
            let stage = Stage::new();
            call(&stage, &stage.page(client).client, operation, &input)
        });
    }

    /// A call of Hedy, in a pool with changed settings.
    fn hedys(
        &mut self,
        operation: &'static str,
        code: &'static str,
        change: fn(&mut PoolSettings),
        input: Value,
    ) {
        self.add(operation, code, move || {
            let stage = with_factors(change);
            let page = hedy(&stage);
            call(&stage, &page.client, operation, &input)
        });
    }
}

fn factors_of(config: &mut Config) -> &mut PoolSettings {
    let mut pools = config.pools.iter_mut();
    pools.find(|pool| pool.id == FACTORS_POOL).unwrap()
}

fn with_factors(change: impl FnOnce(&mut PoolSettings)) -> Stage {
    Stage::with(|config| change(factors_of(config)))
}

fn hedy(stage: &Stage) -> Page {
    hedy_in(stage, FACTORS)
}

fn hedy_in(stage: &Stage, client: &str) -> Page {
    let config = vestibule::ClientConfig::new(FACTORS_POOL, client);
    let page = stage.page_of(config.endpoint(vestibule_native_tests::COGNITO));
    // Her pool remembers devices: it would not renew the tokens of USER_PASSWORD_AUTH.
    let credentials = Credentials::choice(HEDY.0).preferred("PASSWORD");
    done(stage.run(page.client.sign_in(credentials.password(HEDY.1))));
    page
}

fn by_password(name: &str, password: &str) -> Value {
    json!({ "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": { "USERNAME": name, "PASSWORD": password } })
}

fn by_choice(name: &str) -> Value {
    json!({ "AuthFlow": "USER_AUTH", "AuthParameters": { "USERNAME": name } })
}

/// Emily has signed up, but has not confirmed it.
fn signed_up(stage: &Stage) {
    let (operation, mut input) = input_of("SignUp");
    input["ClientId"] = FACTORS.into();
    let (status, response) = stage.call(operation, input);
    assert_eq!(status, 200, "{response}");
}

/// Sends wrong answers until there is another error than for a wrong answer.
fn until(mut wrong: impl FnMut() -> Result<Value, String>, said: &str) -> Result<Value, String> {
    for _ in 0..30 {
        match wrong() {
            Err(code) if code == said => {}
            other => return other,
        }
    }
    Err(said.to_owned())
}

/// Repeats a call until it fails.
fn again(mut ask: impl FnMut() -> Result<Value, String>) -> Result<Value, String> {
    for _ in 0..30 {
        ask()?;
    }
    Ok(Value::Null)
}
