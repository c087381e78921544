// What a diagnosis of the configuration finds.

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
  /** The identity pool, where there is one in the configuration. */
  | "identityPool"
  /** Whether the identity pool takes guests, and what these may not do. */
  | "guests"
  /** Whether the identity pool takes the user pool's tokens. */
  | "provider"
  /** Whether the role of who asked gives credentials. */
  | "role"
  /** How far this machine's clock is from Cognito's. */
  | "clock";

/**
 * As it should be; to be changed, or it will not work; as it may be, and whoever needs it otherwise
 * reads what to change; or it cannot be told from a page.
 */
export type Verdict = "right" | "wrong" | "note" | "unknown";
