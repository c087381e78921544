// Types of the session: who is signed in, the claims of the tokens, changes, sign-out reports, and AWS credentials.

import type { VestibuleError } from "./error.js";

/**
 * The state of a session when it was returned.
 * - `"fresh"`: its tokens are valid.
 * - `"stale"`: it should have been renewed by now, but the service has problems or has not been asked yet.
 * - `"offline"`: it should have been renewed by now, but the service could not be reached.
 * - `"refused"`: a Lambda trigger of the pool refuses the renewal; `session()` rejects with the trigger's message once
 *   the tokens have expired. It is retried less and less often, and after some attempts only on request.
 *
 * In all states the user is signed in, and renewals are retried. The tokens of a session that is not fresh may have
 * expired.
 */
export type SessionState = "fresh" | "stale" | "offline" | "refused";

/** A user's tokens and their content. */
export interface Session {
  readonly username: string;
  readonly idToken: string;
  /** For `Authorization: Bearer …`. */
  readonly accessToken: string;
  /**
   * When the tokens expire, in milliseconds since 1970, by the clock of this machine. `session()` never returns expired
   * ones.
   */
  readonly expiresAt: number;
  readonly state: SessionState;
  /** The groups of the pool that the user is in. */
  readonly groups: readonly string[];
  /**
   * The level of the sign-in, such as `urn:cognito:loa:3`; unset if Cognito does not report it
   * ([levels](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html)).
   */
  readonly acr?: string | undefined;
  /** How the user signed in: `pwd`, `otp`, `sms`, `email_otp`, `swk`, `hwk`, `fed`, and `mfa` for more than one. */
  readonly amr: readonly string[];
  /** The claims of the ID token. */
  readonly claims: IdTokenClaims;
  /** The claims of the access token. */
  readonly accessClaims: AccessTokenClaims;
}

/** A JSON value. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Claims of all tokens of Cognito. A pre-token-generation trigger can add more. */
export interface Claims {
  readonly [name: string]: JsonValue | undefined;
  readonly sub: string;
  readonly iss: string;
  /** In seconds since 1970. */
  readonly exp: number;
  /** In seconds since 1970. */
  readonly iat: number;
  /** In seconds since 1970. */
  readonly auth_time?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly jti?: string;
  readonly origin_jti?: string;
  readonly "cognito:groups"?: readonly string[];
}

/** The claims of an ID token. */
export interface IdTokenClaims extends Claims {
  readonly token_use: "id";
  readonly aud: string;
  readonly "cognito:username"?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly name?: string;
  /** The IAM roles of the user's groups. */
  readonly "cognito:roles"?: readonly string[];
  /** The IAM role of the group with the highest precedence. */
  readonly "cognito:preferred_role"?: string;
}

/** The claims of an access token. */
export interface AccessTokenClaims extends Claims {
  readonly token_use: "access";
  readonly client_id: string;
  readonly username?: string;
  /** The scopes, separated by spaces. */
  readonly scope?: string;
}

/** The result of a sign-out. The user is signed out here in any case. */
export interface SignOutReport {
  /** What could not be done at the server, for example because there was no network. */
  readonly unfinished?: VestibuleError;
  /**
   * Why the store could not remove the session. Nobody is signed in all the same, and the removal is retried until it
   * succeeds.
   */
  readonly notRemoved?: VestibuleError;
  /** Whether the page is being left for the hosted pages' logout. */
  readonly leaving?: true;
  /**
   * Whether the hosted pages' logout should have been visited, but was not because there was no network. The next
   * sign-in by redirect or popup in this browser asks for the password (`prompt=login`, which the classic hosted UI
   * ignores), and {@link Vestibule.signOutWithRedirect} visits the logout as soon as there is a network.
   */
  readonly hostedSessionRemains?: true;
  /**
   * With several accounts, the account that is active now: the one that was active before. Unset if there was no
   * network and the code that selects one was not loaded; {@link Accounts.list} has the others.
   */
  readonly active?: string;
}

/** One of several signed-in accounts. */
export interface SignedInAccount {
  /** The user name in the pool, which {@link Accounts.switch} takes. */
  readonly username: string;
  /** Whether this is the account of `session()`. */
  readonly active: boolean;
  /** The claims of the ID token at its last renewal. */
  readonly claims: IdTokenClaims;
}

/** A change of the session. */
export type Change = SignedIn | Refreshed | Stale | SignedOut;

/** The fields of all changes. */
export interface AnyChange {
  /**
   * The position of the change in the order of all sign-ins, renewals and sign-outs of this app client in all tabs of
   * the origin: a greater number is a later change, whichever tab reports it. A session that has become stale has the
   * number of the change that created it.
   */
  readonly sequence: number;
}

