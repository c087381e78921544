// Who is signed in, what their tokens say, and how that changes.

import type { VestibuleError } from "./error.js";

/**
 * How a session stood when it was given. `"fresh"`: its tokens serve. `"stale"`: it should have been
 * renewed by now, and the service is in trouble or has not been asked yet. `"offline"`: it should
 * have been renewed by now, and the service could not be reached. It is tried again and again; the
 * tokens of one that is not fresh may have expired.
 * `"refused"`: a Lambda trigger of the pool refuses the renewal; `session()` rejects with its words once the tokens
 * have expired. Nobody is signed out by that; it is tried again less and less, and after some tries only when asked.
 */
export type SessionState = "fresh" | "stale" | "offline" | "refused";

/** Somebody's tokens, and what they say. */
export interface Session {
  readonly username: string;
  readonly idToken: string;
  /** For `Authorization: Bearer …`. */
  readonly accessToken: string;
  /**
   * When the tokens expire, in milliseconds since 1970, by the clock of this machine, right or wrong.
   * `session()` never gives expired ones.
   */
  readonly expiresAt: number;
  readonly state: SessionState;
  /** The groups of the pool that the person is in. */
  readonly groups: readonly string[];
  /**
   * The level of the sign-in, as in `urn:cognito:loa:3`; none where Cognito does not say
   * ([levels](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html)).
   */
  readonly acr?: string | undefined;
  /** How the person has signed in: `pwd`, `otp`, `sms`, `email_otp`, `swk`, `hwk`, `fed`, and `mfa` for more than one. */
  readonly amr: readonly string[];
  /** What the ID token says. */
  readonly claims: IdTokenClaims;
  /** What the access token says. */
  readonly accessClaims: AccessTokenClaims;
}

/** A value in JSON. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** What every token of Cognito says; a pre-token-generation trigger can add more. */
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
  /** The IAM roles of the person's groups. */
  readonly "cognito:roles"?: readonly string[];
  /** The IAM role of the group of the highest precedence. */
  readonly "cognito:preferred_role"?: string;
}

/** The claims of an access token. */
export interface AccessTokenClaims extends Claims {
  readonly token_use: "access";
  readonly client_id: string;
  readonly username?: string;
  /** The scopes, with spaces between them. */
  readonly scope?: string;
}

/** How a sign-out went. The person is signed out here in any case. */
export interface SignOutReport {
  /** What could not be done at the server, for want of a network for instance. */
  readonly unfinished?: VestibuleError;
  /**
   * Why the store has not removed the session. Nobody is signed in all the same, and the removal is tried
   * again until it succeeds.
   */
  readonly notRemoved?: VestibuleError;
  /** Whether the page is being left for the hosted pages' logout: what it does now is not seen any more. */
  readonly leaving?: true;
  /**
   * Whether the hosted pages' logout was to be visited, and was not, since the network was away. The next sign-in by
   * redirect or popup in this browser asks for the password (`prompt=login`, which the classic hosted UI ignores), and
   * {@link Vestibule.signOutWithRedirect} visits the logout as soon as there is a network.
   */
  readonly hostedSessionRemains?: true;
  /**
   * Whose account is the active one now: with several accounts, the one that was active before. Nobody's where the
   * network was away and the package had not loaded yet what chooses one: {@link Accounts.list} has the others.
   */
  readonly active?: string;
}

/** Somebody who is signed in, where several people can be. */
export interface SignedInAccount {
  /** The user's name in the pool, by which {@link Accounts.switch} knows the account. */
  readonly username: string;
  /** Whether `session()` is about this one. */
  readonly active: boolean;
  /** What the ID token said of the person when it was renewed last. */
  readonly claims: IdTokenClaims;
}

/** What happened to the session. */
export type Change = SignedIn | Refreshed | Stale | SignedOut;

/** What all changes have in common. */
export interface AnyChange {
  /**
   * The change's place in the order of all sign-ins, renewals and sign-outs of this app client in all
   * tabs of the origin: the greater number is the later one, whichever tab tells it. A session that has
   * become stale has the number of the change that brought it.
   */
  readonly sequence: number;
}

/** Somebody signed in, perhaps in place of somebody else. */
export interface SignedIn extends AnyChange {
  readonly kind: "signedIn";
  readonly session: Session;
}

