// What a plain sign-in by a password does not run: the commands that take more than the WebAssembly, the methods of
// steps, and what a browser does for redirects and passkeys. core.ts fetches it together with the chunks of the
// WebAssembly that it is for.

import { abortable } from "./abortable.js";
import type { AccountHandler } from "./account.js";
import type { Tools } from "./checks.js";
import { choices } from "./choices.js";
import type { Choices } from "./choices.js";
import type { CoreCommands, Handler } from "./core-commands.js";
import type { Internals, CoreClient, ConfiguredCore } from "./core.js";
import type { VestibuleError as AnError } from "./error.js";
import { extra } from "./extra.js";
import type { Operations } from "./operations.js";
import type { SignInStep } from "./steps.js";
import type { MoreCommand } from "./table.js";

type All = Tools & Internals & Choices;

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

/** What there is, by name. It is handed what core.ts has of the entry's, and some of its own. */
export function more(tools: Tools & Internals) {
  ({ VestibuleError, loadModule, record, text, wrongType, run, alive, perform } = tools);
  ({ oneOf, check } = choices(tools));
  tools.provideExtras(extra);
  return { handlers, otherwise: ofAccount, step, refusal, unable, abort: extra.abortPasskey };
}

export type More = ReturnType<typeof more>;

// What takes more than one command, or an option that is no JSON. Each takes a client, and what the caller gives.

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
    return derivedToken(client, call, { record, check, text, texts, wrongType }, need, options);
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

/** What does a command of account.ts. */
function ofAccount<Name extends keyof CoreCommands>(name: Name): Handler<Name> {
  return async (client, ...given) => {
    const { account } = await loadModule(import("./account.js"));
    const all: { readonly [Name in keyof CoreCommands]?: AccountHandler<Name> } = account;
    const handler: AccountHandler<Name> | undefined = all[name];
    if (!handler) throw new TypeError(name);
    const asked = {
      call: <Name extends keyof Operations>(operation: Name, input?: Operations[Name]["input"]) =>
        call(client, operation, input),
    };
    return handler(asked, { record, text, oneOf, texts, optional, pairs }, ...given);
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

export type Call = typeof call;

const settingsOf = (client: CoreClient) => alive(client.core).settings;

const records = () => loadModule(import("./records.js"));
const recordTools = () => ({ record, wrongType, VestibuleError });

const passkeyUser = () => loadModule(import("./passkey-user.js"));

// Each step's methods, made of what does a command in it

/** An answer in a step, with what goes along. */
interface Answer {
  readonly answer?: string;
  readonly more?: string;
  readonly pairs?: Readonly<Record<string, string>>;
}

type Act = (command: string, given?: () => Answer) => Promise<SignInStep>;
type Methods = (
  act: Act,
  uri: (issuer: string) => string,
  kept: (signing: Promise<SignInStep>) => Promise<SignInStep>,
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
  passkey: (act, _, kept) => ({
    sign: () => kept(act("sign")),
    autofill: () => kept(act("autofill")),
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

/** Does what takes no time: the address for an authenticator app, or else forgetting a step. */
const now = (core: ConfiguredCore, asked: { readonly step: number; readonly issuer?: string }) =>
  alive(core).now(JSON.stringify(asked));

/** By what the WebAssembly knows a step. */
interface Handle {
  readonly core: ConfiguredCore;
  readonly number: number;
}

// Steps that nobody holds any more are forgotten in the WebAssembly, too.
const forgotten = new FinalizationRegistry<Handle>(({ core, number }) => core.__wbg_ptr && now(core, { step: number }));

function step(core: ConfiguredCore, number: number, visible: { readonly kind?: string; readonly username?: string }) {
  const handle: Handle = { core, number };
  const act: Act = (command, given) =>
    run(() => perform<SignInStep>(core, { command, given: [given?.()], step: handle.number }));
  const uri = (issuer: string) => now(core, { issuer, step: handle.number });
  // Whoever signed in by a passkey is offered it another time.
  const kept = async (signing: Promise<SignInStep>) => {
    const next = await signing;
    const { username } = visible;
    if (next.kind === "done" && username !== undefined)
      await passkeyUser().then(
        (it) => it.keep(core.settings, username),
        () => {},
      );
    return next;
  };
  forgotten.register(handle, { core, number });
  return Object.assign(visible, METHODS[visible.kind ?? ""]?.(act, uri, kept));
}

// What goes in

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

/** The checks that account.ts and derived.ts are handed. */
export interface MoreChecks extends Pick<All, "record" | "text" | "oneOf" | "check" | "wrongType"> {
  readonly texts: typeof texts;
  readonly optional: typeof optional;
  readonly pairs: typeof pairs;
}

// What could not be fetched, and why: by a policy, which the browser tells in an event where it is asked once
// more, or because Node fetches no files

async function unable(source: string | URL | Request, cause: unknown) {
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
  const hear = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective === "connect-src") blocked.push(blockedURI);
  };
  document?.addEventListener("securitypolicyviolation", hear);
  await fetch(source).catch(() => {});
  // The event can come after the failure.
  await new Promise((over) => setTimeout(over, 50));
  document?.removeEventListener("securitypolicyviolation", hear);
  const uri = blocked.at(-1);
  if (uri === undefined) return cause;
  const message = `The page's Content-Security-Policy forbids ${uri}`;
  return new VestibuleError({ kind: "blockedByPolicy", message, help: "Allow it in its connect-src.", cause });
}

// What came in place of the WebAssembly

const BUNDLERS =
  "vestibule_bg.wasm and the other files must be served beside the script, or where the option `wasm` says. esbuild, Rollup and " +
  "Angular do not copy them: run `npx vestibule-auth copy <folder>`. Vite 5 to 7 in a workspace: " +
  'optimizeDeps: { exclude: ["vestibule-auth"] }. The README has a table of bundlers.';

function refusal(cause: unknown): AnError {
  if (/unsafe-eval|disallowed|Content.Security/i.test(String((cause as Partial<Error>).message))) {
    return new VestibuleError({
      kind: "blockedByPolicy",
      message: "The page's Content-Security-Policy forbids WebAssembly",
      help: "Add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
  const answer = { help: BUNDLERS, cause };
  if (cause instanceof WebAssembly.CompileError)
    return new VestibuleError({
      kind: "configuration",
      message: "What was loaded is not Vestibule's WebAssembly",
      ...answer,
    });
  return new VestibuleError({
    kind: "network",
    message: "Vestibule's WebAssembly could not be loaded",
    retryable: true,
    ...answer,
  });
}
