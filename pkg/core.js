// Everything that needs the WebAssembly. The entry (index.js) fetches this file and the module when
// something is asked for that it cannot answer itself, and then hands all calls to `Live`.

import init, { abort, Core, loadPart, parts, workBy } from "./vestibule.js";

// The entry's own, for there is one class of errors.
let VestibuleError, part, record, text, oneOf, check, wrongType, toError, loadError;
// Where a file of the package is, as the page says.
let locate;

/** Starts the WebAssembly; `source` as wasm-bindgen takes it. */
export async function start(source, place, tools) {
  ({ VestibuleError, part, record, text, oneOf, check, wrongType, toError, loadError } = tools);
  locate = place;
  workBy(() => import("./worker.js"));
  await init({ module_or_path: source });
  parts(load);
  // What renews the session and what explains an error are there before they are wanted, since the
  // network may be away then. Nobody waits for them.
  setTimeout(() => ["session", "trouble"].map((part) => load(part).catch(() => {})), PEACE);
}

/** How long the page is left alone before it fetches what it will want later, in milliseconds. */
const PEACE = 2000;

// What not every page needs is in parts of its own, each fetched when a command wants it. Bundlers
// find the files by these lines.

const FILES = {
  signIn: () => new URL("vestibule_sign_in.wasm", import.meta.url),
  steps: () => new URL("vestibule_steps.wasm", import.meta.url),
  session: () => new URL("vestibule_session.wasm", import.meta.url),
  trouble: () => new URL("vestibule_trouble.wasm", import.meta.url),
  redirect: () => new URL("vestibule_redirect.wasm", import.meta.url),
  account: () => new URL("vestibule_account.wasm", import.meta.url),
  moving: () => new URL("vestibule_moving.wasm", import.meta.url),
  accounts: () => new URL("vestibule_accounts.wasm", import.meta.url),
  store: () => new URL("vestibule_store.wasm", import.meta.url),
};

// The part of each command; the operations of the user pool are the account's.
const PARTS = {
  session: "session",
  current: "session",
  refresh: "session",
  signOut: "session",
  signIn: "signIn",
  resumeSignIn: "steps",
  signUp: "steps",
  resumeSignUp: "steps",
  forgotPassword: "steps",
  forgetUnfinished: "steps",
  signInWithRedirect: "redirect",
  signInWithPopup: "redirect",
  handleCallback: "redirect",
  signOutWithRedirect: "redirect",
  moveIn: "moving",
  accounts: "accounts",
  switchAccount: "accounts",
  signOutOfAll: "accounts",
};

// What a part stands on.
const BASES = { steps: "signIn", redirect: "session", account: "session", accounts: "session", moving: "session" };
// What ends a session leaves none of another library's, either.
const ENDS = /^(signOut|deleteUser)/;

const loading = {};
const ready = new Set();

function load(part) {
  loading[part] ??= fetchPart(part).catch((cause) => {
    delete loading[part];
    throw loadError(cause);
  });
  return loading[part];
}

// Both at once: a part and what it stands on.
async function fetchPart(part) {
  const [found] = await Promise.all([fetchFile(part), BASES[part] && load(BASES[part])]);
  await loadPart(found);
  ready.add(part);
}

async function fetchFile(part) {
  const source = await locate(FILES[part]());
  return typeof source === "string" || source instanceof URL || isRequest(source) ? fetch(source) : source;
}

const isRequest = (source) => typeof Request === "function" && source instanceof Request;

// Settings of which the entry is sure, as they are taken without a check: of several addresses, the one on
// the page's own origin, or else the first.
function whole(settings) {
  const { origin } = globalThis.location ?? {};
  const isHere = (uri) => uri === origin || [`${origin}/`, `${origin}?`].some((start) => uri.startsWith(start));
  const nearest = (uris) => (Array.isArray(uris) ? (uris.find(isHere) ?? uris[0]) : uris);
  const { redirectUri, logoutUri } = settings;
  return JSON.stringify({ ...settings, redirectUri: nearest(redirectUri), logoutUri: nearest(logoutUri) });
}

/** Fetches what a sign-in needs, for a page that is about to ask for one. */
export const prepareSignIn = () => load("signIn").catch(() => {});

/** A client of these settings. The parts that it is made with come first. Without their JSON the entry is
 *  sure of them; otherwise they are checked, with the text of Amplify's outputs. `storage` is a store of the
 *  app's own, if there is one. */
