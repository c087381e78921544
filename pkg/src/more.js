// What a plain sign-in by a password does not run: the other commands, the methods of steps, and what a
// browser does for redirects and passkeys. core.js fetches it together with the parts of the WebAssembly
// that it is for.

import { choices } from "./choices.js";
import { extra } from "./extra.js";

let VestibuleError, part, record, text, oneOf, check, wrongType, run, held, need, perform, shape;

/** What there is, by name. It is handed what core.js has of the entry's, and some of its own. */
export function more(tools) {
  ({ VestibuleError, part, record, text, wrongType, run, held, need, perform, shape } = tools);
  ({ oneOf, check } = choices(tools));
  tools.lend(extra);
  return { ...commands, step, refusal, unable, abort: extra.quick.abort };
}

// Each takes a client (`Live` in core.js), and what the caller gives.

const commands = {
  session: (live, options) => abortable(options, () => live.perform("session")),
  refresh: (live, options) => abortable(options, () => live.perform("refresh")),

  confirmSignUp: (live, username) => makeStep(live, "confirmSignUp", username),
  resetPassword: (live, username) => makeStep(live, "resetPassword", username),

  signIn(live, credentials) {
    const { username, password, flow = "srp", preferred, session, remember } = record(credentials, "credentials");
    remembers(remember);
    oneOf(flow, ["srp", "password", "choice", "custom", "signedUp"], "flow");
    text(username, "username");
    const given = () => {
      if (flow === "signedUp") return { username, session: text(session, "session"), remember };
      optional(preferred, "preferred");
      if (flow === "choice") return { username, flow, preferred, password: optional(password, "password"), remember };
      return { username, flow, password: (flow === "custom" ? optional : text)(password, "password"), remember };
    };
    return live.perform("signIn", given());
  },

  signUp(live, account) {
    const { username, password, attributes, validationData } = record(account, "account");
    text(username, "username");
    optional(password, "password");
    const given = { username, password, attributes: pairs(attributes), validationData: pairs(validationData) };
    return live.perform("signUp", given);
  },

  async forgetUnfinished(live) {
    await forget(live, "signIn");
    await forget(live, "signUp");
    await forget(live, "resetPassword");
  },

  forgotPassword: (live, username) => live.perform("forgotPassword", { username: text(username, "username") }),

  call,

  async derivedToken(live, need, options) {
    const { derivedToken } = await part(import("./derived.js"));
    return derivedToken(live, call, { record, check, text, texts, wrongType }, need, options);
  },

  rememberDevice: (live, key) => changeDevice(live, key, "remembered"),
  doNotRememberDevice: (live, key) => changeDevice(live, key, "not_remembered"),
  forgetDevice: (live, key) => changeDevice(live, key, "forget"),

  async autofillPasskey(live, username) {
    optional(username, "username");
    const { autofill } = await remembered();
    const signs = { signIn: (given) => live.do("signIn", given), forget: (what) => forget(live, what) };
    return autofill(signs, settingsOf(live), username);
  },

  forgetPasskeyUser: async (live) => (await remembered()).forget(settingsOf(live)),

  changePassword(live, current, next) {
    const given = { current: text(current, "password"), new: text(next, "newPassword") };
    return live.perform("changePassword", given);
  },

  accounts: async (live) => (await live.perform("accounts")).accounts,
  switchAccount: (live, username) => live.perform("switchAccount", { username: text(username, "username") }),

  stepUp: (live, need) => live.perform("stepUp", stepUpNeed(need, ["acr", "maxAge", "preferred"])),
  stepUpWithRedirect: (live, need, options) =>
    live.perform("stepUpWithRedirect", { ...redirect(options), stepUp: stepUpNeed(need, ["acr", "maxAge"]) }),

  signInWithRedirect: (live, options) => live.perform("signInWithRedirect", redirect(options)),
  handleCallback: (live, answer) => live.perform("handleCallback", { answer }),

  signInWithPopup(live, options) {
    const { window, ...given } = redirect(options, [...REDIRECT_OPTIONS, "window"]);
    extra.window = window ?? undefined;
    return live.perform("signInWithPopup", given);
  },
};

// The work itself goes on, for whoever else waits for it.
function abortable(options, work) {
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
}

/** Makes a step without asking anybody. */
async function makeStep({ core, extras }, command, argument) {
  await Promise.all([need("steps"), extras && need("trouble")]);
  return shape(core, now(core, { command, argument, extras }));
}

/** Does what takes no time. */
const now = (core, asked) => held(core).now(JSON.stringify(asked));

async function call(live, operation, input) {
  text(operation, "operation");
  return (await live.perform("call", { operation, input: record(input ?? {}, "input") })).answer;
}

/** Drops what this tab left unfinished, by the name under which it is kept. */
const forget = (live, what) => live.perform("forgetUnfinished", { what });

