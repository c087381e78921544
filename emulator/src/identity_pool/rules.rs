//! The constraints of the API's model for members of requests.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html> (each field's own `Pattern`
//!   and `Length Constraints`)

use std::collections::BTreeMap;

use crate::errors::Failure;
use crate::idp::request::Input;
use crate::idp::rules::{Rule, all, secret, shown};

/// The ids of pools and identities.
pub(super) const IDENTITY_ID: Rule = shown(1, 55, r"[\w-]+:[0-9a-f-]+", is_id);
pub(super) const ACCOUNT_ID: Rule = shown(1, 15, r"\d+", |v| all(v, |c| c.is_ascii_digit()));
pub(super) const ARN: Rule = shown(20, 2048, "", |_| true);
pub(super) const PROVIDER_TOKEN: Rule = secret(1, 50_000, "", |_| true);

pub(super) const DEVELOPER_PROVIDER: Rule = shown(1, 128, r"[\w._-]+", |v| {
    all(v, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
    })
});
pub(super) const DEVELOPER_USER: Rule = secret(1, 1024, "", |_| true);
pub(super) const TAG_VALUE: Rule = shown(1, 256, "", |_| true);
pub(super) const PAGE_TOKEN: Rule = shown(1, 65_535, r"[\S]+", |v| all(v, |c| !c.is_whitespace()));

/// The maximum number of keys in `Logins`.
// Source: API_GetId (`Logins`: "Maximum number of 10 items").
const MAX_LOGINS: usize = 10;

/// `Logins`: a token by provider.
// Source: API_GetId.
pub(super) fn logins<'a>(input: &mut Input<'a>) -> Result<BTreeMap<&'a str, &'a str>, Failure> {
    let logins = input.texts_by_name("Logins", &PROVIDER_TOKEN);
    if logins.len() > MAX_LOGINS {
        return Err(Failure::invalid_parameter(
            "1 validation error detected: Value at 'logins' failed to satisfy constraint: Member must have length less \
             than or equal to 10",
        ));
    }
    Ok(logins)
}

fn is_id(value: &str) -> bool {
    let is_region: fn(char) -> bool = |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_uuid: fn(char) -> bool = |c| matches!(c, '0'..='9' | 'a'..='f' | '-');
    value
        .split_once(':')
        .is_some_and(|(region, uuid)| all(region, is_region) && all(uuid, is_uuid))
}