/** The session was renewed. */
export interface Refreshed extends AnyChange {
  readonly kind: "refreshed";
  readonly session: Session;
}

/**
 * The session should have been renewed and could not be; `session.state` says why. The person stays
 * signed in.
 */
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
 * Why a session ended: the person signed out, in this tab or in another one; Cognito said that
 * it is over: expired, or its user is gone (`"ended"`), or revoked (`"revoked"`), from another device or because the person
 * has more sessions than the pool allows one user; or its time was over ({@link Config.signOutAfter}), because
 * nobody was active (`"idle"`) or because it had lasted long enough (`"total"`).
 */
export type SignOutReason = "asked" | "ended" | "revoked" | "idle" | "total";

/** Who is signed in, told apart by `kind`. */
export type AuthState = Known | Nobody;

/**
 * Somebody is signed in. `"signedIn"`: their tokens serve. `"offline"`, `"stale"` and `"refused"`: they should have
 * been renewed and could not be, because there is no network, the service is in trouble, or a Lambda trigger of the
 * pool refuses it ({@link SessionState}); the person stays signed in, and it is tried again.
 */
export interface Known {
  readonly kind: "signedIn" | "offline" | "stale" | "refused";
  readonly session: Session;
}

/** Nobody is signed in. */
export interface Nobody {
  readonly kind: "signedOut";
  /** Why the session that was there has ended; unset where there was none. */
  readonly reason?: SignOutReason | undefined;
  readonly session?: undefined;
}

/** Credentials of an identity, as the AWS SDK for JavaScript takes them. */
export interface AwsCredentials {
  /** Which key it is; no secret. */
  readonly accessKeyId: string;
  /** The key. */
  readonly secretAccessKey: string;
  /** What goes along with the key in each request. */
  readonly sessionToken: string;
  /** When they expire, by the clock of this machine. */
  readonly expiration: Date;
  /** The identity in the identity pool that they are for. */
  readonly identityId: string;
  /**
   * The guest's identity whose place this one has taken, where a guest signed in to an account that had another one.
   * What the app keeps under it is to be moved.
   */
  readonly replacedIdentityId?: string;
}

/** A role that a SAML assertion lets somebody assume. */
export interface AwsSamlRole {
  /** The role's ARN. */
  readonly roleArn: string;
  /** The ARN of the SAML provider in IAM. */
  readonly providerArn: string;
  /** The assertion as the identity provider gave it, in base64. */
  readonly assertion: string;
  /** For how long the credentials are to be good: 900 to 43,200 seconds, at the most what the role allows. 3,600 by default. */
  readonly durationSeconds?: number | undefined;
}

/** Credentials of a role, as the AWS SDK for JavaScript takes them. */
export interface AwsRoleCredentials {
  /** Which key it is; no secret. */
  readonly accessKeyId: string;
  /** The key. */
  readonly secretAccessKey: string;
  /** What goes along with the key in each request. */
  readonly sessionToken: string;
  /** When they expire, by the clock of this machine. */
  readonly expiration: Date;
  /** The session of the role, as the account's logs have it. */
  readonly assumedRoleArn: string;
  /** Whom the assertion is about. */
  readonly subject: string;
}

/** An identity took the place of another: a guest has signed in, and had an account with an identity of its own. */
export interface IdentityChange {
  /** The identity that there was. */
  readonly from: string;
  /** The identity that there is now. Nobody reaches the other one any more. */
  readonly to: string;
}

/** For which service and Region a request is signed. An address of AWS's tells both. */
export interface AwsScope {
  /** The name under which the service signs, such as `execute-api`. */
  readonly service?: string | undefined;
  /** The Region. */
  readonly region?: string | undefined;
}

/** What {@link Aws.fetch} takes besides what `fetch` takes. A body that is a stream cannot be signed. */
export interface AwsRequestInit extends RequestInit, AwsScope {}

/** What {@link Aws.presign} takes. */
export interface AwsPresign extends AwsScope {
  /** Default: `"GET"`. */
  readonly method?: string | undefined;
  /** For how many seconds it is good, up to 604,800 (seven days). Default: 900. */
  readonly expiresIn?: number | undefined;
  /** Headers that whoever uses it has to send. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
