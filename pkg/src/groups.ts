// What the person who is signed in changes about their account, in groups: each is a property of a client.

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

/** The groups of {@link Vestibule}. Their methods may be taken off: `const { list } = auth.passkeys`. */
export interface Groups {
  /** The account: attributes and their verification, the password, the end of the account. */
  readonly profile: Profile;
  /** Second factors: which are on, and how an authenticator app is set up. */
  readonly mfa: Mfa;
  /** Passkeys: registered, listed, deleted, and offered where a browser fills in user names. */
  readonly passkeys: Passkeys;
  /** Devices from which the person signs in. */
  readonly devices: Devices;
  /** The person's sessions, here and elsewhere. */
  readonly sessions: Sessions;
  /** Several accounts that are signed in at a time. */
  readonly accounts: Accounts;
  /** The identity and the AWS credentials that an identity pool gives, and requests that are signed with them. */
  readonly aws: Aws;
  /** Data that follows the person: datasets that are kept in this browser, work offline, and are synchronised. */
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
 * The account of the person who is signed in: {@link Vestibule.profile}. What the tokens say of the person,
 * without a request, is in {@link Session.claims}. Who has forgotten their password is helped by
 * {@link Vestibule.forgotPassword}.
 *
 * Every method rejects with what {@link Vestibule.session} rejects with, `signedOut` where nobody is signed in.
 * ([User attributes](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html))
 */
export interface Profile {
  /** Who is signed in, as the pool knows them at this moment. */
  user(): Promise<User>;

  /**
   * Changes attributes, by name. Where one of them has to be verified first, the answer says where
   * its code went; the old value may hold until then.
   */
  updateAttributes(attributes: Readonly<Record<string, string>>): Promise<readonly CodeDelivery[]>;

  /** Deletes attributes. */
  deleteAttributes(names: readonly string[]): Promise<void>;

  /** Has a code sent that verifies an attribute: `email` or `phone_number`. */
  sendAttributeCode(attribute: string): Promise<CodeDelivery | undefined>;

  /** Verifies an attribute by the code that was sent. */
  verifyAttribute(attribute: string, code: string): Promise<void>;

  /** Changes the password of the person who is signed in. */
  changePassword(currentPassword: string, newPassword: string): Promise<void>;

  /** Gives a password to the person who is signed in and has none: who signs in by codes or passkeys alone. */
  setPassword(newPassword: string): Promise<void>;

  /** Deletes the person's account from the pool, and signs out. */
  deleteUser(): Promise<void>;
}

/**
 * ```ts
 * // The app scans a QR code and then shows codes; one of them ends the set-up.
 * const setUp = await auth.mfa.setUpTotp();
 * document.body.append((await setUp.qr("Example Shop")).element());
 * await setUp.submit("123456", "Ada's phone");
 *
 * // Set up is not on yet.
 * await auth.mfa.setPreference({ totp: "preferred" });
 * const { second } = await auth.mfa.factors(); // ["SOFTWARE_TOKEN_MFA"]
 * ```
 *
 * The second factors of the person who is signed in: {@link Vestibule.mfa}. What they answer *during* a sign-in
 * is a step of it: `totpCode`, `smsCode`, `emailCode`, `selectMfa`, `setUpMfa` ({@link SignInStep}).
 * ([MFA](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html))
 */
export interface Mfa {
  /** By what the person can sign in. */
  factors(): Promise<AuthFactors>;

  /** Turns second factors on and off, and says which one is asked for first. */
  setPreference(preference: MfaPreference): Promise<void>;

  /** Begins to set an authenticator app up, in place of the one that the person may have. */
  setUpTotp(): Promise<TotpSetUp>;
}

/**
 * ```ts
 * // Of whoever is signed in: the browser asks them.
 * await auth.passkeys.register();
 * for (const { name, relyingPartyId } of (await auth.passkeys.list()).passkeys) {
 *   console.log(`${name} (${relyingPartyId})`);
 * }
 *
 * // On the sign-in page, beside a field with `autocomplete="username webauthn"`: it waits until
 * // the person chooses one, or until `abort()`.
 * const step = await auth.passkeys.autofill();
 * if (step?.kind === "done") console.log(step.session.username);
 * ```
 *
 * Passkeys, of the person who is signed in and of this browser: {@link Vestibule.passkeys}. A sign-in that asks
 * for a passkey is at the step `passkey` ({@link SignInStep}).
 * ([Passkeys](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey))
 */
export interface Passkeys {
  /**
   * Makes a passkey: the browser asks the person.
   * @throws {VestibuleError} `passkeyCancelled`, `passkeyUnavailable`, `passkeyExists`,
   * `passkeyOriginRefused`, and `aborted` by {@link abort}.
   */
  register(): Promise<void>;

  /** The person's passkeys; `next` is where the page before ended. */
  list(next?: string): Promise<PasskeyPage>;

  /** Deletes a passkey at the pool; the browser, or a password manager, still has its half. */
  delete(id: string): Promise<void>;

  /** Ends the browser's question for a passkey, if it is asking one: it rejects with `aborted`. */
  abort(): void;

  /**
   * Has the browser offer a passkey in a field with `autocomplete="username webauthn"`: of `username`,
   * or else of whoever made or used a passkey in this browser last. It waits for as long as the person
   * does not choose it, until {@link abort}. Call it when the form is shown, and again once a
   * name was typed. It leaves no unfinished sign-in behind.
   * @returns Nothing where no name is known, or the user has no passkey.
   */
  autofill(username?: string): Promise<SignInStep | undefined>;

