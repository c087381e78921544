// The groups of a client: what a signed-in user can change. Each is a property of the client.

import type { Records } from "./dataset.js";
import type {
  AuthFactors,
  Device,
  DevicePage,
  MfaPreference,
  PasskeyPage,
  ThisDevice,
  User,
  UserSessionPage,
} from "./profile.js";
import type {
  AwsCredentials,
  AwsPresign,
  AwsRequestInit,
  AwsRoleCredentials,
  AwsSamlRole,
  IdentityChange,
  Session,
  SignOutReport,
  SignedInAccount,
} from "./session.js";
import type { CodeDelivery, SignInStep, TotpSetUp } from "./steps.js";

/** The groups of {@link Vestibule}. Their methods can be destructured: `const { list } = auth.passkeys`. */
export interface Groups {
  /** The account: attributes and their verification, the password, deletion. */
  readonly profile: Profile;
  /** Second factors: which are on, and the set-up of an authenticator app. */
  readonly mfa: Mfa;
  /** Passkeys: registration, list, deletion, and the browser's autofill. */
  readonly passkeys: Passkeys;
  /** The devices from which the user signs in. */
  readonly devices: Devices;
  /** The user's sessions, here and on other devices. */
  readonly sessions: Sessions;
  /** Several accounts that are signed in at a time. */
  readonly accounts: Accounts;
  /** The identity and the AWS credentials of an identity pool, and signed requests. */
  readonly aws: Aws;
  /** User data: datasets that are stored in this browser, work offline, and are synchronized. */
  readonly records: Records;
}

/**
 * ```ts
 * const { attributes } = await auth.profile.user();
 * console.log(attributes.email);
 *
 * // A new address has to be verified: Cognito sends a code to it.
 * for (const { destination } of await auth.profile.updateAttributes({ email: "ada@example.org" })) {
 *   console.log(`A code went to ${destination}`);
 * }
 * await auth.profile.verifyAttribute("email", "123456");
 *
 * await auth.profile.changePassword("correct horse", "battery staple");
 * ```
 *
 * The account of the signed-in user: {@link Vestibule.profile}. The claims of the tokens are available without a
 * request in {@link Session.claims}. For a forgotten password, see {@link Vestibule.forgotPassword}.
 *
 * Every method rejects with the errors of {@link Vestibule.session}: `signedOut` if nobody is signed in.
 * ([User attributes](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html))
 */
export interface Profile {
  /** Returns the signed-in user, as the pool knows them now. */
  user(): Promise<User>;

  /**
   * Changes attributes, by name. If one of them has to be verified, the result says where the code was sent; the old
   * value may apply until then.
   */
  updateAttributes(attributes: Readonly<Record<string, string>>): Promise<readonly CodeDelivery[]>;

  /** Deletes attributes. */
  deleteAttributes(names: readonly string[]): Promise<void>;

  /** Sends a code that verifies an attribute: `email` or `phone_number`. */
  sendAttributeCode(attribute: string): Promise<CodeDelivery | undefined>;

  /** Verifies an attribute with the code that was sent. */
  verifyAttribute(attribute: string, code: string): Promise<void>;

  /** Changes the password of the signed-in user. */
  changePassword(currentPassword: string, newPassword: string): Promise<void>;

  /** Sets a password for a signed-in user who has none, because they sign in with codes or passkeys only. */
  setPassword(newPassword: string): Promise<void>;

  /** Deletes the user's account from the pool, and signs out. */
  deleteUser(): Promise<void>;
}

/**
 * ```ts
 * // The authenticator app scans a QR code and then shows codes; one of them completes the set-up.
 * const setUp = await auth.mfa.setUpTotp();
 * document.body.append((await setUp.qr("Example Shop")).element());
 * await setUp.submit("123456", "Ada's phone");
 *
 * // After the set-up the factor still has to be turned on.
 * await auth.mfa.setPreference({ totp: "preferred" });
 * const { second } = await auth.mfa.factors(); // ["SOFTWARE_TOKEN_MFA"]
 * ```
 *
 * The second factors of the signed-in user: {@link Vestibule.mfa}. The answers *during* a sign-in are steps of it: `totpCode`, `smsCode`, `emailCode`, `selectMfa`, `setUpMfa` ({@link SignInStep}).
 * ([MFA](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html))
 */
export interface Mfa {
  /** Returns the factors with which the user can sign in. */
  factors(): Promise<AuthFactors>;

  /** Turns second factors on and off, and sets which one is asked for first. */
  setPreference(preference: MfaPreference): Promise<void>;

