//! The errors without a condition in the emulator, which the tests simulate. The coverage table
//! includes this file.

/// The operations that an entry is about.
pub enum Of {
    /// All operations that list the error.
    All,
    /// These operations.
    These(&'static [&'static str]),
    /// All operations that list the error, except these.
    AllExcept(&'static [&'static str]),
}

/// Each error with its operations and the reason.
pub const PLAYED: [(&str, Of, &str); 15] = [
    (
        "InternalErrorException",
        Of::All,
        "a fault of AWS's own, which no setting and no request brings about",
    ),
    (
        "UserNotConfirmedException",
        Of::AllExcept(&["InitiateAuth", "RespondToAuthChallenge"]),
        "nobody has tokens, or a code for a new password, before they are confirmed, and nothing takes a \
         confirmation back",
    ),
    (
        "ConcurrentModificationException",
        Of::All,
        "two changes in the very same moment, where the emulator does one after the other",
    ),
    (
        "TooManyFailedAttemptsException",
        Of::All,
        "Cognito says LimitExceededException after too many wrong codes; what it says this of is written nowhere",
    ),
    (
        "LimitExceededException",
        Of::These(&[
            "CompleteWebAuthnRegistration",
            "DeleteWebAuthnCredential",
            "ListWebAuthnCredentials",
        ]),
        "the twenty-first passkey is refused where its registration begins; what is limited besides is \
         written nowhere",
    ),
    (
        "InvalidUserPoolConfigurationException",
        Of::These(&[
            "InitiateAuth",
            "RespondToAuthChallenge",
            "VerifySoftwareToken",
        ]),
        "a pool that wants a second factor and has none, which neither Cognito nor the emulator lets be made",
    ),
    (
        "UnsupportedOperationException",
        Of::These(&["InitiateAuth"]),
        "of a flow that the app client does not allow Cognito says InvalidParameterException",
    ),
    (
        "InvalidLambdaResponseException",
        Of::These(&["ConfirmDevice"]),
        "the operation calls no function that is documented",
    ),
    (
        "InvalidPasswordException",
        Of::These(&["ConfirmDevice"]),
        "the operation takes no password",
    ),
    (
        "UsernameExistsException",
        Of::These(&["ConfirmDevice"]),
        "the operation makes no user",
    ),
    (
        "CodeMismatchException",
        Of::These(&["UpdateUserAttributes", "VerifySoftwareToken"]),
        "the former takes no code; of the latter's wrong codes Cognito says EnableSoftwareTokenMFAException",
    ),
    (
        "ExpiredCodeException",
        Of::These(&["UpdateUserAttributes"]),
        "the operation takes no code",
    ),
    (
        "SoftwareTokenMFANotFoundException",
        Of::These(&["RespondToAuthChallenge"]),
        "nothing takes an authenticator app away while its code is waited for",
    ),
    (
        "UserNotFoundException",
        Of::These(&["GetTokensFromRefreshToken"]),
        "a refresh token of a deleted user is one that nobody knows",
    ),
    (
        "UserNotFoundException",
        Of::These(&["RespondToAuthChallenge"]),
        "a sign-in of a deleted user is one that nobody knows",
    ),
];