/** A user signed in, perhaps replacing another one. */
export interface SignedIn extends AnyChange {
  readonly kind: "signedIn";
  readonly session: Session;
}

/** The session was renewed. */
export interface Refreshed extends AnyChange {
  readonly kind: "refreshed";
  readonly session: Session;
}

/** The session should have been renewed and could not be; `session.state` says why. The user stays signed in. */
export interface Stale extends AnyChange {
  readonly kind: "stale";
  readonly session: Session;
}

/** The session has ended. */
export interface SignedOut extends AnyChange {
  readonly kind: "signedOut";
  readonly reason: SignOutReason;
}

/**
 * Why a session ended.
 * - `"asked"`: the user signed out, in this tab or in another one.
 * - `"ended"`: Cognito says that it has expired, or that its user does not exist any more.
 * - `"revoked"`: Cognito says that it was revoked, from another device or because the user has more sessions than the
 *   pool allows.
 * - `"idle"`, `"total"`: a limit of {@link Config.signOutAfter} was reached: nobody was active, or the session lasted
 *   too long.
 */
export type SignOutReason = "asked" | "ended" | "revoked" | "idle" | "total";

/** Who is signed in, distinguished by `kind`. */
export type AuthState = Known | Nobody;

/**
 * A user is signed in. `"signedIn"`: their tokens are valid. `"offline"`, `"stale"` and `"refused"`: the tokens should
 * have been renewed and could not be, because there is no network, the service has problems, or a Lambda trigger of the
 * pool refuses it ({@link SessionState}). The user stays signed in, and renewals are retried.
 */
export interface Known {
  readonly kind: "signedIn" | "offline" | "stale" | "refused";
  readonly session: Session;
}

/** Nobody is signed in. */
export interface Nobody {
  readonly kind: "signedOut";
  /** Why the previous session ended; unset if there was none. */
  readonly reason?: SignOutReason | undefined;
  readonly session?: undefined;
}

/** Credentials of an identity, as the AWS SDK for JavaScript takes them. */
export interface AwsCredentials {
  /** The id of the key, which is no secret. */
  readonly accessKeyId: string;
  /** The secret key. */
  readonly secretAccessKey: string;
  /** The token that is sent with each request. */
  readonly sessionToken: string;
  /** When they expire, by the clock of this machine. */
  readonly expiration: Date;
  /** The identity in the identity pool that they belong to. */
  readonly identityId: string;
  /**
   * The guest's identity that this one has replaced, if a guest signed in to an account that had another one. The app
   * should move what it stores under it.
   */
  readonly replacedIdentityId?: string;
}

/** A role to assume with a SAML assertion. */
export interface AwsSamlRole {
  /** The role's ARN. */
  readonly roleArn: string;
  /** The ARN of the SAML provider in IAM. */
  readonly providerArn: string;
  /** The assertion as received from the identity provider, in base64. */
  readonly assertion: string;
  /** How long the credentials are valid: 900 to 43,200 seconds, at most what the role allows. Default: 3,600. */
  readonly durationSeconds?: number | undefined;
}

/** Credentials of a role, as the AWS SDK for JavaScript takes them. */
export interface AwsRoleCredentials {
  /** The id of the key, which is no secret. */
  readonly accessKeyId: string;
  /** The secret key. */
  readonly secretAccessKey: string;
  /** The token that is sent with each request. */
  readonly sessionToken: string;
  /** When they expire, by the clock of this machine. */
  readonly expiration: Date;
  /** The session of the role, as it appears in the account's logs. */
  readonly assumedRoleArn: string;
  /** The subject of the assertion. */
  readonly subject: string;
}

/** An identity replaced another one: a guest signed in to an account that has an identity of its own. */
export interface IdentityChange {
  /** The previous identity, which nobody can reach any more. */
  readonly from: string;
  /** The current identity. */
  readonly to: string;
}

/** The service and the Region of a signed request. They are read from an address of AWS. */
export interface AwsScope {
  /** The service's name in signatures, such as `execute-api`. */
  readonly service?: string | undefined;
  /** The Region. */
  readonly region?: string | undefined;
}

/** Options of {@link Aws.fetch}, besides those of `fetch`. A stream cannot be signed. */
export interface AwsRequestInit extends RequestInit, AwsScope {}

/** Options of {@link Aws.presign}. */
export interface AwsPresign extends AwsScope {
  /** Default: `"GET"`. */
  readonly method?: string | undefined;
  /** How many seconds the URL is valid, up to 604,800 (seven days). Default: 900. */
  readonly expiresIn?: number | undefined;
  /** Headers that have to be sent when the URL is used. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