  /** Starts the set-up of an authenticator app, which replaces the user's current one, if any. */
  setUpTotp(): Promise<TotpSetUp>;
}

/**
 * ```ts
 * // For the signed-in user: the browser shows its dialog.
 * await auth.passkeys.register();
 * for (const { name, relyingPartyId } of (await auth.passkeys.list()).passkeys) {
 *   console.log(`${name} (${relyingPartyId})`);
 * }
 *
 * // On the sign-in page, with a field that has `autocomplete="username webauthn"`: it waits until
 * // the user selects a passkey, or until `abort()`.
 * const step = await auth.passkeys.autofill();
 * if (step?.kind === "done") console.log(step.session.username);
 * ```
 *
 * Passkeys of the signed-in user and of this browser: {@link Vestibule.passkeys}. A sign-in that asks for a passkey
 * is at the step `passkey` ({@link SignInStep}).
 * ([Passkeys](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey))
 */
export interface Passkeys {
  /**
   * Creates a passkey with the browser's dialog.
   * @throws {VestibuleError} `passkeyCancelled`, `passkeyUnavailable`, `passkeyExists`, `passkeyOriginRefused`, and
   * `aborted` by {@link abort}.
   */
  register(): Promise<void>;

  /** Lists the user's passkeys. `next` is the position that the previous page returned. */
  list(next?: string): Promise<PasskeyPage>;

  /** Deletes a passkey at the pool. The browser or password manager keeps its part. */
  delete(id: string): Promise<void>;

  /** Cancels the browser's passkey request, if there is one: it rejects with `aborted`. */
  abort(): void;

  /**
   * Offers a passkey in a field with `autocomplete="username webauthn"`: that of `username`, or of the user whose
   * passkey was created or used last in this browser. The promise stays pending until the user selects it, or until
   * {@link abort}. Call it when the form is shown, and again when a name was typed. It leaves no unfinished sign-in
   * behind.
   * @returns `undefined` if no name is known, or the user has no passkey.
   */
  autofill(username?: string): Promise<SignInStep | undefined>;

  /** Returns the name of the user whose passkey was created or used last in this browser, as they typed it. */
  lastUser(): Promise<string | undefined>;

  /** Forgets that name, for example on a shared computer. Signing out does not. */
  forgetLastUser(): Promise<void>;
}

/**
 * ```ts
 * const here = await auth.devices.this();
 * if (here?.undecided && confirm("Trust this device?")) await auth.devices.remember(here.key);
 *
 * for (const { key, name } of (await auth.devices.list()).devices) {
 *   if (name === "The phone that I lost") await auth.devices.forget(key);
 * }
 * ```
 *
 * The devices of the signed-in user, if the pool remembers devices: {@link Vestibule.devices}.
 * ([Devices](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html))
 */
export interface Devices {
  /** Returns this device, if the pool remembers devices. */
  this(): Promise<ThisDevice | undefined>;

  /** Lists the user's devices. `next` is the position that the previous page returned. */
  list(next?: string): Promise<DevicePage>;

  /** Returns one of the user's devices. */
  get(key: string): Promise<Device>;

  /** Remembers a device. Depending on the pool's settings, it then replaces the second factor. */
  remember(key: string): Promise<void>;

  /** Stops remembering a device. The pool still knows it. */
  doNotRemember(key: string): Promise<void>;

  /** Forgets a device at the pool, and here if it is this one. */
  forget(key: string): Promise<void>;
}

/**
 * ```ts
 * for (const one of (await auth.sessions.list()).sessions) {
 *   console.log(one.deviceType, one.city, one.lastUsedAt);
 *   if (!one.current) await auth.sessions.revoke(one.id);
 * }
 * ```
 *
 * The sessions of the signed-in user on all devices, as the pool knows them: {@link Vestibule.sessions}. The session of
 * this browser, with its tokens, is {@link Vestibule.session}; {@link Vestibule.signOut} ends it.
 * ([ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html))
 */
export interface Sessions {
  /** Lists the user's sessions on all devices. `next` is the position that the previous page returned. */
  list(next?: string): Promise<UserSessionPage>;

  /**
   * Ends another session.
   * @throws {VestibuleError} `resourceNotFound` if there is none, `invalidInput` if it is this one.
   */
  revoke(id: string): Promise<void>;

  /**
   * Ends another session and those that are linked with it. For the session of an app, that is the session of the
   * hosted pages that it came from, which would otherwise sign the next user of that browser in without a question; for
   * a session of the hosted pages, those of all apps.
   */
  revokeLinked(id: string): Promise<void>;
}

