// Signing in and signing up: what a person gives, and the steps that follow.

import type { Session } from "./session.js";

/** What a person signs in with. */
export type Credentials = (PasswordCredentials | ChoiceCredentials | CustomCredentials | SignedUpCredentials) &
  Remembered;

/** For how long a browser remembers who signs in. */
export interface Remembered {
  /**
   * `false` forgets the person when the tab is closed, or the browser where the store says so: the
   * session rests in `sessionStorage` in place of `localStorage`, or where the store's `brief` has it.
   * Default: `true`, for as long as the client's storage keeps it.
   */
  readonly remember?: boolean | undefined;
}

/** A user name and a password. */
export interface PasswordCredentials {
  /** The user name, or an e-mail address or phone number where the pool takes those. */
  readonly username: string;
  readonly password: string;
  /**
   * `"srp"`, the default: the password is proved and never sent. `"password"`: it is sent over TLS,
   * for pools with a migration trigger; the app client has to allow `ALLOW_USER_PASSWORD_AUTH`. A pool
   * that tracks devices does not renew the tokens of this flow.
   */
  readonly flow?: "srp" | "password" | undefined;
}

/** A user name; the first factor is chosen. The app client has to allow `ALLOW_USER_AUTH`. */
export interface ChoiceCredentials {
  readonly username: string;
  readonly flow: "choice";
  /**
   * Asked for at once, where the person has it. A password goes with it in one request: without
   * {@link password}, nothing is sent, and the next step asks for it.
   */
  readonly preferred?: FirstFactor | undefined;
  /** Proved where `preferred` is `"PASSWORD_SRP"`, the default with a password, and sent where it is `"PASSWORD"`. */
  readonly password?: string | undefined;
}

/**
 * A user name; the pool's Lambda triggers ask what they like. With a password, that one is proved
 * first. The app client has to allow `ALLOW_CUSTOM_AUTH`.
 */
export interface CustomCredentials {
  readonly username: string;
  readonly flow: "custom";
  readonly password?: string | undefined;
}

/**
 * Whoever has just signed up and was confirmed: nothing is asked of them. The app client has to allow
 * `ALLOW_USER_AUTH`. It serves once, for some minutes; afterwards it is `signInExpired`.
 */
export interface SignedUpCredentials {
  readonly username: string;
  readonly flow: "signedUp";
  /** Of {@link SignUpDone}. */
  readonly session: string;
}

/** A first factor, in Cognito's names. */
export type FirstFactor = "PASSWORD_SRP" | "PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" | (string & {});

/** A second factor, in Cognito's names. */
export type SecondFactor = "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | (string & {});

/** What a person signs up with. */
export interface Account {
  readonly username: string;
  /** Unset in a pool that has sign-in by codes or passkeys, for a person without a password. */
  readonly password?: string | undefined;
  /** Attributes by name: `{ email: "ada@example.com", "custom:plan": "free" }`. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** For the pool's trigger before the sign-up, which can refuse it by that. It is kept nowhere. */
  readonly validationData?: Readonly<Record<string, string>> | undefined;
}

/** What comes next in a sign-in; `kind` tells which. */
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

/** The person is signed in. */
export interface SignInDone {
  readonly kind: "done";
  readonly session: Session;
}

/** An administrator made the account: the person has to choose a password of their own. */
export interface NewPasswordStep {
  readonly kind: "newPassword";
  readonly username: string;
  /** Required attributes that the account still lacks, to be given with the new password. */
  readonly missingAttributes: readonly string[];
  /** Sets the password. A refused one loses nothing: submit again. */
  submit(newPassword: string, attributes?: Readonly<Record<string, string>>): Promise<SignInStep>;
}

/** A code was sent, which confirms the sign-up. */
export interface ConfirmSignUpStep {
  readonly kind: "confirmSignUp";
  readonly username: string;
  /** What was sent where; unset where this client did not send it. */
  readonly delivery?: CodeDelivery;
  /** Confirms. A wrong code loses nothing: submit again. */
  submit(code: string): Promise<SignUpStep>;
  /** Has another code sent. */
  resend(): Promise<ConfirmSignUpStep>;
}

/** A code was sent, or has to be asked for by `resend`, with which a new password can be chosen. */
export interface ResetPasswordStep {
  readonly kind: "resetPassword";
  readonly username: string;
  /** What was sent where; unset where this client did not send it. */
  readonly delivery?: CodeDelivery;
  /** Sets the password. A wrong code or a refused password loses nothing: submit again. */
  submit(code: string, newPassword: string): Promise<void>;
  /** Has another code sent. */
  resend(): Promise<ResetPasswordStep>;
}

