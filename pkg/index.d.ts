import type { Operations } from "./operations.js";
export type { Operations } from "./operations.js";

// As TypeScript's lib "esnext.disposable" has them, which TypeScript before 5.2 has not.
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/** What to sign in to. The ids stand in the Cognito console under User pools > your pool > App clients. */
export interface Config {
  /** The pool's id: `eu-west-1_AbCdEf123`. The region is read from it. */
  readonly userPoolId: string;
  /** The id of an app client without a secret. */
  readonly clientId: string;
  /**
   * The domain of the pool's hosted UI, for the redirect sign-in: `auth.example.com`,
   * `my-app.auth.eu-west-1.amazoncognito.com`, or an origin (`http://localhost:9229`).
   */
  readonly domain?: string | undefined;
  /** Where the hosted UI sends people back to; one of the app client's allowed callback URLs. */
  readonly redirectUri?: string | undefined;
  /** Where the hosted UI sends people after sign-out; one of the allowed sign-out URLs. Default: `redirectUri`. */
  readonly logoutUri?: string | undefined;
  /**
   * What the redirect sign-in asks for. Default: `openid email phone`, which is what the console allows for a new
   * app client. `profile` is for the other attributes, `aws.cognito.signin.user.admin` for an access token that
   * changes the password, the attributes and the factors through this library; the app client has to allow them
   * (OpenID Connect scopes, AllowedOAuthScopes), or else Cognito answers `invalid_scope`.
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * The address of Cognito's API, where it is not that of the Region in the pool's id: the endpoint of the Region that
   * has the pool's replica (`https://cognito-idp.eu-central-1.amazonaws.com`), a proxy of yours, or an emulator
   * (`http://127.0.0.1:9229`).
   */
  readonly endpoint?: string | undefined;
  /**
   * The endpoint of the Region that has the pool's replica (`https://cognito-idp.eu-central-1.amazonaws.com`). It is
   * asked where the first one cannot be reached, does not answer in half of the `timeout`, or answers by an error of
   * the service (5xx), and then for two minutes before the first one is tried again. What a replica cannot do is
   * `unavailableInRegion`; no refusal by a replica ends a session. An unfinished sign-in goes on where it began; where
   * that Region is lost, it is `signInExpired`, and begins anew in the other one.
   *
   * <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
   */
  readonly fallbackEndpoint?: string | undefined;
  /**
   * The one issuer that the tokens must name, for servers that stand in for Cognito under their own name. Default: every
   * issuer that the pool can have, the original and the updated one, and the original ones of the Regions of
   * `endpoint` and `fallbackEndpoint`.
   *
   * <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html>
   */
  readonly issuer?: string | undefined;
  /** Where the session is kept. Default: `"local"`, which all tabs share and which outlives them. */
  readonly storage?: StorageKind | SessionStore | undefined;
  /** When tokens are renewed. Default: `"ahead"`. */
  readonly renewal?: Renewal | undefined;
  /** How long one request may take, in whole milliseconds, one day at the most. Default: 20,000. */
  readonly timeout?: number | undefined;
  /** When a session ends by time, whatever its tokens say. Default: never. */
  readonly signOutAfter?: SignOutAfter | undefined;
  /**
   * For the pool's Lambda triggers (`ClientMetadata`): sent with every request that takes it, the renewals in the
   * background included. {@link Vestibule.withExtras} adds to it for one flow. A redirect sign-in sends none. It is
   * no place for secrets: Cognito neither validates nor encrypts it.
   */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /**
   * Shares the session with Amplify or amazon-cognito-identity-js on the same origin, while a site moves:
   * what is stored here is written in their form as well, and what they have stored since is the session
   * here. A sign-out on either side is one on both. Default: `false`; then what they have stored is taken
   * over once.
   */
  readonly sideBySide?: boolean | undefined;
  /**
   * Whether sessions that Amplify or amazon-cognito-identity-js have stored on the origin are taken over.
   * Default: `true`; with a storage in memory nothing is, since it would end with the page.
   */
  readonly migrate?: boolean | undefined;
  /**
   * Whether signing out ends the session of the hosted pages as well, where the session came by redirect or
   * popup and `logoutUri` is set: the page is left for the hosted pages' logout, which leads back there.
   * Default: `true`. With `false` whoever presses the sign-in next is signed in as the same person.
   */
  readonly hostedSignOut?: boolean | undefined;
  /**
   * Lets several people be signed in at a time, one of them active: a sign-in adds an account and makes it
   * the active one. Default: `false`.
   */
  readonly accounts?: boolean | undefined;
}

