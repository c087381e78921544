// The public face of the npm package; the contract is index.d.ts. What the browser's storage answers
// is answered here: a fresh session, and that nobody is signed in. Everything else is handed to
// core.js and the WebAssembly, which are fetched when something needs them.

import { checks, FILES_HELP } from "./checks.js";
import { Client } from "./client.js";
import { Kept } from "./stored.js";
import { amplified, isSure } from "./sure.js";

export class VestibuleError extends Error {
  constructor({ kind, message = kind, cause, ...details }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "VestibuleError";
    this.kind = kind;
    this.retryable = false;
    this.help = "";
    Object.assign(this, details);
  }
}

const tools = checks(VestibuleError);
const { record, text, wrongType, run, released, part } = tools;

// What core.js does under the same name.
const CALLS =
  "signIn signUp signInWithRedirect signOut signOutEverywhere signOutWithRedirect signOutOfAll " +
  "resumeSignIn resumeSignUp resumeResetPassword forgetUnfinished forgotPassword changePassword refresh accounts switchAccount " +
  "stepUp stepUpWithRedirect call derivedToken user deleteUser authFactors setMfa setUpTotp userSessions revokeUserSession " +
  "updateAttributes deleteAttributes sendAttributeCode verifyAttribute " +
  "device devices thisDevice rememberDevice doNotRememberDevice forgetDevice " +
  "passkeys registerPasskey deletePasskey autofillPasskey forgetPasskeyUser";

/** Where an address may be an answer of the hosted pages without a `state`: the core knows. */
const STATELESS = /[?#&](code|error)=/;

/** What only the constructor of this file's clients knows. */
const OURS = Symbol();

/** Under this a client has a function that gives its state. A private field could not be read through the
 *  proxies that frameworks put around objects (Vue's `ref`), and those leave functions as they are. */
const STATE = Symbol();

export class Vestibule {
  constructor(client, ours, extras) {
    if (ours !== OURS) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    const state = { client, extras };
    this[STATE] = () => state;
  }

  static create(config, options) {
    return run(() => make(config, "", options));
  }

  static fromAmplifyOutputs(outputs, settings, options) {
    return run(() => make(settings ?? {}, amplify(outputs), options));
  }

  // As the value of a field: Safari has blocks for this since 16.4.
  static #calls = CALLS.split(" ").map((name) => {
    this.prototype[name] = async function (...given) {
      if (/^signOut/.test(name)) return signOut(this, name);
      // Where nothing is stored, nothing was left unfinished.
      return /^resume/.test(name) && live(this).isNobody ? undefined : (await core(this)).do(name, ...given);
    };
  });

  async session(options) {
    const client = live(this);
    const session = options?.signal ? undefined : client.fresh();
    if (session) return session;
    if (client.isNobody) throw new VestibuleError({ kind: "signedOut", message: "nobody is signed in" });
    return (await core(this)).do("session", options);
  }

  async current() {
    const client = live(this);
    const session = client.fresh();
    return session || client.isNobody ? session : (await core(this)).do("current");
  }

  withExtras(extras) {
    for (const [name, value] of Object.entries(record(extras, "extras"))) {
      if (!/^(clientMetadata|analyticsEndpoint|userContext)$/.test(name)) throw wrongType(value, name, "left out");
      if (name === "clientMetadata") for (const [key, one] of Object.entries(record(value ?? {}, name))) text(one, key);
      else text(value ?? "", name);
    }
    return new Vestibule(live(this), OURS, extras);
  }

  async handleCallback() {
    const client = live(this);
    // The address is cleaned before anything is fetched.
    if (!client.takeAnswer() && !STATELESS.test(globalThis.location?.href)) return undefined;
    try {
      const outcome = await (await core(this)).do("handleCallback", client.answer);
      client.answer = undefined;
      return outcome;
    } catch (error) {
      if (!error.retryable) client.answer = undefined;
      throw error;
    }
  }

  async signInWithPopup(options) {
    // In the task of the click: browsers block a window that is opened later.
    const popup = options?.window ?? globalThis.open?.("", "_blank", "popup,width=520,height=680") ?? undefined;
    try {
      return await (await core(this)).do("signInWithPopup", { ...options, window: popup });
    } catch (error) {
      popup?.close();
      throw error;
    }
  }

  async fetch(input, init) {
    const client = live(this);
    return (await part(import("./fetch.js"))).fetch(this, client, VestibuleError, input, init);
  }

  async diagnose() {
    const client = live(this);
    return (await part(import("./diagnose.js"))).diagnose(this, client);
  }

  confirmSignUp(username) {
    return live(this).step("confirmSignUp", text(username, "username"), this[STATE]().extras);
  }

  resetPassword(username) {
    return live(this).step("resetPassword", text(username, "username"), this[STATE]().extras);
  }

  abortPasskey() {
    live(this).ready?.abortPasskey();
  }

  active() {
    live(this).active?.();
  }

  onChange(listener) {
    return live(this).listen(callable(listener));
  }

  observe(listener) {
    callable(listener);
    let over;
    part(import("./observe.js")).then(({ observe }) => observe(this, listener, () => over || !this[STATE]().client));
    return () => void (over = true);
  }

  free() {
    const state = this[STATE]();
    state.client?.free();
    state.client = undefined;
  }
}