const changeDevice = (live, key, change) => live.perform("changeDevice", { key: text(key, "key"), change });

const settingsOf = (live) => held(live.core).settings;

const remembered = () => part(import("./remembered.js"));

const ACCOUNT = [
  ...["user", "authFactors", "setMfa", "updateAttributes", "deleteAttributes", "sendAttributeCode", "verifyAttribute"],
  ...["devices", "device", "passkeys", "deletePasskey", "userSessions", "revokeUserSession"],
];
for (const name of ACCOUNT)
  commands[name] = async (live, ...given) => {
    const { account } = await part(import("./account.js"));
    const asked = { call: (operation, input) => call(live, operation, input) };
    return account[name](asked, { record, text, oneOf, texts, optional, pairs }, ...given);
  };

const REDIRECT_OPTIONS = [
  ...["grant", "provider", "idpIdentifier", "appState", "returnTo", "lang", "loginHint", "prompt", "resource", "scopes"],
  ...["screen", "remember"],
];

function redirect(options, names = REDIRECT_OPTIONS) {
  return check(record(options ?? {}, "options"), names, "invalidInput", (value, name) => {
    if (name === "window") {
      if (!value?.location) throw wrongType(value, name, "a window");
    } else if (name === "grant") oneOf(value, ["code", "implicit"], name);
    else if (name === "screen") oneOf(value, ["signIn", "signUp", "forgotPassword"], name);
    else if (name === "scopes") texts(value, name);
    else if (name === "remember") remembers(value);
    else text(value, name);
  });
}

function stepUpNeed(need, names) {
  const given = check(record(need, "need"), names, "invalidInput", (value, name) => {
    if (name === "preferred") text(value, name);
    else if (name === "acr") typeof value === "string" || texts(value, name);
    else if (!Number.isSafeInteger(value) || value < 0) throw wrongType(value, name, "a whole number of seconds");
  });
  return { ...given, acr: [given.acr ?? []].flat() };
}

// Each step's methods, made of what does a command in it

const one = (name, field) => (act) => ({
  [name]: (answer) => act("submit", () => ({ answer: text(answer, field) })),
});

const sentCode = (act) => ({ ...one("submit", "code")(act), resend: () => act("resend") });

const METHODS = {
  smsCode: sentCode,
  emailCode: sentCode,
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
const forgotten = new FinalizationRegistry(({ core, number }) => core.__wbg_ptr && now(core, { command: "forget", step: number }));

function step(core, number, visible) {
  const handle = { core, number };
  const act = (command, given) => run(() => perform(core, command, { ...given?.(), step: handle.number }));
  const uri = (argument) => now(core, { command: "uri", argument, step: handle.number });
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

// What could not be fetched, and why: by a policy, which the browser tells in an event where it is asked once
// more, or because Node fetches no files

async function unable(source, cause) {
  if (/^file:/.test(source)) {
    return new VestibuleError({
      kind: "noBrowser",
      message: "This is no browser, and no server has Vestibule's files",
      help: "Call it in the browser, in an effect or a handler, and not while a server renders. In tests, give the files: `wasm: (file) => readFile(…)`.",
      cause,
    });
  }
  const { document } = globalThis;
  let violation;
  const hear = (event) => event.effectiveDirective === "connect-src" && (violation = event);
  document?.addEventListener("securitypolicyviolation", hear);
  await fetch(source).catch(() => {});
  // The event can come after the failure.
  await new Promise((over) => setTimeout(over, 50));
  document?.removeEventListener("securitypolicyviolation", hear);
  if (!violation) return cause;
  const message = `The page's Content-Security-Policy forbids ${violation.blockedURI}`;
  return new VestibuleError({ kind: "blockedByPolicy", message, help: "Allow it in its connect-src.", cause });
}

// What came in place of the WebAssembly

const BUNDLERS =
  "vestibule_bg.wasm and the other files must be served beside the script, or where the option `wasm` says. esbuild, Rollup and " +
  "Angular do not copy them: run `npx vestibule-auth copy <folder>`. Vite 5 to 7 in a workspace: " +
  'optimizeDeps: { exclude: ["vestibule-auth"] }. The README has a table of bundlers.';

function refusal(cause) {
  if (/unsafe-eval|disallowed|Content.Security/i.test(cause.message)) {
    return new VestibuleError({
      kind: "blockedByPolicy",
      message: "The page's Content-Security-Policy forbids WebAssembly",
      help: "Add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
  const answer = { help: BUNDLERS, cause };
  if (cause instanceof WebAssembly.CompileError)
    return new VestibuleError({ kind: "configuration", message: "What was loaded is not Vestibule's WebAssembly", ...answer });
  return new VestibuleError({ kind: "network", message: "Vestibule's WebAssembly could not be loaded", retryable: true, ...answer });
}
