// A client's configuration: its pool, the store of the session, and the app's own APIs.

import type { Awaitable } from "./awaitable.js";
import type { RecordsConfig } from "./dataset.js";
import type { Operations } from "./operations.js";

/**
 * The user pool and the app client to sign in to. The ids are in the Cognito console under User pools > your pool > App
 * clients.
 */
export interface Config {
  /** The pool id: `eu-west-1_AbCdEf123`. The Region is read from it. */
  readonly userPoolId: string;
  /** The id of an app client without a secret. */
  readonly clientId: string;
  /**
   * The domain of the pool's hosted pages, for sign-in by redirect: `auth.example.com`,
   * `my-app.auth.eu-west-1.amazoncognito.com`, or an origin (`http://localhost:9229`).
   */
  readonly domain?: string | undefined;
  /** Where the hosted pages return to; one of the app client's allowed callback URLs. */
  readonly redirectUri?: string | undefined;
  /** Where the hosted pages return to after sign-out; one of the allowed sign-out URLs. Default: `redirectUri`. */
  readonly logoutUri?: string | undefined;
  /**
   * The scopes of a sign-in by redirect. Default: `openid email phone`, which the console allows for a new app client.
   * `profile` gives access to the other attributes; `aws.cognito.signin.user.admin` to an access token that can change
   * password, attributes and factors through this library. The app client has to allow each scope (OpenID Connect
   * scopes, AllowedOAuthScopes); otherwise Cognito answers `invalid_scope`.
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * The SAML provider whose portal may start a sign-in (IdP-initiated). Such a response has a code without a `state`,
   * which anybody could have put there, so the code is never exchanged: {@link Vestibule.handleCallback} starts a
   * sign-in of this tab with that provider at once, where the user has a session by then. Every `code` without a
   * `state` on the page of `redirectUri` is treated like this. Without the setting such a code is ignored.
   *
   * <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>
   */
  readonly idpInitiated?: string | undefined;
  /**
   * The endpoint of Cognito's API, if it is not that of the Region in the pool id: the endpoint of the Region that has
   * the pool's replica (`https://cognito-idp.eu-central-1.amazonaws.com`), a proxy, or an emulator
   * (`http://127.0.0.1:9229`).
   */
  readonly endpoint?: string | undefined;
  /**
   * The endpoint of the Region that has the pool's replica (`https://cognito-idp.eu-central-1.amazonaws.com`). It is
   * used if the first endpoint cannot be reached, does not answer within half of the `timeout`, or answers with a
   * server error (5xx), and then for two minutes before the first one is tried again. What a replica cannot do fails
   * with `unavailableInRegion`. No refusal by a replica ends a session. An unfinished sign-in continues in the Region
   * where it started; if that Region fails, it is `signInExpired` and has to start again in the other one.
   *
   * <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
   */
  readonly fallbackEndpoint?: string | undefined;
  /**
   * The only issuer that tokens may have, for servers that replace Cognito under their own name. Default: every issuer
   * that the pool can have: the original and the updated one, and the original ones of the Regions of `endpoint` and
   * `fallbackEndpoint`.
   *
   * <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html>
   */
  readonly issuer?: string | undefined;
  /** The identity pool that provides AWS credentials: its id, or an object with more settings. See {@link Aws}. */
  readonly identityPool?: string | IdentityPool | undefined;
  /** Where the records of the app's users are stored, and how they are synchronized. See {@link Records}. */
  readonly records?: RecordsConfig | undefined;
  /** Where the session is stored. Default: `"local"`, which all tabs share and which persists. */
  readonly storage?: StorageKind | SessionStore | undefined;
  /** When tokens are renewed. Default: `"ahead"`. */
  readonly renewal?: Renewal | undefined;
  /** How long one request may take, in whole milliseconds, at most one day. Default: 20,000. */
  readonly timeout?: number | undefined;
  /** The time limits of a session, whatever its tokens say. Default: none. */
  readonly signOutAfter?: SignOutAfter | undefined;
  /**
   * Data for the pool's Lambda triggers (`ClientMetadata`), sent with every request that accepts it, including renewals
   * in the background. {@link Vestibule.withExtras} adds to it for one flow. A sign-in by redirect sends none. Do not
   * put secrets into it: Cognito neither validates nor encrypts it. For values that differ from request to request, use
   * a {@link ClientMetadataFunction}.
   */
  readonly clientMetadata?: Readonly<Record<string, string>> | ClientMetadataFunction | undefined;
  /**
   * Shares the session with Amplify or amazon-cognito-identity-js on the same origin while a site is migrated: the
   * session is also written in their form, and a newer session of theirs becomes the session here. A sign-out on either
   * side is a sign-out on both. Default: `false`: their session is taken over once.
   */
  readonly sideBySide?: boolean | undefined;
  /**
   * Whether sessions stored by Amplify or amazon-cognito-identity-js on this origin are taken over. Default: `true`;
   * never with a storage in memory, since the session would end with the page.
   */
  readonly migrate?: boolean | undefined;
  /**
   * Whether signing out also ends the session of the hosted pages, if the user signed in by redirect or popup and
   * `logoutUri` is set: the page is left for the hosted pages' logout, which returns to `logoutUri`. Default: `true`.
   * With `false`, the next sign-in through the hosted pages signs the same user in.
   */
  readonly hostedSignOut?: boolean | undefined;
  /**
   * Allows several users to be signed in at a time, one of them active: a sign-in adds an account and makes it the
   * active one. Default: `false`.
   */
  readonly accounts?: boolean | undefined;
}

