// Everything that needs the WebAssembly. The entry (index.js) fetches this file and the module when
// something is asked for that it cannot answer itself, and then hands all calls to `Live`.

import init, { Core, Step } from "./vestibule.js";

// The entry's own, for there is one class of errors.
let VestibuleError, record, text, oneOf, json, wrongType, toError;

/** Starts the WebAssembly; `source` as wasm-bindgen takes it. */
export async function start(source, tools) {
  ({ VestibuleError, record, text, oneOf, json, wrongType, toError } = tools);
  await init({ module_or_path: source });
}

/** A client: checked arguments in, steps with methods and real errors out. */
export class Live {
  #core;

  constructor(settings, outputs) {
    this.#core = runNow(() => new Core(settings, outputs));
  }

  signIn(credentials) {
    return run(() => {
      const { username, password, flow = "srp", preferred } = record(credentials, "credentials");
      oneOf(flow, ["srp", "password", "choice", "custom"], "flow");
      text(username, "username");
      if (flow === "choice") optional(preferred, "preferred");
      else if (flow === "custom") optional(password, "password");
      else text(password, "password");
      const chosen = flow === "choice";
      return this.#core.signIn(username, chosen ? undefined : password, flow, chosen ? preferred : undefined);
    });
  }

  resumeSignIn() {
    return run(() => this.#core.resumeSignIn());
  }

  signUp(account) {
    return run(() => {
      const { username, password, attributes } = record(account, "account");
      return this.#core.signUp(text(username, "username"), text(password, "password"), pairs(attributes));
    });
  }

  confirmSignUp(username) {
    return runNow(() => this.#core.confirmSignUp(text(username, "username")));
  }

  forgotPassword(username) {
    return run(() => this.#core.forgotPassword(text(username, "username")));
  }

  resetPassword(username) {
    return runNow(() => this.#core.resetPassword(text(username, "username")));
  }

  call(operation, input) {
    return run(() =>
      this.#core.call(text(operation, "operation"), JSON.stringify(record(input ?? {}, "input"))),
    );
  }

  user() {
    return run(() => this.#core.user());
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
    return run(() => this.#core.setUpTotp());
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
    return run(() => this.#core.thisDevice());
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
    return run(() => this.#core.changeDevice(text(key, "key"), change));
  }

  registerPasskey() {
    return run(() => this.#core.registerPasskey());
  }

  abortPasskey() {
    return runNow(() => this.#core.abortPasskey());
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
      this.#core.changePassword(text(currentPassword, "password"), text(newPassword, "newPassword")),
    );
  }

  deleteUser() {
    return run(() => this.#core.deleteUser());
  }

  session() {
    return run(() => this.#core.session());
  }

  refresh() {
    return run(() => this.#core.refresh());
  }

  signOut() {
    return run(() => this.#core.signOut());
  }

  signOutEverywhere() {
    return run(() => this.#core.signOutEverywhere());
  }

  /** Calls `heard` with the JSON text of each change; the answer ends it. */
  onChange(heard) {
    const subscription = this.#core.onChange(heard);
    return () => subscription.free();
  }

  signInWithRedirect(options) {
    return run(() => {
      const wanted = json(record(options ?? {}, "options"), REDIRECT_OPTIONS, "invalidInput", (value, name) => {
        if (name === "grant") oneOf(value, ["code", "implicit"], name);
        else if (name === "screen") oneOf(value, ["signIn", "signUp", "forgotPassword"], name);
        else text(value, name);
      });
      return this.#core.signInWithRedirect(wanted);
    });
  }

  handleCallback() {
    return run(() => this.#core.handleCallback());
  }

  signOutWithRedirect() {
    return run(() => this.#core.signOutWithRedirect());
  }

  free() {
    this.#core.free();
  }
}

const REDIRECT_OPTIONS = ["grant", "provider", "appState", "lang", "loginHint", "prompt", "screen"];

// What comes out of the WebAssembly: JSON text, a step, or nothing

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

// What goes in

function texts(value, field) {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(value, field, "an array of strings");
}

function optional(value, field) {
  if (value !== undefined) text(value, field);
}

function pairs(attributes) {
  const given = Object.entries(record(attributes ?? {}, "attributes"));
  return JSON.stringify(Object.fromEntries(given.map(([name, value]) => [name, text(value, name)])));
}
