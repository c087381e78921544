// The first request for AWS credentials, sent while the WebAssembly that asks for them is still being fetched: which
// identity the person has who is signed in, where this browser keeps none. The WebAssembly asks by the same letters
// (src/flow/aws/exchange.rs) and gets that answer; whatever it asks otherwise is sent by itself.

import { identityEndpointOf } from "./pool.js";
import { mayHaveSdkDatabase } from "./sdk-identity.js";
import type { Kept } from "./stored.js";
import type { Settings } from "./validate-config.js";
import type { Sender, provideSender } from "./vestibule.js";

/** How long an answer is waited for, in milliseconds, before the WebAssembly asks for itself. */
const ANSWER_TIMEOUT = 5000;

/** As src/platform/browser/fetch.js has it. */
const TO_POOL: RequestInit = { redirect: "error", credentials: "omit" };

interface Asked {
  readonly url: string;
  readonly body: string;
  /** Nothing where none has come. */
  readonly answer: Promise<Response | undefined>;
}

let asked: Asked | undefined;
let hand: typeof provideSender | undefined;

// One that nobody has taken by the next request is not kept for later ones.
const sender: Sender = {
  async fetch(url, init) {
    const { url: at, body, answer } = asked ?? {};
    if (url === at) {
      asked = undefined;
      hand?.(undefined);
      const found = body === init.body && (await answer);
      if (found) return found;
    }
    return fetch(url, init);
  },
};

/** Says how the WebAssembly has its requests sent. */
export function answerBy(by: typeof provideSender) {
  hand = by;
  if (asked) hand(sender);
}

/** Asks for the identity, where surely the WebAssembly will ask for it. Of two tabs that do so at a time both get the same. */
export async function askAhead(settings: Settings, kept: Kept): Promise<void> {
  const request = requestOf(settings, kept);
  if (!request || (await isKept(kept, request.id))) return;
  asked = { ...request, answer: send(request.url, request.body) };
  hand?.(sender);
}

function requestOf({ identityPool }: Settings, kept: Kept) {
  const pool = typeof identityPool === "string" ? { id: identityPool } : identityPool;
  const session = kept.fresh(Date.now());
  // Who it is by other logins, only the app can tell.
  if (!pool || !session || pool.logins) return undefined;
  const { id, endpoint = identityEndpointOf(id), loginKey = session.claims.iss.replace(/^https:\/\//, "") } = pool;
  const body = JSON.stringify({ IdentityPoolId: id, Logins: { [loginKey]: session.idToken } });
  return { id, url: `${endpoint.replace(/\/$/, "")}/`, body };
}

/** Whether an identity may be kept, by us or by another library: then it goes along with the person's login. */
async function isKept({ name }: Kept, id: string) {
  const keys = [`${name}.aws`, `com.amplify.Cognito.${id}.identityId`, `aws.cognito.identity-id.${id}`];
  const has = (storage: Storage) => keys.some((key) => storage.getItem(key) !== null);
  return has(localStorage) || has(sessionStorage) || (await mayHaveSdkDatabase());
}

async function send(url: string, body: string) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_TIMEOUT);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AWSCognitoIdentityService.GetId",
  };
  try {
    const response = await fetch(url, { ...TO_POOL, method: "POST", headers, body, signal: late.signal });
    // All of it, since whoever takes it may come after the signal.
    return new Response(await response.text(), response);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
