// Types of sign-in and sign-up: the input, and the steps that follow.

import type { Session } from "./session.js";

/** Credentials of a sign-in. */
export type Credentials = (PasswordCredentials | ChoiceCredentials | CustomCredentials | SignedUpCredentials) &
  Remembered;

/** How long a browser remembers a user. */
export interface Remembered {
  /**
   * `false` forgets the user when the tab is closed, or the browser if the store says so: the session is stored in
   * `sessionStorage` instead of `localStorage`, or in the `brief` store of a custom store. Default: `true`, for as long
   * as the client's storage keeps it.
   */
  readonly remember?: boolean | undefined;
}

/** A user name and a password. */
export interface PasswordCredentials {
  /** The user name, or an e-mail address or phone number if the pool allows it. */
  readonly username: string;
  readonly password: string;
  /**
   * `"srp"`, the default: the password is proved and never sent. `"password"`: it is sent over TLS, for pools with a
   * migration trigger; the app client has to allow `ALLOW_USER_PASSWORD_AUTH`. A pool that tracks devices does not
   * renew the tokens of this flow.
   */
  readonly flow?: "srp" | "password" | undefined;
}

/** A user name; the user selects the first factor. The app client has to allow `ALLOW_USER_AUTH`. */
export interface ChoiceCredentials {
  readonly username: string;
  readonly flow: "choice";
  /**
   * The factor to use at once, if the user has it. A password is sent with it in one request: without {@link password},
   * nothing is sent, and the next step asks for it.
   */
  readonly preferred?: FirstFactor | undefined;
  /** Proved if `preferred` is `"PASSWORD_SRP"`, the default with a password; sent if it is `"PASSWORD"`. */
  readonly password?: string | undefined;
}

/**
 * A user name; the pool's Lambda triggers define the challenges. A password is proved first. The app client has to
 * allow `ALLOW_CUSTOM_AUTH`.
 */
export interface CustomCredentials {
  readonly username: string;
  readonly flow: "custom";
  readonly password?: string | undefined;
}

/**
 * A user who has just signed up and was confirmed: signs in without further questions. The app client has to allow
 * `ALLOW_USER_AUTH`. It can be used once, for a few minutes; afterwards it rejects with `signInExpired`.
 */
export interface SignedUpCredentials {
  readonly username: string;
  readonly flow: "signedUp";
  /** The `session` of {@link SignUpDone}. */
  readonly session: string;
}

/** A first factor, by its name in Cognito. */
export type FirstFactor = "PASSWORD_SRP" | "PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" | (string & {});

/** A second factor, by its name in Cognito. */
export type SecondFactor = "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | (string & {});

/** The data of a sign-up. */
export interface Account {
  readonly username: string;
  /** Unset in a pool with sign-in by codes or passkeys, for a user without a password. */
  readonly password?: string | undefined;
  /** Attributes by name: `{ email: "ada@example.com", "custom:plan": "free" }`. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Data for the pool's pre-sign-up trigger, which can refuse the sign-up. It is not stored. */
  readonly validationData?: Readonly<Record<string, string>> | undefined;
}

/** The next step of a sign-in, distinguished by `kind`. */
export type SignInStep =
  | SignInDone
  | NewPasswordStep
  | CodeStep
  | TotpCodeStep
  | SelectMfaStep
  | SetUpMfaStep
  | SelectChallengeStep
  | PasswordStep
  | PasskeyStep
  | CustomStep
  | ConfirmSignUpStep
  | ResetPasswordStep
  | UnknownStep;

/** The user is signed in. */
export interface SignInDone {
  readonly kind: "done";
  readonly session: Session;
}

/** An administrator created the account: the user has to set a new password. */
export interface NewPasswordStep {
  readonly kind: "newPassword";
  readonly username: string;
  /** Required attributes that the account lacks, to be sent with the new password. */
  readonly missingAttributes: readonly string[];
  /** Sets the password. If it is refused, submit again. */
  submit(newPassword: string, attributes?: Readonly<Record<string, string>>): Promise<SignInStep>;
}

/** A code was sent that confirms the sign-up. */
export interface ConfirmSignUpStep {
  readonly kind: "confirmSignUp";
  readonly username: string;
  /** Where the code was sent; unset if this client did not send it. */
  readonly delivery?: CodeDelivery;
  /** Confirms the sign-up. If the code is wrong, submit again. */
  submit(code: string): Promise<SignUpStep>;
  /** Sends another code. */
  resend(): Promise<ConfirmSignUpStep>;
}

