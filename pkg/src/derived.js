// Tokens for one service, made of the access token of whoever is signed in. Loaded when one is asked for.
// src/session/derived_token.rs does the same for Rust.

/** A token is given out no more when less than this is left of its life, in milliseconds. */
const MARGIN = 30000;

/** What is kept for each core: of which sign-in, and a promise of a token for each need. */
const known = new WeakMap();

/** `live` is a client of core.js, `call` calls an operation, and the rest are the checks of what a caller gives. */
export async function derivedToken(live, call, { record, check, text, texts, wrongType }, need, options) {
  const { audience, resource, scopes } = checked(need ?? {}, "need", ["audience", "resource", "scopes"]);
  const { refused } = checked(options ?? {}, "options", ["refused"]);
  if (audience !== undefined && resource !== undefined) {
    throw wrongType(resource, "resource", "left out where there is an `audience`");
  }
  const kept = of(live);
  const { accessToken, accessClaims } = await live.do("session");
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
  const made = make().catch((error) => {
    if (kept.tokens.get(name) === made) kept.tokens.delete(name);
    throw error;
  });
  if (kept.signIn === signIn) kept.tokens.set(name, made);
  return made;

  async function make() {
    const it = await call(live, "GetDerivedToken", {
      SubjectToken: accessToken,
      SubjectTokenType: "ACCESS_TOKEN",
      RequestedTokenType: "ACCESS_TOKEN",
      Audiences: audience && [audience],
      Resources: resource && [resource],
      Scopes: scopes,
    });
    return { token: it.IssuedToken, expiresAt: Date.now() + 1000 * (it.ExpiresIn ?? 0), scopes: it.Scopes ?? [] };
  }

  function checked(given, field, names) {
    return check(record(given, field), names, "invalidInput", (value, name) => (name === "scopes" ? texts : text)(value, name));
  }
}

function of(live) {
  let kept = known.get(live.core);
  if (!kept) {
    known.set(live.core, (kept = { tokens: new Map() }));
    // Who signs out, or in, leaves none of them behind.
    live.ears.changed = (json) => {
      if (/^{"kind":"signed(In|Out)"/.test(json)) kept.tokens.clear();
    };
  }
  return kept;
}
