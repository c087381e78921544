// `auth.fetch`: the browser's own, with the token of whoever is signed in for the origins that the app
// lists. Loaded by the first call of it. A session that is fresh is all that it needs: the WebAssembly
// is fetched where a token has to be renewed.
//
// That no other origin sees the token through a redirect is the browser's doing: it takes the header off
// (https://fetch.spec.whatwg.org/#http-redirect-fetch; Chrome since 119, Firefox since 111).

/** What is known of each client's APIs. */
const known = new WeakMap();

export { send as fetch };

async function send(auth, client, VestibuleError, input, init) {
  const api = of(client, VestibuleError);
  const request = new Request(input, init);
  const { origin } = new URL(request.url);
  if (!api.origins.has(origin) || request.headers.has("authorization")) return fetch(request);
  /** What a token of its own must be good for, where the origin gets one. */
  const need = api.origins.get(origin);

  const { signal } = request;
  const session = await unless(signal, auth.session());
  // A stream is read as it is sent, and nothing of it is left for a second time.
  const spare = init?.body instanceof ReadableStream ? undefined : request.clone();
  const token = await unless(signal, tokenOf(session));
  // An answer without CORS headers is kept from the page as if there were no network, a refusal as well.
  let unread;
  const response = await withToken(request, token).catch((error) => {
    unread = hinted(error, origin);
    if (signal.aborted || Date.now() < session.expiresAt) {
      spare?.body?.cancel().catch(() => {});
      throw unread;
    }
  });
  const isOurs = !response?.redirected || new URL(response.url).origin === origin;
  const wanted = response?.status === 401 && isOurs && wantedOf(response.headers.get("www-authenticate") ?? "");
  if (wanted) {
    // No renewal makes a sign-in stronger.
    const next = spare && (await unless(signal, steppedUp(session, wanted)));
    if (!next) {
      spare?.body?.cancel().catch(() => {});
      return response;
    }
    response.body?.cancel().catch(() => {});
    return withToken(spare, await unless(signal, tokenOf(next, token)));
  }
  if (response && (response.status !== 401 || !isOurs || session.accessToken === api.hopeless)) {
    spare?.body?.cancel().catch(() => {});
    return response;
  }

  const renewal = renewed(session.accessToken);
  if (!spare) {
    // The next request has the new token; this one cannot be sent again, which the app can.
    renewal.catch(() => {});
    return asItIs();
  }
  const next = await unless(signal, renewal);
  // Somebody else's token is no answer to this person's request; and what came by the implicit grant
  // cannot be renewed.
  if (next.username !== session.username || next.accessToken === session.accessToken) return asItIs();
  response?.body?.cancel().catch(() => {});
  const last = await withToken(spare, await unless(signal, tokenOf(next, token))).catch((error) => {
    throw hinted(error, origin);
  });
  // To renew this one on account of another 401 would help as little.
  if (last.status === 401) api.hopeless = next.accessToken;
  return last;

  function asItIs() {
    if (unread) throw unread;
    return response;
  }

  function withToken(request, token) {
    request.headers.set("authorization", `Bearer ${token}`);
    return fetch(request);
  }

  async function tokenOf(session, refused) {
    return need ? (await auth.derivedToken(need, { refused })).token : session[api.token];
  }

  // The session after a step-up, where it is another one of the same person: one step-up for all that were
  // refused with the same token.
  async function steppedUp({ username, accessToken }, wanted) {
    if (!api.onStepUp) return undefined;
    if (api.tooWeak !== accessToken) {
      api.tooWeak = accessToken;
      api.stepUp = (async () => api.onStepUp(wanted))().finally(() => (api.tooWeak = undefined));
    }
    try {
      await api.stepUp;
    } catch {
      // The person has given up, or it failed: the refusal is the answer.
      return undefined;
    }
    const next = await auth.session();
    return next.username === username && next.accessToken !== accessToken ? next : undefined;
  }

  // One renewal for all that were refused with the same token, whenever they hear of it.
  async function renewed(refused) {
    if (api.refused !== refused) {
      api.refused = refused;
      api.renewal = renew(refused).catch((error) => {
        api.refused = undefined;
        throw error;
      });
    }
    await api.renewal;
    return auth.session();
  }

  async function renew(refused) {
    const now = await auth.session();
    // Renewed meanwhile, here or in another tab; or there is nothing to renew it with.
    if (now.accessToken === refused) await auth.refresh();
  }
}

