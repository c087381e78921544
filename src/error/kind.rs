//! The kinds of failure, and the fields of a form that one can belong to.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What kind of failure an [`Error`](crate::Error) is.
        ///
        /// The list grows with what Cognito can answer, so a `match` needs an arm for the rest.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorKind {
            /// Every kind, in the order of their definition.
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$variant,)+];

            /// The kind's name in JavaScript, in camelCase.
            pub const fn name(self) -> &'static str {
                match self {
                    $(ErrorKind::$variant => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A setting is missing or malformed; the message names it.
    Configuration = "configuration",
    /// The service could not be reached.
    Network = "network",
    /// The service did not answer in time.
    Timeout = "timeout",
    /// The caller gave up the call.
    Aborted = "aborted",
    /// The answer is not what the service gives: not JSON, empty, too large, a field missing.
    InvalidResponse = "invalidResponse",
    /// A fault inside the service.
    ServiceUnavailable = "serviceUnavailable",
    /// Too many requests for now.
    Throttled = "throttled",
    /// Nobody is signed in.
    SignedOut = "signedOut",
    /// The session has ended: its refresh token is dead, or it had none and its tokens expired.
    SessionExpired = "sessionExpired",
    /// An unfinished sign-in took longer than Cognito waits; it starts over.
    SignInExpired = "signInExpired",
    /// The user name or the password is wrong.
    WrongCredentials = "wrongCredentials",
    /// No such user (only where the app client's `PreventUserExistenceErrors` is `LEGACY`).
    UserNotFound = "userNotFound",
    /// An administrator disabled the user.
    UserDisabled = "userDisabled",
    /// The user name is taken.
    UsernameExists = "usernameExists",
    /// The e-mail address or phone number belongs to another user.
    AliasExists = "aliasExists",
    /// The sign-up is confirmed already, perhaps by a link or in another tab: the person signs in.
    AlreadyConfirmed = "alreadyConfirmed",
    /// The user has not confirmed the sign-up yet.
    UserNotConfirmed = "userNotConfirmed",
    /// An administrator reset the password; the person has to choose a new one.
    PasswordResetRequired = "passwordResetRequired",
    /// The temporary password that an administrator gave has run out; only an administrator can give
    /// another one.
    TemporaryPasswordExpired = "temporaryPasswordExpired",
    /// The user has no password of their own to reset: they have not signed in by their temporary one
    /// yet, or they sign in at another identity provider.
    CannotResetPassword = "cannotResetPassword",
    /// The user has no verified address to which a code could be sent.
    NoVerifiedAddress = "noVerifiedAddress",
    /// The new password does not meet the pool's policy; the message says in which way.
    InvalidPassword = "invalidPassword",
    /// The new password was used before, and the pool forbids it.
    PasswordReused = "passwordReused",
    /// The code is wrong.
    CodeMismatch = "codeMismatch",
    /// The code is no longer valid; a new one has to be asked for.
    CodeExpired = "codeExpired",
    /// Cognito sends another code only to a sign-in that starts over, and that takes the password again.
    PasswordNeeded = "passwordNeeded",
    /// The code could not be sent.
    CodeDeliveryFailed = "codeDeliveryFailed",
    /// Too many attempts; Cognito refuses more for a while.
    TooManyAttempts = "tooManyAttempts",
    /// Something that was given has the wrong form.
    InvalidInput = "invalidInput",
    /// Cognito refuses this to this user in this state.
    NotAuthorized = "notAuthorized",
    /// The app client does not allow this way of signing in.
    FlowNotEnabled = "flowNotEnabled",
    /// The pool has no such app client, or the region no such pool.
    ClientNotFound = "clientNotFound",
    /// The app client has a secret, which a browser cannot keep.
    ClientSecretRequired = "clientSecretRequired",
    /// A Lambda trigger of the pool refused; the message is the trigger's own.
    LambdaRejected = "lambdaRejected",
    /// A Lambda trigger of the pool failed.
    LambdaFailed = "lambdaFailed",
    /// Cognito asked for something that this version cannot do.
    Unsupported = "unsupported",
    /// A redirect came back with a `state` that this page did not send, or sent long ago.
    UnknownState = "unknownState",
    /// A redirect came back with a part missing.
    IncompleteCallback = "incompleteCallback",
    /// The authorization code was used before, or expired.
    CodeUsed = "codeUsed",
    /// The person, or the identity provider, refused the sign-in.
    AccessDenied = "accessDenied",
    /// The hosted UI or an identity provider answered with an error.
    ProviderError = "providerError",
    /// A token is not one for this app: wrong issuer, audience, nonce, signature, or expired.
    TokenRejected = "tokenRejected",
    /// The browser's storage failed.
    Storage = "storage",
    /// Two requests changed the same thing at once.
    ConcurrentModification = "concurrentModification",
    /// The device is confirmed already.
    DeviceKeyExists = "deviceKeyExists",
    /// The code did not match, so the authenticator app could not be set up.
    EnableSoftwareTokenMfa = "enableSoftwareTokenMfa",
    /// The pool's plan does not include the feature.
    FeatureUnavailableInTier = "featureUnavailableInTier",
    /// A step-up asked for a level that the session has already, by Cognito's word.
    LevelAlreadyMet = "levelAlreadyMet",
    /// The person has no factor for the level that a step-up asked for.
    LevelUnavailable = "levelUnavailable",
    /// The person signed in, and not at the level that was asked for.
    LevelNotReached = "levelNotReached",
    /// A firewall (AWS WAF) or a policy refused the request.
    Forbidden = "forbidden",
    /// Cognito may not send e-mail for the pool.
    InvalidEmailRoleAccessPolicy = "invalidEmailRoleAccessPolicy",
    /// A Lambda trigger's answer could not be used.
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
    /// This cannot be done in this Region now: the Region has a replica of the pool, which changes no
    /// account, or the pool is being recovered to an earlier time. The session stays.
    UnavailableInRegion = "unavailableInRegion",
    /// The refresh token was replaced by a newer one.
    RefreshTokenReuse = "refreshTokenReuse",
    /// There is no such device, passkey or other resource.
    ResourceNotFound = "resourceNotFound",
    /// No authenticator app is set up, or the pool does not allow one.
    SoftwareTokenMfaNotFound = "softwareTokenMfaNotFound",
    /// Too many wrong codes.
    TooManyFailedAttempts = "tooManyFailedAttempts",
    /// The request is not authorised.
    Unauthorized = "unauthorized",
    /// The operation is not supported here.
    UnsupportedOperation = "unsupportedOperation",
    /// Tokens of this type cannot be revoked.
    UnsupportedTokenType = "unsupportedTokenType",
    /// Threat protection is not enabled for the pool.
    UserPoolAddOnNotEnabled = "userPoolAddOnNotEnabled",
    /// The passkey's challenge is not known, or too old.
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
    /// The person cancelled the browser's question for a passkey, or took too long.
    PasskeyCancelled = "passkeyCancelled",
    /// This browser has no passkeys, or none of the wanted kind.
    PasskeyUnavailable = "passkeyUnavailable",
    /// The authenticator has a passkey for this account already.
    PasskeyExists = "passkeyExists",
    /// The browser refuses the pool's passkeys to this page's domain.
    PasskeyOriginRefused = "passkeyOriginRefused",
    /// The browser did not open a window for the sign-in: it was not the person who asked for it.
    PopupBlocked = "popupBlocked",
    /// The person closed the window of the sign-in.
    PopupClosed = "popupClosed",
    /// The window of the sign-in was open for too long.
    PopupTimeout = "popupTimeout",
    /// A policy of the page (Content-Security-Policy, Trusted Types) forbids something that is needed.
    BlockedByPolicy = "blockedByPolicy",
    /// The browser has no WebAssembly, or has it turned off. Of the npm package.
    WebAssemblyMissing = "webAssemblyMissing",
    /// Scripts cannot load others where this one runs, as in service workers. Of the npm package.
    DynamicImportMissing = "dynamicImportMissing",
    /// This is no browser, and nobody said where the WebAssembly is. Of the npm package.
    NoBrowser = "noBrowser",
    /// Nobody is signed in, and the identity pool gives guests no credentials.
    GuestsNotAllowed = "guestsNotAllowed",
    /// The identity pool, its roles or its providers are not set up as they have to be; the message says which.
    IdentityPoolConfiguration = "identityPoolConfiguration",
    /// A service of AWS refused a signed request: the clock, the permissions, the Region or the credentials.
    AwsRefused = "awsRefused",
    /// The data belong to somebody else by now: a person signed in or out meanwhile.
    IdentityChanged = "identityChanged",
    /// More than there is room for; the message names the limit.
    LimitExceeded = "limitExceeded",
    /// An error that this version does not know; its name is in [`Error::code`](crate::Error::code).
    Other = "other",
}

impl ErrorKind {
    /// Whether the same call can succeed later with nothing changed.
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
    /// The user name, or whatever stands in its place.
    Username,
    /// The password, or the present one where a new one is chosen.
    Password,
    /// The new password.
    NewPassword,
    /// A code that was sent.
    Code,
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
}

impl Field {
    /// The field's name in JavaScript, in camelCase.
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
