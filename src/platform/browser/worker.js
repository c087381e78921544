// The keeper of refresh tokens: a worker that alone knows them, and the page's side of it. Both are in
// this one file, which starts itself as a worker.
//
// The worker sends what the page wants sent to the user pool. It takes each refresh token out of the
// answers and gives the page a handle in its place, a text that means nothing to anybody else; in
// requests it puts the token in place of the handle. It sends to the addresses that its name says, and
// a worker of another name has a memory of its own.

const PREFIX = "vestibule:";
const HANDLE = "vestibule-handle.";
/** In a record, or in records that are a text in one another: a refresh token that is no handle. */
const BARE_TOKEN = /refreshToken\\*":\\*"(?!vestibule-handle\.)/;

/** For so long a worker may take to begin, and to take what it is given, in milliseconds. */
const BEGINS = 10_000;
const TAKES = 4000;
/** For so long a token stays that is in no stored session: a sign-in in between, or a revocation. */
const FORGETS = 60_000;
/** A refresh token has more letters than that. */
const SHORTEST = 40;

const LOST = { name: "WorkerError" };
let isExplained = false;
const DEAD = "the worker that kept the refresh token has ended, and the token with it";

// The page's side

const opened = new Map();

/** The worker of that work: `{ clientId, endpoints, domain }` as JSON. It is started when it is needed, from
 *  this file, or from its copy at `address` where the page names one. */
export function open(work, address) {
  if (!opened.has(work)) opened.set(work, new Keeper(work, address));
  return opened.get(work);
}

class Keeper {
  #name;
  #address;
  #port;
  #stop;
  #isNew;
  #waiting = new Map();
  #last = 0;
  // What this page stored or read last, and in which life of the worker.
  #copies = new Map();

  constructor(work, address) {
    this.#name = PREFIX + work;
    this.#address = address;
  }

  /** As the browser's own. */
  fetch = async (url, init) => {
    const { method, headers, body, signal } = init;
    // Whatever can bring a token is posted to one of these; the worker refuses what it is not there for.
    if (method !== "POST") return fetch(url, init);
    const wanted = { what: "fetch", method, url, headers: [...headers], body, millis: init.millis };
    const { status, pairs, text } = await this.#ask(wanted, signal);
    return new Response(text || null, { status, headers: pairs });
  };

