//! The version of the policy language.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>

/// The version of the language; only the second has variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    Of2008,
    Of2012,
}
