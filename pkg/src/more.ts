// Code that a sign-in by password does not need: commands that need more than the WebAssembly, the methods of steps,
// and the browser's part of redirects and passkeys. Loaded by core.ts together with the chunks of the WebAssembly that
// need it.

import { abortable } from "./abortable.js";
import type { AccountHandler } from "./account.js";
import type { Tools } from "./checks.js";
import type { CoreCommands } from "./core-commands.js";
import type { ConfiguredCore, CoreClient, Handler, Internals } from "./core-types.js";
import type { VestibuleError as AnError } from "./error.js";
import { extra } from "./extra.js";
import type { Operations } from "./operations.js";
import { optionChecks } from "./option-checks.js";
import type { OptionChecks } from "./option-checks.js";
import type { SignInStep } from "./steps.js";
import type { MoreCommand } from "./table.js";

type All = Tools & Internals & OptionChecks;

let VestibuleError: All["VestibuleError"],
  loadModule: All["loadModule"],
  record: All["record"],
  text: All["text"],
  oneOf: All["oneOf"],
  check: All["check"],
  wrongType: All["wrongType"],
  run: All["run"],
  alive: All["alive"],
  perform: All["perform"];

/**
 * Takes the tools of the entry and of core.ts, gives the WebAssembly the scripts that it needs, and returns the
 * handlers.
 */
export function more(tools: Tools & Internals) {
  ({ VestibuleError, loadModule, record, text, wrongType, run, alive, perform } = tools);
  ({ oneOf, check } = optionChecks(tools));
  tools.provideExtras(extra);
  return { handlers, otherwise: accountHandler, step, moduleError, reasonOf, abort: extra.abortPasskey };
}

export type More = ReturnType<typeof more>;

// Commands that need several commands of the WebAssembly, or options that cannot be JSON.

const handlers: { readonly [Name in MoreCommand]: Handler<Name> } = {
  session: (client, options) => unlessAborted(options, () => client.perform("session")),
  refresh: (client, options) => unlessAborted(options, () => client.perform("refresh")),

  signInWithPopup(client, options) {
    const { window, ...given } = record(options, "options");
    if (window != null && !(window as Window).location) throw wrongType(window, "window", "a window");
    extra.window = (window ?? undefined) as Window | undefined;
    return client.perform("signInWithPopup", [given]);
  },

  async derivedToken(client, need, options) {
    const { derivedToken } = await loadModule(import("./derived.js"));
    return derivedToken(client, call, checks(), need, options);
  },

  "dataset.onConflict": async (client, name, resolve) =>
    (await records()).onConflict(client, recordTools(), name, resolve),
  "dataset.synchronize": async (client, name, options) =>
    (await records()).synchronize(client, recordTools(), name, options),

  async "passkeys.autofill"(client, username) {
    const name = optional(username, "username");
    const { autofill } = await passkeyUser();
    const signs = {
      signIn: (given: object) => client.do("signIn", given),
      forget: () => client.perform<undefined>("forgetSignIn"),
    };
    return autofill(signs, settingsOf(client), name);
  },

  "passkeys.lastUser": async (client) => (await passkeyUser()).lastUser(settingsOf(client)),
  "passkeys.forgetLastUser": async (client) => (await passkeyUser()).forget(settingsOf(client)),
};

/** Returns the handler of a command of account.ts. */
function accountHandler<Name extends keyof CoreCommands>(name: Name): Handler<Name> {
  return async (client, ...given) => {
    const { account } = await loadModule(import("./account.js"));
    const all: { readonly [Name in keyof CoreCommands]?: AccountHandler<Name> } = account;
    const handler: AccountHandler<Name> | undefined = all[name];
    if (!handler) throw new TypeError(name);
    const caller = {
      call: <Name extends keyof Operations>(operation: Name, input?: Operations[Name]["input"]) =>
        call(client, operation, input),
    };
    return handler(caller, checks(), ...given);
  };
}

function unlessAborted<T>(options: unknown, work: () => Promise<T>): Promise<T> {
  const { signal } = record(options ?? {}, "options");
  if (signal === undefined) return work();
  if (!(signal instanceof AbortSignal)) throw wrongType(signal, "signal", "an AbortSignal");
  return abortable(signal, work, { VestibuleError });
}

const call = <Name extends keyof Operations>(client: CoreClient, operation: Name, input: unknown) =>
  client.perform<Operations[Name]["output"]>("call", [operation, input]);

const checks = () => ({ record, text, wrongType, oneOf, check, texts, optional, pairs });

const settingsOf = (client: CoreClient) => alive(client.core).settings;

const records = () => loadModule(import("./records.js"));
const recordTools = () => ({ record, wrongType, VestibuleError });

const passkeyUser = () => loadModule(import("./passkey-user.js"));

// The methods of each kind of step

/** An answer to a step, with additional values. */
interface Answer {
  readonly answer?: string;
  readonly more?: string;
  readonly pairs?: Readonly<Record<string, string>>;
}

type Act = (command: string, given?: () => Answer) => Promise<SignInStep>;
type Methods = (
  act: Act,
  uri: (issuer: string) => string,
  remembered: (signing: Promise<SignInStep>) => Promise<SignInStep>,
) => object;

const one =
  (name: string, field: string) =>
  (act: Act): object => ({
    [name]: (answer: unknown) => act("submit", () => ({ answer: text(answer, field) })),
  });

const sentCode = (act: Act) => ({ ...one("submit", "code")(act), resend: () => act("resend") });