/**
 * Called before each request that accepts `ClientMetadata`, with the name of its operation. Returns the metadata of
 * that request, or `undefined`. If it throws, or returns anything else than an object of strings (a promise, for
 * instance), the request is sent without metadata, and the error is reported like an uncaught error (`reportError`).
 */
export type ClientMetadataFunction = (operation: keyof Operations) => Readonly<Record<string, string>> | undefined;

/** An identity pool, with settings that differ from the defaults. */
export interface IdentityPool {
  /** Its id, `<Region>:<UUID>`. It may be in another Region than the user pool. */
  readonly id: string;
  /** The endpoint of its API, if it is not that of the Region, for example a local one. */
  readonly endpoint?: string | undefined;
  /** The endpoint of STS for the basic flow, if it is not that of the Region. */
  readonly stsEndpoint?: string | undefined;
  /** The name of the user pool in the identity pool. Default: the issuer of the ID token without `https://`. */
  readonly loginKey?: string | undefined;
  /** The role to assume if the ID token allows several (`CustomRoleArn`). */
  readonly roleArn?: string | undefined;
  /** The role of the basic (classic) flow, which is used if this is set. Default: the enhanced flow. */
  readonly basicRoleArn?: string | undefined;
  /**
   * Returns the tokens of users who are known to the identity pool by other logins than that of the user pool, or in
   * addition to it; an empty object if nobody is signed in there.
   *
   * ```ts
   * identityPool: { id, logins: async () => ({ "accounts.google.com": await googleIdToken() }) }
   * ```
   *
   * It is called each time that credentials or the identity are requested, since they belong to the user whom these
   * logins identify, and other logins replace them. So keep the tokens, as the libraries of most providers do, and get
   * new ones when they have expired: the tokens are sent whenever credentials have to be renewed. The function must not
   * request credentials or the identity itself. If it throws or rejects, the call rejects with `providerError`, and the
   * error is also reported like an uncaught error (`reportError`).
   */
  readonly logins?: (() => Logins | Promise<Logins>) | undefined;
}

/**
 * Tokens of providers, under the provider's name in the identity pool. Two tokens identify the same user if their
 * provider and their `sub` are the same. Tokens that are not JSON Web Tokens are compared as a whole.
 * [Providers](https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html)
 */