export async function open(storage, settings, json, outputs) {
  const { clientId, sideBySide, accounts } = settings;
  const wanted = {
    trouble: json,
    moving: sideBySide,
    accounts,
    store: storage || /memory|worker/i.test(settings.storage),
  };
  await Promise.all(Object.keys(wanted).map((part) => wanted[part] && load(part)));
  const heard = { theirs: `CognitoIdentityServiceProvider.${clientId}.` };
  const given = json ?? whole(settings);
  if (!storage) return new Live(given, outputs, heard);
  const { own } = await part(import("./own.js"));
  const it = own(storage, wrongType);
  return new Live(JSON.stringify({ ...JSON.parse(given), ...it.settings }), outputs, heard, it.store);
}

/** Whether a storage has a key that begins like this. */
const has = (start) =>
  ["localStorage", "sessionStorage"].some((place) => {
    try {
      return Object.keys(window[place]).some((key) => key.startsWith(start));
    } catch {
      return false;
    }
  });

/** A client: checked arguments in, steps with methods and real errors out. */
class Live {
  #core;
  #extras;
  /** What the clients of one core share: who hears of changes, and how other libraries' keys begin. */
  #ears;

  /** Of settings and a store of the app's own, if there is one; or of another client's parts, which it shares. */
  constructor(settings, outputs, heard, store, core, extras) {
    this.#ears = heard;
    this.#extras = extras;
    this.#core =
      core ??
      runNow(
        () =>
          new Core(settings, outputs, (number, well, json) => {
            if (number) settle(number, well, json);
            else heard.by?.(json);
          }, store),
      );
    this.#core.settings ??= [settings, outputs];
  }

