// The server's part of cookies.js: reads the tokens in a request's `Cookie` header. Anybody can send cookies: verify
// the signature, issuer, audience, use and expiry of each token before relying on it.

import { parse } from "./json.js";

/** The tokens that a browser has sent. They are not verified. */
export interface CookieSession {
  readonly username: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

/**
 * Reads the session of an app client from a `Cookie` header. Anybody can send cookies: verify the signature of each
 * token with the pool's keys, its issuer, audience, use and expiry, before relying on it.
 * @param prefix The prefix of the cookies' names. Default: `"__Host-"`.
 * @returns `undefined` if there is no complete session.
 */
export function sessionOf(
  header: string | null | undefined,
  clientId: string,
  prefix: "__Host-" | "__Secure-" | "" = "__Host-",
): CookieSession | undefined {
  const all = new Map<string, string>();
  for (const pair of String(header ?? "").split(";")) {
    const [name = "", ...value] = pair.trim().split("=");
    if (!all.has(name)) all.set(name, value.join("="));
  }
  const name = `${prefix}vestibule.${clientId}.session`;
  const [, place, count, sum] = /^([ab])(\d\d?)\.(-?\d+)$/.exec(all.get(name) ?? "") ?? [];
  if (!place || !count || !sum) return undefined;
  const text = Array.from({ length: +count }, (_, at) => all.get(`${name}.${place}${at}`)).join("");
  if (checksum(text) !== +sum) return undefined;
  try {
    const { v, username, idToken, accessToken, refreshToken } = parse<Readonly<Record<string, unknown>>>(
      decodeURIComponent(text),
    );
    if (!isText(username) || !isText(idToken) || !isText(accessToken) || !(Number(v) <= 2)) return undefined;
    return { username, idToken, accessToken, refreshToken: isText(refreshToken) ? refreshToken : undefined };
  } catch {
    // The cookie was not written by this package.
  }
  return undefined;
}

const isText = (value: unknown): value is string => typeof value === "string";

// FNV-1a.
function checksum(text: string) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x1000193);
  return sum;
}