/**
 * When a session ends by time. The end is a sign-out in all tabs, with a {@link SignOutReason} of its own, with a
 * network or without one; the refresh token is revoked as soon as Cognito can be reached. A page that is opened later
 * finds nobody signed in.
 *
 * The hosted pages' own session is not visited, since nobody is there to be led away: it ends by itself after an hour.
 * Where `logoutUri` is set, the next sign-in by redirect or popup in this browser asks for the password until then
 * (`prompt=login`, which the classic hosted UI ignores).
 *
 * With several accounts, inactivity ends all of them; each lasts as long as its own sign-in allows, and nobody
 * else becomes active where it ends.
 */
export interface SignOutAfter {
  /**
   * For how long nobody may be active, in whole milliseconds, a minute at the least. A press, a key, a turn of the
   * wheel, a touch, and the tab that is shown again count as activity, in any tab that shares the session, and so
   * does {@link Vestibule.active}; renewals of the tokens do not, nor does the page itself when it scrolls. By the
   * clock of this machine, which goes on while it sleeps.
   */
  readonly idle?: number | undefined;
  /**
   * For how long a session lasts after the sign-in (`auth_time`), in whole milliseconds, a minute at the least.
   * Renewals do not lengthen it. After a redirect, the sign-in is when the person proved to the hosted pages who they are, which
   * is up to an hour before where the hosted session was still there.
   */
  readonly total?: number | undefined;
}

/**
 * Where the session is kept.
 * - `"local"`: `localStorage`, which all tabs share and which outlives them.
 * - `"session"`: `sessionStorage`, which a reload survives, and which ends with the tab.
 * - `"memory"`: nowhere. The session ends with the page.
 * - `"sharedMemory"`: nowhere, too, but all tabs have it in common: a new tab asks the others and waits
 *   for them, for a quarter of a second where there are none. The session ends with the last tab, and so with
 *   a reload of the only one. The tokens go between tabs by a `BroadcastChannel`, which every script of the origin can hear.
 * - `"worker"`: the memory of a worker, which alone knows the refresh token and sends what needs it. The
 *   page has ID and access tokens. All tabs share it where the browser has shared workers, and it ends
 *   with the last of them, and so with a reload of the only one; elsewhere with the page. Where the page enforces Trusted Types, it has to allow
 *   the policy `vestibule`.
 */
export type StorageKind = "local" | "session" | "memory" | "sharedMemory" | "worker";

/**
 * A store of the app's own, asynchronous or not. A call that rejects, or is not answered within three
 * seconds, costs nobody the session: what the page knows holds, and what cannot be stored lasts as
 * long as the page. `sealed()` of `vestibule-auth/sealed.js` and `cookies()` of `vestibule-auth/cookies.js` make
 * such stores; docs/STORES.md says what each one protects from.
 */
export interface SessionStore {
  /** What is kept under the key, if anything. */
  read(key: string): Awaitable<string | null | undefined>;
  /** Keeps the value, in one step, in place of what was there. */
  write(key: string, value: string): Awaitable<void>;
  /** Forgets what is kept under the key. */
  remove(key: string): Awaitable<void>;
  /** The keys that begin with this. */
  keys(prefix: string): Awaitable<readonly string[]>;
  /** Whether all tabs of the origin see what it keeps. Default: true. */
  readonly shared?: boolean | undefined;
  /** Where a session rests whose person does not want to be remembered. Default: the page's memory. */
  readonly brief?: Omit<SessionStore, "brief"> | undefined;
}

/** Something, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/**
 * Before they expire, by a timer, and when the tab comes back to life; or when they are asked for,
 * so that a session that nobody uses ends with its refresh token.
 */
