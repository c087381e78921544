// The public face of the npm package. The WebAssembly exports a narrow `Core`;
// what a site sees is shaped here: checked arguments, steps with methods, real errors.
// The contract is index.d.ts. `cargo xtask pkg` joins this file with the generated glue.

import init, { Core, Step } from "./vestibule.js";

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
  #settings;

  constructor(core, settings) {
    if (!(core instanceof Core)) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    this.#core = core;
    this.#settings = settings;
  }

  static create(config, options) {
    return run(() => make(checked(config, ALL_SETTINGS), "", options));
  }

  static fromAmplifyOutputs(outputs, settings, options) {
    return run(() => make(checked(settings ?? {}, OTHER_SETTINGS), amplify(outputs), options));
  }

  signIn(credentials) {
    return run(() => {
      const { username, password, flow = "srp", preferred, session } = record(credentials, "credentials");
      oneOf(flow, ["srp", "password", "choice", "custom", "signedUp"], "flow");
      text(username, "username");
      if (flow === "signedUp") return this.#live.signIn(username, undefined, flow, text(session, "session"));
      if (flow === "choice") optional(preferred, "preferred");
      else if (flow === "custom") optional(password, "password");
      else text(password, "password");
      const chosen = flow === "choice";
      return this.#live.signIn(username, chosen ? undefined : password, flow, chosen ? preferred : undefined);
    });
  }

  resumeSignIn() {
    return run(() => this.#live.resume(false));
  }

  signUp(account) {
    return run(() => {
      const { username, password, attributes, validationData } = record(account, "account");
      optional(password, "password");
      return this.#live.signUp(text(username, "username"), password, pairs(attributes), pairs(validationData));
    });
  }

  resumeSignUp() {
    return run(() => this.#live.resume(true));
  }

  withExtras(extras) {
    return runNow(() => {
      const { clientMetadata, analyticsEndpoint = "", userContext = "" } = record(extras, "extras");
      const core = this.#live.withExtras(
        pairs(clientMetadata),
        text(analyticsEndpoint, "analyticsEndpoint"),
        text(userContext, "userContext"),
      );
      return new Vestibule(core, this.#settings);
    });
  }

  confirmSignUp(username) {
    return runNow(() => this.#live.confirmSignUp(text(username, "username")));
  }

  forgotPassword(username) {
    return run(() => this.#live.forgotPassword(text(username, "username")));
  }

  resetPassword(username) {
    return runNow(() => this.#live.resetPassword(text(username, "username")));
  }

  call(operation, input) {
    return run(() =>
      this.#live.call(text(operation, "operation"), JSON.stringify(record(input ?? {}, "input"))),
    );
  }

  user() {
    return run(() => this.#live.user());
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
    return run(() => this.#live.setUpTotp());
  }

  async updateAttributes(attributes) {
    const given = Object.entries(JSON.parse(pairs(attributes)));
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
    return run(() => this.#live.thisDevice());
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
    return this.#changeDevice(key, "remember");
  }

  doNotRememberDevice(key) {
    return this.#changeDevice(key, "ignore");
  }

  forgetDevice(key) {
    return this.#changeDevice(key, "forget");
  }

  #changeDevice(key, change) {
    return run(() => this.#live.changeDevice(text(key, "key"), change));
  }

  registerPasskey() {
    return run(() => this.#live.registerPasskey());
  }

  abortPasskey() {
    return runNow(() => this.#live.abortPasskey());
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
    return run(() =>
      this.#live.changePassword(text(currentPassword, "password"), text(newPassword, "newPassword")),
    );
  }

  deleteUser() {
    return run(() => this.#live.deleteUser());
  }

  session() {
    return run(() => this.#live.session());
  }

  refresh() {
    return run(() => this.#live.refresh());
  }

  signOut() {
    return run(() => this.#live.signOut());
  }

  signOutEverywhere() {
    return run(() => this.#live.signOutEverywhere());
  }

  onChange(listener) {
    return runNow(() => {
      if (typeof listener !== "function") throw wrongType(listener, "listener", "a function");
      const subscription = this.#live.onChange((json) => {
        // One listener's fault is the page's to hear of, and no other listener's to bear.
        try {
          listener(JSON.parse(json));
        } catch (error) {
          reportError(error);
        }
      });
      // Held here so that garbage collection does not end it behind the site's back.
      subscriptions.add(subscription);
      return () => {
        if (subscriptions.delete(subscription)) subscription.free();
      };
    });
  }

  signInWithRedirect(options) {
    return run(() => {
      const wanted = json(record(options ?? {}, "options"), REDIRECT_OPTIONS, "invalidInput", (value, name) => {
        if (name === "grant") oneOf(value, ["code", "implicit"], name);
        else if (name === "screen") oneOf(value, ["signIn", "signUp", "forgotPassword"], name);
        else text(value, name);
      });
      return this.#live.signInWithRedirect(wanted);
    });
  }

  handleCallback() {
    return run(() => this.#live.handleCallback());
  }

  signOutWithRedirect() {
    return run(() => this.#live.signOutWithRedirect());
  }

  diagnose() {
    return run(async () => {
      void this.#live; // A client that was freed says so.
      const { diagnose } = await part(import("./diagnose.js"));
      return diagnose(...this.#settings, (operation, input) => this.call(operation, input));
    });
  }

  free() {
    this.#core?.free();
    this.#core = undefined;
  }

  get #live() {
    if (this.#core) return this.#core;
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
const REDIRECT_OPTIONS = ["grant", "provider", "appState", "lang", "loginHint", "prompt", "screen"];

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

async function make(settings, outputs, options) {
  await load(record(options ?? {}, "options", "configuration").wasm);
  return new Vestibule(new Core(settings, outputs), [settings, outputs]);
}

// The WebAssembly: fetched once for the page, whoever asks first

let loading;

function load(source) {
  loading ??= start(source).catch((cause) => {
    loading = undefined;
    throw loadError(cause);
  });
  return loading;
}

async function start(source) {
  await init(source === undefined ? undefined : { module_or_path: source });
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

// A part of the package that few pages need, and that is loaded when one asks for it.
function part(loading) {
  return loading.catch((cause) => {
    throw new VestibuleError({
      kind: "network",
      message: "A part of Vestibule could not be loaded",
      help: "diagnose.js and qr.js must be served beside the script.",
      retryable: true,
      cause,
    });
  });
}

// What comes out of the WebAssembly: JSON text, a step, or nothing

const subscriptions = new Set();

async function run(work) {
  try {
    return shape(await work());
  } catch (error) {
    throw toError(error);
  }
}

function runNow(work) {
  try {
    return shape(work());
  } catch (error) {
    throw toError(error);
  }
}

function shape(value) {
  if (value instanceof Step) return step(value);
  if (typeof value !== "string") return value;
  const object = JSON.parse(value);
  if (object.unfinished) object.unfinished = new VestibuleError(object.unfinished);
  return object;
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

const device = (it) => {
  const attributes = Object.fromEntries((it.DeviceAttributes ?? []).map((of) => [of.Name, of.Value]));
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

const one = (name, field) => (handle) => ({
  [name]: (answer) => run(() => handle.submit(text(answer, field), "")),
});

const METHODS = {
  smsCode: one("submit", "code"),
  emailCode: one("submit", "code"),
  totpCode: one("submit", "code"),
  password: one("submit", "password"),
  custom: one("submit", "answer"),
  selectMfa: one("choose", "choice"),
  selectChallenge: one("choose", "choice"),
  passkey: (handle) => ({
    sign: () => run(() => handle.sign(false)),
    autofill: () => run(() => handle.sign(true)),
    ...one("submit", "credential")(handle),
  }),
  setUpMfa: (handle) => ({
    totp: () => run(() => handle.setUpTotp()),
    ...one("email", "email")(handle),
  }),
  totpSetUp: (handle) => ({
    uri: (issuer) => handle.uri(text(issuer, "issuer")),
    qr: (issuer) =>
      run(async () => {
        const uri = handle.uri(text(issuer, "issuer"));
        return (await part(import("./qr.js"))).qr(uri);
      }),
    submit: (code, deviceName) =>
      run(() => handle.submit(text(code, "code"), text(deviceName ?? "", "deviceName"))),
  }),
  unknown: (handle) => ({
    answer: (responses) => run(() => handle.submit("", pairs(responses))),
  }),
  newPassword: (handle) => ({
    submit: (newPassword, attributes) =>
      run(() => handle.submit(text(newPassword, "newPassword"), pairs(attributes))),
  }),
  confirmSignUp: (handle) => ({
    submit: (code) => run(() => handle.submit(text(code, "code"), "")),
    resend: () => run(() => handle.resend()),
  }),
  resetPassword: (handle) => ({
    submit: (code, newPassword) =>
      run(() => handle.submit(text(code, "code"), text(newPassword, "newPassword"))),
    resend: () => run(() => handle.resend()),
  }),
};

function step(handle) {
  const visible = JSON.parse(handle.view());
  const methods = METHODS[visible.kind];
  if (methods) return Object.assign(visible, methods(handle));
  handle.free();
  return visible;
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
  if (value !== undefined) text(value, field);
}

function oneOf(value, choices, field, kind) {
  if (choices.includes(value)) return value;
  throw wrongType(value, field, choices.map((choice) => `"${choice}"`).join(" or "), kind);
}

// The fields that are there, each checked, as JSON text.
function json(object, names, kind, check) {
  for (const [name, value] of Object.entries(object)) {
    if (!names.includes(name)) throw unknown(name, names, kind);
    if (value !== undefined) check(value, name);
  }
  return JSON.stringify(object);
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
  return JSON.stringify(Object.fromEntries(given.map(([name, value]) => [name, text(value, name)])));
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
