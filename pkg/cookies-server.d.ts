/** What a browser has sent. Nothing of it is verified. */
export interface CookieSession {
  readonly username: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

/**
 * The session of an app client in a `Cookie` header. Anybody can send a cookie: verify the signature of
 * each token by the pool's keys, its issuer, audience, use and end, before it means anything.
 * @param prefix What the names of the cookies begin with. Default: `"__Host-"`.
 * @returns Nothing where there is none that is whole.
 */
export function sessionOf(
  header: string | null | undefined,
  clientId: string,
  prefix?: "__Host-" | "__Secure-" | "",
): CookieSession | undefined;
