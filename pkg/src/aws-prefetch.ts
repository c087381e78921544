// The first AWS credentials of a page, which it gets before the WebAssembly is loaded: stored ones, or, if this browser
// stores no identity, those of two requests. The WebAssembly sends requests with the same content
// (src/flow/aws/exchange.rs) and receives these responses, which it stores; its other requests are sent normally.
// tests/cases/identity.json holds both to the same requests.

import type { IdentityPool } from "./config.js";
import { isRecord, parse } from "./json.js";
import type { Fields } from "./json.js";
import { identityEndpointOf } from "./pool.js";
import { mayHaveSdkDatabase } from "./sdk-identity.js";
import type { AwsCredentials, Session } from "./session.js";
import { clockOffset, storedCredentials } from "./stored-credentials.js";
import type { StoredSession } from "./stored-session.js";
import type { Settings } from "./validate-config.js";
import type { Sender, provideSender } from "./vestibule.js";

/** How long a response is awaited before the WebAssembly sends the request itself, in milliseconds. */
const RESPONSE_TIMEOUT = 5000;

/** How long the credentials are awaited before the WebAssembly is loaded, in milliseconds. */
const CREDENTIALS_TIMEOUT = 2000;

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
 * Returns stored credentials, or requests the identity and then its credentials, if the WebAssembly will certainly
 * request them. Two tabs that do so at the same time get the same identity.
 * @returns `undefined` if the WebAssembly decides what the page gets: there is another response than credentials, or
 * none within two seconds, or another session.
 */
export async function firstCredentials(
  { identityPool }: Settings,
  stored: StoredSession,
  session: Session,
): Promise<AwsCredentials | undefined> {
  const pool: IdentityPool | undefined = typeof identityPool === "string" ? { id: identityPool } : identityPool;
  // Other logins are known only to the app.
  if (!pool || pool.logins) return undefined;
  const found = storedCredentials(stored.identityText ?? "", pool, session, Date.now());
  if (found || (await mayHaveIdentity(stored, pool.id))) return found;
  const { url, logins } = requestOf(pool, session);
  const first: Prefetched = prefetch(url, "GetId", { IdentityPoolId: pool.id, Logins: logins }, (text) => {
    const { IdentityId } = fieldsOf(text);
    // In the basic flow, STS issues the credentials.
    if (typeof IdentityId !== "string" || pool.basicRoleArn !== undefined) return;
    const role = pool.roleArn === undefined ? {} : { CustomRoleArn: pool.roleArn };
    first.next = prefetch(url, "GetCredentialsForIdentity", { IdentityId, Logins: logins, ...role });
  });
  offer(first);
  setTimeout(discard, PREFETCH_LIFETIME);
  const received = await Promise.race([
    first.response.then(() => first.next?.response),
    new Promise<undefined>((resolve) => setTimeout(resolve, CREDENTIALS_TIMEOUT)),
  ]);
  return received?.response.ok && stored.has(session) ? credentialsIn(received.text, session) : undefined;
}

function requestOf(pool: IdentityPool, session: Session) {
  const { endpoint = identityEndpointOf(pool.id), loginKey = session.claims.iss.replace(/^https:\/\//, "") } = pool;
  return { url: `${endpoint.replace(/\/$/, "")}/`, logins: { [loginKey]: session.idToken } };
}

/** Whether an identity may be stored, by us or by another library: it has to be sent with the user's login then. */
async function mayHaveIdentity({ identityName }: StoredSession, id: string) {
  const keys = [identityName, `com.amplify.Cognito.${id}.identityId`, `aws.cognito.identity-id.${id}`];
  const has = (storage: Storage) => keys.some((key) => storage.getItem(key) !== null);
  return has(localStorage) || has(sessionStorage) || (await mayHaveSdkDatabase());
}

// The WebAssembly reports what is wrong with a response.
function fieldsOf(text: string): Fields {
  try {
    const fields = parse<unknown>(text);
    return isRecord(fields) ? fields : {};
  } catch {
    return {};
  }
}

interface Keys {
  readonly AccessKeyId: string;
  readonly SecretKey: string;
  readonly SessionToken: string;
  /** In seconds since 1970. */
  readonly Expiration: number;
}

const isKeys = (it: unknown): it is Keys =>
  isRecord(it) && [it.AccessKeyId, it.SecretKey, it.SessionToken].every(isText) && typeof it.Expiration === "number";

const isText = (value: unknown) => typeof value === "string";

// As `enhanced_flow` of src/flow/aws/exchange.rs, to which all other responses are left.
function credentialsIn(text: string, session: Session): AwsCredentials | undefined {
  const { IdentityId: identityId, Credentials: keys } = fieldsOf(text);
  if (typeof identityId !== "string" || !isKeys(keys)) return undefined;
  const { AccessKeyId: accessKeyId, SecretKey: secretAccessKey, SessionToken: sessionToken, Expiration } = keys;
  const expiration = new Date(Math.round(Expiration * 1000) - clockOffset(session));
  return { accessKeyId, secretAccessKey, sessionToken, expiration, identityId };
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