/**
 * ```ts
 * const auth = await Vestibule.create({
 *   userPoolId: "eu-west-1_AbCdEfGhI",
 *   clientId: "1example23456789",
 *   accounts: true,
 * });
 * for (const { username, active } of await auth.accounts.list()) console.log(username, active);
 * const { username } = await auth.accounts.switch("grace");
 * console.log(`now ${username}`);
 * ```
 *
 * Several accounts that are signed in at a time: {@link Vestibule.accounts}. A sign-in adds an account and makes it
 * the active one; {@link Vestibule.signOut} signs the active one out. All other methods use the active account.
 */
export interface Accounts {
  /**
   * Lists the signed-in accounts: the active one first, if there is one, then the others in the order in which they
   * were last active. Without the setting `accounts`, at most the active one.
   */
  list(): Promise<readonly SignedInAccount[]>;

  /**
   * Makes another account the active one in all tabs, which receive `"signedIn"`. Tokens that are about to expire are
   * renewed first. Rejects with `sessionExpired` if Cognito says that this account's session has ended: it is removed,
   * and the active account stays.
   */
  switch(username: string): Promise<Session>;

  /** Signs out of all accounts here, and revokes their tokens if possible. */
  signOutOfAll(): Promise<SignOutReport>;
}

/**
 * ```ts
 * const auth = await Vestibule.create({
 *   userPoolId: "eu-west-1_AbCdEfGhI",
 *   clientId: "1example23456789",
 *   identityPool: "eu-west-1:11111111-2222-3333-4444-555555555555",
 * });
 *
 * // Signs and sends a request, and explains a refusal by AWS.
 * const answer = await auth.aws.fetch("https://my-bucket.s3.eu-west-1.amazonaws.com/report.pdf");
 *
 * // For the AWS SDK for JavaScript: new S3Client({ region: "eu-west-1", credentials })
 * const credentials = auth.aws.provider();
 * ```
 *
 * The identity and the AWS credentials of the signed-in user or a guest: {@link Vestibule.aws}. Credentials are stored
 * where the session is stored, but never in a cookie. They are renewed before they expire, once for all callers and tabs,
 * never belong to another user, and are removed at a sign-out. The setting {@link Config.identityPool} selects the
 * identity pool.
 */
export interface Aws {
  /**
   * Returns the credentials of the signed-in user or a guest: stored ones while they are valid, otherwise new ones.
   * Rejects with `guestsNotAllowed`, `identityPoolConfiguration`, and the errors of {@link Vestibule.session}.
   */
  credentials(options?: { readonly forceRefresh?: boolean | undefined }): Promise<AwsCredentials>;

  /**
   * Returns what clients of the AWS SDK for JavaScript (version 3) accept as `credentials`. They call it before each
   * request, so that they always have the credentials of the current user.
   */
  provider(): (options?: { readonly forceRefresh?: boolean | undefined }) => Promise<AwsCredentials>;

  /** Returns the identity of the signed-in user or a guest. No network is needed if it is known. */
  identityId(): Promise<string>;

  /**
   * Calls `listener` when another identity replaces the one that this page has used: a guest signed in to an account
   * that already has an identity, and credentials were requested. The app should move what it stores under the old
   * identity to the new one.
   * @returns A function that stops it.
   */
  onIdentityChange(listener: (change: IdentityChange) => void): () => void;

  /**
   * Signs a request and sends it. The result is a `Response`, as of `fetch`. If a service rejects the signature, the
   * credentials or the permissions, it rejects with `awsRefused`, whose help says what to change. Credentials that have
   * expired early are renewed, and the request is sent again.
   * @throws {VestibuleError} `invalidInput` if something cannot be signed or sent, before any request; `aborted` by the
   * signal; `network` if no response can be read, with the host in its message; `identityChanged` if credentials have
   * expired early and the new ones belong to another identity: the request is not sent again.
   */
  fetch(url: string | URL, init?: AwsRequestInit): Promise<Response>;

  /**
   * Returns a URL that anybody can use for a while. It expires together with the credentials that signed it, if they
   * expire earlier.
   */
  presign(url: string | URL, options?: AwsPresign): Promise<string>;

  /**
   * Returns credentials of a role for a SAML assertion, from STS and without an identity pool. They are not stored: an
   * assertion is valid for a few minutes, so your app keeps the credentials, and gets another assertion when they
   * expire.
   */
  assumeRoleWithSaml(role: AwsSamlRole): Promise<AwsRoleCredentials>;

  /**
   * Removes the user pool's login from the identity of the signed-in user. If it was the only one, nobody can reach the
   * identity any more.
   */
  unlink(): Promise<void>;
}
