// The public face of the npm package. The WebAssembly exports a narrow `Core`;
// what a site sees is shaped here: checked arguments, steps with methods, real errors.
// The contract is index.d.ts. `cargo xtask pkg` joins this file with the generated glue.

import init, { Core, loadPart } from "./vestibule.js";

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

export class Vestibule {
  #core;
  #listeners;

  constructor(core, listeners) {
    if (!(core instanceof Core)) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    this.#core = core;
    this.#listeners = listeners;
  }

  static create(config, options) {
    return run(() => make(checked(config, ALL_SETTINGS), "", options));
  }

  static fromAmplifyOutputs(outputs, settings, options) {
    return run(() => make(checked(settings ?? {}, OTHER_SETTINGS), amplify(outputs), options));
  }

  signIn(credentials) {
    return this.#run("signIn", () => {
      const { username, password, flow = "srp", preferred } = record(credentials, "credentials");
      oneOf(flow, ["srp", "password", "choice", "custom"], "flow");
      text(username, "username");
      if (flow === "choice") return { username, flow, preferred: optional(preferred, "preferred") };
      return { username, flow, password: (flow === "custom" ? optional : text)(password, "password") };
    });
  }

  resumeSignIn() {
    return this.#run("resumeSignIn");
  }

  signUp(account) {
    return this.#run("signUp", () => {
      const { username, password, attributes } = record(account, "account");
      text(username, "username");
      return { username, password: text(password, "password"), attributes: pairs(attributes) };
    });
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
    const { answer } = await run(() => perform(this.#live, text(operation, "operation"), record(input ?? {}, "input")));
    return answer;
  }

  async user() {
    const it = await this.call("GetUser");
    const attributes = named(it.UserAttributes);
    const flag = (name) => (name in attributes ? attributes[name] === "true" : undefined);
    return {
      username: it.Username,
      attributes,
      preferredMfa: it.PreferredMfaSetting,
      mfa: it.UserMFASettingList ?? [],
      emailVerified: flag("email_verified"),
      phoneNumberVerified: flag("phone_number_verified"),
    };
  }

  async authFactors() {
    const it = await this.call("GetUserAuthFactors");
    return {
      first: it.ConfiguredUserAuthFactors ?? [],
      second: it.UserMFASettingList ?? [],
      preferred: it.PreferredMfaSetting,
    };
  }

  async setMfa(preference) {
    const input = {};
    for (const [name, choice] of Object.entries(record(preference, "preference"))) {
      const setting = MFA_SETTINGS[oneOf(name, Object.keys(MFA_SETTINGS), "preference")];
      if (choice === undefined) continue;
      oneOf(choice, ["off", "on", "preferred"], name);
      input[setting] = { Enabled: choice !== "off", PreferredMfa: choice === "preferred" };
    }
    await this.call("SetUserMFAPreference", input);
  }

  setUpTotp() {
    return this.#run("setUpTotp");
  }

  async updateAttributes(attributes) {
    const given = Object.entries(pairs(attributes));
    const UserAttributes = given.map(([Name, Value]) => ({ Name, Value }));
    const it = await this.call("UpdateUserAttributes", { UserAttributes });
    return (it.CodeDeliveryDetailsList ?? []).map(delivery);
  }

  async deleteAttributes(names) {
    await this.call("DeleteUserAttributes", { UserAttributeNames: texts(names, "names") });
  }

  async sendAttributeCode(attribute) {
    const AttributeName = text(attribute, "attribute");
    const it = await this.call("GetUserAttributeVerificationCode", { AttributeName });
    return it.CodeDeliveryDetails && delivery(it.CodeDeliveryDetails);
  }

  async verifyAttribute(attribute, code) {
    const AttributeName = text(attribute, "attribute");
    await this.call("VerifyUserAttribute", { AttributeName, Code: text(code, "code").trim() });
  }

  thisDevice() {
    return this.#run("thisDevice");
  }

  async devices(next) {
    optional(next, "next");
    const it = await this.call("ListDevices", { PaginationToken: next });
    return { devices: (it.Devices ?? []).map(device), next: it.PaginationToken };
  }

  async device(key) {
    return device((await this.call("GetDevice", { DeviceKey: text(key, "key") })).Device);
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

  abortPasskey() {
    return this.#now("abortPasskey", () => "");
  }

  async passkeys(next) {
    optional(next, "next");
    const it = await this.call("ListWebAuthnCredentials", { NextToken: next });
    return { passkeys: it.Credentials.map(passkey), next: it.NextToken };
  }

  async deletePasskey(id) {
    await this.call("DeleteWebAuthnCredential", { CredentialId: text(id, "id") });
  }

  async userSessions(next) {
    optional(next, "next");
    const it = await this.call("ListUserSessions", { NextToken: next });
    return { sessions: (it.Sessions ?? []).map(userSession), next: it.NextToken };
  }

  async revokeUserSession(id) {
    await this.call("RevokeUserSession", { SessionId: text(id, "id") });
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

  session() {
    return this.#run("session");
  }

  refresh() {
    return this.#run("refresh");
  }

  signOut() {
    return this.#run("signOut");
  }

  signOutEverywhere() {
    return this.#run("signOutEverywhere");
  }

  onChange(listener) {
    return runNow(() => {
      if (typeof listener !== "function") throw wrongType(listener, "listener", "a function");
      this.#live;
      // One of its own for each call, so that the same function can listen twice.
      const heard = (change) => listener(change);
      this.#listeners.add(heard);
      // Held here so that garbage collection does not end it behind the site's back.
      listening.add(this);
      return () => {
        this.#listeners.delete(heard);
        if (!this.#listeners.size) listening.delete(this);
      };
    });
  }

  signInWithRedirect(options) {
    return this.#run("signInWithRedirect", () => {
      const given = record(options ?? {}, "options");
      check(given, REDIRECT_OPTIONS, "invalidInput", (value, name) => {
        if (name === "grant") oneOf(value, ["code", "implicit"], name);
        else if (name === "screen") oneOf(value, ["signIn", "signUp", "forgotPassword"], name);
        else text(value, name);
      });
      return given;
    });
  }

  async handleCallback() {
    // Most pages are no callback, and need not load what ends one.
    this.#live;
    const { search = "", hash = "" } = globalThis.location ?? {};
    if (/[?&#](state|error|code|access_token)=/.test(search + hash)) return this.#run("handleCallback");
    return undefined;
  }

  signOutWithRedirect() {
    return this.#run("signOutWithRedirect");
  }

  #run(command, given) {
    return run(() => perform(this.#live, command, given?.()));
  }

  #now(command, given) {
    return runNow(() => shape(this.#live, this.#live.now(command, given(), 0)));
  }

  free() {
    this.#core?.free();
    this.#core = undefined;
    listening.delete(this);
  }

  get #live() {
    return live(this.#core);
  }
}

if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

// Settings

const OTHER_SETTINGS = ["endpoint", "issuer", "storage", "timeout"];
const ALL_SETTINGS = ["userPoolId", "clientId", "domain", "redirectUri", "logoutUri", "scopes", ...OTHER_SETTINGS];
const REDIRECT_OPTIONS = ["grant", "provider", "appState", "lang", "loginHint", "prompt", "screen"];

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
    if (name === "storage") oneOf(value, ["local", "session", "memory"], name, kind);
    else text(value, name, kind);
  });
  return JSON.stringify(given);
}

function amplify(outputs) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

async function make(settings, outputs, options) {
  locate(record(options ?? {}, "options", "configuration").wasm);
  await load("main");
  const listeners = new Set();
  const core = new Core(settings, outputs, (number, well, json) => {
    if (number) return settle(number, well, json);
    for (const listener of [...listeners]) {
      // One listener's fault is the page's to hear of, and no other listener's to bear.
      try {
        listener(JSON.parse(json));
      } catch (error) {
        reportError(error);
      }
    }
  });
  return new Vestibule(core, listeners);
}

// The WebAssembly: fetched once for the page, whoever asks first; what not every page needs is in
// parts of its own, each fetched when a command wants it. Bundlers find the files by these lines.

const FILES = {
  main: () => new URL("vestibule_bg.wasm", import.meta.url),
  signIn: () => new URL("vestibule_sign_in.wasm", import.meta.url),
  redirect: () => new URL("vestibule_redirect.wasm", import.meta.url),
  account: () => new URL("vestibule_account.wasm", import.meta.url),
};

// The part of each command; the operations of the user pool are the account's.
const PARTS = {
  session: "main",
  refresh: "main",
  signOut: "main",
  signIn: "signIn",
  resumeSignIn: "signIn",
  signUp: "signIn",
  forgotPassword: "signIn",
  signInWithRedirect: "redirect",
  handleCallback: "redirect",
  signOutWithRedirect: "redirect",
};

let sources = (file) => file();
const loading = {};
const ready = new Set();

function load(part) {
  loading[part] ??= start(part).catch((cause) => {
    delete loading[part];
    throw loadError(cause);
  });
  return loading[part];
}

async function start(part) {
  if (part === "main") await init({ module_or_path: sources(FILES.main) });
  else await loadPart(fetched(sources(FILES[part])));
  ready.add(part);
}

// What the page says about where the files are: of the main one, or of each by its name.
function locate(wasm) {
  if (wasm === undefined) return;
  if (typeof wasm === "function") sources = (file) => wasm(file().pathname.split("/").pop());
  else if (typeof wasm === "string" || wasm instanceof URL) {
    const base = new URL(wasm, globalThis.location?.href ?? import.meta.url);
    sources = (file) => (file === FILES.main ? base : new URL(file().pathname.split("/").pop(), base));
  } else sources = (file) => (file === FILES.main ? wasm : file());
}

const fetched = (source) => (typeof source === "string" || source instanceof URL || isRequest(source) ? fetch(source) : source);
const isRequest = (source) => typeof Request === "function" && source instanceof Request;

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
    help: "vestibule_bg.wasm and its parts must be served beside the script, as application/wasm; or name their addresses in the option `wasm`.",
    retryable: !compile,
    cause,
  });
}