/** A code was sent, or has to be requested with `resend`, that allows setting a new password. */
export interface ResetPasswordStep {
  readonly kind: "resetPassword";
  readonly username: string;
  /** Where the code was sent; unset if this client did not send it. */
  readonly delivery?: CodeDelivery;
  /** Sets the password. If the code is wrong or the password is refused, submit again. */
  submit(code: string, newPassword: string): Promise<void>;
  /** Sends another code. */
  resend(): Promise<ResetPasswordStep>;
}

/**
 * The fields of the steps of a sign-in that wait for an answer. After an error the same step can be answered again. If
 * the answer took longer than Cognito waits (three minutes, unless the app client has another setting), it rejects with
 * `signInExpired`, and the sign-in has to start again with `username`.
 */
export interface ChallengeStep {
  /** As the user typed it. */
  readonly username: string;
  /** The challenge's name in Cognito: `"SMS_MFA"`. */
  readonly challenge: string;
  /** The parameters of the challenge, from Cognito or a Lambda trigger of the pool. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Cognito sent a code: `SMS_MFA` or `SMS_OTP`, or `EMAIL_OTP`. */
export interface CodeStep extends ChallengeStep {
  readonly kind: "smsCode" | "emailCode";
  /**
   * Sends another code, if the code is the first factor: the sign-in starts again with the same factor, since Cognito
   * has no operation for this during a sign-in. The returned step replaces this one.
   *
   * After a password, a new code needs the password again: this rejects with `passwordNeeded`, and the app calls
   * `signIn`.
   */
  resend(): Promise<SignInStep>;
  /** Where the code was sent, if Cognito says so. */
  readonly delivery?: CodeDelivery;
  submit(code: string): Promise<SignInStep>;
}

/** The user's authenticator app shows a code: `SOFTWARE_TOKEN_MFA`. */
export interface TotpCodeStep extends ChallengeStep {
  readonly kind: "totpCode";
  /** The name that the user gave the app or its device. */
  readonly deviceName?: string;
  submit(code: string): Promise<SignInStep>;
}

/** The user has several second factors and selects one: `SELECT_MFA_TYPE`. */
export interface SelectMfaStep extends ChallengeStep {
  readonly kind: "selectMfa";
  readonly choices: readonly SecondFactor[];
  choose(choice: SecondFactor): Promise<SignInStep>;
}

/** The pool requires a second factor, and the user has none yet: `MFA_SETUP`. */
export interface SetUpMfaStep extends ChallengeStep {
  readonly kind: "setUpMfa";
  readonly choices: readonly SecondFactor[];
  /** Starts the set-up of an authenticator app. */
  totp(): Promise<TotpSetUpStep>;
  /** Sets up codes by e-mail: one is sent to the address. */
  email(address: string): Promise<SignInStep>;
}

/** The set-up of an authenticator app; `Next` is the result of {@link submit}. */
export interface TotpSetUp<Next = void> {
  readonly kind: "totpSetUp";
  /** The secret in base32, for users who type it into their app. */
  readonly secret: string;
  /** The `otpauth://` address, for a QR code. `issuer` is your app's name. */
  uri(issuer: string): string;
  /** The address as a QR code. Its code is loaded by the first call. */
  qr(issuer: string): Promise<QrCode>;
  /** Completes the set-up. If the code is wrong, submit again. */
  submit(code: string, deviceName?: string): Promise<Next>;
}

/**
 * A QR code, dark on a light background in any colour scheme, as cameras need it. It contains the secret: show it to
 * the user, and do not store it.
 */
export interface QrCode {
  /** The width and height in modules, including the quiet zone, for a `viewBox`. */
  readonly size: number;
  /** The dark modules, for the attribute `d` of an SVG `path`. */
  readonly path: string;
  /** The text of a complete SVG. */
  readonly svg: string;
  /** Creates an SVG element as wide as its container. It works with Trusted Types. */
  element(): SVGSVGElement;
}

/** An authenticator app that has to be set up before the sign-in can complete. */
export type TotpSetUpStep = TotpSetUp<SignInStep>;

/** The user selects how to sign in: `SELECT_CHALLENGE`. */
export interface SelectChallengeStep extends ChallengeStep {
  readonly kind: "selectChallenge";
  readonly choices: readonly FirstFactor[];
  /** Selects a factor. `PASSWORD` and `PASSWORD_SRP` send nothing yet: the next step asks for the password. */
  choose(choice: FirstFactor): Promise<SignInStep>;
}

/** The user's password: `PASSWORD`, which sends it, or `PASSWORD_SRP`, which proves it. */
export interface PasswordStep extends ChallengeStep {
  readonly kind: "password";
  /** If the password is wrong, submit again. */
  submit(password: string): Promise<SignInStep>;
}

/** One of the user's passkeys: `WEB_AUTHN`. */
export interface PasskeyStep extends ChallengeStep {
  readonly kind: "passkey";
  /** Shows the browser's passkey dialog. It can be tried again. */
  sign(): Promise<SignInStep>;
  /**
   * Offers the passkey in the browser's autofill, in a field with `autocomplete="username webauthn"`, until the user
   * selects it.
   */
  autofill(): Promise<SignInStep>;
  /** Answers with the JSON text of a credential that the page got from the browser itself. */
  submit(credential: string): Promise<SignInStep>;
}

/**
 * A challenge of the pool's Lambda triggers: `CUSTOM_CHALLENGE`. Their question is in `parameters`. A wrong answer
 * leads to another step like this one, as long as the triggers allow it.
 */
export interface CustomStep extends ChallengeStep {
  readonly kind: "custom";
  submit(answer: string): Promise<SignInStep>;
}

/** A challenge that this version does not know. */
export interface UnknownStep extends ChallengeStep {
  readonly kind: "unknown";
  /** Answers with Cognito's parameter names. `USERNAME` is added if it is missing. */
  answer(responses: Readonly<Record<string, string>>): Promise<SignInStep>;
}

/** The next step of a sign-up. */
export type SignUpStep = ConfirmSignUpStep | SignUpDone;

/** The account is confirmed; the user can sign in. */
export interface SignUpDone {
  readonly kind: "done";
  readonly username: string;
  /** The new user's `sub`; unset if the sign-up itself was done elsewhere. */
  readonly userSub?: string;
  /** If set, signs in without further questions: `auth.signIn({ username, flow: "signedUp", session })`. */
  readonly session?: string;
}

/** Where a code was sent. */
export interface CodeDelivery {
  /** `"email"`, `"sms"`, or Cognito's name of another medium. */
  readonly medium: "email" | "sms" | (string & {});
  /** The masked address: `a***@e***`. */
  readonly destination: string;
  /** The attribute of this address: `email`. */
  readonly attribute: string;
}

/** Options of a sign-in through the hosted pages. */
export interface RedirectOptions extends Remembered {
  /** `"code"`, the default, with PKCE; or `"implicit"`, for app clients that allow nothing else. */
  readonly grant?: "code" | "implicit" | undefined;
  /** The identity provider to go to directly: `"Google"`, or its name in the pool. */
  readonly provider?: string | undefined;
  /** The same, by one of the provider's identifiers, such as the domain of the user's e-mail address. */
  readonly idpIdentifier?: string | undefined;
  /** Returned in {@link RedirectOutcome}. It stays in this tab and is never sent. */
  readonly appState?: string | undefined;
  /**
   * The path in the app to go to after the sign-in, such as `"/orders?page=2"`. Returned in {@link RedirectOutcome}.
   * Paths that could lead to another origin are refused.
   */
  readonly returnTo?: string | undefined;
  /** The language of the hosted pages: `"de"`. */
  readonly lang?: string | undefined;
  /** The user name to fill in. */
  readonly loginHint?: string | undefined;
  /**
   * `"login"` asks for the password even if the hosted pages remember the user. `"none"` never asks; if that is not
   * possible, the result is a {@link VestibuleError} of the kind `providerError` with the code `login_required`.
   *
   * If the previous session ended without a visit to the hosted pages' logout ({@link
   * SignOutReport.hostedSessionRemains}, {@link SignOutAfter}), `"login"` replaces any other value, and `"none"` is
   * refused with that same error before the page is left.
   */
  readonly prompt?: string | undefined;
  /** The API that the access token is for: it becomes the token's `aud` (RFC 8707). */
  readonly resource?: string | undefined;
  /** Scopes of this sign-in, in addition to those of the configuration. */
  readonly scopes?: readonly string[] | undefined;
  /** The page to start with. Default: `"signIn"`. */
  readonly screen?: "signIn" | "signUp" | "forgotPassword" | undefined;
}

/** Options of a sign-in through the hosted pages in a popup. */
export interface PopupOptions extends RedirectOptions {
  /** A window that the app has opened for it. */
  readonly window?: Window | undefined;
}

/** The result of a sign-in by redirect. */
export interface RedirectOutcome {
  readonly session: Session;
  /** The `appState` of the sign-in. */
  readonly appState?: string;
  /** The `returnTo` of the sign-in: a path of this origin. */
  readonly returnTo?: string;
}
