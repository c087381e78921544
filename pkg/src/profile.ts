// Types of the signed-in user's account: attributes, factors, devices, passkeys and sessions.

import type { FirstFactor, SecondFactor } from "./steps.js";

/** A user of the pool. */
export interface User {
  readonly username: string;
  /** Attributes by name. Cognito returns all of them as text: `email_verified` is `"true"`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The factor that is asked for first, by its name in Cognito: `SOFTWARE_TOKEN_MFA`. */
  readonly preferredMfa?: string | undefined;
  /** The factors that are set up, by their names in Cognito. */
  readonly mfa: readonly string[];
  /** Unset if the pool does not say so. */
  readonly emailVerified?: boolean | undefined;
  /** Unset if the pool does not say so. */
  readonly phoneNumberVerified?: boolean | undefined;
}

/** The factors with which a user can sign in. */
export interface AuthFactors {
  readonly first: readonly FirstFactor[];
  /** The second factors that are on. */
  readonly second: readonly SecondFactor[];
  /** The second factor that is asked for first. */
  readonly preferred: SecondFactor | undefined;
}

/** Changes of the second factors. Unset ones are not changed. */
export interface MfaPreference {
  readonly sms?: MfaChoice | undefined;
  readonly email?: MfaChoice | undefined;
  /** An authenticator app. */
  readonly totp?: MfaChoice | undefined;
  /**
   * Whether passkeys count as both factors. The pool has to allow it (`MULTI_FACTOR_WITH_USER_VERIFICATION`), and
   * another factor has to be on.
   */
  readonly passkey?: "off" | "on" | undefined;
}

/** `"off"`: not used. `"on"`: can be used. `"preferred"`: asked for first. */
export type MfaChoice = "off" | "on" | "preferred";

/** This device, as the pool knows it for the signed-in user. */
export interface ThisDevice {
  readonly key: string;
  /** Whether the pool lets the user decide if the device is remembered, and they have not decided yet. */
  readonly undecided: boolean;
}

/** A device from which the user has signed in. Times are in milliseconds since 1970. */
export interface Device {
  readonly key: string;
  readonly name: string | undefined;
  readonly remembered: boolean | undefined;
  readonly createdAt: number | undefined;
  readonly lastUsedAt: number | undefined;
}

/** A page of devices, and the position of the next one. */
export interface DevicePage {
  readonly devices: readonly Device[];
  readonly next: string | undefined;
}

/** A passkey of the user. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly relyingPartyId: string;
  readonly attachment: "platform" | "cross-platform" | (string & {}) | undefined;
  readonly transports: readonly string[];
  /** In milliseconds since 1970. */
  readonly createdAt: number;
}

/** A page of passkeys, and the position of the next one. */
export interface PasskeyPage {
  readonly passkeys: readonly Passkey[];
  readonly next: string | undefined;
}

/** A session of the user. Times are in milliseconds since 1970. */
export interface UserSession {
  readonly id: string;
  /** Whether it is the session of this browser. */
  readonly current: boolean;
  /** Tokens, or single sign-on of the hosted pages. */
  readonly type: "TOKEN" | "SSO" | (string & {}) | undefined;
  /** Its app client; unset for the single sign-on of the hosted pages. */
  readonly clientId: string | undefined;
  /** The session of the hosted pages (`"SSO"`) that it came from; unset after a sign-in through the API. */
  readonly originId: string | undefined;
  readonly deviceType: string | undefined;
  /** The IP address of its last use. */
  readonly ipAddress: string | undefined;
  /** The place of its last use, as far as the address tells. */
  readonly city: string | undefined;
  readonly country: string | undefined;
  readonly createdAt: number | undefined;
  readonly lastUsedAt: number | undefined;
}

/** A page of sessions, and the position of the next one. */
export interface UserSessionPage {
  readonly sessions: readonly UserSession[];
  readonly next: string | undefined;
}