  /** What is stored under a key; the page's own copy where the worker has lost its memory. */
  async read(key) {
    const copy = this.#copies.get(key);
    const it = await this.#insist({ what: "read", key }).catch((error) => {
      if (copy) return { born: copy.born, text: copy.text };
      throw error;
    });
    if (it.text) this.#copies.set(key, it);
    else if (it.text === undefined && copy && copy.born !== it.born) return copy.text;
    else this.#copies.delete(key);
    return it.text;
  }

  async write(key, text) {
    this.#copies.set(key, await this.#insist({ what: "write", key, text }));
  }

  async remove(key) {
    this.#copies.delete(key);
    await this.#insist({ what: "remove", key });
  }

  /** Hands a refresh token over that the page has from elsewhere; gives its handle. */
  take(token) {
    return this.#insist({ what: "take", token });
  }

  keys(prefix) {
    return this.#insist({ what: "keys", prefix });
  }

  // Once more by a new worker, for what can be done twice.
  #insist(wanted) {
    return this.#ask(wanted).catch(() => this.#ask(wanted));
  }

  #ask(wanted, signal) {
    return new Promise((resolve, reject) => {
      const port = this.#connected();
      const id = ++this.#last;
      const timer = setTimeout(() => this.#lose(port), this.#isNew ? BEGINS : TAKES);
      const end = (how) => (value) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        how(value);
      };
      signal?.addEventListener("abort", () => end(reject)({ name: "AbortError" }));
      this.#waiting.set(id, { taken: () => clearTimeout(timer), resolve: end(resolve), reject: end(reject) });
      port.postMessage({ ...wanted, id });
    });
  }

  #connected() {
    if (this.#port) return this.#port;
    let worker, port;
    try {
      worker = start(this.#name, this.#address);
      port = worker.port ?? worker;
    } catch (cause) {
      // Where it is refused at once, it is by a policy.
      explain(cause);
      throw { name: "PolicyError" };
    }
    this.#isNew = true;
    this.#port = port;
    this.#stop = () => (worker.port ? port.close() : worker.terminate());
    port.onmessage = ({ data }) => this.#hear(data);
    port.onclose = () => this.#lose(port);
    worker.onerror = (event) => {
      // It begins and then fails, or cannot begin: either way it is of no use.
      explain(event.message || event.type);
      this.#lose(port);
    };
    return port;
  }

  #hear({ id, value, error }) {
    this.#isNew = false;
    const asker = this.#waiting.get(id);
    if (error !== undefined) asker?.reject({ name: error });
    else if (value === undefined) asker?.taken();
    else asker?.resolve(value);
  }

  // The next one who asks starts another.
  #lose(port) {
    if (port !== this.#port) return;
    this.#port = undefined;
    this.#stop();
    for (const { reject } of [...this.#waiting.values()]) reject(LOST);
  }
}

function explain(cause) {
  if (isExplained) return;
  isExplained = true;
  console.warn(
    "vestibule: the worker that keeps the refresh token does not run. Serve worker.js from the page's own origin, beside the script " +
      "or where the option `wasm` says (`npx vestibule-auth copy`, where a bundler leaves it out); allow it by worker-src 'self', and where Trusted Types are enforced allow the policy `vestibule`.",
    cause,
  );
}

function start(name, address) {
  const [Worker, SharedWorker] = [globalThis.Worker, globalThis.SharedWorker].map((kind) => kind && starter(kind, name));
  // What a page gives for other files may be their bytes.
  if (typeof address === "string" || address instanceof URL) return new (SharedWorker ?? Worker)(address, { type: "module" });
  return begin(Worker, SharedWorker);
}

// By this form, options and all, bundlers find the file, and so the names stand for others here.
function begin(Worker, SharedWorker) {
  return SharedWorker
    ? new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module" })
    : new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

function starter(Kind, name) {
  return function (url, options) {
    // Vite before 8 moves the scripts of packages in `vite dev`, and not the files that they name.
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
    // There are no Trusted Types, or the page does not allow the policy: then the browser says so.
    return url;
  }
}

// The worker's side

function serve({ clientId, endpoints, domain }) {
  const addresses = [...endpoints.flatMap((it) => [it, `${it}/`]), `${domain}/oauth2/token`, `${domain}/oauth2/revoke`];
  // By its handle, each token, the renewal that is under way, and the timer of one that is in no session.
  const tokens = new Map();
  // Texts by key; empty where it was removed.
  const records = new Map();
  const born = random();

  const acts = {
    read: ({ key }) => ({ born, text: records.get(key) }),
    take({ token }) {
      // What is so short is none of Cognito's, and would be found in every answer.
      if (!(token?.length > SHORTEST)) refuse();
      const handle = keep(token);
      look();
      return handle;
    },
    write({ key, text }) {
      // Everybody can read what is stored here: no token may be part of it.
      if (BARE_TOKEN.test(text) || hidden(text) !== text) refuse();
      records.set(key, text);
      look();
      return { born, text };
    },
    remove({ key }) {
      records.set(key, "");
      look();
      return true;
    },
    keys: ({ prefix }) => [...records.keys()].filter((key) => records.get(key) && key.startsWith(prefix)),
    fetch: send,
  };

  // Forgets, after a while, what no stored session has.
  function look() {
    for (const [handle, entry] of tokens) {
      const isKept = [...records.values()].some((text) => text.includes(handle));
      if (isKept) {
        clearTimeout(entry.timer);
        entry.timer = undefined;
      } else entry.timer ??= setTimeout(() => tokens.delete(handle), FORGETS);
    }
  }

  // The same handle stays with the tokens that rotation brings: an answer that a page never saw, because
  // it was closed, costs nothing.
  function keep(token, handle = HANDLE + random()) {
    for (const [known, entry] of tokens) if (entry.token === token) return known;
    const entry = tokens.get(handle) ?? {};
    tokens.set(handle, Object.assign(entry, { token }));
    return handle;
  }

  async function send(wanted) {
    const request = addresses.includes(wanted.url) ? understand(wanted) : refuse();
    // Another app client's requests are none of this worker's, nor are its tokens for them. What has an access
    // token names no client, and has no refresh token.
    if (request.client === undefined ? request.given : request.client !== clientId) refuse();
    const entry = tokens.get(request.given);
    if (!entry && request.given?.startsWith(HANDLE)) return refusal(request);
    if (!entry || !request.renews) return pass(wanted, request);
    const turn = () => (tokens.has(request.given) ? pass(wanted, request) : refusal(request));
    return (entry.turn = (entry.turn ?? Promise.resolve()).then(turn, turn));
  }

  async function pass({ url, headers, millis }, request) {
    const token = tokens.get(request.given)?.token;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), millis);
    const init = {
      method: "POST",
      headers,
      body: token ? request.with(token) : request.body,
      // Where the service is, is said once: an answer cannot send a token elsewhere.
      redirect: "error",
      credentials: "omit",
      signal: late.signal,
    };
    let response, answer;
    try {
      response = await fetch(url, init);
      answer = await response.text();
    } catch (error) {
      throw late.signal.aborted ? { name: "TimeoutError" } : error;
    } finally {
      clearTimeout(timer);
    }
    const text = withHandles(answer, token && request.renews ? request.given : undefined);
    if (token && request.revokes && response.ok) tokens.delete(request.given);
    look();
    return { status: response.status, pairs: [...response.headers], text };
  }

  function withHandles(text, handle) {
    let clean = text;
    try {
      const answer = JSON.parse(text);
      if (replace(answer, handle)) clean = JSON.stringify(answer);
    } catch {
      // What is cut in the middle of a token is nothing that a page should see.
      if (/refresh_?token/i.test(text)) return "";
    }
    // Nor does a service that repeats what it was sent tell the page.
    return hidden(clean);
  }

  function hidden(text) {
    for (const [known, { token }] of tokens) text = text.replaceAll(token, known);
    return text;
  }

  function replace(value, handle) {
    let isChanged = false;
    for (const [name, it] of Object.entries(Object(value))) {
      if (typeof it === "object") isChanged = replace(it, handle) || isChanged;
      else if (/^refresh_?token$/i.test(name) && typeof it === "string" && it) {
        value[name] = keep(it, handle);
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
        port.postMessage({ id, value: Object.hasOwn(acts, what) ? await acts[what](data) : null });
      } catch (error) {
        port.postMessage({ id, error: error?.name ?? "" });
      }
    };
  };
  if ("onconnect" in globalThis) globalThis.onconnect = ({ ports }) => listen(ports[0]);
  else listen(globalThis);
}