function of(client, VestibuleError) {
  let api = known.get(client);
  if (!api) {
    const { apiOrigins: origins = [], apiToken: token = "accessToken", onStepUp } = client.options;
    const refuse = (field, message, help) => {
      throw new VestibuleError({ kind: "configuration", field, message: `${field}: ${message}`, help });
    };
    if (!Array.isArray(origins)) refuse("apiOrigins", "it must be a list", HOW);
    const listed = origins.map((it) => (typeof it === "string" ? { origin: it } : Object(it)));
    if (!listed.every(({ origin }) => isOrigin(origin))) refuse("apiOrigins", "each must be an origin", HOW);
    if (!["accessToken", "idToken"].includes(token)) refuse("apiToken", "there is no such token", TOKENS);
    const needs = listed.map(({ origin, ...need }) => [origin, Object.keys(need).length ? need : undefined]);
    if (!["function", "undefined"].includes(typeof onStepUp)) refuse("onStepUp", "it must be a function", STEP_UP);
    known.set(client, (api = { origins: new Map(needs), token, onStepUp }));
  }
  return api;
}

/** What `fetch` throws, with help for the developer where it may be the API's answer that cannot be read. */
function hinted(error, origin) {
  if (error instanceof TypeError && origin !== globalThis.location?.origin) error.help = UNREADABLE;
  return error;
}

const UNREADABLE =
  "If the network is there, the API's answer has no CORS headers: browsers keep it from the page, its status as well. Let every answer have Access-Control-Allow-Origin, those that refuse or fail, too (of API Gateway: the gateway responses DEFAULT_4XX and DEFAULT_5XX), and let preflights allow the header Authorization.";
const HOW =
  "Give a list of origins as the browser has them, without a path or a slash at the end: https://api.example.com. http:// is for this machine only.";
const TOKENS = "There are: accessToken, idToken.";
const STEP_UP = "Give a function that calls stepUp() with what it is given, and ends when the person is through with it.";

/** A parameter of a challenge, behind the scheme where it is the first one (RFC 9110, section 11.2). */
const PARAMETER = /(?:([^\s",=]+)[ \t]+)?([^\s",=]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g;

/**
 * What an API wants of the sign-in, where its header `WWW-Authenticate` says so (RFC 9470, section 3).
 * protocol/src/challenge.rs reads the same; tests/cases/challenges.json holds both to the same answers.
 */
export function wantedOf(header) {
  let found = {};
  const isMeant = () => found.error === "insufficient_user_authentication";
  for (const [, scheme, name, quoted, plain] of header.matchAll(PARAMETER)) {
    if (scheme) {
      if (isMeant()) break;
      found = {};
    }
    found[name.toLowerCase()] = plain ?? quoted.replace(/\\(.)/g, "$1");
  }
  if (!isMeant()) return undefined;
  const { acr_values: values = "", max_age: age = "" } = found;
  const wanted = { acr: values.split(" ").filter(Boolean) };
  if (/^\d+$/.test(age)) wanted.maxAge = +age;
  return wanted;
}

/** Over `http` anybody on the way could read the token. */
function isOrigin(text) {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname);
    return origin === text && (protocol === "https:" || (protocol === "http:" && isHere));
  } catch {
    return false;
  }
}

/** What comes of the work, unless the caller gives up first: then as `fetch` does it. */
function unless(signal, work) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
