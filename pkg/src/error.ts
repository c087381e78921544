// Why something did not work: the one class of errors.

/** Why something did not work. */
export class VestibuleError extends Error {
  declare readonly name: "VestibuleError";
  /** What a program decides by. */
  declare readonly kind: ErrorKind;
  /** Whether the same call can succeed later with nothing changed. */
  declare readonly retryable: boolean;
  /** For the developer: what to change, and where. Empty where there is nothing to change. */
  declare readonly help: string;
  /** The name that Cognito or the OAuth endpoint gave it: `CodeMismatchException`, `invalid_grant`. */
  declare readonly code?: string;
  /** The field of a form, the argument or the setting that it belongs to: `"newPassword"`. */
  declare readonly field?: Field | (string & {});
  /** The HTTP status of the answer. */
  declare readonly status?: number;
  /** Cognito's id of the request, which AWS support asks for. */
  declare readonly requestId?: string;

  /** For a site's own tests and stand-ins. */
  constructor({ kind, message = kind, cause, ...details }: VestibuleErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { name: "VestibuleError", kind, retryable: false, help: "" }, details);
  }
}

/** What a {@link VestibuleError} is made of. */
export interface VestibuleErrorDetails {
  readonly kind: ErrorKind;
  readonly message?: string;
  readonly retryable?: boolean;
  readonly help?: string;
  readonly code?: string;
  readonly field?: Field | (string & {});
  readonly status?: number;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** The fields of a form that an error of Cognito can belong to. */
export type Field = "username" | "password" | "newPassword" | "code" | "email" | "phoneNumber";

/** What kind of failure it is. The list grows with what Cognito can answer. */
export type ErrorKind =
  /** A setting is missing or malformed; `field` names it. */
  | "configuration"
  /** The service could not be reached. */
  | "network"
  /** The service did not answer in time. */
  | "timeout"
  /** The caller gave up the call. */
  | "aborted"
  /** The answer is not what the service gives: not JSON, empty, too large, a field missing. */
  | "invalidResponse"
  /** A fault inside the service. */
  | "serviceUnavailable"
  /** Too many requests for now. */
  | "throttled"
  /** Nobody is signed in. */
  | "signedOut"
  /** The session has ended: its refresh token is dead, or it had none and its tokens expired. */
  | "sessionExpired"
  /** An unfinished sign-in took longer than Cognito waits; it starts over. */
  | "signInExpired"
  /** The user name or the password is wrong. */
  | "wrongCredentials"
  /** No such user (only where the app client's `PreventUserExistenceErrors` is `LEGACY`). */
  | "userNotFound"
  /** An administrator disabled the user. */
  | "userDisabled"
  /** The user name is taken. */
  | "usernameExists"
  /** The e-mail address or phone number belongs to another user. */
  | "aliasExists"
  /** The sign-up is confirmed already, perhaps by a link or in another tab: the person signs in. */
  | "alreadyConfirmed"
  /** The user has not confirmed the sign-up yet. */
  | "userNotConfirmed"
  /** An administrator reset the password; the person has to choose a new one. */
  | "passwordResetRequired"
  /** The temporary password that an administrator gave has run out; only an administrator can give another one. */
  | "temporaryPasswordExpired"
  /**
   * The user has no password of their own to reset: they have not signed in by their temporary one yet, or they
   * sign in at another identity provider.
   */
  | "cannotResetPassword"
  /** The user has no verified address to which a code could be sent. */
  | "noVerifiedAddress"
  /** The new password does not meet the pool's policy; the message says in which way. */
  | "invalidPassword"
  /** The new password was used before, and the pool forbids it. */
  | "passwordReused"
  /** The code is wrong. */
  | "codeMismatch"
  /** The code is no longer valid; a new one has to be asked for. */
  | "codeExpired"
  /** Cognito sends another code only to a sign-in that starts over, and that takes the password again. */
  | "passwordNeeded"
  /** The code could not be sent. */
  | "codeDeliveryFailed"
  /** Too many attempts; Cognito refuses more for a while. */
  | "tooManyAttempts"
  /** Something that was given has the wrong form; `field` names it. */
  | "invalidInput"
  /** Cognito refuses this to this user in this state. */
  | "notAuthorized"
  /** The app client does not allow this way of signing in. */
  | "flowNotEnabled"
  /** The pool has no such app client, or the region no such pool. */
  | "clientNotFound"
  /** The app client has a secret, which a browser cannot keep. */
  | "clientSecretRequired"
  /** A Lambda trigger of the pool refused; the message is the trigger's own. */
  | "lambdaRejected"
  /** A Lambda trigger of the pool failed. */
  | "lambdaFailed"
  /** Cognito asked for something that this version cannot do. */
  | "unsupported"
  /** A redirect came back with a `state` that this page did not send, or sent long ago. */
  | "unknownState"
  /** A redirect came back with a part missing. */
  | "incompleteCallback"
  /** The authorization code was used before, or expired. */
  | "codeUsed"
  /** The person, or the identity provider, refused the sign-in. */
  | "accessDenied"
  /** The hosted UI or an identity provider answered with an error. */
  | "providerError"
  /** A token is not one for this app: wrong issuer, audience, nonce, signature, or expired. */
  | "tokenRejected"
  /** The browser's storage failed. */
  | "storage"
  /** Two requests changed the same thing at once. */
  | "concurrentModification"
  /** The device is confirmed already. */
  | "deviceKeyExists"
  /** The code did not match, so the authenticator app could not be set up. */
  | "enableSoftwareTokenMfa"
  /** The pool's plan does not include the feature. */
  | "featureUnavailableInTier"
  /** A step-up asked for a level that the session has already, by Cognito's word. */
  | "levelAlreadyMet"
  /** The person has no factor for the level that a step-up asked for. */
  | "levelUnavailable"
  /** The person signed in, and not at the level that was asked for. */
  | "levelNotReached"
  /** A firewall (AWS WAF) or a policy refused the request. */
  | "forbidden"
  /** Cognito may not send e-mail for the pool. */
  | "invalidEmailRoleAccessPolicy"
  /** A Lambda trigger's answer could not be used. */
  | "invalidLambdaResponse"
  /** Cognito may not send text messages for the pool. */
  | "invalidSmsRoleAccessPolicy"
  /** The role for text messages does not trust Cognito. */
  | "invalidSmsRoleTrustRelationship"
  /** The pool's configuration does not allow it. */
  | "invalidUserPoolConfiguration"
  /** No such second factor is set up. */
  | "mfaMethodNotFound"
  /** The operation is not enabled for the pool, or not for this app client. */
  | "operationNotEnabled"
  /**
   * This cannot be done in this Region now: the Region has a replica of the pool, which changes no account, or the pool
   * is being recovered to an earlier time. The session stays.
   */
  | "unavailableInRegion"
  /** The refresh token was replaced by a newer one. */
  | "refreshTokenReuse"
  /** There is no such device, passkey or other resource. */
  | "resourceNotFound"
  /** No authenticator app is set up, or the pool does not allow one. */
  | "softwareTokenMfaNotFound"
  /** Too many wrong codes. */
  | "tooManyFailedAttempts"
  /** The request is not authorised. */
  | "unauthorized"
  /** The operation is not supported here. */
  | "unsupportedOperation"
  /** Tokens of this type cannot be revoked. */
  | "unsupportedTokenType"
  /** Threat protection is not enabled for the pool. */
  | "userPoolAddOnNotEnabled"
  /** The passkey's challenge is not known, or too old. */
  | "webAuthnChallengeNotFound"
  /** The passkey belongs to another app client. */
  | "webAuthnClientMismatch"
  /** Passkeys are not configured for the pool. */
  | "webAuthnConfigurationMissing"
  /** The passkey is of a kind that is not supported. */
  | "webAuthnCredentialNotSupported"
  /** Passkeys are not enabled for the pool. */
  | "webAuthnNotEnabled"
  /** The page's origin may not use passkeys of this pool. */
  | "webAuthnOriginNotAllowed"
  /** The page's domain is not the pool's relying party. */
  | "webAuthnRelyingPartyMismatch"
  /** The person cancelled the browser's question for a passkey, or took too long. */
  | "passkeyCancelled"
  /** This browser has no passkeys, or none of the wanted kind. */
  | "passkeyUnavailable"
  /** The authenticator has a passkey for this account already. */
  | "passkeyExists"
  /** The browser refuses the pool's passkeys to this page's domain. */
  | "passkeyOriginRefused"
  /** The browser did not open a window for the sign-in: it was not the person who asked for it. */
  | "popupBlocked"
  /** The person closed the window of the sign-in. */
  | "popupClosed"
  /** The window of the sign-in was open for too long. */
  | "popupTimeout"
  /** A policy of the page (Content-Security-Policy, Trusted Types) forbids something needed; the console names it. */
  | "blockedByPolicy"
  /** The browser has no WebAssembly, or has it turned off. */
  | "webAssemblyMissing"
  /** Scripts cannot load others where this one runs, as in service workers. */
  | "dynamicImportMissing"
  /** This is no browser, and nobody said where the WebAssembly is. */
  | "noBrowser"
  /** Nobody is signed in, and the identity pool gives guests no credentials. */
  | "guestsNotAllowed"
  /** The identity pool, its roles or its providers are not set up as they have to be; the message says which. */
  | "identityPoolConfiguration"
  /** A service of AWS refused a signed request: the clock, the permissions, the Region or the credentials. */
  | "awsRefused"
  /** The data belong to somebody else by now: a person signed in or out meanwhile. */
  | "identityChanged"
  /** More than there is room for; the message names the limit. */
  | "limitExceeded"
  /** An error that this version does not know; `code` has its name. */
  | "other";
