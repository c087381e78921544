import type { SessionStore } from "./index.js";

/** How the cookies are made. They are `Secure` always, and readable by the page's scripts. */
export interface CookieOptions {
  /** For the hosts below this domain as well. Default: this host alone. */
  readonly domain?: string | undefined;
  /** For the pages below this path alone. Default: `/`. */
  readonly path?: string | undefined;
  /** Default: `"Lax"`. */
  readonly sameSite?: "Lax" | "Strict" | undefined;
  /** How long they last after each renewal, in seconds. Default: 30 days. */
  readonly maxAge?: number | undefined;
  /** What their names begin with. Default: `"__Host-"`, or `"__Secure-"` where there is a domain or a path. */
  readonly prefix?: "__Host-" | "__Secure-" | "" | undefined;
}

/** A store for `storage` in the settings: cookies, for pages that a server renders for whoever is signed in. */
export function cookies(options?: CookieOptions): SessionStore;