/**
 * What the steps of a sign-in that wait for an answer have in common. An error loses nothing: the
 * same step can be answered again. Where the answer took longer than Cognito waits (three minutes,
 * unless the app client says otherwise), it rejects with `signInExpired`, and the sign-in starts
 * over with `username`.
 */
export interface ChallengeStep {
  /** As the person gave it. */
  readonly username: string;
  /** Cognito's name for it: `"SMS_MFA"`. */
  readonly challenge: string;
  /** What Cognito, or a Lambda trigger of the pool, says of it. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Cognito sent a code: `SMS_MFA` or `SMS_OTP`, or `EMAIL_OTP`. */
export interface CodeStep extends ChallengeStep {
  readonly kind: "smsCode" | "emailCode";
  /**
   * Has another code sent, where the code is the first factor: the sign-in starts over by the same factor, since Cognito
   * has no operation for it in the middle of one. The step that comes of it takes the place of this one.
   *
   * A code that came after a password takes that again: this rejects with `passwordNeeded`, and the app calls `signIn`.
   */
  resend(): Promise<SignInStep>;
  /** What was sent where, where Cognito says so. */
  readonly delivery?: CodeDelivery;
  submit(code: string): Promise<SignInStep>;
}

/** The person's authenticator app shows a code: `SOFTWARE_TOKEN_MFA`. */
export interface TotpCodeStep extends ChallengeStep {
  readonly kind: "totpCode";
  /** The name that the person gave the app or its device. */
  readonly deviceName?: string;
  submit(code: string): Promise<SignInStep>;
}

/** The person has several second factors, and says which one to use: `SELECT_MFA_TYPE`. */
export interface SelectMfaStep extends ChallengeStep {
  readonly kind: "selectMfa";
  readonly choices: readonly SecondFactor[];
  choose(choice: SecondFactor): Promise<SignInStep>;
}

/** The pool wants a second factor, and the person has none yet: `MFA_SETUP`. */
export interface SetUpMfaStep extends ChallengeStep {
  readonly kind: "setUpMfa";
  readonly choices: readonly SecondFactor[];
  /** Begins to set an authenticator app up. */
  totp(): Promise<TotpSetUpStep>;
  /** Sets codes by e-mail up: one is sent to the address. */
  email(address: string): Promise<SignInStep>;
}

/** An authenticator app that is being set up; `Next` is what follows. */
export interface TotpSetUp<Next = void> {
  readonly kind: "totpSetUp";
  /** In base32, for people who type it into their app. */
  readonly secret: string;
  /** The `otpauth://` address, for a QR code. `issuer` is your app's name. */
  uri(issuer: string): string;
  /** The address as a QR code. The code for it is loaded by the first call. */
  qr(issuer: string): Promise<QrCode>;
  /** A wrong code loses nothing: submit again. */
  submit(code: string, deviceName?: string): Promise<Next>;
}

/**
 * A QR code, dark on a light ground in any colour scheme, since cameras look for that. It holds the
 * secret: show it to the person, and keep it nowhere.
 */
export interface QrCode {
  /** The width and the height in modules, the quiet zone included: what a `viewBox` is made of. */
  readonly size: number;
  /** The dark modules, for the attribute `d` of an SVG's `path`. */
  readonly path: string;
  /** The text of a whole SVG. */
  readonly svg: string;
  /** An SVG to put on the page, as wide as its place. A policy of Trusted Types allows it. */
  element(): SVGSVGElement;
}

/** An authenticator app that has to be set up before the sign-in can end. */
export type TotpSetUpStep = TotpSetUp<SignInStep>;

/** The person says how they want to sign in: `SELECT_CHALLENGE`. */
export interface SelectChallengeStep extends ChallengeStep {
  readonly kind: "selectChallenge";
  readonly choices: readonly FirstFactor[];
  /** Chooses. `PASSWORD` and `PASSWORD_SRP` send nothing yet: the step that follows asks for the password. */
  choose(choice: FirstFactor): Promise<SignInStep>;
}

/** The person's password: `PASSWORD`, where it is sent, or `PASSWORD_SRP`, where it is proved. */
export interface PasswordStep extends ChallengeStep {
  readonly kind: "password";
  /** A wrong one loses nothing: submit again. */
  submit(password: string): Promise<SignInStep>;
}

/** One of the person's passkeys: `WEB_AUTHN`. */
export interface PasskeyStep extends ChallengeStep {
  readonly kind: "passkey";
  /** Has the browser ask the person for their passkey. Another try is fine. */
  sign(): Promise<SignInStep>;
  /**
   * Has the browser offer the passkey where it fills in user names, in a field with
   * `autocomplete="username webauthn"`, for as long as the person does not choose it.
   */
  autofill(): Promise<SignInStep>;
  /** Answers with the JSON text of a credential that the page has from the browser itself. */
  submit(credential: string): Promise<SignInStep>;
}

/**
 * The pool's Lambda triggers ask something: `CUSTOM_CHALLENGE`. What they ask stands in
 * `parameters`. A wrong answer leads to another step like this one, for as long as they allow it.
 */
export interface CustomStep extends ChallengeStep {
  readonly kind: "custom";
  submit(answer: string): Promise<SignInStep>;
}

/** Cognito asks for something that this version does not know. */
export interface UnknownStep extends ChallengeStep {
  readonly kind: "unknown";
  /** Answers by Cognito's names; `USERNAME` is filled in where it is missing. */
  answer(responses: Readonly<Record<string, string>>): Promise<SignInStep>;
}

/** What comes next in a sign-up. */
export type SignUpStep = ConfirmSignUpStep | SignUpDone;

/** The account is confirmed; the person can sign in. */
export interface SignUpDone {
  readonly kind: "done";
  readonly username: string;
  /** The new person's `sub`; unset where the sign-up itself was done elsewhere. */
  readonly userSub?: string;
  /** Signs in at once, where it is there: `auth.signIn({ username, flow: "signedUp", session })`. */
  readonly session?: string;
}

/** What was sent where. */
export interface CodeDelivery {
  /** `"email"`, `"sms"`, or Cognito's name for another medium. */
  readonly medium: "email" | "sms" | (string & {});
  /** The address with most of it hidden: `a***@e***`. */
  readonly destination: string;
  /** The attribute that it belongs to: `email`. */
  readonly attribute: string;
}

/** How to go to the hosted UI. */
export interface RedirectOptions extends Remembered {
  /** `"code"`, the default, with PKCE; or `"implicit"`, for app clients that allow nothing else. */
  readonly grant?: "code" | "implicit" | undefined;
  /** Straight to this identity provider: `"Google"`, or the name that the pool gives it. */
  readonly provider?: string | undefined;
  /** The same, by one of the provider's identifiers: the domain of the person's e-mail address, say. */
  readonly idpIdentifier?: string | undefined;
  /** Comes back in {@link RedirectOutcome}. Stays in this tab and is never sent. */
  readonly appState?: string | undefined;
  /**
   * Where in the app the person wants to be afterwards: a path such as `"/orders?page=2"`, which
   * comes back in {@link RedirectOutcome}. What could lead to another origin is refused.
   */
  readonly returnTo?: string | undefined;
  /** The hosted UI's language: `"de"`. */
  readonly lang?: string | undefined;
  /** The user name to fill in. */
  readonly loginHint?: string | undefined;
  /**
   * `"login"` asks for the password even of whom the hosted UI remembers; `"none"` never asks, and comes back with a
   * {@link VestibuleError} of the kind `providerError` and the code `login_required` where it would have to.
   *
   * Where the session before this one ended without a visit to the hosted pages' logout
   * ({@link SignOutReport.hostedSessionRemains}, {@link SignOutAfter}), `"login"` takes the place of any other one, and
   * `"none"` is refused with that same error before the page is left.
   */
  readonly prompt?: string | undefined;
  /** The API that the access token is for: it becomes the token's `aud` (RFC 8707). */
  readonly resource?: string | undefined;
  /** For this sign-in alone, besides the configuration's. */
  readonly scopes?: readonly string[] | undefined;
  /** The page to begin on. Default: `"signIn"`. */
  readonly screen?: "signIn" | "signUp" | "forgotPassword" | undefined;
}

/** How to go to the hosted UI in a window of its own. */
export interface PopupOptions extends RedirectOptions {
  /** A window that the app has opened for it. */
  readonly window?: Window | undefined;
}

/** How a redirect sign-in ended. */
export interface RedirectOutcome {
  readonly session: Session;
  /** What the sign-in was given. */
  readonly appState?: string;
  /** What the sign-in was given: a path of this origin. */
  readonly returnTo?: string;
}
