// Requests, and how they fail: what is thrown has a name, which fetch.rs reads.

import { sleep } from "./clock.js";

// How the user pool is asked: no answer sends a request elsewhere, no cookie goes along, and no cache has any
// of it. No cache answers a POST, and where it is told so once more, Chromium asks leave (a preflight) before every single one.
const TO_POOL = { redirect: "error", credentials: "omit" };
const cacheFor = (method) => (method === "POST" ? "default" : "no-store");

/** Asks the user pool, through a worker where there is one. */
export async function fetchFromPool(url, method, headers, body, millis, most, keeper) {
  // A worker ends the request itself, too, and is told when.
  const init = { ...TO_POOL, cache: cacheFor(method), method, headers, body, millis };
  const [response, text] = await exchange(url, init, most, (it) => it.text(), keeper);
  const header = (name) => response.headers.get(name);
  const after = header("retry-after");
  return {
    status: response.status,
    requestId: header("x-amzn-requestid"),
    errorType: header("x-amzn-errortype"),
    authenticate: header("www-authenticate"),
    etag: header("etag"),
    date: Date.parse(header("date")),
    // A number of seconds, or a date (RFC 9110, section 10.2.3).
    retryAfter: /^\d+$/.test(after) ? +after : Math.ceil((Date.parse(after) - Date.now()) / 1000),
    body: text,
  };
}

/** Asks a server of the app's own, as the browser sends requests by itself. */
export async function fetchFromApp(url, method, headers, body, millis, most) {
  const read = async (it) => new Uint8Array(await it.arrayBuffer());
  const [response, bytes] = await exchange(url, { method, headers, body, millis }, most, read);
  const { status, url: answered } = response;
  return { status, url: answered, headers: [...response.headers], body: bytes };
}

/** Whether anything answers. Where the page may not see the answer, browsers ask for redirects to be followed. */
export async function answers(url, millis) {
  await exchange(url, { ...TO_POOL, cache: "no-store", redirect: "follow", mode: "no-cors", millis }, Infinity, (it) => it.text());
}

// The answer, and what `read` makes of it. It is measured before it is copied: the memory of a WebAssembly instance
// never shrinks.
function exchange(url, init, most, read, keeper) {
  // Of other requests of the page the policy may say what it likes.
  const isOurs = ({ blockedURI, effectiveDirective }) =>
    blockedURI === new URL(url).href || (keeper && /^(worker|script)-src|trusted/.test(effectiveDirective));
  const withinMost = (length) => {
    if (length > most) throw { name: "TooLarge" };
  };
  return policed(isOurs, () =>
    within(init.millis, async (signal) => {
      const response = await (keeper ?? globalThis).fetch(url, { ...init, signal });
      withinMost(+response.headers.get("content-length"));
      const body = await read(response);
      withinMost(body.length);
      return [response, body];
    }),
  );
}

// Says where the page's policy has just forbidden something: the browser tells it in an event, which can come after
// the failure.
async function policed(fits, act) {
  const { document } = globalThis;
  let seen;
  const hear = (event) => fits(event) && (seen = event);
  document?.addEventListener("securitypolicyviolation", hear);
  try {
    return await act();
  } catch (error) {
    if (document && /^(Type|Worker)Error$/.test(error?.name)) await sleep(50);
    throw seen ? { name: "PolicyError" } : error;
  } finally {
    document?.removeEventListener("securitypolicyviolation", hear);
  }
}

// Ends what takes too long. `AbortSignal.timeout` came to Safari with its version 16, and not all browsers say
// by what the signal gives as its reason that it was this that ended a request.
async function within(millis, act) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), millis);
  try {
    return await act(late.signal);
  } catch (error) {
    throw late.signal.aborted ? { name: "TimeoutError" } : error;
  } finally {
    clearTimeout(timer);
  }
}
