// `auth.fetch`: the browser's fetch with the token of the signed-in user, for the origins that the app lists. Loaded by
// the first call. It needs only a fresh session: the WebAssembly is loaded if a token has to be renewed.
//
// Browsers ensure that no other origin gets the token through a redirect: they remove the header
// (https://fetch.spec.whatwg.org/#http-redirect-fetch; Chrome since 119, Firefox since 111).

import type { Tools } from "./checks.js";
import type { Client } from "./client.js";
import type { Commands } from "./commands.js";
import type { StepUp, TokenNeed } from "./config.js";
import type { Session } from "./session.js";

type VestibuleErrors = Tools["VestibuleError"];

/** The methods of a client that are used here. */
interface TokenSource extends Pick<Commands, "derivedToken" | "refresh"> {
  session(): Promise<Session>;
}

/** The settings of a client's APIs, and the state of renewals. */
interface Apis {
  readonly origins: ReadonlyMap<string, TokenNeed | undefined>;
  readonly token: "accessToken" | "idToken";
  readonly onStepUp: ((need: StepUp) => unknown) | undefined;
  /** The access token whose refusal caused the last renewal. */
  refused?: string | undefined;
  renewal?: Promise<void>;
  /** The access token whose refusal caused the current step-up. */
  tooWeak?: string | undefined;
  stepUp?: Promise<unknown>;
  /** A renewed token that was refused as well. */
  refusedAgain?: string;
}

/** The APIs of each client. */
const apisOf = new WeakMap<Client, Apis>();

export { send as fetch };

async function send(
  auth: TokenSource,
  client: Client,
  VestibuleError: VestibuleErrors,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const api = apiOf(client, VestibuleError);
  const request = new Request(input, init);
  const { origin } = new URL(request.url);
  if (!api.origins.has(origin) || request.headers.has("authorization")) return fetch(request);
  /** The requirements of the token, if the origin gets a derived one. */
  const need = api.origins.get(origin);

  const { signal } = request;
  const session = await unlessAborted(signal, auth.session());
  // A stream is consumed when it is sent, so it cannot be sent again.
  const spare = init?.body instanceof ReadableStream ? undefined : request.clone();
  const token = await unlessAborted(signal, tokenOf(session));
  // A response without CORS headers, even a refusal, looks like a network error to the page.
  let unread: unknown;
  const response = await withToken(request, token).catch((error: unknown) => {
    unread = withHelp(error, origin);
    if (signal.aborted || Date.now() < session.expiresAt) {
      spare?.body?.cancel().catch(() => {});
      throw unread;
    }
    return undefined;
  });
  const isFromApi = !response?.redirected || new URL(response.url).origin === origin;
  const required =
    response?.status === 401 && isFromApi && requiredStepUp(response.headers.get("www-authenticate") ?? "");
  if (response && required) {
    // A renewal does not change the level of the sign-in.
    const next = spare && (await unlessAborted(signal, steppedUp(session, required)));
    if (!next || !spare) {
      spare?.body?.cancel().catch(() => {});
      return response;
    }
    response.body?.cancel().catch(() => {});
    return withToken(spare, await unlessAborted(signal, tokenOf(next, token)));
  }
  if (response && (response.status !== 401 || !isFromApi || session.accessToken === api.refusedAgain)) {
    spare?.body?.cancel().catch(() => {});
    return response;
  }

  const renewal = renewed(session.accessToken);
  if (!spare) {
    // The next request has the new token; this one can only be repeated by the app.
    renewal.catch(() => {});
    return unchanged();
  }
  const next = await unlessAborted(signal, renewal);
  // The request must not be repeated with another user's token, and tokens of the implicit grant cannot be renewed.
  if (next.username !== session.username || next.accessToken === session.accessToken) return unchanged();
  response?.body?.cancel().catch(() => {});
  const last = await withToken(spare, await unlessAborted(signal, tokenOf(next, token))).catch((error: unknown) => {
    throw withHelp(error, origin);
  });
  // Renewing this token after another 401 would not help either.
  if (last.status === 401) api.refusedAgain = next.accessToken;
  return last;

  function unchanged() {
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

  // Returns the session after a step-up, if it is a new one of the same user. Requests that were refused with the same
  // token share one step-up.
  async function steppedUp({ username, accessToken }: Session, required: StepUp) {
    const { onStepUp } = api;
    if (!onStepUp) return undefined;
    if (api.tooWeak !== accessToken) {
      api.tooWeak = accessToken;
      api.stepUp = new Promise((resolve) => resolve(onStepUp(required))).finally(() => (api.tooWeak = undefined));
    }
    try {
      await api.stepUp;
    } catch {
      // The step-up was cancelled or failed: the refusal is returned.
      return undefined;
    }
    const next = await auth.session();
    return next.username === username && next.accessToken !== accessToken ? next : undefined;
  }

  // Requests that were refused with the same token share one renewal.
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
    // It may have been renewed meanwhile, here or in another tab.
    if (now.accessToken === refused) await auth.refresh();
  }
}

function apiOf(client: Client, VestibuleError: VestibuleErrors) {
  let api = apisOf.get(client);
  if (!api) {
    const { apiToken: token = "accessToken", onStepUp } = client.options;
    // It may have another type than declared.
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
    apisOf.set(client, (api = { origins: new Map(needs), token, onStepUp }));
  }
  return api;
}

/** Adds help to errors of `fetch` that may be caused by a missing CORS header. */
function withHelp(error: unknown, origin: string) {
  if (error instanceof TypeError && origin !== (globalThis.location as Location | undefined)?.origin)
    Object.assign(error, { help: UNREADABLE });
  return error;
}

const UNREADABLE =
  "If there is a network, the API's response has no CORS headers, and browsers hide it from the page, even its status. Every response needs Access-Control-Allow-Origin, also those with an error (API Gateway: the gateway responses DEFAULT_4XX and DEFAULT_5XX), and preflights must allow the header Authorization.";
const HOW =
  "Give a list of origins as the browser has them, without a path or a slash at the end: https://api.example.com. http:// is for this machine only.";
const TOKENS = "There are: accessToken, idToken.";
const STEP_UP =
  "Give a function that calls stepUp() with what it is given, and ends when the person is through with it.";

/** A parameter of a challenge, after the scheme if it is the first one (RFC 9110, section 11.2). */
const PARAMETER = /(?:([^\s",=]+)[ \t]+)?([^\s",=]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g;

/**
 * Returns the step-up that an API requires in its header `WWW-Authenticate` (RFC 9470, section 3).
 * protocol/src/challenge.rs does the same; tests/cases/challenges.json holds both to the same results.
 */
export function requiredStepUp(header: string): StepUp | undefined {
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

/** Over `http`, tokens could be read on the way, so it is only allowed for this machine. */
function isOrigin(text: string) {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname);
    return origin === text && (protocol === "https:" || (protocol === "http:" && isHere));
  } catch {
    return false;
  }
}

/** Rejects with the signal's reason if it is aborted first, as `fetch` does. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // The reason is set by the caller, and need not be an error.
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
