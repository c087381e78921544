// A worker that hides refresh tokens from the page, and the page's connection to it. Both are in this one file, which
// starts itself as a worker.
//
// The worker sends the page's requests to the user pool. It replaces each refresh token in a response by a handle, a
// random text, and each handle in a request by its token. Its configuration, with the addresses to which it may send,
// is part of its name. A worker with another configuration has a memory of its own.

const PREFIX = "vestibule:";
const HANDLE = "vestibule-handle.";
/** A refresh token that is not a handle, in a record or in JSON that contains records as strings. */
const BARE_TOKEN = /refreshToken\\*":\\*"(?!vestibule-handle\.)/;

/** How long a worker may take to start, and to acknowledge a message, in milliseconds. */
const START_TIMEOUT = 10_000;
const ACKNOWLEDGE_TIMEOUT = 4000;
/** How long a token is kept that is in no stored session, in milliseconds: during a sign-in or a revocation. */
const UNSTORED_TOKEN_LIFETIME = 60_000;
/** A refresh token is longer than this. */
const MIN_TOKEN_LENGTH = 40;

const WORKER_LOST = { name: "WorkerError" };
let hasWarned = false;
const TOKEN_LOST = "the worker that kept the refresh token has ended, and the token with it";

// In the page

const connections = new Map();

/** Returns the connection to the worker with this configuration: `{ clientId, endpoints, domain }` as JSON. The worker is
 *  started on first use, from this file, or from a copy of it at `address`. */
export function open(config, address) {
  if (!connections.has(config)) connections.set(config, new WorkerConnection(config, address));
  return connections.get(config);
}

class WorkerConnection {
  #name;
  #address;
  #port;
  #stop;
  #isNew;
  #waiting = new Map();
  #last = 0;
  // The value that this page stored or read last, by key, with the id of the worker instance.
  #copies = new Map();

  constructor(config, address) {
    this.#name = PREFIX + config;
    this.#address = address;
  }

  /** Like the browser's `fetch`. */
  fetch = async (url, init) => {
    const { method, headers, body, signal } = init;
    // Only a POST to the user pool can return a token. The worker refuses POSTs to other addresses.
    if (method !== "POST") return fetch(url, init);
    const message = { what: "fetch", method, url, headers: [...headers], body, millis: init.millis };
    const { status, pairs, text } = await this.#request(message, signal);
    return new Response(text || null, { status, headers: pairs });
  };

