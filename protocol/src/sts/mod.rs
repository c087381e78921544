//! The two operations of the AWS Security Token Service that need no IAM key: credentials of a role for an OpenID token
//! or a SAML assertion. Requests are forms, and responses are XML.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>

mod read;

#[cfg(test)]
mod tests;

pub use read::{AssumedRole, Credentials, response};

use crate::http::HttpRequest;
use crate::idp::describe::names;
use crate::oauth::percent::Query;
use crate::region::dns_suffix;
use crate::secret::Secret;
use core::fmt;

/// An error of STS.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of STS failed.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The errors of the two operations, by their names on the wire.
    pub enum ErrorCode {
        /// The token has expired.
        ExpiredToken => "ExpiredTokenException",
        /// The provider of the token could not be reached; try again.
        IdpCommunication => "IDPCommunicationError",
        /// The provider has rejected the claim.
        IdpRejectedClaim => "IDPRejectedClaim",
        /// The token is not valid.
        InvalidIdentityToken => "InvalidIdentityToken",
        /// The policy is malformed.
        MalformedPolicyDocument => "MalformedPolicyDocument",
        /// The policies are too large.
        PackedPolicyTooLarge => "PackedPolicyTooLarge",
        /// STS is not enabled for the account in this Region.
        RegionDisabled => "RegionDisabledException",
        /// The role may not be assumed with this token: its trust policy does not allow it.
        /// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
        AccessDenied => "AccessDenied",
        /// A parameter is not valid.
        ValidationError => "ValidationError",
        /// Too many requests; try again later.
        Throttling => "Throttling",
        /// STS failed.
        InternalFailure => "InternalFailure",
        /// STS is temporarily unavailable.
        ServiceUnavailable => "ServiceUnavailable",
    }
}

/// Returns credentials of a role for a token of an OpenID provider or of an identity pool.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeRoleWithWebIdentity {
    /// The role, 20 to 2,048 characters.
    pub role_arn: String,
    /// A name for the session in the account's logs, 2 to 64 letters, digits and `_+=,.@-`.
    pub role_session_name: String,
    /// The token.
    pub web_identity_token: Secret,
    /// The provider of an OAuth token: `graph.facebook.com` or `www.amazon.com`. Not for OpenID tokens.
    pub provider_id: Option<String>,
    /// The limits of the session.
    pub session: SessionLimits,
}

/// Returns credentials of a role for a SAML assertion.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeRoleWithSaml {
    /// The role.
    pub role_arn: String,
    /// The SAML provider in IAM.
    pub principal_arn: String,
    /// The assertion, in base64.
    pub saml_assertion: Secret,
    /// The limits of the session.
    pub session: SessionLimits,
}

/// Limits of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionLimits {
    /// Up to ten managed policies that restrict the role.
    pub policy_arns: Vec<String>,
    /// A policy that restricts the role, up to 2,048 characters.
    pub policy: Option<String>,
    /// The lifetime of the credentials: 900 to 43,200 seconds. The default is 3,600.
    pub duration_seconds: Option<u32>,
    /// The minimum size of the session token, up to 4,096 bytes, for testing larger tokens.
    pub minimum_session_token_size: Option<u32>,
}

/// An operation that needs no IAM key.
pub trait Operation {
    /// AWS's name of it.
    const NAME: &'static str;
    /// Returns its parameters, with the names and in the order on the wire.
    fn parameters(&self) -> Vec<(String, String)>;
}

impl Operation for AssumeRoleWithWebIdentity {
    const NAME: &'static str = "AssumeRoleWithWebIdentity";

    fn parameters(&self) -> Vec<(String, String)> {
        let mut parameters = vec![
            ("RoleArn".to_owned(), self.role_arn.clone()),
            ("RoleSessionName".to_owned(), self.role_session_name.clone()),
            (
                "WebIdentityToken".to_owned(),
                self.web_identity_token.expose().to_owned(),
            ),
        ];
        let provider = self.provider_id.clone();
        parameters.extend(provider.map(|id| ("ProviderId".to_owned(), id)));
        self.session.add_to(&mut parameters);
        parameters
    }
}

impl Operation for AssumeRoleWithSaml {
    const NAME: &'static str = "AssumeRoleWithSAML";

    fn parameters(&self) -> Vec<(String, String)> {
        let mut parameters = vec![
            ("RoleArn".to_owned(), self.role_arn.clone()),
            ("PrincipalArn".to_owned(), self.principal_arn.clone()),
            (
                "SAMLAssertion".to_owned(),
                self.saml_assertion.expose().to_owned(),
            ),
        ];
        self.session.add_to(&mut parameters);
        parameters
    }
}

impl SessionLimits {
    fn add_to(&self, parameters: &mut Vec<(String, String)>) {
        for (index, arn) in self.policy_arns.iter().enumerate() {
            let number = (index + 1).to_string();
            let name = ["PolicyArns.member.", &number, ".arn"].concat();
            parameters.push((name, arn.clone()));
        }
        let seconds = self.duration_seconds.map(|number| number.to_string());
        let size = self
            .minimum_session_token_size
            .map(|number| number.to_string());
        for (name, value) in [
            ("Policy", self.policy.clone()),
            ("DurationSeconds", seconds),
            ("MinimumSessionTokenSize", size),
        ] {
            parameters.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
}

/// Returns the HTTP request that calls the operation at the endpoint, such as `https://sts.eu-west-1.amazonaws.com/`.
/// Its content type needs no CORS preflight.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    let mut query = Query::default();
    query.add("Action", O::NAME);
    query.add("Version", "2011-06-15");
    for (name, value) in operation.parameters() {
        query.add(&name, &value);
    }
    HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers: vec![(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        )],
        body: Some(query.finish()),
    }
}

/// Returns the address of STS in a Region, without a trailing slash.
///
/// <https://docs.aws.amazon.com/general/latest/gr/sts.html>
pub fn endpoint(region: &str) -> String {
    ["https://sts.", region, ".", dns_suffix(region)].concat()
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
