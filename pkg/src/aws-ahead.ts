// The first requests for AWS credentials, sent while the WebAssembly that asks for them is still being fetched: which
// identity the person has who is signed in, where this browser keeps none, and its credentials. The WebAssembly asks by the
// same letters (src/flow/aws/exchange.rs) and gets those answers; whatever it asks otherwise is sent by itself.
// tests/cases/identity.json holds both to the same requests.

import type { IdentityPool } from "./config.js";
import { parse } from "./json.js";
import { identityEndpointOf } from "./pool.js";
import { mayHaveSdkDatabase } from "./sdk-identity.js";
import type { Kept } from "./stored.js";
import type { Settings } from "./validate-config.js";
import type { Sender, provideSender } from "./vestibule.js";

/** How long an answer is waited for, in milliseconds, before the WebAssembly asks for itself. */
const ANSWER_TIMEOUT = 5000;

/** How long what was asked ahead is there to be taken, in milliseconds: keys are among it. */
const TAKEN_WITHIN = 60_000;

/** As src/platform/browser/fetch.js has it. */
const TO_POOL: RequestInit = { redirect: "error", credentials: "omit" };

/** A request that was sent, and what has come of it. */
interface Asked {
  readonly url: string;
  readonly body: string;
  /** Nothing where none has come. */
  readonly answer: Promise<Answer | undefined>;
  /** What follows from the answer, once that is there. */
  next?: Asked | undefined;
}

interface Answer {
  readonly response: Response;
  readonly text: string;
  /** When it came, by the clock that nobody can set. */
  readonly came: number;
}

let asked: Asked | undefined;
let hand: typeof provideSender | undefined;

// One that nobody has taken by the next request is not kept for later ones.
const sender: Sender = {
  async fetch(url, init) {
    const it = asked;
    if (url !== it?.url) return fetch(url, init);
    forget();
    const found = it.body === init.body && (await it.answer);
    if (!found) return fetch(url, init);
    if (it.next) keep(it.next);
    return asOfNow(found);
  },
};

function keep(request: Asked) {
  asked = request;
  hand?.(sender);
}

function forget() {
  asked = undefined;
  hand?.(undefined);
}

/** Says how the WebAssembly has its requests sent. */
export function answerBy(by: typeof provideSender) {
  hand = by;
  if (asked) hand(sender);
}

/**
 * Asks for the identity, where surely the WebAssembly will ask for it, and then for its credentials. Of two tabs that do so
 * at a time both get the same identity.
 */
export async function askAhead(settings: Settings, kept: Kept): Promise<void> {
  const request = requestOf(settings, kept);
  if (!request || (await isKept(kept, request.pool.id))) return;
  const { pool, url, logins } = request;
  const first: Asked = ask(url, "GetId", { IdentityPoolId: pool.id, Logins: logins }, (answer) => {
    const IdentityId = identityIn(answer);
    // In the basic flow it is STS that gives them.
    if (!IdentityId || pool.basicRoleArn !== undefined) return;
    const role = pool.roleArn === undefined ? {} : { CustomRoleArn: pool.roleArn };
    first.next = ask(url, "GetCredentialsForIdentity", { IdentityId, Logins: logins, ...role });
  });
  keep(first);
  setTimeout(forget, TAKEN_WITHIN);
}

function requestOf({ identityPool }: Settings, kept: Kept) {
  const pool: IdentityPool | undefined = typeof identityPool === "string" ? { id: identityPool } : identityPool;
  const session = kept.fresh(Date.now());
  // Who it is by other logins, only the app can tell.
  if (!pool || !session || pool.logins) return undefined;
  const { endpoint = identityEndpointOf(pool.id), loginKey = session.claims.iss.replace(/^https:\/\//, "") } = pool;
  return { pool, url: `${endpoint.replace(/\/$/, "")}/`, logins: { [loginKey]: session.idToken } };
}

/** Whether an identity may be kept, by us or by another library: then it goes along with the person's login. */
async function isKept({ name }: Kept, id: string) {
  const keys = [`${name}.aws`, `com.amplify.Cognito.${id}.identityId`, `aws.cognito.identity-id.${id}`];
  const has = (storage: Storage) => keys.some((key) => storage.getItem(key) !== null);
  return has(localStorage) || has(sessionStorage) || (await mayHaveSdkDatabase());
}

// What the answer lacks, the WebAssembly says.
function identityIn(answer: string) {
  try {
    const { IdentityId } = parse<{ readonly IdentityId?: unknown }>(answer);
    return typeof IdentityId === "string" ? IdentityId : undefined;
  } catch {
    return undefined;
  }
}

function ask(url: string, operation: string, input: object, then?: (text: string) => void): Asked {
  const body = JSON.stringify(input);
  const answer = send(url, operation, body).catch(() => undefined);
  return {
    url,
    body,
    answer: answer.then((it) => {
      if (it?.response.ok) then?.(it.text);
      return it;
    }),
  };
}

// All of the answer is read, since whoever takes it may come after the signal.
async function send(url: string, operation: string, body: string): Promise<Answer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_TIMEOUT);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityService.${operation}`,
  };
  try {
    const response = await fetch(url, { ...TO_POOL, method: "POST", headers, body, signal: late.signal });
    return { response, text: await response.text(), came: performance.now() };
  } finally {
    clearTimeout(timer);
  }
}

/** The answer as if it had come at this moment: its date is the time of whoever takes it. */
function asOfNow({ response, text, came }: Answer) {
  const headers = new Headers(response.headers);
  const date = Date.parse(headers.get("date") ?? "");
  if (date) headers.set("date", new Date(date + performance.now() - came).toUTCString());
  const { status, statusText } = response;
  return new Response(text, { status, statusText, headers });
}
