// Everything that needs the WebAssembly. The entry (index.js) fetches this file and the module when
// something is asked for that it cannot answer itself, and then hands all calls to `Live`.

import init, { Core, loadPart } from "./vestibule.js";

// The entry's own, for there is one class of errors.
let VestibuleError, part, record, text, oneOf, check, wrongType, toError, loadError;
// Where a file of the package is, as the page says.
let locate;

/** Starts the WebAssembly; `source` as wasm-bindgen takes it. */
export async function start(source, place, tools) {
  ({ VestibuleError, part, record, text, oneOf, check, wrongType, toError, loadError } = tools);
  locate = place;
  await init({ module_or_path: source });
}

// What not every page needs is in parts of its own, each fetched when a command wants it. Bundlers
// find the files by these lines.

const FILES = {
  signIn: () => new URL("vestibule_sign_in.wasm", import.meta.url),
  redirect: () => new URL("vestibule_redirect.wasm", import.meta.url),
  account: () => new URL("vestibule_account.wasm", import.meta.url),
};

// The part of each command; the operations of the user pool are the account's.
const PARTS = {
  session: "main",
  current: "main",
  refresh: "main",
  signOut: "main",
  signIn: "signIn",
  resumeSignIn: "signIn",
  signUp: "signIn",
  resumeSignUp: "signIn",
  forgotPassword: "signIn",
  signInWithRedirect: "redirect",
  signInWithPopup: "redirect",
  handleCallback: "redirect",
  signOutWithRedirect: "redirect",
};

const loading = {};
const ready = new Set(["main"]);

function load(part) {
  loading[part] ??= fetchPart(part).catch((cause) => {
    delete loading[part];
    throw loadError(cause);
  });
  return loading[part];
}

async function fetchPart(part) {
  const source = await locate(FILES[part]());
  await loadPart(typeof source === "string" || source instanceof URL || isRequest(source) ? fetch(source) : source);
  ready.add(part);
}

const isRequest = (source) => typeof Request === "function" && source instanceof Request;

/** Fetches what a sign-in needs, for a page that is about to ask for one. */
export const prepareSignIn = () => load("signIn").catch(() => {});

/** A client; `storage` is a store of the app's own, if there is one. */
export async function open(settings, outputs, storage) {
  if (!storage) return new Live(settings, outputs);
  const { own } = await part(import("./own.js"));
  const it = own(storage, wrongType);
  return new Live(JSON.stringify({ ...JSON.parse(settings), ...it.settings }), outputs, it.store);
}

/** A client: checked arguments in, steps with methods and real errors out. */
export class Live {
  #core;
  #extras;
  #ears = {};

  /** Of settings and a store of the app's own, if there is one; or of another client's parts, which it shares. */
  constructor(settings, outputs, store, core, ears, extras) {
    const heard = (this.#ears = ears ?? this.#ears);
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
  }

  /** The same client, whose commands have something to send along. */
  with(extras) {
    return new Live("", "", undefined, this.#core, this.#ears, extras);
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
      return perform(this.#core, "call", { operation, input: record(input ?? {}, "input"), extras: this.#extras });
    });
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
    return run(() => perform(this.#core, command, { ...given?.(), extras: this.#extras }));
  }

  #now(command, given) {
    return runNow(() => shape(this.#core, this.#core.now(command, given(), 0, JSON.stringify(this.#extras ?? {}))));
  }

  free() {
    this.#core.free();
  }
}

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
  const part = given?.step ? "signIn" : PARTS[command] ?? "account";
  // Once more where it failed: it may have been begun long ago, by nobody who waits.
  if (!ready.has(part)) await load(part).catch(() => load(part));
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
  const uri = (issuer) => live(core).now("uri", issuer, handle.number, "");
  forgotten.register(handle, { core, number });
  return Object.assign(visible, METHODS[visible.kind](act, uri));
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