export type Renewal = "ahead" | "onDemand";

/** What is the app's own: its APIs, and how the library itself is loaded. */
export interface CreateOptions {
  /**
   * The origins of the app's own APIs, for {@link Vestibule.fetch}: `["https://api.example.com"]`, as
   * the browser has them, without a path. No other origin ever gets a token. One with a
   * {@link TokenNeed}, as in `{ origin: "https://orders.example.com", audience: "orders" }`, gets a
   * token of its own, which {@link Vestibule.derivedToken} makes.
   */
  readonly apiOrigins?: readonly (string | ({ readonly origin: string } & TokenNeed))[] | undefined;
  /**
   * Which token they get: `"accessToken"`, the default, or `"idToken"`, for APIs that look at its
   * claims.
   */
  readonly apiToken?: "accessToken" | "idToken" | undefined;
  /**
   * What {@link Vestibule.fetch} does where an API answers 401 with `WWW-Authenticate: Bearer
   * error="insufficient_user_authentication"`, `acr_values` and `max_age`
   * ([RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)): show what {@link Vestibule.stepUp} asks, and end
   * when the person is through with it. The request is sent once more then. All that were refused share one
   * step-up; where it fails, and without this, the 401 is the answer. An API of another origin has to name
   * the header in `Access-Control-Expose-Headers`.
   */
  readonly onStepUp?: ((need: StepUp) => Awaitable<unknown>) | undefined;
  /**
   * Where the package's other files are: the folder that has them all (`"/vestibule/"`, with the slash at
   * its end), or the address of `vestibule_bg.wasm` in it. `npx vestibule-auth copy <folder>` fills such a
   * folder. Or `vestibule_bg.wasm` itself, as bytes or as a module that is compiled already; or a function
   * that is asked for each of the files in `vestibule-auth/assets.json` by its name when it is wanted,
   * `worker.js` by an address. Unset: beside the script, where most bundlers put them. The files are loaded
   * once for the page; until then, what was named last holds for all clients.
   */
  readonly wasm?: WasmSource | ((file: string) => WasmSource) | undefined;
}

/** How strongly, or how lately, somebody has to have signed in. */
export interface StepUp {
  /**
   * The level, or a higher one; of several, the highest one first, the first that the person can reach.
   * Of levels with names of the pool's own, all that will do have to be named.
   */
  readonly acr?: string | readonly string[] | undefined;
  /** How many seconds ago, at the most. */
  readonly maxAge?: number | undefined;
}

/** What a {@link DerivedToken} is to be good for: one audience or one resource, or neither. */
export interface TokenNeed {
  /** The logical name of the service. */
  readonly audience?: string | undefined;
  /** The identifier of the resource server. */
  readonly resource?: string | undefined;
  /** Those of the access token, unless set; Cognito grants what both of them have. */
  readonly scopes?: readonly string[] | undefined;
}

/** A token for one service. */
export interface DerivedToken {
  /** For `Authorization: Bearer …`. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970, by the clock of this machine, right or wrong. */
  readonly expiresAt: number;
  /** What Cognito granted, which may be less than was asked for. */
  readonly scopes: readonly string[];
}

/** What the WebAssembly can be loaded from. */
export type WasmSource =
  | string
  | URL
  | Request
  | Response
  | BufferSource
  | WebAssembly.Module
  | Promise<Response | BufferSource | WebAssembly.Module>;

/**
 * A client of one user pool. Several of them, for several pools, live on one page without touching
 * each other. Every promise that it gives rejects with a {@link VestibuleError} and nothing else.
 */
export class Vestibule {
  private constructor();

  /**
   * Makes a client. The WebAssembly is not waited for: where somebody is signed in it is fetched by
   * the first call that needs it, which a fresh session does not, and otherwise in the background
   * from now on. A call that needs it and cannot have it rejects with `network`, and the next one
   * tries again.
   * @throws {VestibuleError} `configuration`, with the setting's name in `field`; `network` where
   * the settings need a closer look and the WebAssembly cannot be fetched.
   */
  static create(config: Config, options?: CreateOptions): Promise<Vestibule>;

