// The first requests for AWS credentials, sent while the WebAssembly is still being loaded: the identity of the
// signed-in user, if this browser stores none, and its credentials. The WebAssembly sends requests with the same
// content (src/flow/aws/exchange.rs) and receives these responses; its other requests are sent normally.
// tests/cases/identity.json holds both to the same requests.

import type { IdentityPool } from "./config.js";
import { parse } from "./json.js";
import { identityEndpointOf } from "./pool.js";
import { mayHaveSdkDatabase } from "./sdk-identity.js";
import type { StoredSession } from "./stored-session.js";
import type { Settings } from "./validate-config.js";
import type { Sender, provideSender } from "./vestibule.js";

/** How long a response is awaited before the WebAssembly sends the request itself, in milliseconds. */
const RESPONSE_TIMEOUT = 5000;

/** How long prefetched responses are kept for the WebAssembly, in milliseconds: they contain keys. */
const PREFETCH_LIFETIME = 60_000;

/** The options of src/platform/browser/fetch.js. */
const REQUEST_INIT: RequestInit = { redirect: "error", credentials: "omit" };

/** A request that was sent, and its response. */
interface Prefetched {
  readonly url: string;
  readonly body: string;
  /** `undefined` if there was none. */
  readonly response: Promise<Received | undefined>;
  /** The request that depends on this response, once it was sent. */
  next?: Prefetched | undefined;
}

interface Received {
  readonly response: Response;
  readonly text: string;
  /** When it was received, by the monotonic clock. */
  readonly receivedAt: number;
}

let pending: Prefetched | undefined;
let setSender: typeof provideSender | undefined;

// A response that does not fit the next request to its address is discarded.
const sender: Sender = {
  async fetch(url, init) {
    const it = pending;
    if (url !== it?.url) return fetch(url, init);
    discard();
    const found = it.body === init.body && (await it.response);
    if (!found) return fetch(url, init);
    if (it.next) offer(it.next);
    return asReceivedNow(found);
  },
};

function offer(request: Prefetched) {
  pending = request;
  setSender?.(sender);
}

function discard() {
  pending = undefined;
  setSender?.(undefined);
}

/** Offers the responses to the WebAssembly, once it is loaded. */
export function offerTo(by: typeof provideSender) {
  setSender = by;
  if (pending) setSender(sender);
}

/**
 * Requests the identity and then its credentials, if the WebAssembly will certainly request them. Two tabs that do so at
 * the same time get the same identity.
 */
export async function prefetchCredentials(settings: Settings, stored: StoredSession): Promise<void> {
  const request = requestOf(settings, stored);
  if (!request || (await mayHaveIdentity(stored, request.pool.id))) return;
  const { pool, url, logins } = request;
  const first: Prefetched = prefetch(url, "GetId", { IdentityPoolId: pool.id, Logins: logins }, (text) => {
    const IdentityId = identityIn(text);
    // In the basic flow, STS issues the credentials.
    if (!IdentityId || pool.basicRoleArn !== undefined) return;
    const role = pool.roleArn === undefined ? {} : { CustomRoleArn: pool.roleArn };
    first.next = prefetch(url, "GetCredentialsForIdentity", { IdentityId, Logins: logins, ...role });
  });
  offer(first);
  setTimeout(discard, PREFETCH_LIFETIME);
}

function requestOf({ identityPool }: Settings, stored: StoredSession) {
  const pool: IdentityPool | undefined = typeof identityPool === "string" ? { id: identityPool } : identityPool;
  const session = stored.fresh(Date.now());
  // Other logins are known only to the app.
  if (!pool || !session || pool.logins) return undefined;
  const { endpoint = identityEndpointOf(pool.id), loginKey = session.claims.iss.replace(/^https:\/\//, "") } = pool;
  return { pool, url: `${endpoint.replace(/\/$/, "")}/`, logins: { [loginKey]: session.idToken } };
}

/** Whether an identity may be stored, by us or by another library: it has to be sent with the user's login then. */
async function mayHaveIdentity({ name }: StoredSession, id: string) {
  const keys = [`${name}.aws`, `com.amplify.Cognito.${id}.identityId`, `aws.cognito.identity-id.${id}`];
  const has = (storage: Storage) => keys.some((key) => storage.getItem(key) !== null);
  return has(localStorage) || has(sessionStorage) || (await mayHaveSdkDatabase());
}

// The WebAssembly reports errors of the response.
function identityIn(text: string) {
  try {
    const { IdentityId } = parse<{ readonly IdentityId?: unknown }>(text);
    return typeof IdentityId === "string" ? IdentityId : undefined;
  } catch {
    return undefined;
  }
}

function prefetch(url: string, operation: string, input: object, then?: (text: string) => void): Prefetched {
  const body = JSON.stringify(input);
  const response = send(url, operation, body).catch(() => undefined);
  return {
    url,
    body,
    response: response.then((it) => {
      if (it?.response.ok) then?.(it.text);
      return it;
    }),
  };
}

// Reads the whole response, since it may be used after the timeout.
async function send(url: string, operation: string, body: string): Promise<Received> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), RESPONSE_TIMEOUT);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityService.${operation}`,
  };
  try {
    const response = await fetch(url, { ...REQUEST_INIT, method: "POST", headers, body, signal: timeout.signal });
    return { response, text: await response.text(), receivedAt: performance.now() };
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the response as if it was received now: the clock is set by its date. */
function asReceivedNow({ response, text, receivedAt }: Received) {
  const headers = new Headers(response.headers);
  const date = Date.parse(headers.get("date") ?? "");
  if (date) headers.set("date", new Date(date + performance.now() - receivedAt).toUTCString());
  const { status, statusText } = response;
  return new Response(text, { status, statusText, headers });
}
