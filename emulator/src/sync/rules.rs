//! The constraints of the API's model for members of requests.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_UpdateRecords.html> (each field's own `Pattern` and
//!   `Length Constraints`)

use crate::idp::request::Input;
use crate::idp::rules::{Rule, all, secret, shown};

/// The ids of pools and identities.
const IDENTITY_ID: Rule = shown(1, 55, r"[\w-]+:[0-9a-f-]+", is_id);
const DATASET_NAME: Rule = shown(1, 128, "[a-zA-Z0-9_.:-]+", |v| {
    all(v, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')
    })
});
pub(super) const KEY: Rule = shown(1, 1024, "", |_| true);
pub(super) const VALUE: Rule = secret(0, 1_048_575, "", |_| true);
pub(super) const DEVICE_ID: Rule = shown(1, 256, "", |_| true);
pub(super) const TOKEN: Rule = secret(0, usize::MAX, "", |_| true);

/// Validates the members of the path.
pub(super) fn check_path(input: &mut Input<'_>) {
    input.required("IdentityPoolId", &IDENTITY_ID);
    input.required("IdentityId", &IDENTITY_ID);
    input.optional("DatasetName", &DATASET_NAME);
}

fn is_id(value: &str) -> bool {
    let is_region: fn(char) -> bool = |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_uuid: fn(char) -> bool = |c| matches!(c, '0'..='9' | 'a'..='f' | '-');
    value
        .split_once(':')
        .is_some_and(|(region, uuid)| all(region, is_region) && all(uuid, is_uuid))
}