  /**
   * Makes a client from the `amplify_outputs.json` of an Amplify project.
   * @param outputs The file's text, or what was parsed from it.
   * @param settings What the file does not hold.
   */
  static fromAmplifyOutputs(
    outputs: string | object,
    settings?: Pick<Config, "endpoint" | "fallbackEndpoint" | "issuer" | "storage" | "renewal" | "timeout">,
    options?: CreateOptions,
  ): Promise<Vestibule>;

  /**
   * Signs in. By default the password never leaves the page (SRP). A device that the pool remembers
   * proves itself on the way.
   */
  signIn(credentials: Credentials): Promise<SignInStep>;

  /**
   * The sign-in that this tab left unfinished when it was reloaded, at the step where it stands.
   * @returns Nothing where there is none, or where Cognito has ended it long ago.
   */
  resumeSignIn(): Promise<SignInStep | undefined>;

  /** Registers a person. Where a code has to confirm it, it survives a reload of the page. */
  signUp(account: Account): Promise<SignUpStep>;

  /**
   * The sign-up that this tab left unconfirmed when it was reloaded, without the password.
   * @returns Nothing where there is none, or where its code is too old.
   */
  resumeSignUp(): Promise<ConfirmSignUpStep | undefined>;

  /**
   * The reset of a password for which this tab had a code sent before it was reloaded.
   * @returns Nothing where there is none, or where its code is too old.
   */
  resumeResetPassword(): Promise<ResetPasswordStep | undefined>;

  /** Forgets what this tab left unfinished, a sign-in, a sign-up or a reset: the person begins anew. */
  forgetUnfinished(): Promise<void>;

  /**
   * This client, with something to send along: each flow that begins with it sends it with every
   * request that takes it, its later steps included. All else is shared with this one.
   */
  withExtras(extras: Extras): Vestibule;

  /** For somebody who comes back with the code of a sign-up. Sends nothing. */
  confirmSignUp(username: string): ConfirmSignUpStep;

  /** Has a code sent with which a new password can be chosen. */
  forgotPassword(username: string): Promise<ResetPasswordStep>;

  /** For somebody who has a code for a new password already. Sends nothing. */
  resetPassword(username: string): ResetPasswordStep;

  /**
   * The session: at once while its tokens serve, and renewed behind where they are about to expire;
   * renewed first where they have expired. All callers and all tabs share one renewal. Without a
   * network it rejects with `network` once they have expired, and the person stays signed in.
   * @throws {VestibuleError} `signedOut` where nobody is signed in; `aborted` by the signal.
   */
  session(options?: WaitOptions): Promise<Session>;

  /**
   * The session as it is stored, its tokens good or not, without any request: who is signed in while
   * the network is away. Its `state` says how it stands.
   * @returns Nothing where nobody is signed in.
   */
  current(): Promise<Session | undefined>;

  /** Renews the session now, however fresh it is. */
  refresh(options?: WaitOptions): Promise<Session>;

  /**
   * The browser's own `fetch`, with `Authorization: Bearer …` where the address is of one of the
   * `apiOrigins` that were given to {@link create}, and the request has no such header of its own. All
   * other addresses are fetched as they are.
   *
   * Where the API answers 401, the session is renewed, once for all requests that were refused with the
   * same token, and the request sent once more. What comes of that is the answer; where it is 401 again,
   * that token is not renewed on account of it any more. A body that is a `ReadableStream` can be sent
   * once only: then the 401 is the answer, and the session is renewed for the next request. The stream
   * of a `Request` is kept in memory until its answer is there.
   *
   * A redirect to another origin does not carry the token, not even to a listed one: browsers take the
   * header off (Chrome since 119, Firefox since 111, Safari since longer). `redirect: "error"` is for
   * older ones.
   *
   * Browsers keep an answer without CORS headers from the page, as if there were no network, and many an API sends
   * none with its refusals. So where no answer can be read and the tokens have expired since the request was sent,
   * they are renewed and it is sent once more, as after a 401.
   *
   * It rejects as `fetch` does, with a `TypeError` (for another origin its `help` says what the API may lack) or the
   * reason of the signal; and with a
   * {@link VestibuleError} where there is no token: `signedOut` where nobody is signed in, before
   * anything is sent; what {@link session} rejects with; `configuration` where an origin is none. A
   * session that is fresh needs no WebAssembly. The code for it is loaded by the first call.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;

  /**
   * Calls any operation of the user pool's API that needs no IAM key, with every field that AWS
   * describes, in AWS's names. `ClientId`, `UserPoolId` and the `AccessToken` of whoever is signed
   * in are filled in where they are wanted and missing. The session is left as it is, whatever the
   * operation does to it: to sign in and out, the methods of this class know better.
   */
  call<Name extends keyof Operations>(
    operation: Name,
    ...input: {} extends Operations[Name]["input"]
      ? [input?: Operations[Name]["input"]]
      : [input: Operations[Name]["input"]]
  ): Promise<Operations[Name]["output"]>;

