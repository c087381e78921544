// A client's configuration: its pool, where the session is kept, and the app's own APIs.

import type { RecordsConfig } from "./dataset.js";
import type { Operations } from "./operations.js";

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
   * The SAML provider whose portal may begin a sign-in (IdP-initiated). What comes back then is a code with no
   * `state`, which could have been put there by anybody, and so is never exchanged: {@link Vestibule.handleCallback}
   * leads at once to a sign-in of this tab's own with that provider, where the person has a session by then. Every
   * `code` without a `state` on the page of `redirectUri` is taken for that. Without it such a code is left alone.
   *
   * <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>
   */
  readonly idpInitiated?: string | undefined;
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
  /**
   * The identity pool whose AWS credentials whoever uses the app gets, by its id or with more about it: see
   * {@link Aws}.
   */
  readonly identityPool?: string | IdentityPool | undefined;
  /** Where the records of the people who use the app are kept, and how they are synchronised: see {@link Records}. */
  readonly records?: RecordsConfig | undefined;
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
   * no place for secrets: Cognito neither validates nor encrypts it. What is not the same for each request comes of a
   * {@link ClientMetadataFunction}.
   */
  readonly clientMetadata?: Readonly<Record<string, string>> | ClientMetadataFunction | undefined;
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
 * Is called before each request that takes `ClientMetadata`, with the name of its operation, and gives what goes along
 * with that one, or nothing. Where it throws, or gives anything else than texts by name (a promise, for instance), the
 * request is sent without, and the page hears of it as of an error that nobody has caught (`reportError`).
 */
export type ClientMetadataFunction = (operation: keyof Operations) => Readonly<Record<string, string>> | undefined;

/** An identity pool, and what differs from the usual. */
export interface IdentityPool {
  /** Its id, `<Region>:<UUID>`. It may be in another Region than the user pool. */
  readonly id: string;
  /** The address of its API, where it is not the Region's own: a local one, for instance. */
  readonly endpoint?: string | undefined;
  /** The address of STS for the basic flow, where it is not the Region's own. */
  readonly stsEndpoint?: string | undefined;
  /** The name under which it knows the user pool. Default: the issuer of the ID token without `https://`. */
  readonly loginKey?: string | undefined;
  /** The role to assume, where the ID token allows several (`CustomRoleArn`). */
  readonly roleArn?: string | undefined;
  /** The role of the basic (classic) flow, which is taken with it. Default: the enhanced flow. */
  readonly basicRoleArn?: string | undefined;
  /**
   * People whom it knows by other logins than that of the user pool, or besides it: gives their tokens, or none where
   * nobody is signed in there.
   *
   * ```ts
   * identityPool: { id, logins: async () => ({ "accounts.google.com": await googleIdToken() }) }
   * ```
   *
   * It is asked each time that credentials or the identity are asked for, since they belong to whoever these logins
   * stand for, and a change of logins replaces them. So keep the tokens, as the libraries of most providers do, and get
   * new ones where they have expired: those that are given are sent whenever credentials have to be renewed. It must not
   * ask for credentials or the identity itself. Where it throws or rejects, the call rejects with `providerError`, and
   * the page hears of the fault as of one that nobody has caught (`reportError`).
   */
  readonly logins?: (() => Logins | Promise<Logins>) | undefined;
}

/**
 * Tokens of providers, each under the name by which the identity pool knows the provider. Two tokens stand for the same
 * person where the provider and the `sub` in them are the same; of tokens that are no JSON Web Tokens only the token
 * tells. [Providers](https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html)
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
   * Somebody whom the app's own server knows (a developer-authenticated identity): what the server got by
   * `GetOpenIdTokenForDeveloperIdentity`. It stands alone: no other login is sent along, that of the user pool included.
   * The server links those, by its `Logins`.
   * [Developer-authenticated identities](https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html)
   */
  readonly "cognito-identity.amazonaws.com"?: DeveloperLogin | undefined;
  /**
   * A provider of OpenID Connect by its issuer without `https://`: an ID token. A SAML provider by its ARN in IAM: the
   * assertion as it came, in base64.
   */
  readonly [provider: string]: string | DeveloperLogin | undefined;
}

/** What the app's own server got for somebody. */
export interface DeveloperLogin {
  /** The identity. */
  readonly identityId: string;
  /** The token. */
  readonly token: string;
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

/** How long to wait for something. */
export interface WaitOptions {
  /** Gives the call up. A renewal that has begun goes on, for all tabs. */
  readonly signal?: AbortSignal | undefined;
}
