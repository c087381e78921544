// The error class of the package.

/** The one class of errors of this package. */
export class VestibuleError extends Error {
  declare readonly name: "VestibuleError";
  /** The kind, for the program to decide by. */
  declare readonly kind: ErrorKind;
  /** Whether the same call can succeed later without any change. */
  declare readonly retryable: boolean;
  /** What the developer can change, and where. Empty if there is nothing to change. */
  declare readonly help: string;
  /** The error's name in Cognito or at the OAuth endpoint: `CodeMismatchException`, `invalid_grant`. */
  declare readonly code?: string;
  /** The form field, argument or setting that it belongs to: `"newPassword"`. */
  declare readonly field?: Field | (string & {});
  /** The HTTP status of the response. */
  declare readonly status?: number;
  /** Cognito's request id, for AWS support. */
  declare readonly requestId?: string;

  /** For tests and mocks of a site. */
  constructor({ kind, message = kind, cause, ...details }: VestibuleErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { name: "VestibuleError", kind, retryable: false, help: "" }, details);
  }
}

/** The fields of a {@link VestibuleError}. */
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

/** The form fields that an error of Cognito can belong to. */
export type Field = "username" | "password" | "newPassword" | "code" | "email" | "phoneNumber";

/** The kinds of errors. More can be added in later versions. */
export type ErrorKind =
  /** A setting is missing or malformed; `field` names it. */
  | "configuration"
  /** The service could not be reached. */
  | "network"
  /** The service did not answer in time. */
  | "timeout"
  /** The caller cancelled the call. */
  | "aborted"
  /** The response is not valid: not JSON, empty, too large, or without a required field. */
  | "invalidResponse"
  /** An error inside the service. */
  | "serviceUnavailable"
  /** Too many requests at the moment. */
  | "throttled"
  /** Nobody is signed in. */
  | "signedOut"
  /** The session has ended: its refresh token is not valid any more, or it had none and its tokens expired. */
  | "sessionExpired"
  /** An unfinished sign-in took longer than Cognito allows; it has to start again. */
  | "signInExpired"
  /** The user name or the password is wrong. */
  | "wrongCredentials"
  /** There is no such user (only if the app client's `PreventUserExistenceErrors` is `LEGACY`). */
  | "userNotFound"
  /** An administrator disabled the user. */
  | "userDisabled"
  /** The user name is taken. */
  | "usernameExists"
  /** The e-mail address or phone number belongs to another user. */
  | "aliasExists"
  /** The sign-up is already confirmed, perhaps by a link or in another tab: the user can sign in. */
  | "alreadyConfirmed"
  /** The user has not confirmed the sign-up yet. */
  | "userNotConfirmed"
  /** An administrator reset the password; the user has to set a new one. */
  | "passwordResetRequired"
  /** The temporary password from an administrator has expired; only an administrator can set another one. */
  | "temporaryPasswordExpired"
  /**
   * The user has no password of their own to reset: they have not signed in with their temporary one yet, or they sign
   * in at another identity provider.
   */
  | "cannotResetPassword"
  /** The user has no verified address to which a code could be sent. */
  | "noVerifiedAddress"
  /** The new password does not meet the pool's policy; the message says why. */
  | "invalidPassword"
  /** The new password was used before, and the pool forbids it. */
  | "passwordReused"
  /** The code is wrong. */
  | "codeMismatch"
  /** The code has expired; a new one has to be requested. */
  | "codeExpired"
  /** Cognito sends another code only to a sign-in that starts again, which needs the password. */
  | "passwordNeeded"
  /** The code could not be sent. */
  | "codeDeliveryFailed"
  /** Too many attempts; Cognito refuses more for some time. */
  | "tooManyAttempts"
  /** An argument is not valid; `field` names it. */
  | "invalidInput"
  /** Cognito does not allow this for this user in this state. */
  | "notAuthorized"
  /** The app client does not allow this way of signing in. */
  | "flowNotEnabled"
  /** The pool has no such app client, or the Region has no such pool. */
  | "clientNotFound"
  /** The app client has a secret, which a browser cannot keep. */
  | "clientSecretRequired"
  /** A Lambda trigger of the pool refused; the message comes from the trigger. */
  | "lambdaRejected"
  /** A Lambda trigger of the pool failed. */
  | "lambdaFailed"
  /** Cognito requires something that this version does not support. */
  | "unsupported"
  /** A redirect returned with a `state` that this page did not send, or that is too old. */
  | "unknownState"
  /** A redirect returned without a required parameter. */
  | "incompleteCallback"
  /** The authorization code was already used, or has expired. */
  | "codeUsed"
  /** The user or the identity provider refused the sign-in. */
  | "accessDenied"
  /** The hosted pages or an identity provider returned an error. */
  | "providerError"
  /** A token is not valid for this app: wrong issuer, audience, nonce or signature, or expired. */
  | "tokenRejected"
  /** The browser's storage failed. */
  | "storage"
  /** Two requests changed the same thing at the same time. */
  | "concurrentModification"
  /** The device is already confirmed. */
  | "deviceKeyExists"
  /** The code did not match, so the authenticator app could not be set up. */
  | "enableSoftwareTokenMfa"
  /** The pool's plan does not include the feature. */
  | "featureUnavailableInTier"
  /** A step-up requested a level that the session already has, according to Cognito. */
  | "levelAlreadyMet"
  /** The user has no factor for the level of a step-up. */
  | "levelUnavailable"
  /** The user signed in, but not at the requested level. */
  | "levelNotReached"
  /** A firewall (AWS WAF) or a policy refused the request. */
  | "forbidden"
  /** Cognito may not send e-mail for the pool. */
  | "invalidEmailRoleAccessPolicy"
  /** A Lambda trigger's response is not valid. */
  | "invalidLambdaResponse"
  /** Cognito may not send text messages for the pool. */
  | "invalidSmsRoleAccessPolicy"
  /** The role for text messages does not trust Cognito. */
  | "invalidSmsRoleTrustRelationship"
  /** The pool's configuration does not allow it. */
  | "invalidUserPoolConfiguration"
  /** This second factor is not set up. */
  | "mfaMethodNotFound"
  /** The operation is not enabled for the pool, or not for this app client. */
  | "operationNotEnabled"
  /**
   * This is not possible in this Region at the moment: the Region has a replica of the pool, which changes no account,
   * or the pool is being recovered to an earlier time. The session stays.
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
  /** The passkey's challenge is unknown or too old. */
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
  /** The user cancelled the browser's passkey dialog, or took too long. */
  | "passkeyCancelled"
  /** This browser has no passkeys, or none of the required kind. */
  | "passkeyUnavailable"
  /** The authenticator already has a passkey for this account. */
  | "passkeyExists"
  /** The browser does not allow the pool's passkeys on this page's domain. */
  | "passkeyOriginRefused"
  /** The browser blocked the window of the sign-in, because it was not opened by a click. */
  | "popupBlocked"
  /** The user closed the window of the sign-in. */
  | "popupClosed"
  /** The window of the sign-in was open for too long. */
  | "popupTimeout"
  /**
   * A policy of the page (Content-Security-Policy, Trusted Types) forbids something that is needed; the console names
   * it.
   */
  | "blockedByPolicy"
  /** The browser has no WebAssembly, or it is turned off. */
  | "webAssemblyMissing"
  /** Scripts cannot load other scripts in this context, such as a service worker. */
  | "dynamicImportMissing"
  /** This is not a browser, and the WebAssembly was not provided. */
  | "noBrowser"
  /** Nobody is signed in, and the identity pool gives no credentials to guests. */
  | "guestsNotAllowed"
  /** The identity pool, its roles or its providers are not set up correctly; the message names what is wrong. */
  | "identityPoolConfiguration"
  /** An AWS service refused a signed request because of the clock, the permissions, the Region or the credentials. */
  | "awsRefused"
  /** The data belongs to another user by now: somebody signed in or out meanwhile. */
  | "identityChanged"
  /** A limit was exceeded; the message names it. */
  | "limitExceeded"
  /** An error that this version does not know; `code` has its name. */
  | "other";
