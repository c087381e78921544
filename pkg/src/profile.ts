// The account of whoever is signed in: attributes, factors, devices, passkeys and sessions.

import type { FirstFactor, SecondFactor } from "./steps.js";

/** A person of the pool. */
export interface User {
  readonly username: string;
  /** Attributes by name. Cognito gives all of them as text: `email_verified` is `"true"`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The factor that is asked for first, in Cognito's name: `SOFTWARE_TOKEN_MFA`. */
  readonly preferredMfa?: string | undefined;
  /** The factors that are set up, in Cognito's names. */
  readonly mfa: readonly string[];
  /** Unset where the pool does not say so. */
  readonly emailVerified?: boolean | undefined;
  /** Unset where the pool does not say so. */
  readonly phoneNumberVerified?: boolean | undefined;
}

/** By what a person can sign in. */
export interface AuthFactors {
  readonly first: readonly FirstFactor[];
  /** Those that are on. */
  readonly second: readonly SecondFactor[];
  /** The second factor that is asked for first. */
  readonly preferred: SecondFactor | undefined;
}

/** What changes of the second factors; what is unset stays as it is. */
export interface MfaPreference {
  readonly sms?: MfaChoice | undefined;
  readonly email?: MfaChoice | undefined;
  /** An authenticator app. */
  readonly totp?: MfaChoice | undefined;
  /**
   * Whether passkeys count as both factors. The pool has to say that they can be
   * (`MULTI_FACTOR_WITH_USER_VERIFICATION`), and another factor has to be on.
   */
  readonly passkey?: "off" | "on" | undefined;
}

/** Not to be asked for it; to be able to use it; to be asked for it first. */
export type MfaChoice = "off" | "on" | "preferred";

/** This device, as the pool knows it for whoever is signed in. */
export interface ThisDevice {
  readonly key: string;
  /** Whether the pool leaves it to the person if it is remembered, and they have not said so yet. */
  readonly undecided: boolean;
}

/** A device from which the person has signed in. Times are in milliseconds since 1970. */
export interface Device {
  readonly key: string;
  readonly name: string | undefined;
  readonly remembered: boolean | undefined;
  readonly createdAt: number | undefined;
  readonly lastUsedAt: number | undefined;
}

/** Some devices, and where the next ones begin. */
export interface DevicePage {
  readonly devices: readonly Device[];
  readonly next: string | undefined;
}

/** A passkey of the person's. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly relyingPartyId: string;
  readonly attachment: "platform" | "cross-platform" | (string & {}) | undefined;
  readonly transports: readonly string[];
  /** In milliseconds since 1970. */
  readonly createdAt: number;
}

/** Some passkeys, and where the next ones begin. */
export interface PasskeyPage {
  readonly passkeys: readonly Passkey[];
  readonly next: string | undefined;
}

/** A session of the person's. Times are in milliseconds since 1970. */
export interface UserSession {
  readonly id: string;
  /** Whether it is this one. */
  readonly current: boolean;
  /** Tokens, or the single sign-on of the hosted pages. */
  readonly type: "TOKEN" | "SSO" | (string & {}) | undefined;
  /** The app client that it belongs to; none for the single sign-on of the hosted pages. */
  readonly clientId: string | undefined;
  /** The session of the hosted pages (`"SSO"`) that it came from; none after a sign-in by the API. */
  readonly originId: string | undefined;
  readonly deviceType: string | undefined;
  /** The address from which it was used last. */
  readonly ipAddress: string | undefined;
  /** Where it was used last, as far as the address tells. */
  readonly city: string | undefined;
  readonly country: string | undefined;
  readonly createdAt: number | undefined;
  readonly lastUsedAt: number | undefined;
}

/** Some sessions, and where the next ones begin. */
export interface UserSessionPage {
  readonly sessions: readonly UserSession[];
  readonly next: string | undefined;
}