  /** The same client, whose commands have something to send along. */
  with(extras) {
    return new Live("", "", this.#ears, undefined, this.#core, extras);
  }

  signIn(credentials) {
    return this.#run("signIn", () => {
      const { username, password, flow = "srp", preferred, session, remember } = record(credentials, "credentials");
      remembers(remember);
      oneOf(flow, ["srp", "password", "choice", "custom", "signedUp"], "flow");
      text(username, "username");
      if (flow === "signedUp") return { username, session: text(session, "session"), remember };
      if (flow === "choice") return { username, flow, preferred: optional(preferred, "preferred"), remember };
      return { username, flow, password: (flow === "custom" ? optional : text)(password, "password"), remember };
    });
  }

  resumeSignIn() {
    return this.#run("resumeSignIn");
  }

  signUp(account) {
    return this.#run("signUp", () => {
      const { username, password, attributes, validationData } = record(account, "account");
      text(username, "username");
      optional(password, "password");
      return { username, password, attributes: pairs(attributes), validationData: pairs(validationData) };
    });
  }

  resumeSignUp() {
    return this.#run("resumeSignUp");
  }

  async forgetUnfinished() {
    await this.forget("signIn");
    await this.forget("signUp");
  }

  /** What this tab left unfinished, by the name under which it is kept. */
  forget(what) {
    return this.#run("forgetUnfinished", () => ({ what }));
  }

  confirmSignUp(username) {
    return this.#now("confirmSignUp", () => text(username, "username"));
  }

  forgotPassword(username) {
    return this.#run("forgotPassword", () => ({ username: text(username, "username") }));
  }

  resetPassword(username) {
    return this.#now("resetPassword", () => text(username, "username"));
  }

  async call(operation, input) {
    const { answer } = await run(() => {
      text(operation, "operation");
      return this.#perform("call", { operation, input: record(input ?? {}, "input"), extras: this.#extras });
    });
    return answer;
  }

  setUpTotp() {
    return this.#run("setUpTotp");
  }

  thisDevice() {
    return this.#run("thisDevice");
  }

  rememberDevice(key) {
    return this.#changeDevice(key, "remembered");
  }

  doNotRememberDevice(key) {
    return this.#changeDevice(key, "not_remembered");
  }

  forgetDevice(key) {
    return this.#changeDevice(key, "forget");
  }

  #changeDevice(key, change) {
    return this.#run("changeDevice", () => ({ key: text(key, "key"), change }));
  }

  registerPasskey() {
    return this.#run("registerPasskey");
  }

  autofillPasskey(username) {
    return run(async () => {
      optional(username, "username");
      return (await remembered()).autofill(this, held(this.#core).settings, username);
    });
  }

  forgetPasskeyUser() {
    return run(async () => (await remembered()).forget(held(this.#core).settings));
  }

  abortPasskey() {
    abort();
  }

  changePassword(currentPassword, newPassword) {
    return this.#run("changePassword", () => ({
      current: text(currentPassword, "password"),
      new: text(newPassword, "newPassword"),
    }));
  }

  deleteUser() {
    return this.#run("deleteUser");
  }

  session(options) {
    return abortable(options, () => this.#run("session"));
  }

  current() {
    return this.#run("current");
  }

  refresh(options) {
    return abortable(options, () => this.#run("refresh"));
  }

  signOut() {
    return this.#run("signOut");
  }

  signOutEverywhere() {
    return this.#run("signOutEverywhere");
  }

  async accounts() {
    return (await this.#run("accounts")).accounts;
  }

  switchAccount(username) {
    return this.#run("switchAccount", () => ({ username: text(username, "username") }));
  }

  signOutOfAll() {
    return this.#run("signOutOfAll");
  }

  /** Calls `heard` with the JSON text of each change; the answer ends it. */
  onChange(heard) {
    this.#ears.by = heard;
    return () => (this.#ears.by = undefined);
  }

  signInWithRedirect(options) {
    return this.#run("signInWithRedirect", () => redirect(options));
  }

  signInWithPopup(options) {
    return this.#run("signInWithPopup", () => redirect(options));
  }

  handleCallback() {
    return this.#run("handleCallback");
  }

  signOutWithRedirect() {
    return this.#run("signOutWithRedirect");
  }

  #run(command, given) {
    return run(() => this.#perform(command, { ...given?.(), extras: this.#extras }));
  }

  // What another library has kept of this app client comes first; what is left then, last.
  async #perform(command, given) {
    const it = this.#ears;
    const ends = ENDS.test(command) || undefined;
    if ((ends || !it.looked) && has(it.theirs)) {
      await perform(this.#core, "moveIn", { ends });
      it.looked = has(it.theirs);
    }
    return perform(this.#core, command, given);
  }

  /** Has what makes the steps below there, which are made at once. */
  async prepareSteps() {
    await Promise.all(["steps", this.#extras && "trouble"].map((part) => part && load(part)));
  }

  #now(command, given) {
    const extras = this.#extras ? JSON.stringify(this.#extras) : "";
    return runNow(() => shape(this.#core, this.#core.now(command, given(), 0, extras)));
  }

  free() {
    this.#core.free();
  }
}

const ACCOUNT = [
  ...["user", "authFactors", "setMfa", "updateAttributes", "deleteAttributes", "sendAttributeCode", "verifyAttribute"],
  ...["devices", "device", "passkeys", "deletePasskey", "userSessions", "revokeUserSession"],
];
for (const name of ACCOUNT)
  Live.prototype[name] = function (...given) {
    const tools = { record, text, oneOf, texts, optional, pairs };
    return run(async () => (await part(import("./account.js"))).account[name](this, tools, ...given));
  };

const REDIRECT_OPTIONS = [
  ...["grant", "provider", "idpIdentifier", "appState", "returnTo", "lang", "loginHint", "prompt", "resource", "scopes"],
  ...["screen", "remember"],
];

function redirect(options) {
  return check(record(options ?? {}, "options"), REDIRECT_OPTIONS, "invalidInput", (value, name) => {
    if (name === "grant") oneOf(value, ["code", "implicit"], name);
    else if (name === "screen") oneOf(value, ["signIn", "signUp", "forgotPassword"], name);
    else if (name === "scopes") texts(value, name);
    else if (name === "remember") remembers(value);
    else text(value, name);
  });
}

// What comes out of the WebAssembly: JSON text, or nothing

const waiting = new Map();
let last = 0;

function settle(number, well, json) {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  if (well) resolve(json);
  else reject(json);
}

// A core that was freed points nowhere.
function held(core) {
  if (core?.__wbg_ptr) return core;
  throw new VestibuleError({
    kind: "aborted",
    message: "This client was released by free()",
    help: "Make another with Vestibule.create(), or free() later.",
  });
}

async function run(work) {
  try {
    return await work();
  } catch (error) {
    throw toError(error);
  }
}

// The work itself goes on, for whoever else waits for it.
function abortable(options, work) {
  return run(() => {
    const { signal } = record(options ?? {}, "options");
    if (signal === undefined) return work();
    if (!(signal instanceof AbortSignal)) throw wrongType(signal, "signal", "an AbortSignal");
    return new Promise((resolve, reject) => {
      const abort = () =>
        reject(new VestibuleError({ kind: "aborted", message: "The caller gave up", cause: signal.reason }));
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, { once: true });
      work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", abort));
    });
  });
}

function runNow(work) {
  try {
    return work();
  } catch (error) {
    throw toError(error);
  }
}

async function perform(core, command, given) {
  const part = given?.step ? "steps" : PARTS[command] ?? "account";
  // Once more where it failed: it may have been begun long ago, by nobody who waits.
  for (const one of [part, given?.extras && "trouble"]) {
    if (one && !ready.has(one)) await load(one).catch(() => load(one));
  }
  const ended = new Promise((resolve, reject) => waiting.set(++last, { resolve, reject }));
  held(core).run(last, command, JSON.stringify(given ?? {}));
  const json = await ended;
  // A step that an account's command gave is the other steps' like.
  if (part === "account" && /"step":\d+}$/.test(json)) await load("steps");
  return shape(core, json);
}

function shape(core, json) {
  if (!json) return undefined;
  const { step: number, ...visible } = JSON.parse(json);
  if (visible.unfinished) visible.unfinished = new VestibuleError(visible.unfinished);
  return number === undefined ? visible : step(core, number, visible);
}

const remembered = () => part(import("./remembered.js"));

// Each step's methods, made of what does a command in it

const one = (name, field) => (act) => ({
  [name]: (answer) => act("submit", () => ({ answer: text(answer, field) })),
});

const METHODS = {
  smsCode: one("submit", "code"),
  emailCode: one("submit", "code"),
  totpCode: one("submit", "code"),
  password: one("submit", "password"),
  custom: one("submit", "answer"),
  selectMfa: one("choose", "choice"),
  selectChallenge: one("choose", "choice"),
  passkey: (act, uri, kept) => ({
    sign: () => kept(act("sign")),
    autofill: () => kept(act("autofill")),
    ...one("submit", "credential")(act),
  }),
  setUpMfa: (act) => ({
    totp: () => act("totp"),
    ...one("email", "email")(act),
  }),
  totpSetUp: (act, uri) => ({
    uri: (issuer) => uri(text(issuer, "issuer")),
    qr: (issuer) =>
      run(async () => {
        const address = uri(text(issuer, "issuer"));
        return (await part(import("./qr.js"))).qr(address);
      }),
    submit: (code, deviceName) =>
      act("submit", () => ({ answer: text(code, "code"), more: text(deviceName ?? "", "deviceName") })),
  }),
  unknown: (act) => ({
    answer: (responses) => act("answer", () => ({ pairs: pairs(responses) })),
  }),
  newPassword: (act) => ({
    submit: (newPassword, attributes) =>
      act("submit", () => ({ answer: text(newPassword, "newPassword"), pairs: pairs(attributes) })),
  }),
  confirmSignUp: (act) => ({
    ...one("submit", "code")(act),
    resend: () => act("resend"),
  }),
  resetPassword: (act) => ({
    submit: (code, newPassword) =>
      act("submit", () => ({ answer: text(code, "code"), more: text(newPassword, "newPassword") })),
    resend: () => act("resend"),
  }),
};

// Steps that nobody holds any more are forgotten in the WebAssembly, too.
const forgotten = new FinalizationRegistry(({ core, number }) => core.__wbg_ptr && core.forget(number));

function step(core, number, visible) {
  const handle = { core, number };
  const act = (command, given) => run(() => perform(core, command, { ...given?.(), step: handle.number }));
  const uri = (issuer) => held(core).now("uri", issuer, handle.number, "");
  // Whoever signed in by a passkey is offered it another time.
  const kept = async (signing) => {
    const next = await signing;
    if (next.kind === "done") await remembered().then((it) => it.keep(core.settings, visible.username), () => {});
    return next;
  };
  forgotten.register(handle, { core, number });
  return Object.assign(visible, METHODS[visible.kind](act, uri, kept));
}

// What goes in

function texts(value, field) {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(value, field, "an array of strings");
}

function remembers(value) {
  if (value !== undefined && typeof value !== "boolean") throw wrongType(value, "remember", "true or false");
}

function optional(value, field) {
  return value === undefined ? undefined : text(value, field);
}

function pairs(attributes) {
  const given = Object.entries(record(attributes ?? {}, "attributes"));
  return Object.fromEntries(given.map(([name, value]) => [name, text(value, name)]));
}