  /** Returns the value of a key, or this page's copy of it if the worker was restarted. */
  async read(key) {
    const copy = this.#copies.get(key);
    const it = await this.#requestWithRetry({ what: "read", key }).catch((error) => {
      if (copy) return { instance: copy.instance, text: copy.text };
      throw error;
    });
    if (it.text) this.#copies.set(key, it);
    else if (it.text === undefined && copy && copy.instance !== it.instance) return copy.text;
    else this.#copies.delete(key);
    return it.text;
  }

  async write(key, text) {
    this.#copies.set(key, await this.#requestWithRetry({ what: "write", key, text }));
  }

  async remove(key) {
    this.#copies.delete(key);
    await this.#requestWithRetry({ what: "remove", key });
  }

  /** Passes a refresh token to the worker and returns its handle. */
  take(token) {
    return this.#requestWithRetry({ what: "take", token });
  }

  keys(prefix) {
    return this.#requestWithRetry({ what: "keys", prefix });
  }

  // Retries idempotent messages, by a new worker.
  #requestWithRetry(message) {
    return this.#request(message).catch(() => this.#request(message));
  }

  #request(message, signal) {
    return new Promise((resolve, reject) => {
      const port = this.#connect();
      const id = ++this.#last;
      const timer = setTimeout(() => this.#lose(port), this.#isNew ? START_TIMEOUT : ACKNOWLEDGE_TIMEOUT);
      const end = (settle) => (value) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        settle(value);
      };
      signal?.addEventListener("abort", () => end(reject)({ name: "AbortError" }));
      this.#waiting.set(id, { acknowledge: () => clearTimeout(timer), resolve: end(resolve), reject: end(reject) });
      port.postMessage({ ...message, id });
    });
  }

  #connect() {
    if (this.#port) return this.#port;
    let worker, port;
    try {
      worker = start(this.#name, this.#address);
      port = worker.port ?? worker;
    } catch (cause) {
      // The constructor throws if the page's Content-Security-Policy forbids the worker.
      warn(cause);
      throw { name: "PolicyError" };
    }
    this.#isNew = true;
    this.#port = port;
    this.#stop = () => (worker.port ? port.close() : worker.terminate());
    port.onmessage = ({ data }) => this.#receive(data);
    port.onclose = () => this.#lose(port);
    worker.onerror = (event) => {
      // The worker could not start, or its script failed.
      warn(event.message || event.type);
      this.#lose(port);
    };
    return port;
  }

  #receive({ id, value, error }) {
    this.#isNew = false;
    const pending = this.#waiting.get(id);
    if (error !== undefined) pending?.reject({ name: error });
    else if (value === undefined) pending?.acknowledge();
    else pending?.resolve(value);
  }

  // The next request starts a new worker.
  #lose(port) {
    if (port !== this.#port) return;
    this.#port = undefined;
    this.#stop();
    for (const { reject } of [...this.#waiting.values()]) reject(WORKER_LOST);
  }
}

function warn(cause) {
  if (hasWarned) return;
  hasWarned = true;
  console.warn(
    "vestibule: the worker that keeps the refresh token does not run. Serve worker.js from the page's own origin, beside the script " +
      "or where the option `wasm` says (`npx vestibule-auth copy`, where a bundler leaves it out); allow it by worker-src 'self', and where Trusted Types are enforced allow the policy `vestibule`.",
    cause,
  );
}

function start(name, address) {
  const [Worker, SharedWorker] = [globalThis.Worker, globalThis.SharedWorker].map(
    (kind) => kind && namedWorker(kind, name),
  );
  // The option `wasm` may also be the bytes of the module; only an address is used here.
  if (typeof address === "string" || address instanceof URL)
    return new (SharedWorker ?? Worker)(address, { type: "module" });
  return startFromHere(Worker, SharedWorker);
}

// Bundlers only find the file by this exact form. So the parameters have the names of the constructors.
function startFromHere(Worker, SharedWorker) {
  return SharedWorker
    ? new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module" })
    : new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

function namedWorker(Kind, name) {
  return function (url, options) {
    // In `vite dev`, Vite before version 8 moves the scripts of packages, but not the files that they refer to.
    const here = String(url).replace(/\/node_modules\/\..+\/deps\/(?=[^/]+$)/, "/node_modules/vestibule-auth/");
    return new Kind(trusted(here), { ...options, name });
  };
}

let policy;

function trusted(url) {
  try {
    policy ??= trustedTypes.createPolicy("vestibule", { createScriptURL: (it) => it });
    return policy.createScriptURL(url);
  } catch {
    // The browser has no Trusted Types, or the page does not allow the policy and the browser reports that.
    return url;
  }
}

// In the worker

function serve({ clientId, endpoints, domain }) {
  const addresses = [...endpoints.flatMap((it) => [it, `${it}/`]), `${domain}/oauth2/token`, `${domain}/oauth2/revoke`];
  // By handle: the token, the end of its queue of renewals, and the timer that forgets it while no session has it.
  const tokens = new Map();
  // Texts by key. An empty text means that the key was removed.
  const records = new Map();
  const instance = random();

  const operations = {
    read: ({ key }) => ({ instance, text: records.get(key) }),
    take({ token }) {
      // A shorter text is not a refresh token, and would be replaced wherever a response contains it.
      if (!(token?.length > MIN_TOKEN_LENGTH)) deny();
      const handle = handleFor(token);
      expireUnstoredTokens();
      return handle;
    },
    write({ key, text }) {
      // Every page can read the stored texts, so they must not contain a token.
      if (BARE_TOKEN.test(text) || withoutTokens(text) !== text) deny();
      records.set(key, text);
      expireUnstoredTokens();
      return { instance, text };
    },
    remove({ key }) {
      records.set(key, "");
      expireUnstoredTokens();
      return true;
    },
    keys: ({ prefix }) => [...records.keys()].filter((key) => records.get(key) && key.startsWith(prefix)),
    fetch: send,
  };

  // Forgets tokens that no stored session has had for a while.
  function expireUnstoredTokens() {
    for (const [handle, entry] of tokens) {
      const isStored = [...records.values()].some((text) => text.includes(handle));
      if (isStored) {
        clearTimeout(entry.timer);
        entry.timer = undefined;
      } else entry.timer ??= setTimeout(() => tokens.delete(handle), UNSTORED_TOKEN_LIFETIME);
    }
  }

  // A rotated token keeps its handle. So nothing is lost if a page is closed before it receives the response.
  function handleFor(token, handle = HANDLE + random()) {
    for (const [known, entry] of tokens) if (entry.token === token) return known;
    const entry = tokens.get(handle) ?? {};
    tokens.set(handle, Object.assign(entry, { token }));
    return handle;
  }

  async function send(message) {
    const request = addresses.includes(message.url) ? parseRequest(message) : deny();
    // Only requests of this worker's app client are sent. A request with an access token has no client id, and must
    // not have a refresh token.
    if (request.client === undefined ? request.given : request.client !== clientId) deny();
    const entry = tokens.get(request.given);
    if (!entry && request.given?.startsWith(HANDLE)) return tokenLostResponse(request);
    if (!entry || !request.renews) return forward(message, request);
    const renewal = () => (tokens.has(request.given) ? forward(message, request) : tokenLostResponse(request));
    // Renewals by the same token run one after the other.
    return (entry.lastRenewal = (entry.lastRenewal ?? Promise.resolve()).then(renewal, renewal));
  }

  async function forward({ url, headers, millis }, request) {
    const token = tokens.get(request.given)?.token;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), millis);
    const init = {
      method: "POST",
      headers,
      body: token ? request.with(token) : request.body,
      // A redirect must not send a token to another address.
      redirect: "error",
      credentials: "omit",
      signal: timeout.signal,
    };
    let response, body;
    try {
      response = await fetch(url, init);
      body = await response.text();
    } catch (error) {
      throw timeout.signal.aborted ? { name: "TimeoutError" } : error;
    } finally {
      clearTimeout(timer);
    }
    const text = withHandles(body, token && request.renews ? request.given : undefined);
    if (token && request.revokes && response.ok) tokens.delete(request.given);
    expireUnstoredTokens();
    return { status: response.status, pairs: [...response.headers], text };
  }

  function withHandles(text, handle) {
    let clean = text;
    try {
      const value = JSON.parse(text);
      if (replaceTokens(value, handle)) clean = JSON.stringify(value);
    } catch {
      // A truncated response may contain a part of a token, so the page does not receive it.
      if (/refresh_?token/i.test(text)) return "";
    }
    // A service might also echo a token of the request.
    return withoutTokens(clean);
  }

  function withoutTokens(text) {
    for (const [known, { token }] of tokens) text = text.replaceAll(token, known);
    return text;
  }

  function replaceTokens(value, handle) {
    let isChanged = false;
    for (const [name, it] of Object.entries(Object(value))) {
      if (typeof it === "object") isChanged = replaceTokens(it, handle) || isChanged;
      else if (/^refresh_?token$/i.test(name) && typeof it === "string" && it) {
        value[name] = handleFor(it, handle);
        isChanged = true;
      }
    }
    return isChanged;
  }

  const listen = (port) => {
    port.onmessage = async ({ data }) => {
      const { id, what } = data;
      port.postMessage({ id });
      try {
        port.postMessage({ id, value: Object.hasOwn(operations, what) ? await operations[what](data) : null });
      } catch (error) {
        port.postMessage({ id, error: error?.name ?? "" });
      }
    };
  };
  if ("onconnect" in globalThis) globalThis.onconnect = ({ ports }) => listen(ports[0]);
  else listen(globalThis);
}