// What comes out of the WebAssembly: JSON text, or nothing

const listening = new Set();
const waiting = new Map();
let last = 0;

function settle(number, well, json) {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  if (well) resolve(json);
  else reject(json);
}

// A core that was freed points nowhere.
function live(core) {
  if (core?.__wbg_ptr) return core;
  throw new VestibuleError({
    kind: "aborted",
    message: "This client was released by free()",
    help: "Make another with Vestibule.create(), or call free() later.",
  });
}

async function run(work) {
  try {
    return await work();
  } catch (error) {
    throw toError(error);
  }
}

function runNow(work) {
  try {
    return work();
  } catch (error) {
    throw toError(error);
  }
}

async function perform(core, command, given) {
  const part = given?.step ? "signIn" : PARTS[command] ?? "account";
  if (!ready.has(part)) await load(part);
  const ended = new Promise((resolve, reject) => waiting.set(++last, { resolve, reject }));
  live(core).run(last, command, JSON.stringify(given ?? {}));
  return shape(core, await ended);
}

function shape(core, json) {
  if (!json) return undefined;
  const { step: number, ...visible } = JSON.parse(json);
  if (visible.unfinished) visible.unfinished = new VestibuleError(visible.unfinished);
  return number === undefined ? visible : step(core, number, visible);
}

