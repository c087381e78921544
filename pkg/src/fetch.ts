// `auth.fetch`: the browser's own, with the token of whoever is signed in for the origins that the app
// lists. Loaded by the first call of it. A session that is fresh is all that it needs: the WebAssembly
// is fetched where a token has to be renewed.
//
// That no other origin sees the token through a redirect is the browser's doing: it takes the header off
// (https://fetch.spec.whatwg.org/#http-redirect-fetch; Chrome since 119, Firefox since 111).

import type { Tools } from "./checks.js";
import type { Client } from "./client.js";
import type { StepUp, TokenNeed } from "./config.js";
import type { Vestibule } from "./index.js";
import type { Session } from "./session.js";

type VestibuleErrors = Tools["VestibuleError"];

/** What a client knows of its APIs: who gets which token, and what was refused. */
interface Apis {
  readonly origins: ReadonlyMap<string, TokenNeed | undefined>;
  readonly token: "accessToken" | "idToken";
  readonly onStepUp: ((need: StepUp) => unknown) | undefined;
  /** The access token on account of which a renewal is under way, or was. */
  refused?: string | undefined;
  renewal?: Promise<void>;
  /** The same of a step-up. */
  tooWeak?: string | undefined;
  stepUp?: Promise<unknown>;
  /** A renewed token that was refused as well. */
  hopeless?: string;
}

/** What is known of each client's APIs. */
const known = new WeakMap<Client, Apis>();

export { send as fetch };

async function send(
  auth: Vestibule,
  client: Client,
  VestibuleError: VestibuleErrors,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
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
  let unread: unknown;
  const response = await withToken(request, token).catch((error: unknown) => {
    unread = hinted(error, origin);
    if (signal.aborted || Date.now() < session.expiresAt) {
      spare?.body?.cancel().catch(() => {});
      throw unread;
    }
    return undefined;
  });
  const isOurs = !response?.redirected || new URL(response.url).origin === origin;
  const wanted = response?.status === 401 && isOurs && wantedOf(response.headers.get("www-authenticate") ?? "");
  if (response && wanted) {
    // No renewal makes a sign-in stronger.
    const next = spare && (await unless(signal, steppedUp(session, wanted)));
    if (!next || !spare) {
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
  const last = await withToken(spare, await unless(signal, tokenOf(next, token))).catch((error: unknown) => {
    throw hinted(error, origin);
  });
  // To renew this one on account of another 401 would help as little.
  if (last.status === 401) api.hopeless = next.accessToken;
  return last;

  function asItIs() {
    if (response) return response;
    throw unread;
  }

  function withToken(request: Request, token: string) {
    request.headers.set("authorization", `Bearer ${token}`);
    return fetch(request);
  }

  async function tokenOf(session: Session, refused?: string) {
    return need ? (await auth.derivedToken(need, { refused })).token : session[api.token];
  }

  // The session after a step-up, where it is another one of the same person: one step-up for all that were
  // refused with the same token.
  async function steppedUp({ username, accessToken }: Session, wanted: StepUp) {
    const { onStepUp } = api;
    if (!onStepUp) return undefined;
    if (api.tooWeak !== accessToken) {
      api.tooWeak = accessToken;
      api.stepUp = new Promise((resolve) => resolve(onStepUp(wanted))).finally(() => (api.tooWeak = undefined));
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
  async function renewed(refused: string) {
    if (api.refused !== refused) {
      api.refused = refused;
      api.renewal = renew(refused).catch((error: unknown) => {
        api.refused = undefined;
        throw error;
      });
    }
    await api.renewal;
    return auth.session();
  }

  async function renew(refused: string) {
    const now = await auth.session();
    // Renewed meanwhile, here or in another tab; or there is nothing to renew it with.
    if (now.accessToken === refused) await auth.refresh();
  }
}

function of(client: Client, VestibuleError: VestibuleErrors) {
  let api = known.get(client);
  if (!api) {
    const { apiToken: token = "accessToken", onStepUp } = client.options;
    // It may be anything, whatever its type says.
    const { apiOrigins: origins = [] as unknown } = client.options;
    const refusal = (field: string, message: string, help: string) =>
      new VestibuleError({ kind: "configuration", field, message: `${field}: ${message}`, help });
    if (!Array.isArray(origins)) throw refusal("apiOrigins", "it must be a list", HOW);
    const listed = origins.map((it: unknown) =>
      typeof it === "string" ? { origin: it } : (Object(it) as { origin: string } & TokenNeed),
    );
    if (!listed.every(({ origin }) => isOrigin(origin))) throw refusal("apiOrigins", "each must be an origin", HOW);
    if (!["accessToken", "idToken"].includes(token)) throw refusal("apiToken", "there is no such token", TOKENS);
    const needs = listed.map(({ origin, ...need }) => [origin, Object.keys(need).length ? need : undefined] as const);
    if (!["function", "undefined"].includes(typeof onStepUp))
      throw refusal("onStepUp", "it must be a function", STEP_UP);
    known.set(client, (api = { origins: new Map(needs), token, onStepUp }));
  }
  return api;
}

/** What `fetch` throws, with help for the developer where it may be the API's answer that cannot be read. */
function hinted(error: unknown, origin: string) {
  if (error instanceof TypeError && origin !== (globalThis.location as Location | undefined)?.origin)
    Object.assign(error, { help: UNREADABLE });
  return error;
}

const UNREADABLE =
  "If the network is there, the API's answer has no CORS headers: browsers keep it from the page, its status as well. Let every answer have Access-Control-Allow-Origin, those that refuse or fail, too (of API Gateway: the gateway responses DEFAULT_4XX and DEFAULT_5XX), and let preflights allow the header Authorization.";
const HOW =
  "Give a list of origins as the browser has them, without a path or a slash at the end: https://api.example.com. http:// is for this machine only.";
const TOKENS = "There are: accessToken, idToken.";
const STEP_UP =
  "Give a function that calls stepUp() with what it is given, and ends when the person is through with it.";

/** A parameter of a challenge, behind the scheme where it is the first one (RFC 9110, section 11.2). */
const PARAMETER = /(?:([^\s",=]+)[ \t]+)?([^\s",=]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g;

/**
 * What an API wants of the sign-in, where its header `WWW-Authenticate` says so (RFC 9470, section 3).
 * protocol/src/challenge.rs reads the same; tests/cases/challenges.json holds both to the same answers.
 */
export function wantedOf(header: string): StepUp | undefined {
  let found: Record<string, string> = {};
  const isMeant = () => found.error === "insufficient_user_authentication";
  for (const [, scheme, name = "", quoted = "", plain] of header.matchAll(PARAMETER)) {
    if (scheme) {
      if (isMeant()) break;
      found = {};
    }
    found[name.toLowerCase()] = plain ?? quoted.replace(/\\(.)/g, "$1");
  }
  if (!isMeant()) return undefined;
  const { acr_values: values = "", max_age: age = "" } = found;
  const acr = values.split(" ").filter(Boolean);
  return /^\d+$/.test(age) ? { acr, maxAge: +age } : { acr };
}

/** Over `http` anybody on the way could read the token. */
function isOrigin(text: string) {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname);
    return origin === text && (protocol === "https:" || (protocol === "http:" && isHere));
  } catch {
    return false;
  }
}

/** What comes of the work, unless the caller gives up first: then as `fetch` does it. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // The reason is the caller's own, and need be no error.
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