// Whose app client's a request is, which token it has, if any, what it is for, and the same request with another
// token in its place. Only what renews by a token, and what revokes it, has one.
function understand({ url, headers, body }) {
  return new URL(url).pathname.startsWith("/oauth2/") ? ofForm(url, body) : ofOperation(headers, body);
}

function ofForm(url, body) {
  const form = new URLSearchParams(body);
  const revokes = url.endsWith("/revoke");
  // https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
  const renews = !revokes && form.get("grant_type") === "refresh_token";
  const name = revokes ? "token" : "refresh_token";
  const given = renews || revokes ? (form.get(name) ?? undefined) : undefined;
  // All of them: which of two the service takes is not for this file to guess.
  const client = form.getAll("client_id").join();
  const replaced = (token) => (form.set(name, token), form.toString());
  return { isForm: true, client, given, renews, revokes, body, with: replaced };
}

function ofOperation(headers, body) {
  const input = JSON.parse(body);
  const target = headers.find(([name]) => name.toLowerCase() === "x-amz-target")?.[1].split(".").pop();
  // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
  const isRefresh = /^REFRESH_TOKEN(_AUTH)?$/.test(input.AuthFlow);
  const [place, name] =
    {
      GetTokensFromRefreshToken: [input, "RefreshToken"],
      InitiateAuth: isRefresh ? [input.AuthParameters, "REFRESH_TOKEN"] : [],
      RevokeToken: [input, "Token"],
    }[target] ?? [];
  const given = typeof place?.[name] === "string" ? place[name] : undefined;
  const revokes = target === "RevokeToken";
  const replaced = (token) => {
    place[name] = token;
    return JSON.stringify(input);
  };
  return { client: input.ClientId, given, renews: !revokes, revokes, body, with: replaced };
}

// What the service says of a token that is no more, in its own words.
function refusal({ isForm }) {
  const answer = isForm ? { error: "invalid_grant", error_description: DEAD } : { __type: "NotAuthorizedException", message: DEAD };
  return { status: 400, pairs: [], text: JSON.stringify(answer) };
}

function refuse() {
  throw { name: "SecurityError" };
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (globalThis.WorkerGlobalScope && globalThis.name?.startsWith(PREFIX)) serve(JSON.parse(globalThis.name.slice(PREFIX.length)));
