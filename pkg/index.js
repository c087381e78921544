// The public face of the npm package; the contract is index.d.ts. What the browser's storage answers
// is answered here: a fresh session, and that nobody is signed in. Everything else is handed to
// core.js and the WebAssembly, which are fetched when something needs them.

import { checks } from "./checks.js";
import { Client } from "./client.js";
import { ELSEWHERE, Kept } from "./stored.js";
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
const { record, text, oneOf, check, wrongType, run, released, part } = tools;

// What core.js does under the same name.
const CALLS =
  "signIn signUp signInWithRedirect signInWithPopup signOutEverywhere signOutWithRedirect signOutOfAll " +
  "resumeSignIn resumeSignUp resumeResetPassword forgetUnfinished forgotPassword changePassword refresh accounts switchAccount " +
  "call derivedToken user deleteUser authFactors setMfa setUpTotp userSessions revokeUserSession " +
  "updateAttributes deleteAttributes sendAttributeCode verifyAttribute " +
  "device devices thisDevice rememberDevice doNotRememberDevice forgetDevice " +
  "passkeys registerPasskey deletePasskey autofillPasskey forgetPasskeyUser";

/** Where an address may be an answer of the hosted pages. */
const CALLBACK = /[?#&](code|state|error|access_token|id_token)/;

/** What only the constructor of this file's clients knows. */
const OURS = Symbol();

export class Vestibule {
  #client;
  #extras;

  constructor(client, ours, extras) {
    if (ours !== OURS) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    this.#client = client;
    this.#extras = extras;
  }

  static create(config, options) {
    return run(() => make(checked(config, ALL_SETTINGS), "", options, config.storage));
  }

  static fromAmplifyOutputs(outputs, settings, options) {
    return run(() => make(checked(settings ?? {}, OTHER_SETTINGS), amplify(outputs), options, settings?.storage));
  }

  // As the value of a field: Safari has blocks for this since 16.4.
  static #calls = CALLS.split(" ").map((name) => {
    this.prototype[name] = async function (...given) {
      // Where nothing is stored, nothing was left unfinished.
      return /^resume/.test(name) && this.#live.isNobody ? undefined : (await this.#core()).do(name, ...given);
    };
  });

  async session(options) {
    const client = this.#live;
    const session = options?.signal ? undefined : client.fresh();
    if (session) return session;
    if (client.isNobody) throw new VestibuleError({ kind: "signedOut", message: "nobody is signed in" });
    return (await this.#core()).do("session", options);
  }

  async current() {
    const client = this.#live;
    const session = client.fresh();
    return session || client.isNobody ? session : (await this.#core()).do("current");
  }

  // Whoever presses the button is signed out, also where nothing can be fetched.
  async signOut() {
    const client = this.#live;
    if (client.isNobody) return {};
    try {
      return await (await client.inTime(this.#core())).do("signOut");
    } catch (error) {
      return client.signOut(error);
    }
  }

  withExtras(extras) {
    const given = record(extras, "extras");
    check(given, ["clientMetadata", "analyticsEndpoint", "userContext"], "invalidInput", (value, name) => {
      name === "clientMetadata" ? texts(value, name) : text(value, name);
    });
    return new Vestibule(this.#live, OURS, given);
  }

  async handleCallback() {
    const client = this.#live;
    return CALLBACK.test(globalThis.location?.href) ? (await this.#core()).do("handleCallback") : undefined;
  }

  async fetch(input, init) {
    const client = this.#live;
    return (await part(import("./fetch.js"))).fetch(this, client, VestibuleError, input, init);
  }

  async diagnose() {
    const client = this.#live;
    return (await part(import("./diagnose.js"))).diagnose(this, client);
  }

  confirmSignUp(username) {
    return this.#live.step("confirmSignUp", text(username, "username"), this.#extras);
  }

  resetPassword(username) {
    return this.#live.step("resetPassword", text(username, "username"), this.#extras);
  }

  abortPasskey() {
    this.#live.ready?.abortPasskey();
  }

  onChange(listener) {
    return this.#live.listen(callable(listener));
  }

  observe(listener) {
    callable(listener);
    let over;
    part(import("./observe.js")).then(({ observe }) => observe(this, listener, () => over));
    return () => void (over = true);
  }

  free() {
    this.#client?.free();
    this.#client = undefined;
  }

  // The very promise where nothing goes along: what was asked before free() is done before it.
  #core() {
    const core = this.#live.core();
    return this.#extras ? core.then((it) => it.with(this.#extras)) : core;
  }

  get #live() {
    if (this.#client) return this.#client;
    throw released();
  }
}

if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

function callable(listener) {
  if (typeof listener === "function") return listener;
  throw wrongType(listener, "listener", "a function");
}

// Settings

const OTHER_SETTINGS =
  ["endpoint", "fallbackEndpoint", "issuer", "storage", "renewal", "timeout", "sideBySide", "accounts", "migrate", "hostedSignOut", "clientMetadata"];
const ALL_SETTINGS = ["userPoolId", "clientId", "domain", "redirectUri", "logoutUri", "scopes", ...OTHER_SETTINGS];

function checked(config, names) {
  const kind = "configuration";
  const given = record(config, "config", kind);
  check(given, names, kind, (value, name) => {
    if (name === "scopes") {
      if (Array.isArray(value) && value.every((scope) => typeof scope === "string")) return;
      throw wrongType(value, name, "an array of strings", kind);
    }
    if (name === "timeout") {
      // A day keeps the number in the range of every timer.
      if (Number.isInteger(value) && value > 0 && value <= 86400000) return;
      throw wrongType(value, name, "a whole number of milliseconds from 1 to 86400000", kind);
    }
    if (/^(sideBySide|accounts|migrate|hostedSignOut)$/.test(name)) oneOf(value, [true, false], name, kind);
    else if (name === "storage") isObject(value) || oneOf(value, ["local", "session", "memory", ...ELSEWHERE], name, kind);
    else if (name === "clientMetadata") texts(value, name, kind);
    else if (name === "renewal") oneOf(value, ["ahead", "onDemand"], name, kind);
    else text(value, name, kind);
  });
  // Of a store of the app's own, only that there is one.
  return JSON.stringify(given, (name, value) => (name === "storage" && isObject(value) ? {} : value));
}

function texts(value, name, kind) {
  for (const [key, one] of Object.entries(record(value, name, kind))) text(one, key, kind);
}

function isObject(value) {
  return Object(value) === value;
}

function amplify(outputs) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

async function make(json, outputs, options = {}, storage = "") {
  locate(record(options, "options", "configuration").wasm);
  const settings = { ...(outputs && amplified(outputs)), ...JSON.parse(json) };
  const kept = new Kept(settings);
  const sure = isSure(settings);
  const given = sure ? [settings] : [settings, json, outputs];
  const client = new Client(kept, async () => (await load()).open(isObject(storage) && storage, ...given));
  client.settings = [json, outputs];
  client.options = options;
  // What is wrong with the settings or the store is said at once, by the core.
  if (!sure || isObject(storage)) await client.core();
  // Whoever is not signed in is about to be. Nobody waits yet, and so nobody hears of a failure.
  else if (client.fresh()) settings.renewal !== "onDemand" && client.watchOver();
  else client.core().then((core) => core.prepareSignIn(), () => {});
  return new Vestibule(client, OURS);
}

// The core: fetched once for the page, whoever needs it first

const MAIN = "vestibule_bg.wasm";

let place = (file) => file;
let loading;

// What the page says about where the files are: of the main one, or of each by its name.
function locate(wasm) {
  if (wasm === undefined) return;
  const name = (file) => file.pathname.split("/").pop();
  if (typeof wasm === "function") place = (file) => wasm(name(file));
  else if (typeof wasm === "string" || wasm instanceof URL) {
    const main = new URL(wasm, globalThis.location?.href ?? import.meta.url);
    place = (file) => (name(file) === MAIN ? main : new URL(name(file), main));
  } else place = (file) => (name(file) === MAIN ? wasm : file);
}

function load() {
  return (loading ??= module(start()).catch((error) => {
    loading = undefined;
    throw error;
  }));
}

// What comes of loading the WebAssembly, or a part of it.
const module = (loading) =>
  part(
    loading,
    "Vestibule's WebAssembly could not be loaded",
    "vestibule_bg.wasm and its parts must be served beside the script, as application/wasm; or name their addresses in `wasm`.",
  );

// Both files at once. What cannot be had is asked for by the core once more, which says why. The address of the module stands here in the form that bundlers look for.
async function start() {
  const source = place(new URL("vestibule_bg.wasm", import.meta.url));
  const [core, found] = await Promise.all([import("./core.js"), source instanceof URL ? fetch(source).catch(() => source) : source]);
  await core.start(found, (file) => place(file), { ...tools, module });
  return core;
}
