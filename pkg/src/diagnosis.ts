// Types of a diagnosis of the configuration.

/** The result of {@link Vestibule.diagnose}. `String(diagnosis)` is a table. */
export interface Diagnosis {
  /** Whether nothing has to be changed, as far as a page can tell. */
  readonly well: boolean;
  /** The findings, beginning with the pool. */
  readonly findings: readonly Finding[];
  toString(): string;
}

/** One finding of a diagnosis. */
export interface Finding {
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** What was found. */
  readonly found: string;
  /** What to change, and where; empty if nothing has to be changed. */
  readonly help: string;
  /** An address to open, if only a person can check the result. */
  readonly link?: string;
}

/** The subject of a finding. */
export type Subject =
  /** The pool's discovery document, and whether its issuer is accepted here. */
  | "pool"
  /** The keys that verify the pool's tokens. */
  | "keys"
  /** `fallbackEndpoint`, if it is set: whether the pool's replica answers there, and allows sign-ins. */
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
  /** The address to which the hosted pages return. */
  | "redirectUri"
  /** The identity pool, if one is configured. */
  | "identityPool"
  /** Whether the identity pool allows guests, and what they may not do. */
  | "guests"
  /** Whether the identity pool accepts the user pool's tokens. */
  | "provider"
  /** Whether the current user's role gives credentials. */
  | "role"
  /** The difference between this machine's clock and Cognito's. */
  | "clock";

/**
 * `"right"`: as it should be. `"wrong"`: has to be changed. `"note"`: may be intended; the help says how to change it.
 * `"unknown"`: a page cannot tell.
 */
export type Verdict = "right" | "wrong" | "note" | "unknown";