  /** Who is signed in, as the pool knows them at this moment. */
  user(): Promise<User>;

  /** Changes the password of the person who is signed in. */
  changePassword(currentPassword: string, newPassword: string): Promise<void>;

  /** By what the person can sign in. */
  authFactors(): Promise<AuthFactors>;

  /** Turns second factors on and off, and says which one is asked for first. */
  setMfa(preference: MfaPreference): Promise<void>;

  /** Begins to set an authenticator app up, in place of the one that the person may have. */
  setUpTotp(): Promise<TotpSetUp>;

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

  /** This device, where the pool remembers devices. */
  thisDevice(): Promise<ThisDevice | undefined>;

  /** The person's devices; `next` is where the page before ended. */
  devices(next?: string): Promise<DevicePage>;

  /** One of the person's devices. */
  device(key: string): Promise<Device>;

  /** A remembered device proves itself, in place of a second factor where the pool has it so. */
  rememberDevice(key: string): Promise<void>;

  /** Remembers a device no longer; the pool still knows it. */
  doNotRememberDevice(key: string): Promise<void>;

  /** Forgets a device, at the pool, and here where it is this one. */
  forgetDevice(key: string): Promise<void>;

  /**
   * Makes a passkey: the browser asks the person.
   * @throws {VestibuleError} `passkeyCancelled`, `passkeyUnavailable`, `passkeyExists`,
   * `passkeyOriginRefused`, and `aborted` by {@link abortPasskey}.
   */
  registerPasskey(): Promise<void>;

  /**
   * Has the browser offer a passkey in a field with `autocomplete="username webauthn"`: of `username`,
   * or else of whoever made or used a passkey in this browser last. It waits for as long as the person
   * does not choose it, until {@link abortPasskey}. Call it when the form is shown, and again once a
   * name was typed. It leaves no unfinished sign-in behind.
   * @returns Nothing where no name is known, or the user has no passkey.
   */
  autofillPasskey(username?: string): Promise<SignInStep | undefined>;

  /** Forgets whose passkey this browser offers, as a shared machine should. Signing out does not. */
  forgetPasskeyUser(): Promise<void>;

  /** Ends the browser's question for a passkey, if it is asking one. */
  abortPasskey(): void;

  /**
   * Somebody uses the app in a way of which the browser's events tell nothing: they watch a video, say. It counts
   * as those do, and can be called as often as you like. A session that is over stays over. It does nothing
   * without {@link SignOutAfter.idle}.
   */
  active(): void;

  /** The person's passkeys; `next` is where the page before ended. */
  passkeys(next?: string): Promise<PasskeyPage>;

  /** Deletes a passkey at the pool; the browser, or a password manager, still has its half. */
  deletePasskey(id: string): Promise<void>;

  /** The person's sessions, here and elsewhere; `next` is where the page before ended. */
  userSessions(next?: string): Promise<UserSessionPage>;