// Returns the app client of a request, its refresh token or handle, whether it renews or revokes, and the function
// `with` that replaces the token. Only requests that renew or revoke have a refresh token.
function parseRequest({ url, headers, body }) {
  return new URL(url).pathname.startsWith("/oauth2/") ? parseForm(url, body) : parseOperation(headers, body);
}

function parseForm(url, body) {
  const form = new URLSearchParams(body);
  const revokes = url.endsWith("/revoke");
  // https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
  const renews = !revokes && form.get("grant_type") === "refresh_token";
  const name = revokes ? "token" : "refresh_token";
  const given = renews || revokes ? (form.get(name) ?? undefined) : undefined;
  // All values: if there are two, we cannot know which one the service uses, and none matches.
  const client = form.getAll("client_id").join();
  const replaced = (token) => (form.set(name, token), form.toString());
  return { isForm: true, client, given, renews, revokes, body, with: replaced };
}

function parseOperation(headers, body) {
  const input = JSON.parse(body);
  const [, target] = headers.find(([name]) => name.toLowerCase() === "x-amz-target") ?? [];
  const operation = target?.split(".").pop();
  // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
  const isRefresh = /^REFRESH_TOKEN(_AUTH)?$/.test(input.AuthFlow);
  const [place, name] =
    {
      GetTokensFromRefreshToken: [input, "RefreshToken"],
      InitiateAuth: isRefresh ? [input.AuthParameters, "REFRESH_TOKEN"] : [],
      RevokeToken: [input, "Token"],
    }[operation] ?? [];
  const given = typeof place?.[name] === "string" ? place[name] : undefined;
  const revokes = operation === "RevokeToken";
  const replaced = (token) => {
    place[name] = token;
    return JSON.stringify(input);
  };
  return { client: input.ClientId, given, renews: !revokes, revokes, body, with: replaced };
}

// The service's own response for a token that is no longer valid.
function tokenLostResponse({ isForm }) {
  const answer = isForm
    ? { error: "invalid_grant", error_description: TOKEN_LOST }
    : { __type: "NotAuthorizedException", message: TOKEN_LOST };
  return { status: 400, pairs: [], text: JSON.stringify(answer) };
}

function deny() {
  throw { name: "SecurityError" };
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (globalThis.WorkerGlobalScope && globalThis.name?.startsWith(PREFIX))
  serve(JSON.parse(globalThis.name.slice(PREFIX.length)));
