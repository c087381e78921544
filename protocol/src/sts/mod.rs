//! A role's credentials for a token or an assertion: the two operations of the AWS Security Token Service that need
//! no IAM key. A query goes in, XML comes out.
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

/// A refusal of STS.
pub type ServiceError = crate::idp::ServiceError<ErrorCode>;
/// Why an operation of STS has no result.
pub type ResponseError = crate::idp::ResponseError<ErrorCode>;

names! {
    /// The refusals of the two operations, as they are named on the wire.
    pub enum ErrorCode {
        /// The token has expired.
        ExpiredToken => "ExpiredTokenException",
        /// The provider of the token could not be reached; try again.
        IdpCommunication => "IDPCommunicationError",
        /// The provider says that the claim is not valid.
        IdpRejectedClaim => "IDPRejectedClaim",
        /// The token is not valid.
        InvalidIdentityToken => "InvalidIdentityToken",
        /// The policy is not one.
        MalformedPolicyDocument => "MalformedPolicyDocument",
        /// The policies are too large.
        PackedPolicyTooLarge => "PackedPolicyTooLarge",
        /// The account has not turned STS on in this Region.
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
        /// STS is away for the moment.
        ServiceUnavailable => "ServiceUnavailable",
    }
}

/// A role's credentials for a token of an OpenID provider, or of an identity pool.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeRoleWithWebIdentity {
    /// The role, 20 to 2,048 characters.
    pub role_arn: String,
    /// A name for the session, 2 to 64 of letters, digits and `_+=,.@-`; the account's logs show it.
    pub role_session_name: String,
    /// The token.
    pub web_identity_token: Secret,
    /// For a token of Facebook (`graph.facebook.com`) or Amazon (`www.amazon.com`), which is no OpenID token.
    pub provider_id: Option<String>,
    /// What all of it has in common with a SAML assertion.
    pub session: SessionLimits,
}

/// A role's credentials for a SAML assertion.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeRoleWithSaml {
    /// The role.
    pub role_arn: String,
    /// The SAML provider in IAM.
    pub principal_arn: String,
    /// The assertion, in base64.
    pub saml_assertion: Secret,
    /// What all of it has in common with a token.
    pub session: SessionLimits,
}

/// To what the credentials are cut down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionLimits {
    /// Up to ten managed policies that cut down what the role may do.
    pub policy_arns: Vec<String>,
    /// A policy that cuts it down, up to 2,048 characters.
    pub policy: Option<String>,
    /// For how long they are good: 900 to 43,200 seconds, 3,600 where it is left out.
    pub duration_seconds: Option<u32>,
    /// The smallest size of the session token, up to 4,096, so that a change of its size is noticed early.
    pub minimum_session_token_size: Option<u32>,
}

/// An operation that needs no IAM key.
pub trait Operation {
    /// The name under which AWS knows it.
    const NAME: &'static str;
    /// Its parameters, in the names and the order of the wire.
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

/// The HTTP request that calls the operation at the endpoint, such as `https://sts.eu-west-1.amazonaws.com/`. Its
/// content type needs no question beforehand (CORS preflight).
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

/// The address of STS in a Region, without a slash at its end.
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