  /**
   * Has the person who is signed in show who they are once more: in a stronger way, or anew. A session that
   * is enough already is the answer (`done`), and nothing is asked. Otherwise it is a sign-in of that
   * person, whose steps ask for what is still missing; the app client has to allow `ALLOW_USER_AUTH`. Its
   * tokens take the session's place when they are of that person and of that level. Until then, and where
   * it comes to nothing, the session is what it was.
   *
   * Errors: `levelUnavailable`, `levelAlreadyMet`, `featureUnavailableInTier` (plan Lite), and
   * `levelNotReached` of the last step, besides those of {@link signIn}.
   */
  stepUp(need: StepUp & { readonly preferred?: string | undefined }): Promise<SignInStep>;

  /**
   * The same at the hosted pages, for people who came by redirect. A session that is enough already is the
   * answer. With `undefined` the page is left, and {@link handleCallback} takes over on the way back: it
   * rejects with `levelNotReached` or `tokenRejected` where the tokens are of another level or person, and
   * the session is what it was.
   */
  stepUpWithRedirect(need: StepUp, options?: RedirectOptions): Promise<Session | undefined>;

  /**
   * A token for one service, made of the access token of whoever is signed in: of fewer scopes, or for
   * one audience. It is kept in memory until it expires, for the sign-in that it was made of: the same
   * need is answered at once, and all who ask at the same time share one request. `refused` is one that
   * the service did not take: another one is made.
   *
   * The app client needs `ALLOW_TOKEN_EXCHANGE_IMPERSONATION` (or else `flowNotEnabled`), and the user
   * pool the plan Essentials or Plus
   * ([token exchange](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html)).
   */
  derivedToken(need?: TokenNeed, options?: { readonly refused?: string | undefined }): Promise<DerivedToken>;

  /**
   * Ends another session; `signOut()` ends this one. `linked` ends those that are linked with it as well:
   * with the session of an app, the one of the hosted pages that it came from, which would let the next
   * person at that browser in without a question; with one of the hosted pages, those of all apps.
   */
  revokeUserSession(id: string, options?: { readonly linked?: boolean | undefined }): Promise<void>;

  /** Deletes the person's account from the pool, and signs out. */
  deleteUser(): Promise<void>;

  /**
   * Signs out here, in all tabs of this origin, and revokes the tokens where that is possible. It succeeds
   * without a network as well, also where the package has loaded nothing yet that signs out, or not within four
   * seconds: the tokens are revoked then as soon as Cognito can be reached while the page lives. It rejects only where
   * the session rests in a store that the package cannot reach without its WebAssembly (any but `"local"` and
   * `"session"`), and that cannot be loaded; what signs out there comes along with the WebAssembly, which a store of
   * your own has {@link Vestibule.create} wait for. After a sign-in by redirect or popup the page is left for the
   * hosted pages' logout, where {@link Config.logoutUri} is set and {@link Config.hostedSignOut} is not `false`.
   */
  signOut(): Promise<SignOutReport>;

  /** Signs out here and on every other device. */
  signOutEverywhere(): Promise<SignOutReport>;

  /**
   * Who is signed in: the active account, if there is one, then the others, the one that was active last
   * first. Without the setting `accounts`, at the most the active one.
   */
  accounts(): Promise<readonly SignedInAccount[]>;

  /**
   * Makes another account the active one, in all tabs: they hear `"signedIn"`. Tokens that are about to
   * expire are renewed first. `sessionExpired` where Cognito says that this account's session is over: it
   * is dropped, and the active one stays.
   */
  switchAccount(username: string): Promise<Session>;

  /** Signs out of all accounts here, and revokes their tokens where that is possible. */
  signOutOfAll(): Promise<SignOutReport>;

  /**
   * Calls `listener` whenever somebody signs in or out, or the session is renewed, in this tab or
   * in another one.
   * @returns A function that ends it.
   */
  onChange(listener: (change: Change) => void): () => void;

  /**
   * Calls `listener` with who is signed in: soon, as it is then, and again whenever that changes, in
   * this tab or in another one, in the order in which it happens and without a gap. It is never called
   * before this returns. Where it cannot be told yet, because the WebAssembly is needed and cannot be
   * fetched, it is tried again every few seconds.
   * @returns A function that ends it.
   */
  observe(listener: (state: AuthState) => void): () => void;

