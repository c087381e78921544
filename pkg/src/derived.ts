// Derived tokens: tokens for one service, derived from the access token. Loaded when one is requested.
// src/engine/derived_token.rs does the same in Rust.

import type { DerivedToken } from "./config.js";
import type { ArgumentChecks, ConfiguredCore, CoreClient } from "./core-types.js";
import type { Operations } from "./operations.js";

/** A cached token is not returned if it expires within this time, in milliseconds. */
const MARGIN = 30000;

/** The cache of a core: the sign-in that it belongs to, and a promise of a token for each need. */
interface TokenCache {
  signIn?: string;
  readonly tokens: Map<string, Promise<DerivedToken>>;
}

const caches = new WeakMap<ConfiguredCore, TokenCache>();

/** Calls an operation of the user pool. */
type Call = <Name extends keyof Operations>(
  client: CoreClient,
  operation: Name,
  input: unknown,
) => Promise<Operations[Name]["output"]>;

/** Returns a token for a need, from the cache if it is still valid. The app's arguments are not checked yet. */
export async function derivedToken(
  client: CoreClient,
  call: Call,
  { record, check, text, texts, wrongType }: ArgumentChecks,
  need: unknown,
  options: unknown,
): Promise<DerivedToken> {
  const wanted = checked(need ?? {}, "need", ["audience", "resource", "scopes"]);
  const { refused } = checked(options ?? {}, "options", ["refused"]);
  const { audience, resource } = wanted;
  const scopes = wanted.scopes === undefined ? undefined : texts(wanted.scopes, "scopes");
  if (audience !== undefined && resource !== undefined) {
    throw wrongType(resource, "resource", "left out where there is an `audience`");
  }
  const cache = cacheOf(client);
  const { accessToken, accessClaims } = await client.do("session");
  // These claims are the same for all renewals of a sign-in, and differ between sign-ins.
  const signIn = JSON.stringify([accessClaims.sub, accessClaims.origin_jti, accessClaims.auth_time]);
  if (cache.signIn !== signIn) {
    cache.tokens.clear();
    cache.signIn = signIn;
  }
  const name = JSON.stringify([audience, resource, scopes]);
  const before = cache.tokens.get(name);
  if (before) {
    const it = await before;
    if (it.token !== refused && Date.now() + MARGIN < it.expiresAt) return it;
    // Another caller may have requested another one meanwhile.
    const current = cache.tokens.get(name);
    if (current && current !== before) return current;
  }
  const made = make().catch((error: unknown) => {
    if (cache.tokens.get(name) === made) cache.tokens.delete(name);
    throw error;
  });
  if (cache.signIn === signIn) cache.tokens.set(name, made);
  return made;

  async function make(): Promise<DerivedToken> {
    const it = await call(client, "GetDerivedToken", {
      SubjectToken: accessToken,
      SubjectTokenType: "ACCESS_TOKEN",
      RequestedTokenType: "ACCESS_TOKEN",
      Audiences: audience && [audience],
      Resources: resource && [resource],
      Scopes: scopes,
    });
    return { token: it.IssuedToken, expiresAt: Date.now() + 1000 * (it.ExpiresIn ?? 0), scopes: it.Scopes ?? [] };
  }

  function checked(given: unknown, field: string, names: readonly string[]) {
    return check(record(given, field), names, "invalidInput", (value, name) =>
      (name === "scopes" ? texts : text)(value, name),
    );
  }
}

function cacheOf(client: CoreClient) {
  let cache = caches.get(client.core);
  if (!cache) {
    const created: TokenCache = { tokens: new Map() };
    caches.set(client.core, (cache = created));
    // A sign-in or sign-out clears it.
    client.shared.clearTokens = (json) => {
      if (/^{"kind":"signed(In|Out)"/.test(json)) created.tokens.clear();
    };
  }
  return cache;
}
