// The public face of the npm package; the contract is index.d.ts. What the browser's storage answers
// is answered here: a fresh session, and that nobody is signed in. Everything else is handed to
// core.js and the WebAssembly, which are fetched when something needs them.

import { checks } from "./checks.js";
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
const { record, text, oneOf, json, wrongType, toError } = tools;

// What core.js does under the same name.
const CALLS = [
  ...["signIn", "signUp", "forgotPassword", "refresh", "signOut", "signOutEverywhere", "changePassword", "deleteUser"],
  ...["call", "user", "authFactors", "setMfa", "setUpTotp", "signInWithRedirect", "signOutWithRedirect"],
  ...["updateAttributes", "deleteAttributes", "sendAttributeCode", "verifyAttribute"],
  ...["thisDevice", "devices", "device", "rememberDevice", "doNotRememberDevice", "forgetDevice"],
  ...["registerPasskey", "passkeys", "deletePasskey", "userSessions", "revokeUserSession"],
];

/** Where an address may be an answer of the hosted pages. */
const CALLBACK = /[?#&](code|state|error|access_token|id_token)/;

/** What only the constructor of this file's clients knows. */
const OURS = Symbol();

export class Vestibule {
  #client;

  constructor(client, ours) {
    if (ours !== OURS) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    this.#client = client;
  }

  static create(config, options) {
    return run(() => make(checked(config, ALL_SETTINGS), "", options));
  }

  static fromAmplifyOutputs(outputs, settings, options) {
    return run(() => make(checked(settings ?? {}, OTHER_SETTINGS), amplify(outputs), options));
  }

  static {
    for (const name of CALLS) {
      this.prototype[name] = async function (...given) {
        return (await this.#live.core())[name](...given);
      };
    }
  }

  async session() {
    const client = this.#live;
    const session = client.fresh();
    if (session) return session;
    if (client.isNobody) throw new VestibuleError({ kind: "signedOut", message: "nobody is signed in" });
    return (await client.core()).session();
  }

  async resumeSignIn() {
    const client = this.#live;
    return client.isNobody ? undefined : (await client.core()).resumeSignIn();
  }

  async handleCallback() {
    const client = this.#live;
    return CALLBACK.test(globalThis.location?.href) ? (await client.core()).handleCallback() : undefined;
  }

  confirmSignUp(username) {
    return this.#live.step("confirmSignUp", text(username, "username"));
  }

  resetPassword(username) {
    return this.#live.step("resetPassword", text(username, "username"));
  }

  abortPasskey() {
    this.#live.ready?.abortPasskey();
  }

  onChange(listener) {
    if (typeof listener !== "function") throw wrongType(listener, "listener", "a function");
    return this.#live.listen(listener);
  }

  free() {
    this.#client?.free();
    this.#client = undefined;
  }

  get #live() {
    if (this.#client) return this.#client;
    throw new VestibuleError({
      kind: "aborted",
      message: "This client was released by free()",
      help: "Make another with Vestibule.create(), or call free() later.",
    });
  }
}

if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

// Settings

const OTHER_SETTINGS = ["endpoint", "issuer", "storage", "timeout"];
const ALL_SETTINGS = ["userPoolId", "clientId", "domain", "redirectUri", "logoutUri", "scopes", ...OTHER_SETTINGS];

function checked(config, names) {
  const kind = "configuration";
  return json(record(config, "config", kind), names, kind, (value, name) => {
    if (name === "scopes") {
      if (Array.isArray(value) && value.every((scope) => typeof scope === "string")) return;
      throw wrongType(value, name, "an array of strings", kind);
    }
    if (name === "timeout") {
      // A day keeps the number in the range of every timer.
      if (Number.isInteger(value) && value > 0 && value <= 86400000) return;
      throw wrongType(value, name, "a whole number of milliseconds from 1 to 86400000", kind);
    }
    if (name === "storage") oneOf(value, ["local", "session", "memory"], name, kind);
    else text(value, name, kind);
  });
}

function amplify(outputs) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

async function make(json, outputs, options) {
  source = record(options ?? {}, "options", "configuration").wasm ?? source;
  const settings = { ...(outputs && amplified(outputs)), ...JSON.parse(json) };
  const kept = new Kept(settings.storage, settings.clientId);
  const client = new Client(kept, async () => new (await load()).Live(json, outputs));
  // What is wrong with the settings is said at once, by the core.
  if (!isSure(settings)) await client.core();
  // Whoever is not signed in is about to be.
  else if (!client.fresh()) client.wake();
  return new Vestibule(client, OURS);
}

async function run(work) {
  try {
    return await work();
  } catch (error) {
    throw toError(error);
  }
}

// The core: fetched once for the page, whoever needs it first

let source;
let loading;

function load() {
  loading ??= start().catch((cause) => {
    loading = undefined;
    throw loadError(cause);
  });
  return loading;
}

// Both files at once. The address of the module stands here in the form that bundlers look for.
async function start() {
  const module = source ?? fetch(new URL("vestibule_bg.wasm", import.meta.url));
  const [core, response] = await Promise.all([import("./core.js"), module]);
  await core.start(response, tools);
  return core;
}

function loadError(cause) {
  const compile = cause instanceof WebAssembly.CompileError;
  if (compile && /unsafe-eval|disallowed|Content.Security/i.test(cause.message)) {
    return new VestibuleError({
      kind: "configuration",
      message: "The page's Content-Security-Policy forbids WebAssembly",
      help: "Add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
  return new VestibuleError({
    kind: compile ? "configuration" : "network",
    message: compile ? "What was loaded is not Vestibule's WebAssembly" : "Vestibule's WebAssembly could not be loaded",
    help: "vestibule_bg.wasm must be served beside the script, as application/wasm; or name its address in the option `wasm`.",
    retryable: !compile,
    cause,
  });
}
