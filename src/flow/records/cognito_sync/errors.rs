//! The meaning of Cognito Sync's errors.

use crate::error::{Error, ErrorKind};
use crate::protocol::sync::{ErrorCode, ServiceError};
use crate::protocol::text::{cut, cut_text, whole_number};

pub(super) fn service_error(error: ServiceError) -> Error {
    let kind = match &error.code {
        ErrorCode::TooManyRequests | ErrorCode::LambdaThrottled => ErrorKind::Throttled,
        ErrorCode::InternalError => ErrorKind::ServiceUnavailable,
        ErrorCode::LimitExceeded => ErrorKind::LimitExceeded,
        ErrorCode::ResourceConflict => ErrorKind::ConcurrentModification,
        ErrorCode::ResourceNotFound => ErrorKind::ResourceNotFound,
        ErrorCode::InvalidParameter => ErrorKind::InvalidInput,
        ErrorCode::NotAuthorized => ErrorKind::AwsRefused,
        // Errors of signatures and permissions, which all AWS services share.
        _ if error.status == 403 => ErrorKind::AwsRefused,
        _ => ErrorKind::Other,
    };
    let name = error.code.as_str().to_owned();
    Error::new(kind, error.message)
        .with_code(name)
        .with_response(error.status, error.request_id)
}

/// Reads a record's current sync count from the message of a conflict: `Current SyncCount for: key is: 2 not: 1`. A key
/// can contain these words as well, so the message is read from its end.
pub(super) fn current_sync_count(conflict: &ServiceError) -> Option<i64> {
    let mut rest = conflict.message.as_str();
    while let Some((_, after)) = cut_text(rest, " is: ") {
        rest = after;
    }
    whole_number(cut(rest, b' ').0)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(message: &str) -> ServiceError {
        ServiceError {
            code: ErrorCode::ResourceConflict,
            message: message.to_owned(),
            reason_code: None,
            status: 409,
            request_id: None,
        }
    }

    #[test]
    fn the_count_of_a_conflict_is_read() {
        for (message, count) in [
            ("Current SyncCount for: user is: 1 not: 0", Some(1)),
            (
                "Current SyncCount for: a is: 7 not: 8 is: 5285 not: 5282",
                Some(5285),
            ),
            ("The dataset was changed.", None),
            ("", None),
        ] {
            assert_eq!(current_sync_count(&conflict(message)), count, "{message}");
        }
    }

    #[test]
    fn each_refusal_has_a_kind() {
        for name in ErrorCode::NAMES {
            let code = ErrorCode::from_name(name);
            let kind = service_error(ServiceError {
                code,
                ..conflict("m")
            })
            .kind();
            let is_other = *name == "InvalidLambdaFunctionOutputException";
            assert_eq!(kind == ErrorKind::Other, is_other, "{name}");
        }
        let code = ErrorCode::Other("AccessDeniedException".to_owned());
        let refused = ServiceError {
            code,
            status: 403,
            ..conflict("m")
        };
        assert_eq!(service_error(refused).kind(), ErrorKind::AwsRefused);
    }
}
