//! Errors of Cognito Sync. Messages without a source are known from public reports.

use super::Failure;

/// Datasets.
impl Failure {
    pub(crate) fn no_such_dataset(name: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("No such dataset: {name}"),
        )
    }

    /// amazon-cognito-js, issue 31
    pub(crate) fn sync_conflict(key: &str, is: u64, given: i64) -> Self {
        Self::new(
            "ResourceConflictException",
            format!("Current SyncCount for: {key} is: {is} not: {given}"),
        )
    }

    /// aws-sdk-unity, issue 94
    pub(crate) fn no_such_sync_count(count: u64) -> Self {
        Self::invalid_parameter(format!(
            "No such SyncCount: {count} exists for this Dataset"
        ))
    }

    /// complete-aws-iam-reference, issue 65
    pub(crate) fn sync_session() -> Self {
        Self::invalid_parameter("SyncSessionToken not valid for these inputs")
    }

    pub(crate) fn sync_limit(what: &str) -> Self {
        Self::new("LimitExceededException", format!("Limit exceeded: {what}"))
    }

    pub(crate) fn record_without_value(key: &str) -> Self {
        Self::invalid_parameter(format!("The patch of {key} has no Value."))
    }
}
