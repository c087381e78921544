//! The server, and direct calls to it.

use std::env;
use std::error::Error;

use serde_json::Value;

use super::network::agent;

/// The server that `run.mjs` has started.
pub struct Server {
    pub url: String,
    /// The same server behind a proxy that adds the nonce to ID tokens.
    pub with_nonce: String,
    pub pool: String,
    pub client: String,
    pub agent: ureq::Agent,
}

impl Server {
    pub fn from_environment() -> Result<Self, String> {
        let variable = |name: &str| {
            env::var(name).map_err(|_| format!("{name} is not set: start this by run.mjs"))
        };
        Ok(Server {
            url: variable("COGNITO_LOCAL_URL")?,
            with_nonce: variable("COGNITO_LOCAL_WITH_NONCE_URL")?,
            pool: variable("COGNITO_LOCAL_POOL")?,
            client: variable("COGNITO_LOCAL_CLIENT")?,
            agent: agent(),
        })
    }

    /// Calls an operation directly, not through the client.
    pub fn call(&self, operation: &str, members: Value) -> Result<Value, Box<dyn Error>> {
        let mut response = self
            .agent
            .post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{operation}"),
            )
            .send(members.to_string())?;
        let body = response.body_mut().read_to_string()?;
        match response.status().is_success() {
            true => Ok(serde_json::from_str(&body)?),
            false => Err(format!("{operation}: {body}").into()),
        }
    }

    pub fn post(&self, path: &str, form: &str) -> Result<(u16, Value), Box<dyn Error>> {
        let url = [self.url.as_str(), path].concat();
        let kind = "application/x-www-form-urlencoded";
        let mut response = self
            .agent
            .post(url)
            .header("content-type", kind)
            .send(form)?;
        let body = response.body_mut().read_to_string()?;
        Ok((response.status().as_u16(), serde_json::from_str(&body)?))
    }
}
