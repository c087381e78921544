//! Authentication and authorization for the AWS services: tokens of identity providers, assumed roles, signatures, and
//! the decisions of IAM policies.

mod assume;
mod authenticate;
mod authorize;
mod messages;
mod saml;
mod web_identity;

pub(crate) use assume::{AssumeRoleError, RoleRequest, assume};
pub(crate) use authenticate::{
    ClockSkew, Principal, SignatureError, SignatureRequirements, authenticate,
};
pub(crate) use authorize::{RequestedAction, authorize};
pub(crate) use messages::{denial_message, signature_failure, skew_message};
pub(crate) use saml::{SamlError, SamlIdentity, verify_assertion};
pub(crate) use web_identity::{COGNITO_ISSUER, TAGS, TokenError, WebIdentity, verify};