const METHODS: Readonly<Record<string, Methods | undefined>> = {
  smsCode: sentCode,
  emailCode: sentCode,
  totpCode: one("submit", "code"),
  password: one("submit", "password"),
  custom: one("submit", "answer"),
  selectMfa: one("choose", "choice"),
  selectChallenge: one("choose", "choice"),
  passkey: (act, _, remembered) => ({
    sign: () => remembered(act("sign")),
    autofill: () => remembered(act("autofill")),
    ...one("submit", "credential")(act),
  }),
  setUpMfa: (act) => ({
    totp: () => act("totp"),
    ...one("email", "email")(act),
  }),
  totpSetUp: (act, uri) => ({
    uri: (issuer: unknown) => uri(text(issuer, "issuer")),
    qr: (issuer: unknown) =>
      run(async () => {
        const address = uri(text(issuer, "issuer"));
        return (await loadModule(import("./qr.js"))).qr(address);
      }),
    submit: (code: unknown, deviceName: unknown) =>
      act("submit", () => ({ answer: text(code, "code"), more: text(deviceName ?? "", "deviceName") })),
  }),
  unknown: (act) => ({
    answer: (responses: unknown) => act("answer", () => ({ pairs: pairs(responses) })),
  }),
  newPassword: (act) => ({
    submit: (newPassword: unknown, attributes: unknown) =>
      act("submit", () => ({ answer: text(newPassword, "newPassword"), pairs: pairs(attributes) })),
  }),
  confirmSignUp: sentCode,
  resetPassword: (act) => ({
    submit: (code: unknown, newPassword: unknown) =>
      act("submit", () => ({ answer: text(code, "code"), more: text(newPassword, "newPassword") })),
    resend: () => act("resend"),
  }),
};

/** Runs what needs no waiting: returns the address for an authenticator app, or forgets a step. */
const now = (core: ConfiguredCore, asked: { readonly step: number; readonly issuer?: string }) =>
  alive(core).now(JSON.stringify(asked));

/** Identifies a step in the WebAssembly. */
interface Handle {
  readonly core: ConfiguredCore;
  readonly number: number;
}

// Steps that were garbage collected are removed from the WebAssembly too.
const registry = new FinalizationRegistry<Handle>(({ core, number }) => core.__wbg_ptr && now(core, { step: number }));

function step(core: ConfiguredCore, number: number, visible: { readonly kind?: string; readonly username?: string }) {
  const handle: Handle = { core, number };
  const act: Act = (command, given) =>
    run(() => perform<SignInStep>(core, { command, given: [given?.()], step: handle.number }));
  const uri = (issuer: string) => now(core, { issuer, step: handle.number });
  // After a sign-in by passkey, the user is offered it again next time.
  const remembered = async (signing: Promise<SignInStep>) => {
    const next = await signing;
    const { username } = visible;
    if (next.kind === "done" && username !== undefined)
      await passkeyUser().then(
        (it) => it.keep(core.settings, username),
        () => {},
      );
    return next;
  };
  registry.register(handle, { core, number });
  return Object.assign(visible, METHODS[visible.kind ?? ""]?.(act, uri, remembered));
}

// Checks of arguments

function texts(value: unknown, field: string): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(value, field, "an array of strings");
}

function optional(value: unknown, field: string) {
  return value === undefined ? undefined : text(value, field);
}

function pairs(attributes: unknown): Readonly<Record<string, string>> {
  const given = Object.entries(record(attributes ?? {}, "attributes"));
  return Object.fromEntries(given.map(([name, value]) => [name, text(value, name)]));
}

/**
 * Returns the reason why a file could not be loaded: a policy, which the browser reports in an event when the request is
 * repeated; Node.js, which fetches no files; or the original error.
 */
async function reasonOf(source: string | URL | Request, cause: unknown) {
  if (/^file:/.test(source instanceof Request ? source.url : String(source))) {
    return new VestibuleError({
      kind: "noBrowser",
      message: "This is no browser, and no server has Vestibule's files",
      help: "Call it in the browser, in an effect or a handler, and not while a server renders. In tests, give the files: `wasm: (file) => readFile(…)`.",
      cause,
    });
  }
  const { document }: { document?: Document } = globalThis;
  const blocked: string[] = [];
  const onViolation = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective === "connect-src") blocked.push(blockedURI);
  };
  document?.addEventListener("securitypolicyviolation", onViolation);
  await fetch(source).catch(() => {});
  // The event may follow the failure.
  await new Promise((over) => setTimeout(over, 50));
  document?.removeEventListener("securitypolicyviolation", onViolation);
  const uri = blocked.at(-1);
  if (uri === undefined) return cause;
  const message = `The page's Content-Security-Policy forbids ${uri}`;
  return new VestibuleError({ kind: "blockedByPolicy", message, help: "Allow it in its connect-src.", cause });
}

const BUNDLERS =
  "Serve vestibule_bg.wasm and the other files beside the script, or set the option `wasm`. esbuild, Rollup and " +
  "Angular do not copy them: run `npx vestibule-auth copy <folder>`. Vite 5 to 7 in a workspace: " +
  'optimizeDeps: { exclude: ["vestibule-auth"] }. The README has a table of bundlers.';

/** Returns the error for a response that is not the module, or that the page may not run. */
function moduleError(cause: unknown): AnError {
  if (/unsafe-eval|disallowed|Content.Security/i.test(String((cause as Partial<Error>).message))) {
    return new VestibuleError({
      kind: "blockedByPolicy",
      message: "The page's Content-Security-Policy forbids WebAssembly",
      help: "Add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
  const details = { help: BUNDLERS, cause };
  if (cause instanceof WebAssembly.CompileError)
    return new VestibuleError({
      kind: "configuration",
      message: "What was loaded is not Vestibule's WebAssembly",
      ...details,
    });
  return new VestibuleError({
    kind: "network",
    message: "Vestibule's WebAssembly could not be loaded",
    retryable: true,
    ...details,
  });
}
