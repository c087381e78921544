// Requests. Exceptions have a name, which `fetch.rs` reads.

import { sleep } from "./clock.js";

// Requests to the user pool follow no redirect, send no cookies and use no cache. A POST is never served from a cache,
// and with `no-store` Chromium would send a preflight before each POST.
const POOL_OPTIONS = { redirect: "error", credentials: "omit" };
const cacheMode = (method) => (method === "POST" ? "default" : "no-store");

/** Sends a request to the user pool, through `sender` if there is one. */
export async function fetchFromPool(url, method, headers, body, millis, maxBytes, sender) {
  // `millis` is for a worker, which applies the timeout as well.
  const init = { ...POOL_OPTIONS, cache: cacheMode(method), method, headers, body, millis };
  const [response, text] = await exchange(url, init, maxBytes, (it) => it.text(), sender);
  const header = (name) => response.headers.get(name);
  const after = header("retry-after");
  const date = Date.parse(header("date"));
  return {
    status: response.status,
    requestId: header("x-amzn-requestid"),
    errorType: header("x-amzn-errortype"),
    authenticate: header("www-authenticate"),
    etag: header("etag"),
    date,
    // A number of seconds, or a date by the service's clock (RFC 9110, section 10.2.3).
    retryAfter: /^\d+$/.test(after) ? +after : Math.ceil((Date.parse(after) - (date || Date.now())) / 1000),
    body: text,
  };
}

/** Sends a request to one of the app's own servers, with the browser's default options. */
export async function fetchFromApp(url, method, headers, body, millis, maxBytes) {
  const read = async (it) => new Uint8Array(await it.arrayBuffer());
  const [response, bytes] = await exchange(url, { method, headers, body, millis }, maxBytes, read);
  const { status, url: answered } = response;
  return { status, url: answered, headers: [...response.headers], body: bytes };
}

/** Fails if no server responds. In the mode `no-cors` browsers only allow requests that follow redirects. */
export async function isReachable(url, millis) {
  await exchange(
    url,
    { ...POOL_OPTIONS, cache: "no-store", redirect: "follow", mode: "no-cors", millis },
    Infinity,
    (it) => it.text(),
  );
}

// Returns the response and the body as `read` returns it. The length is checked before the body is copied to the memory
// of the WebAssembly instance, which never shrinks.
function exchange(url, init, maxBytes, read, sender) {
  // Violations by other requests of the page are ignored.
  const isOurs = ({ blockedURI, effectiveDirective }) =>
    blockedURI === new URL(url).href || (sender && /^(worker|script)-src|trusted/.test(effectiveDirective));
  const checkLength = (length) => {
    if (length > maxBytes) throw { name: "TooLarge" };
  };
  return withPolicyErrors(isOurs, () =>
    withTimeout(init.millis, async (signal) => {
      const response = await (sender ?? globalThis).fetch(url, { ...init, signal });
      checkLength(+response.headers.get("content-length"));
      const body = await read(response);
      checkLength(body.length);
      return [response, body];
    }),
  );
}

// Throws `PolicyError` if the page's Content-Security-Policy has blocked the request. The browser reports that in an
// event, which can come after the request has failed.
async function withPolicyErrors(isOurs, send) {
  const { document } = globalThis;
  let violation;
  const onViolation = (event) => isOurs(event) && (violation = event);
  document?.addEventListener("securitypolicyviolation", onViolation);
  try {
    return await send();
  } catch (error) {
    if (document && /^(Type|Worker)Error$/.test(error?.name)) await sleep(50);
    throw violation ? { name: "PolicyError" } : error;
  } finally {
    document?.removeEventListener("securitypolicyviolation", onViolation);
  }
}

// Aborts after a timeout. Not by `AbortSignal.timeout`: Safari has it since version 16 only, and in some browsers the
// signal's reason does not tell a timeout from another abort.
async function withTimeout(millis, send) {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), millis);
  try {
    return await send(timeout.signal);
  } catch (error) {
    throw timeout.signal.aborted ? { name: "TimeoutError" } : error;
  } finally {
    clearTimeout(timer);
  }
}