  /** Leaves the page for the hosted UI. Needs `domain` and `redirectUri`. */
  signInWithRedirect(options?: RedirectOptions): Promise<void>;

  /**
   * Signs in through the hosted UI in a window of its own. Call it when the person clicks: the window is opened in that
   * very task, before anything is fetched, and browsers block others. `window` is one that the app has opened. Needs
   * `domain`, and a `redirectUri` of this origin whose page calls {@link handleCallback} when it starts. A provider may
   * cut the two windows apart (`Cross-Origin-Opener-Policy`): the answer comes by a channel of this origin. A window that
   * was cut off looks closed: `popupClosed` comes once the person has been back at this page for twenty seconds then.
   * @throws {VestibuleError} `popupBlocked`, `popupClosed`, `popupTimeout` (ten minutes), and what
   * {@link handleCallback} throws.
   */
  signInWithPopup(options?: PopupOptions): Promise<RedirectOutcome>;

  /**
   * Ends the redirect sign-in, where the page's address is an answer to this client: its `state` begins with the client's
   * id. A `code`, a `state` or an `error` of the app's own stays in the address. Ask for the session first, so that a
   * reload sends nobody away. The address is cleaned before anything is fetched; where the network is away for a moment,
   * the answer stays in this tab for the five minutes that a code lives, and the next call goes on. Two calls at once get
   * the same outcome. In a window of `signInWithPopup` it hands the address over and closes the window; in an ordinary tab
   * that came back in its place it does so, too, and gives nothing: the page that waits signs the person in.
   * @returns Nothing where the page's address is no answer to this client.
   */
  handleCallback(): Promise<RedirectOutcome | undefined>;

  /** Signs out here, then leaves the page for the hosted UI's sign-out. Needs `domain` and `logoutUri`. */
  signOutWithRedirect(): Promise<SignOutReport>;

  /**
   * Holds the configuration against the pool that it names: whether the pool, its keys and the app
   * client are there, which flows are allowed, whether the hosted pages' domain answers, and how far
   * this machine's clock is off. For developers: nobody has to be signed in, and no session changes.
   *
   * A flow is tried by beginning a sign-in of a user who cannot exist, whose name begins with
   * `vestibule-diagnosis`; the pool's logs and its Lambda triggers for unknown users see it. What is
   * found is no error, the want of a network included. The code for it is loaded by the first call.
   */
  diagnose(): Promise<Diagnosis>;

  /**
   * Gives the client's memory back at once; garbage collection does it otherwise. The session
   * stays. Listeners of this client hear nothing any more, observers included.
   */
  free(): void;

  /** `free()`, for `using auth = await Vestibule.create(config)`. */
  [Symbol.dispose](): void;
}

/** What a person signs in with. */
export type Credentials = (
  | PasswordCredentials
  | ChoiceCredentials
  | CustomCredentials
  | SignedUpCredentials
) &
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