export interface Logins {
  /** Google: an ID token. */
  readonly "accounts.google.com"?: string | undefined;
  /** Facebook: an access token. */
  readonly "graph.facebook.com"?: string | undefined;
  /** Login with Amazon: an access token. */
  readonly "www.amazon.com"?: string | undefined;
  /** Sign in with Apple: an ID token. */
  readonly "appleid.apple.com"?: string | undefined;
  /**
   * A user whom the app's own server knows (developer-authenticated identity): the result of
   * `GetOpenIdTokenForDeveloperIdentity` on the server. No other login is sent along, not even that of the user pool;
   * the server links those with its `Logins`. [Developer-authenticated
   * identities](https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html)
   */
  readonly "cognito-identity.amazonaws.com"?: DeveloperLogin | undefined;
  /**
   * An OpenID Connect provider by its issuer without `https://`: an ID token. A SAML provider by its ARN in IAM: the
   * assertion as it was received, in base64.
   */
  readonly [provider: string]: string | DeveloperLogin | undefined;
}

/** An identity and its token, as the app's own server received them. */
export interface DeveloperLogin {
  readonly identityId: string;
  readonly token: string;
}

/**
 * The time limits of a session. Reaching one is a sign-out in all tabs, with a {@link SignOutReason} of its own, with
 * or without a network. The refresh token is revoked as soon as Cognito can be reached. If the page is opened later,
 * nobody is signed in.
 *
 * The session of the hosted pages is not ended, since that would need a navigation; it ends by itself after an hour.
 * Where `logoutUri` is set, the next sign-in by redirect or popup in this browser asks for the password until then
 * (`prompt=login`, which the classic hosted UI ignores).
 *
 * With several accounts, inactivity ends all of them. Each of them also ends by its own `total`, and no other account
 * becomes active then.
 */
export interface SignOutAfter {
  /**
   * The time without activity, in whole milliseconds, at least one minute. Activity is pressing a pointer or a key,
   * turning the wheel, touching, returning to the tab, and {@link Vestibule.active}, in any tab that shares the
   * session. Renewals of tokens and scrolling by the page are not. Measured by the clock of this machine, which
   * continues during sleep.
   */
  readonly idle?: number | undefined;
  /**
   * The time since the sign-in (`auth_time`), in whole milliseconds, at least one minute. Renewals do not extend it.
   * After a redirect, the sign-in is when the user authenticated at the hosted pages, which may be up to an hour
   * earlier if the hosted session still existed.
   */
  readonly total?: number | undefined;
}

/**
 * Where the session is stored.
 * - `"local"`: `localStorage`, which all tabs share and which persists.
 * - `"session"`: `sessionStorage`, which survives a reload and ends with the tab.
 * - `"memory"`: the page's memory. The session ends with the page.
 * - `"sharedMemory"`: memory that all tabs share: a new tab asks the others, and waits a quarter of a second if there
 *   are none. The session ends with the last tab, and so with a reload of the only one. Tokens are passed between tabs
 *   through a `BroadcastChannel`, which every script of the origin can listen to.
 * - `"worker"`: the memory of a worker, which alone has the refresh token and sends the requests that need it. The page
 *   has ID and access tokens. Where the browser has shared workers, all tabs share the session, and it ends with the
 *   last of them, and so with a reload of the only one; otherwise it ends with the page. With Trusted Types, the page
 *   has to allow the policy `vestibule`.
 */
export type StorageKind = "local" | "session" | "memory" | "sharedMemory" | "worker";

/**
 * A custom store, asynchronous or not. A call that rejects, or is not answered within three seconds, does not end the
 * session: the page keeps what it has, and what cannot be stored lasts as long as the page. `sealed()` of
 * `vestibule-auth/sealed.js` and `cookies()` of `vestibule-auth/cookies.js` create such stores; docs/STORES.md says
 * what each one protects against.
 */
export interface SessionStore {
  /** Returns the value under the key, if there is one. */
  read(key: string): Awaitable<string | null | undefined>;
  /** Stores the value under the key at once, replacing the old one. */
  write(key: string, value: string): Awaitable<void>;
  /** Removes the value under the key. */
  remove(key: string): Awaitable<void>;
  /** Returns the keys that begin with the prefix. */
  keys(prefix: string): Awaitable<readonly string[]>;
  /** Whether all tabs of the origin see the same values. Default: true. */
  readonly shared?: boolean | undefined;
  /** The store for sessions that are not to be remembered. Default: the page's memory. */
  readonly brief?: Omit<SessionStore, "brief"> | undefined;
}