// Cognito's records, in this package's names

const MFA_SETTINGS = {
  sms: "SMSMfaSettings",
  email: "EmailMfaSettings",
  totp: "SoftwareTokenMfaSettings",
};

const millis = (seconds) => seconds && Math.round(seconds * 1000);

const delivery = (it) => ({
  medium: it.DeliveryMedium?.toLowerCase() ?? "",
  destination: it.Destination ?? "",
  attribute: it.AttributeName ?? "",
});

const named = (attributes) => Object.fromEntries((attributes ?? []).map((it) => [it.Name, it.Value ?? ""]));

const device = (it) => {
  const attributes = named(it.DeviceAttributes);
  const status = attributes["dev:device_remembered_status"];
  return {
    key: it.DeviceKey,
    name: attributes.device_name || undefined,
    remembered: status && status === "remembered",
    createdAt: millis(it.DeviceCreateDate),
    lastUsedAt: millis(it.DeviceLastAuthenticatedDate),
  };
};

const passkey = (it) => ({
  id: it.CredentialId,
  name: it.FriendlyCredentialName,
  relyingPartyId: it.RelyingPartyId,
  attachment: it.AuthenticatorAttachment,
  transports: it.AuthenticatorTransports,
  createdAt: millis(it.CreatedAt),
});

