//! Errors of an identity pool, and the errors of the client that they become.

use super::scene;
use vestibule::ErrorKind;

#[test]
fn each_error_has_its_kind_and_help() {
    for (operation, name, message, kind, help) in [
        (
            "GetId",
            "NotAuthorizedException",
            "Unauthenticated access is not supported for this identity pool.",
            ErrorKind::GuestsNotAllowed,
            "Guest access",
        ),
        (
            "GetId",
            "ResourceNotFoundException",
            "IdentityPool 'eu-west-1:1' not found.",
            ErrorKind::IdentityPoolConfiguration,
            "Region",
        ),
        (
            "GetId",
            "NotAuthorizedException",
            "Invalid login token. Issuer doesn't match providerName",
            ErrorKind::IdentityPoolConfiguration,
            "login key",
        ),
        (
            "GetId",
            "NotAuthorizedException",
            "Invalid login token. Couldn't verify signed token.",
            ErrorKind::IdentityPoolConfiguration,
            "login key",
        ),
        (
            "GetCredentialsForIdentity",
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
            ErrorKind::IdentityPoolConfiguration,
            "sts:AssumeRoleWithWebIdentity",
        ),
        (
            "GetCredentialsForIdentity",
            "InvalidParameterException",
            "1 validation error",
            ErrorKind::InvalidInput,
            "",
        ),
        (
            "GetCredentialsForIdentity",
            "ResourceConflictException",
            "m",
            ErrorKind::ConcurrentModification,
            "",
        ),
        ("GetId", "LimitExceededException", "m", ErrorKind::Other, ""),
    ] {
        let (stage, page, played) = scene();
        played.refuse(operation, name, message);
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_eq!(error.kind(), kind, "{message}");
        assert_eq!(error.code(), Some(name));
        assert!(error.help().contains(help), "{message}: {}", error.help());
        assert_eq!(played.calls(operation), 1, "{message}");
    }
}

#[test]
fn temporary_errors_are_retried() {
    let (stage, page, played) = scene();
    played.refuse("GetId", "TooManyRequestsException", "Rate exceeded");
    played.refuse(
        "GetCredentialsForIdentity",
        "TooManyRequestsException",
        "Rate exceeded",
    );
    stage.run(page.client.aws().credentials()).unwrap();
    assert_eq!(played.calls("GetId"), 2);
    assert_eq!(played.calls("GetCredentialsForIdentity"), 2);
}
