// Tokens for one service, made of the access token of whoever is signed in. Loaded when one is asked for.
// src/engine/derived_token.rs does the same for Rust.

import type { DerivedToken } from "./config.js";
import type { CoreClient, ConfiguredCore } from "./core.js";
import type { Call, MoreChecks } from "./more.js";

/** A token is given out no more when less than this is left of its life, in milliseconds. */
const MARGIN = 30000;

/** What is kept for each core: of which sign-in, and a promise of a token for each need. */
interface KeptTokens {
  signIn?: string;
  readonly tokens: Map<string, Promise<DerivedToken>>;
}

const known = new WeakMap<ConfiguredCore, KeptTokens>();

type Checks = Pick<MoreChecks, "record" | "check" | "text" | "texts" | "wrongType">;

/** `client` is a client of core.ts, `call` calls an operation, and the rest are the checks of what a caller gives. */
export async function derivedToken(
  client: CoreClient,
  call: Call,
  { record, check, text, texts, wrongType }: Checks,
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
  const kept = of(client);
  const { accessToken, accessClaims } = await client.do("session");
  // What stays the same through all renewals of a sign-in, and through no other one.
  const signIn = JSON.stringify([accessClaims.sub, accessClaims.origin_jti, accessClaims.auth_time]);
  if (kept.signIn !== signIn) {
    kept.tokens.clear();
    kept.signIn = signIn;
  }
  const name = JSON.stringify([audience, resource, scopes]);
  const before = kept.tokens.get(name);
  if (before) {
    const it = await before;
    if (it.token !== refused && Date.now() + MARGIN < it.expiresAt) return it;
    // Somebody else may have asked for another one meanwhile.
    const now = kept.tokens.get(name);
    if (now && now !== before) return now;
  }
  const made = make().catch((error: unknown) => {
    if (kept.tokens.get(name) === made) kept.tokens.delete(name);
    throw error;
  });
  if (kept.signIn === signIn) kept.tokens.set(name, made);
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

function of(client: CoreClient) {
  let kept = known.get(client.core);
  if (!kept) {
    const made: KeptTokens = { tokens: new Map() };
    known.set(client.core, (kept = made));
    // Who signs out, or in, leaves none of them behind.
    client.shared.changed = (json) => {
      if (/^{"kind":"signed(In|Out)"/.test(json)) made.tokens.clear();
    };
  }
  return kept;
}