const userSession = (it) => ({
  id: it.SessionId,
  current: it.IsCurrentSession === true,
  type: it.SessionType,
  deviceType: it.DeviceType,
  location: it.LastLocation && [it.LastLocation.City, it.LastLocation.Country].filter(Boolean).join(", "),
  createdAt: millis(it.CreateDate),
  lastUsedAt: millis(it.LastActiveDate),
});

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
  passkey: (act) => ({
    sign: () => act("sign"),
    autofill: () => act("autofill"),
    ...one("submit", "credential")(act),
  }),
  setUpMfa: (act) => ({
    totp: () => act("totp"),
    ...one("email", "email")(act),
  }),
  totpSetUp: (act, uri) => ({
    uri: (issuer) => uri(text(issuer, "issuer")),
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
  const uri = (issuer) => live(core).now("uri", issuer, handle.number);
  forgotten.register(handle, { core, number });
  return Object.assign(visible, METHODS[visible.kind](act, uri));
}

function toError(raw) {
  if (raw instanceof VestibuleError) return raw;
  // The WebAssembly throws the JSON text of its errors; anything else is a fault of ours.
  return new VestibuleError(
    typeof raw === "string"
      ? JSON.parse(raw)
      : { kind: "other", message: "Something went wrong inside Vestibule", cause: raw },
  );
}

// What goes in

function record(value, field, kind) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw wrongType(value, field, "an object", kind);
}

function text(value, field, kind) {
  if (typeof value === "string") return value;
  throw wrongType(value, field, "a string", kind);
}

function texts(value, field) {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(value, field, "an array of strings");
}

function optional(value, field) {
  return value === undefined ? undefined : text(value, field);
}

function oneOf(value, choices, field, kind) {
  if (choices.includes(value)) return value;
  throw wrongType(value, field, choices.map((choice) => `"${choice}"`).join(" or "), kind);
}

// Checks each of the fields that are there.
function check(object, names, kind, each) {
  for (const [name, value] of Object.entries(object)) {
    if (!names.includes(name)) throw unknown(name, names, kind);
    if (value !== undefined) each(value, name);
  }
}

function unknown(name, names, kind) {
  return new VestibuleError({
    kind,
    field: name,
    message: `There is no setting \`${name}\``,
    help: /secret/i.test(name)
      ? "A secret in a browser is no secret: use an app client that has none."
      : `There are: ${names.join(", ")}.`,
  });
}

function pairs(attributes) {
  const given = Object.entries(record(attributes ?? {}, "attributes"));
  return Object.fromEntries(given.map(([name, value]) => [name, text(value, name)]));
}

// Says the type and never the value: it may be a password in the wrong place.
function wrongType(value, field, wanted, kind = "invalidInput") {
  const found = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  return new VestibuleError({
    kind,
    field,
    message: `\`${field}\` must be ${wanted}, and is ${found === "string" ? "another string" : found}`,
    help: `Pass \`${field}\` as ${wanted}.`,
  });
}
