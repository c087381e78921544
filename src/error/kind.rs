//! The kinds of errors, and the form fields to which an error can belong.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The kind of an [`Error`](crate::Error).
        ///
        /// New errors of Cognito add kinds, so a `match` needs a wildcard arm.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorKind {
            /// All kinds, in the order of their definition.
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$variant,)+];

            /// Returns the kind's name in JavaScript, in camelCase.
            pub const fn name(self) -> &'static str {
                match self {
                    $(ErrorKind::$variant => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A setting is missing or malformed. The message names it.
    Configuration = "configuration",
    /// The service could not be reached.
    Network = "network",
    /// The service did not respond in time.
    Timeout = "timeout",
    /// The caller aborted the call.
    Aborted = "aborted",
    /// The response is invalid: not JSON, empty, too large, or without a required field.
    InvalidResponse = "invalidResponse",
    /// An internal error of the service.
    ServiceUnavailable = "serviceUnavailable",
    /// Too many requests at the moment.
    Throttled = "throttled",
    /// No user is signed in.
    SignedOut = "signedOut",
    /// The session has ended: its refresh token is not valid any more, or it had none and its tokens have expired.
    SessionExpired = "sessionExpired",
    /// The sign-in took longer than Cognito allows. The user has to start again.
    SignInExpired = "signInExpired",
    /// The user name or the password is wrong.
    WrongCredentials = "wrongCredentials",
    /// There is no such user. Only if the app client's `PreventUserExistenceErrors` is `LEGACY`.
    UserNotFound = "userNotFound",
    /// An administrator has disabled the user.
    UserDisabled = "userDisabled",
    /// The user name is taken.
    UsernameExists = "usernameExists",
    /// The e-mail address or phone number belongs to another user.
    AliasExists = "aliasExists",
    /// The sign-up is already confirmed, perhaps by a link or in another tab. The user can sign in.
    AlreadyConfirmed = "alreadyConfirmed",
    /// The user has not confirmed the sign-up yet.
    UserNotConfirmed = "userNotConfirmed",
    /// An administrator has reset the password. The user has to choose a new one.
    PasswordResetRequired = "passwordResetRequired",
    /// The temporary password has expired. Only an administrator can set another one.
    TemporaryPasswordExpired = "temporaryPasswordExpired",
    /// The user has no password to reset: they have not signed in with their temporary one yet, or they sign in at
    /// another identity provider.
    CannotResetPassword = "cannotResetPassword",
    /// The user has no verified address to which a code could be sent.
    NoVerifiedAddress = "noVerifiedAddress",
    /// The new password does not meet the pool's policy. The message names the rule.
    InvalidPassword = "invalidPassword",
    /// The new password was used before, and the pool forbids it.
    PasswordReused = "passwordReused",
    /// The code is wrong.
    CodeMismatch = "codeMismatch",
    /// The code has expired. The user has to request a new one.
    CodeExpired = "codeExpired",
    /// To send another code, Cognito needs a new sign-in, with the password.
    PasswordNeeded = "passwordNeeded",
    /// The code could not be sent.
    CodeDeliveryFailed = "codeDeliveryFailed",
    /// Too many attempts. Cognito refuses more for a while.
    TooManyAttempts = "tooManyAttempts",
    /// An input is invalid.
    InvalidInput = "invalidInput",
    /// Cognito refuses this for the user's current state.
    NotAuthorized = "notAuthorized",
    /// The app client does not allow this sign-in flow.
    FlowNotEnabled = "flowNotEnabled",
    /// There is no such app client in the pool, or no such pool in the Region.
    ClientNotFound = "clientNotFound",
    /// The app client has a secret, which a browser cannot keep.
    ClientSecretRequired = "clientSecretRequired",
    /// A Lambda trigger of the pool refused. The message is the trigger's.
    LambdaRejected = "lambdaRejected",
    /// A Lambda trigger of the pool failed.
    LambdaFailed = "lambdaFailed",
    /// Cognito requires something that this version does not support.
    Unsupported = "unsupported",
    /// The redirect's `state` is not from this page, or too old.
    UnknownState = "unknownState",
    /// The redirect's URL lacks a required parameter.
    IncompleteCallback = "incompleteCallback",
    /// The authorization code was used before, or expired.
    CodeUsed = "codeUsed",
    /// The user or the identity provider refused the sign-in.
    AccessDenied = "accessDenied",
    /// The hosted UI or an identity provider returned an error.
    ProviderError = "providerError",
    /// A token is not valid for this app: its issuer, audience, nonce or signature is wrong, or it has expired.
    TokenRejected = "tokenRejected",
    /// The browser's storage failed.
    Storage = "storage",
    /// Two requests changed the same resource at the same time.
    ConcurrentModification = "concurrentModification",
    /// The device is confirmed already.
    DeviceKeyExists = "deviceKeyExists",
    /// The code did not match, so the authenticator app could not be set up.
    EnableSoftwareTokenMfa = "enableSoftwareTokenMfa",
    /// The pool's plan does not include the feature.
    FeatureUnavailableInTier = "featureUnavailableInTier",
    /// According to Cognito, the session already has the level that a step-up requires.
    LevelAlreadyMet = "levelAlreadyMet",
    /// The user has no factor for the level that a step-up requires.
    LevelUnavailable = "levelUnavailable",
    /// The user has signed in, but not at the required level.
    LevelNotReached = "levelNotReached",
    /// A firewall (AWS WAF) or a policy refused the request.
    Forbidden = "forbidden",
    /// Cognito may not send e-mail for the pool.
    InvalidEmailRoleAccessPolicy = "invalidEmailRoleAccessPolicy",
    /// The response of a Lambda trigger is invalid.
    InvalidLambdaResponse = "invalidLambdaResponse",
    /// Cognito may not send text messages for the pool.
    InvalidSmsRoleAccessPolicy = "invalidSmsRoleAccessPolicy",
    /// The role for text messages does not trust Cognito.
    InvalidSmsRoleTrustRelationship = "invalidSmsRoleTrustRelationship",
    /// The pool's configuration does not allow it.
    InvalidUserPoolConfiguration = "invalidUserPoolConfiguration",
    /// No such second factor is set up.
    MfaMethodNotFound = "mfaMethodNotFound",
    /// The operation is not enabled for the pool, or not for this app client.
    OperationNotEnabled = "operationNotEnabled",
    /// This Region cannot do this now: it has a replica of the pool, which does not change accounts, or the pool is
    /// being recovered to an earlier time. The session stays.
    UnavailableInRegion = "unavailableInRegion",
    /// The refresh token was replaced by a newer one.
    RefreshTokenReuse = "refreshTokenReuse",
    /// There is no such device, passkey or other resource.
    ResourceNotFound = "resourceNotFound",
    /// No authenticator app is set up, or the pool does not allow one.
    SoftwareTokenMfaNotFound = "softwareTokenMfaNotFound",
    /// Too many wrong codes.
    TooManyFailedAttempts = "tooManyFailedAttempts",
    /// The request is not authorized.
    Unauthorized = "unauthorized",
    /// The operation is not supported here.
    UnsupportedOperation = "unsupportedOperation",
    /// Tokens of this type cannot be revoked.
    UnsupportedTokenType = "unsupportedTokenType",
    /// Threat protection is not enabled for the pool.
    UserPoolAddOnNotEnabled = "userPoolAddOnNotEnabled",
    /// The passkey's challenge is unknown or too old.
    WebAuthnChallengeNotFound = "webAuthnChallengeNotFound",
    /// The passkey belongs to another app client.
    WebAuthnClientMismatch = "webAuthnClientMismatch",
    /// Passkeys are not configured for the pool.
    WebAuthnConfigurationMissing = "webAuthnConfigurationMissing",
    /// The passkey is of a kind that is not supported.
    WebAuthnCredentialNotSupported = "webAuthnCredentialNotSupported",
    /// Passkeys are not enabled for the pool.
    WebAuthnNotEnabled = "webAuthnNotEnabled",
    /// The page's origin may not use passkeys of this pool.
    WebAuthnOriginNotAllowed = "webAuthnOriginNotAllowed",
    /// The page's domain is not the pool's relying party.
    WebAuthnRelyingPartyMismatch = "webAuthnRelyingPartyMismatch",
    /// The user cancelled the browser's passkey dialog, or took too long.
    PasskeyCancelled = "passkeyCancelled",
    /// This browser has no passkeys, or none of the requested kind.
    PasskeyUnavailable = "passkeyUnavailable",
    /// The authenticator already has a passkey for this account.
    PasskeyExists = "passkeyExists",
    /// The browser refuses the pool's passkeys for this page's domain.
    PasskeyOriginRefused = "passkeyOriginRefused",
    /// The browser blocked the popup, because it was not opened by a user action.
    PopupBlocked = "popupBlocked",
    /// The user closed the popup.
    PopupClosed = "popupClosed",
    /// The popup was open for too long.
    PopupTimeout = "popupTimeout",
    /// A policy of the page (Content-Security-Policy, Trusted Types) blocks something that is required.
    BlockedByPolicy = "blockedByPolicy",
    /// WebAssembly is missing or disabled. Only in the npm package.
    WebAssemblyMissing = "webAssemblyMissing",
    /// Dynamic imports are not available here, as in service workers. Only in the npm package.
    DynamicImportMissing = "dynamicImportMissing",
    /// This is not a browser, and the address of the WebAssembly is not set. Only in the npm package.
    NoBrowser = "noBrowser",
    /// No user is signed in, and the identity pool has no credentials for guests.
    GuestsNotAllowed = "guestsNotAllowed",
    /// The identity pool, its roles or its providers are not configured correctly. The message says which.
    IdentityPoolConfiguration = "identityPoolConfiguration",
    /// An AWS service refused a signed request, because of the clock, the permissions, the Region or the credentials.
    AwsRefused = "awsRefused",
    /// The data belong to another user now, because a user has signed in or out meanwhile.
    IdentityChanged = "identityChanged",
    /// A limit is exceeded. The message names it.
    LimitExceeded = "limitExceeded",
    /// An error that this version does not know. Its name is in [`Error::code`](crate::Error::code).
    Other = "other",
}

impl ErrorKind {
    /// Whether the same call can succeed later without any change.
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            ErrorKind::Network
                | ErrorKind::Timeout
                | ErrorKind::ServiceUnavailable
                | ErrorKind::Throttled
                | ErrorKind::ConcurrentModification
                | ErrorKind::UnavailableInRegion
        )
    }
}

/// A field of a form that an error can belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The user name or its alias.
    Username,
    /// The password. In a form for a new password, the current one.
    Password,
    /// The new password.
    NewPassword,
    /// A code that was sent to the user.
    Code,
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
}

impl Field {
    /// Returns the field's name in JavaScript, in camelCase.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Username => "username",
            Field::Password => "password",
            Field::NewPassword => "newPassword",
            Field::Code => "code",
            Field::Email => "email",
            Field::PhoneNumber => "phoneNumber",
        }
    }
}