/**
 * `"ahead"`: before tokens expire, by a timer and when the tab becomes active. `"onDemand"`: when tokens are requested,
 * so that an unused session ends with its refresh token.
 */
export type Renewal = "ahead" | "onDemand";

/** The app's own APIs, and how the library itself is loaded. */
export interface CreateOptions {
  /**
   * The origins of the app's own APIs for {@link Vestibule.fetch}, as browsers write them, without a path:
   * `["https://api.example.com"]`. No other origin gets a token. An origin with a {@link TokenNeed}, as in `{ origin:
   * "https://orders.example.com", audience: "orders" }`, gets a token of its own from {@link Vestibule.derivedToken}.
   */
  readonly apiOrigins?: readonly (string | ({ readonly origin: string } & TokenNeed))[] | undefined;
  /** Which token they get: `"accessToken"`, the default, or `"idToken"`, for APIs that read its claims. */
  readonly apiToken?: "accessToken" | "idToken" | undefined;
  /**
   * Called by {@link Vestibule.fetch} if an API answers 401 with `WWW-Authenticate: Bearer
   * error="insufficient_user_authentication"`, `acr_values` and `max_age` ([RFC
   * 9470](https://www.rfc-editor.org/rfc/rfc9470)). It shows the steps of {@link Vestibule.stepUp}, and its promise
   * resolves when the user has finished. Then the request is sent again. All refused requests share one step-up. If it
   * fails, and without this function, the 401 is returned. An API on another origin has to name the header in
   * `Access-Control-Expose-Headers`.
   */
  readonly onStepUp?: ((need: StepUp) => Awaitable<unknown>) | undefined;
  /**
   * Where the package's other files are: the folder that contains all of them (`"/vestibule/"`, with the slash), or the
   * address of `vestibule_bg.wasm` in it. `npx vestibule-auth copy <folder>` fills such a folder. Or
   * `vestibule_bg.wasm` itself, as bytes or as a compiled module. Or a function that is called with the name of each
   * file in `vestibule-auth/assets.json` when it is needed; for `worker.js` it has to return an address. Default:
   * beside the script, where most bundlers put the files. They are loaded once per page; until then, the last setting
   * applies to all clients.
   */
  readonly wasm?: WasmSource | ((file: string) => WasmSource) | undefined;
}

/** How strongly, or how recently, a user has to have signed in. */
export interface StepUp {
  /**
   * The level, or a higher one. Of several, in descending order, the first that the user can reach. Of levels with
   * custom names, all acceptable ones have to be listed.
   */
  readonly acr?: string | readonly string[] | undefined;
  /** The maximum age of the sign-in, in seconds. */
  readonly maxAge?: number | undefined;
}

/** What a {@link DerivedToken} is for: one audience or one resource, or neither. */
export interface TokenNeed {
  /** The logical name of the service. */
  readonly audience?: string | undefined;
  /** The identifier of the resource server. */
  readonly resource?: string | undefined;
  /** The scopes. Default: those of the access token. Cognito grants the scopes that both have. */
  readonly scopes?: readonly string[] | undefined;
}

/** A token for one service. */
export interface DerivedToken {
  /** For `Authorization: Bearer …`. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970, by the clock of this machine. */
  readonly expiresAt: number;
  /** The scopes that Cognito granted, which may be fewer than requested. */
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

/** Additional data that is sent with requests. */
export interface Extras {
  /** For the pool's Lambda triggers (`ClientMetadata`). Do not put secrets into it. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /**
   * The Amazon Pinpoint endpoint for analytics (`AnalyticsMetadata`).
   *
   * @deprecated Amazon Pinpoint ended on 2026-10-30. The field is still sent, but has no effect.
   */
  readonly analyticsEndpoint?: string | undefined;
  /**
   * The data by which threat protection recognizes the device (`UserContextData`): the result of
   * `AmazonCognitoAdvancedSecurityData.getData`.
   */
  readonly userContext?: string | undefined;
}

/** How long to wait for a result. */
export interface WaitOptions {
  /** Cancels the call. A renewal that has started continues, for all tabs. */
  readonly signal?: AbortSignal | undefined;
}