/** What goes along with requests. */
export interface Extras {
  /** For the pool's Lambda triggers (`ClientMetadata`). No place for secrets. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /**
   * The Amazon Pinpoint endpoint to which what the person does is counted (`AnalyticsMetadata`).
   *
   * @deprecated Amazon Pinpoint ended on 2026-10-30. The field is still sent, and counts nothing.
   */
  readonly analyticsEndpoint?: string | undefined;
  /**
   * What threat protection knows the person's device by (`UserContextData`): what
   * `AmazonCognitoAdvancedSecurityData.getData` gives.
   */
  readonly userContext?: string | undefined;
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
export type FirstFactor =
  | "PASSWORD_SRP"
  | "PASSWORD"
  | "EMAIL_OTP"
  | "SMS_OTP"
  | "WEB_AUTHN"
  | (string & {});

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

/** How long to wait for something. */
export interface WaitOptions {
  /** Gives the call up. A renewal that has begun goes on, for all tabs. */
  readonly signal?: AbortSignal | undefined;
}

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
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

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

/** A person of the pool. */
export interface User {
  readonly username: string;
  /** Attributes by name. Cognito gives all of them as text: `email_verified` is `"true"`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The factor that is asked for first, in Cognito's name: `SOFTWARE_TOKEN_MFA`. */
  readonly preferredMfa?: string;
  /** The factors that are set up, in Cognito's names. */
  readonly mfa: readonly string[];
  /** Unset where the pool does not say so. */
  readonly emailVerified?: boolean;
  /** Unset where the pool does not say so. */
  readonly phoneNumberVerified?: boolean;
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
   * network was away and the package had not loaded yet what chooses one: `accounts()` has the others.
   */
  readonly active?: string;
}

/** Somebody who is signed in, where several people can be. */
export interface SignedInAccount {
  /** The user's name in the pool, by which `switchAccount` knows the account. */
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
 * Somebody is signed in. `"signedIn"`: their tokens serve. `"offline"` and `"stale"`: they should have
 * been renewed and could not be, because there is no network, or the service is in trouble; the person
 * stays signed in, and it is tried again.
 */
export interface Known {
  readonly kind: "signedIn" | "offline" | "stale";
  readonly session: Session;
}

/** Nobody is signed in. */
export interface Nobody {
  readonly kind: "signedOut";
  /** Why the session that was there has ended; unset where there was none. */
  readonly reason?: SignOutReason | undefined;
  readonly session?: undefined;
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

/** What is right about a configuration, and what to change. `String(diagnosis)` is a table. */
export interface Diagnosis {
  /** Whether nothing has to be changed, as far as can be told from a page. */
  readonly well: boolean;
  /** One for each thing that was looked at, the pool first. */
  readonly findings: readonly Finding[];
  toString(): string;
}

/** One thing that a diagnosis looked at. */
export interface Finding {
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** What was found. */
  readonly found: string;
  /** What to change, and where; empty where nothing has to be. */
  readonly help: string;
  /** An address to open, where only a person can see how it is. */
  readonly link?: string;
}

/** What a diagnosis looks at. */
export type Subject =
  /** The pool's discovery document, and whether the issuer that it names is one that tokens may have here. */
  | "pool"
  /** The keys by which the pool's tokens are verified. */
  | "keys"
  /** `fallbackEndpoint`, where it is set: whether the pool's replica answers there, and lets people sign in. */
  | "fallbackEndpoint"
  /** Whether the pool has the app client. */
  | "client"
  /** Whether the app client has a secret. */
  | "secret"
  /** The flow `USER_SRP_AUTH`. */
  | "srp"
  /** The flow `USER_PASSWORD_AUTH`. */
  | "password"
  /** The flow `USER_AUTH`. */
  | "choice"
  /** The flow `CUSTOM_AUTH`. */
  | "custom"
  /** The domain of the hosted pages. */
  | "domain"
  /** Whether the app client allows the authorization code grant. */
  | "codeGrant"
  /** The address to which the hosted pages lead back. */
  | "redirectUri"
  /** How far this machine's clock is from Cognito's. */
  | "clock";

/**
 * As it should be; to be changed, or it will not work; as it may be, and whoever needs it otherwise
 * reads what to change; or it cannot be told from a page.
 */
export type Verdict = "right" | "wrong" | "note" | "unknown";

/** Why something did not work. */
export class VestibuleError extends Error {
  /** For a site's own tests and stand-ins. */
  constructor(details: VestibuleErrorDetails);
  readonly name: "VestibuleError";
  /** What a program decides by. */
  readonly kind: ErrorKind;
  /** Whether the same call can succeed later with nothing changed. */
  readonly retryable: boolean;
  /** For the developer: what to change, and where. Empty where there is nothing to change. */
  readonly help: string;
  /** The name that Cognito or the OAuth endpoint gave it: `CodeMismatchException`, `invalid_grant`. */
  readonly code?: string;
  /** The field of a form, the argument or the setting that it belongs to: `"newPassword"`. */
  readonly field?: Field | (string & {});
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** Cognito's id of the request, which AWS support asks for. */
  readonly requestId?: string;
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
  /** An error that this version does not know; `code` has its name. */
  | "other";