function live(vestibule) {
  const { client } = vestibule[STATE]();
  if (client) return client;
  throw released();
}

// The very promise where nothing goes along: what was asked before free() is done before it.
function core(vestibule) {
  const core = live(vestibule).core();
  const { extras } = vestibule[STATE]();
  return extras ? core.then((it) => it.with(extras)) : core;
}

// Whoever presses the button is signed out, also where nothing can be fetched.
async function signOut(vestibule, name) {
  const client = live(vestibule);
  const isLocal = /Out$|All$/.test(name);
  if (isLocal && client.isNobody) return {};
  let ready;
  try {
    ready = await inTime(core(vestibule).then((it) => it.ready(name)));
  } catch (error) {
    return isLocal ? client.signOut(error, name) : { ...(await signOut(vestibule, "signOut")), unfinished: error };
  }
  return ready.do(name);
}

/** How long a sign-out waits for the core, in milliseconds. */
const CORE_TIMEOUT = 4000;

function inTime(core) {
  const late = new VestibuleError({ kind: "timeout", message: "signing out took too long", retryable: true });
  return Promise.race([core, new Promise((_, refuse) => setTimeout(refuse, CORE_TIMEOUT, late))]);
}

if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

function callable(listener) {
  if (typeof listener === "function") return listener;
  throw wrongType(listener, "listener", "a function");
}

// Settings

function amplify(outputs) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

async function make(config, outputs, options = {}) {
  locate(record(options, "options", "configuration").wasm);
  const storage = config?.storage;
  // Of a store of the app's own, only that there is one.
  const isOwn = Object(storage) === storage;
  const plain = isOwn ? { ...config, storage: {} } : config;
  const theirs = outputs ? amplified(outputs) : {};
  const sure = isSure(plain, theirs);
  // What is wrong with them has a file of its own.
  if (!sure) (await part(import("./settings.js"))).check(config, outputs, tools);
  const settings = { ...theirs, ...plain };
  const json = JSON.stringify(plain);
  const kept = new Kept(settings);
  const given = sure ? [settings] : [settings, json, outputs];
  const client = new Client(kept, async () => (await load()).open(isOwn && storage, ...given));
  client.settings = [json, outputs];
  client.options = options;
  if (settings.signOutAfter) (await part(import("./limits.js"))).limit(client, kept, settings);
  // What is wrong with the settings or the store is said at once, by the core.
  if (!sure || isOwn) await client.core();
  // Whoever is not signed in is about to be. Nobody waits yet, and so nobody hears of a failure.
  else if (client.fresh()) settings.renewal !== "onDemand" && client.watchOver();
  else client.core().then((core) => core.prepareSignIn(), () => {});
  return new Vestibule(client, OURS);
}

// The core: fetched once for the page, whoever needs it first

const MAIN = "vestibule_bg.wasm";

// Where a file of the package is, by its name; `file` gives the address that bundlers know.
let place = (name, file) => beside(file);
let loading;

// What the page says about where the files are: the folder of all, the main one, or each by its name.
function locate(wasm) {
  if (wasm === undefined) return;
  const isAddress = typeof wasm === "string" || wasm instanceof URL;
  const at = isAddress && new URL(wasm, globalThis.location?.href ?? import.meta.url);
  if (typeof wasm === "function") place = (name) => wasm(name);
  else if (/\/(vestibule_bg\.wasm)?$/.test(at.pathname)) place = (name) => new URL(name + at.search, at);
  // Where a bundler has named it anew, it has placed the others, too.
  else place = (name, file) => (name === MAIN ? at || wasm : beside(file));
}

// Vite before 8 moves the scripts of packages in `vite dev`, and none of the files that they name.
const MOVED = /\/node_modules\/\..+\/deps\/(?=[^/]+$)/;

function beside(file) {
  let url;
  try {
    url = file();
  } catch (cause) {
    // A script that is no module does not know where it is.
    throw new VestibuleError({ kind: "configuration", message: "The option `wasm` is needed", help: FILES_HELP, cause });
  }
  return MOVED.test(url) ? new URL(String(url).replace(MOVED, "/node_modules/vestibule-auth/")) : url;
}

function load() {
  return (loading ??= part(start()).catch((error) => {
    loading = undefined;
    throw error;
  }));
}

// Both files at once. What cannot be had is asked for by the core once more, which says why. The address of the module stands here in the form that bundlers look for.
async function start() {
  const source = place(MAIN, () => new URL("vestibule_bg.wasm", import.meta.url));
  const [core, found] = await Promise.all([import("./core.js"), source instanceof URL ? fetch(source).catch(() => source) : source]);
  await core.start(found, (name, file) => place(name, file), tools);
  return core;
}