  /** Who made or used a passkey in this browser last, by the name that they gave; nothing where nobody did. */
  lastUser(): Promise<string | undefined>;

  /** Forgets who made or used a passkey in this browser last, as a shared machine should. Signing out does not. */
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
 * The devices of the person who is signed in, where the pool remembers devices: {@link Vestibule.devices}.
 * ([Devices](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html))
 */
export interface Devices {
  /** This device, where the pool remembers devices. */
  this(): Promise<ThisDevice | undefined>;

  /** The person's devices; `next` is where the page before ended. */
  list(next?: string): Promise<DevicePage>;

  /** One of the person's devices. */
  get(key: string): Promise<Device>;

  /** A remembered device proves itself, in place of a second factor where the pool has it so. */
  remember(key: string): Promise<void>;

  /** Remembers a device no longer; the pool still knows it. */
  doNotRemember(key: string): Promise<void>;

  /** Forgets a device, at the pool, and here where it is this one. */
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
 * The sessions of the person who is signed in, here and elsewhere, as the pool knows them:
 * {@link Vestibule.sessions}. The one of this browser, with its tokens, is {@link Vestibule.session};
 * {@link Vestibule.signOut} ends it.
 * ([ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html))
 */
export interface Sessions {
  /** The person's sessions, here and elsewhere; `next` is where the page before ended. */
  list(next?: string): Promise<UserSessionPage>;

  /**
   * Ends another session.
   * @throws {VestibuleError} `resourceNotFound` where there is none, `invalidInput` where it is this one.
   */
  revoke(id: string): Promise<void>;

  /**
   * Ends another session and those that are linked with it: with the session of an app, the one of the hosted
   * pages that it came from, which would let the next person at that browser in without a question; with one of
   * the hosted pages, those of all apps.
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
 * Who is signed in, where several people can be at a time: {@link Vestibule.accounts}. A sign-in adds an
 * account and makes it the active one; {@link Vestibule.signOut} signs the active one out. All other methods are
 * about the active one.
 */
export interface Accounts {
  /**
   * Who is signed in: the active account, if there is one, then the others, the one that was active last
   * first. Without the setting `accounts`, at the most the active one.
   */
  list(): Promise<readonly SignedInAccount[]>;

  /**
   * Makes another account the active one, in all tabs: they hear `"signedIn"`. Tokens that are about to
   * expire are renewed first. `sessionExpired` where Cognito says that this account's session is over: it
   * is dropped, and the active one stays.
   */
  switch(username: string): Promise<Session>;

  /** Signs out of all accounts here, and revokes their tokens where that is possible. */
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
 * // A request that is signed, sent, and explained where AWS refuses it.
 * const answer = await auth.aws.fetch("https://my-bucket.s3.eu-west-1.amazonaws.com/report.pdf");
 *
 * // The same for the AWS SDK for JavaScript: new S3Client({ region: "eu-west-1", credentials })
 * const credentials = auth.aws.provider();
 * ```
 *
 * The identity and the AWS credentials of whoever uses the app, of who is signed in or of a guest:
 * {@link Vestibule.aws}. Credentials are kept where the session is kept, but never in a cookie; they are renewed ahead of
 * their end, once for all callers and tabs, are never another person's, and are forgotten at a sign-out. The setting
 * {@link Config.identityPool} names the identity pool.
 */
export interface Aws {
  /**
   * The credentials of who is signed in, or of a guest: those that are kept while they serve, new ones otherwise.
   * Rejects with `guestsNotAllowed`, `identityPoolConfiguration`, and what {@link Vestibule.session} rejects with.
   */
  credentials(options?: { readonly forceRefresh?: boolean | undefined }): Promise<AwsCredentials>;

  /**
   * What clients of the AWS SDK for JavaScript (version 3) take as `credentials`. They ask it before each request, so that
   * they have those of whoever is signed in then.
   */
  provider(): (options?: { readonly forceRefresh?: boolean | undefined }) => Promise<AwsCredentials>;

  /** The identity of who is signed in, or of a guest. Where it is known, no network is needed. */
  identityId(): Promise<string>;

  /**
   * Calls `listener` when another identity takes the place of the one that this page has had: a guest signed in to an
   * account that has an identity already, and the credentials were asked for. What the app keeps under the old one is
   * to be moved to the new one.
   * @returns A function that ends it.
   */
  onIdentityChange(listener: (change: IdentityChange) => void): () => void;

  /**
   * Signs a request and sends it. The answer is a `Response`, as of `fetch`; where a service refuses the signature, the
   * credentials or the permissions, it rejects with `awsRefused`, whose help says what to change. Credentials that
   * have ended too early are renewed, and the request is sent once more.
   * @throws {VestibuleError} `invalidInput` for what cannot be signed or sent, before anything is asked for; `aborted` by
   * the signal; `network` where no answer can be read, with the host in its message.
   */
  fetch(url: string | URL, init?: AwsRequestInit): Promise<Response>;

  /** A URL that anybody may use for a while; it ends with the credentials that signed it, if they end before. */
  presign(url: string | URL, options?: AwsPresign): Promise<string>;

  /**
   * Credentials of a role for a SAML assertion, from STS and without any identity pool. They are not kept: an assertion
   * serves for some minutes, so your app keeps them, and gets another assertion when they end.
   */
  assumeRoleWithSaml(role: AwsSamlRole): Promise<AwsRoleCredentials>;

  /**
   * Takes the user pool's login from the identity of who is signed in. If it was the only one, nobody reaches the
   * identity any more.
   */
  unlink(): Promise<void>;
}
