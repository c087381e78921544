//! The arguments of commands for AWS credentials and signed requests.

use vestibule::protocol::json::Value;
use vestibule::{AwsRequest, SamlRole};

use crate::arguments::{Argument, Failure, Fields, Pairs};

/// A request to be signed, or to be presigned if `expires_in` is set (`pkg/src/aws.ts`).
pub(crate) struct AwsSignRequest {
    pub request: AwsRequest,
    /// The lifetime of a presigned URL, in seconds.
    pub expires_in: Option<u32>,
}

/// The error response of a service to a signed request.
pub(crate) struct AwsErrorResponse {
    pub status: u16,
    pub body: String,
}

/// A role to assume with a SAML assertion.
pub(crate) struct AwsSamlRole(pub SamlRole);

impl Argument for AwsSignRequest {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        let url = given.take::<String>("url")?;
        let mut request = AwsRequest::new(given.take::<String>("method")?, url);
        type Set = fn(AwsRequest, String) -> AwsRequest;
        let texts: [(&str, Set); 3] = [
            ("service", AwsRequest::service),
            ("region", AwsRequest::region),
            ("bodyHash", AwsRequest::body_hash),
        ];
        for (name, set) in texts {
            if let Some(text) = given.take::<Option<String>>(name)? {
                request = set(request, text);
            }
        }
        for (name, value) in given.take::<Pairs>("headers")?.0 {
            request = request.header(name, value);
        }
        let seconds = given.take_value("expiresIn").as_i64();
        Ok(AwsSignRequest {
            request,
            expires_in: seconds.map(|seconds| u32::try_from(seconds).unwrap_or_default()),
        })
    }
}

impl Argument for AwsErrorResponse {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        let status = given.take_value("status").as_i64().unwrap_or_default();
        Ok(AwsErrorResponse {
            status: u16::try_from(status).unwrap_or_default(),
            body: given.take("body")?,
        })
    }
}

impl Argument for AwsSamlRole {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        let arns: (String, String) = (given.take("roleArn")?, given.take("providerArn")?);
        let role = SamlRole::new(arns.0, arns.1, given.take::<String>("assertion")?);
        let seconds = given.take_value("durationSeconds").as_i64();
        Ok(AwsSamlRole(match seconds {
            Some(seconds) => role.seconds(u32::try_from(seconds).unwrap_or_default()),
            None => role,
        }))
    }
}
