// What needs the WebAssembly. The entry (index.js) fetches this file and the module when something is
// asked for that it cannot answer itself, and then hands all calls to `Live`. What a plain sign-in by
// a password does not run is in more.js, which is fetched with the parts of the module that it is for.

import { Core, lend, loadMain, loadPart, parts, workBy } from "./vestibule.js";

// The entry's own, for there is one class of errors.
let tools, VestibuleError, part, record, wrongType, run, released;
// Where a file of the package is, by its name and the address that bundlers know.
let locate;

/** Starts the WebAssembly, from whatever the page gives for it. */
export async function start(source, place, given) {
  ({ VestibuleError, part, record, wrongType, run, released } = tools = given);
  locate = place;
  if (!globalThis.WebAssembly)
    throw new VestibuleError({
      kind: "webAssemblyMissing",
      message: "This browser has no WebAssembly",
      help: "Lockdown Mode of iOS, security modes of other browsers and administrators turn it off; the person can allow it for your site.",
    });
  workBy(async () => {
    const { open } = await import("./worker.js");
    return { open: (work) => open(work, locate("worker.js", () => {})) };
  });
  await loadMain(await fetched(await source)).catch(explained);
  parts(load);
  // What renews the session and what explains an error are there before they are wanted, since the
  // network may be away then. Nobody waits for them.
  setTimeout(() => ["session", "trouble"].map((part) => load(part).catch(() => {})), PEACE);
}

/** How long the page is left alone before it fetches what it will want later, in milliseconds. */
const PEACE = 2000;

// What not every page needs is in parts of its own, each fetched when a command wants it. Bundlers
// find the files by these lines.

const FILES = {
  signIn: ["vestibule_sign_in.wasm", () => new URL("vestibule_sign_in.wasm", import.meta.url)],
  steps: ["vestibule_steps.wasm", () => new URL("vestibule_steps.wasm", import.meta.url)],
  session: ["vestibule_session.wasm", () => new URL("vestibule_session.wasm", import.meta.url)],
  trouble: ["vestibule_trouble.wasm", () => new URL("vestibule_trouble.wasm", import.meta.url)],
  redirect: ["vestibule_redirect.wasm", () => new URL("vestibule_redirect.wasm", import.meta.url)],
  account: ["vestibule_account.wasm", () => new URL("vestibule_account.wasm", import.meta.url)],
  moving: ["vestibule_moving.wasm", () => new URL("vestibule_moving.wasm", import.meta.url)],
  accounts: ["vestibule_accounts.wasm", () => new URL("vestibule_accounts.wasm", import.meta.url)],
  store: ["vestibule_store.wasm", () => new URL("vestibule_store.wasm", import.meta.url)],
};

// The part of each command; the operations of the user pool are the account's.
const PARTS = {
  session: "session",
  current: "session",
  refresh: "session",
  // Without a network to fetch it from, the entry signs out by itself.
  signOut: "session",
  active: "session",
  signIn: "signIn",
  resumeSignIn: "steps",
  signUp: "steps",
  resumeSignUp: "steps",
  resumeResetPassword: "steps",
  forgotPassword: "steps",
  forgetUnfinished: "steps",
  confirmSignUp: "steps",
  resetPassword: "steps",
  stepUp: "steps",
  signInWithRedirect: "redirect",
  stepUpWithRedirect: "redirect",
  signInWithPopup: "redirect",
  handleCallback: "redirect",
  signOutWithRedirect: "redirect",
  moveIn: "moving",
  accounts: "accounts",
  switchAccount: "accounts",
  signOutOfAll: "accounts",
  prepareSignIn: "signIn",
  autofillPasskey: "steps",
  forgetPasskeyUser: "main",
};

// What a part stands on.
const BASES = { steps: "signIn", redirect: "session", account: "session", accounts: "session", moving: "session" };
// The parts that more.js is for.
const LARGE = /^(steps|redirect|account)/;
// What ends a session leaves none of another library's, either.
const ENDS = /^(signOut|deleteUser)/;
// What takes nothing but the client.
const BARE = /^(current|signOut|resume|deleteUser|setUp|register|this)/;

const loading = {};
const ready = new Set(["main"]);

function load(name) {
  return (loading[name] ??= part(fetchPart(name)).catch((error) => {
    delete loading[name];
    throw error;
  }));
}

// All at once: a part, what it stands on, and its script.
async function fetchPart(part) {
  const [found] = await Promise.all([fetchFile(part), BASES[part] && load(BASES[part]), LARGE.test(part) && fetchMore()]);
  await loadPart(found).catch(explained);
  ready.add(part);
}

async function fetchFile(part) {
  const [name, file] = FILES[part];
  return fetched(await locate(name, file));
}

const fetched = (source) =>
  typeof source === "string" || source instanceof URL || source instanceof Request ? get(source) : source;

// The larger script knows what else than the network it can be.
const get = (source) =>
  fetch(source).catch(async (cause) => {
    throw await fetchMore().then(({ unable }) => unable(source, cause), () => cause);
  });

// Something came, and it is not the module, or the page may not run it.
async function explained(cause) {
  throw await (await fetchMore()).refusal(cause);
}

// Once more where it failed: it may have been begun long ago, by nobody who waits.
const need = async (part) => ready.has(part) || load(part).catch(() => load(part));

let more;

async function fetchMore() {
  return (more ??= (await part(import("./more.js"))).more({ ...tools, lend, held, need, perform, shape }));
}

// Settings of which the entry is sure, as they are taken without a check: of several addresses, the one on
// the page's own origin, or else the first.
function whole(settings) {
  const isHere = (uri) => uri.split(/[/?]/, 3).join("/") === globalThis.location?.origin;
  return JSON.stringify(settings, (name, it) => (/Uri/.test(name) && Array.isArray(it) ? (it.find(isHere) ?? it[0]) : it));
}

/** A client of these settings. The parts that it is made with come first. Without their JSON the entry is
 *  sure of them; otherwise they are checked, with the text of Amplify's outputs. `storage` is a store of the
 *  app's own, if there is one. */
export async function open(storage, settings, json, outputs) {
  const { clientId, sideBySide, accounts } = settings;
  const stores = storage || /memory|worker/i.test(settings.storage);
  const wanted = [json && "trouble", sideBySide && "moving", accounts && "accounts"];
  // What rests in memory alone takes nothing over from other libraries: it would end with the page.
  const migrates = sideBySide || (settings.migrate !== false && !/memory/i.test(settings.storage));
  const ears = { theirs: migrates && `CognitoIdentityServiceProvider.${clientId}.` };
  // The entry can end a session in the browser's own storage alone: of all others, what ends it comes along.
  if (stores) wanted.push("store", "session", migrates && has(ears.theirs) && "moving");
  await Promise.all(wanted.map((part) => part && load(part)));
  let given = json ?? whole(settings);
  let store;
  if (storage) {
    const { own } = await part(import("./own.js"));
    const it = own(storage, wrongType);
    given = JSON.stringify({ ...JSON.parse(given), ...it.settings });
    store = it.store;
  }
  const told = (number, well, json) => {
    if (number) return settle(number, well, json);
    ears.changed?.(json);
    ears.by?.(json);
  };
  return run(async () => {
    const core = new Core(given, outputs, told, store);
    core.settings = [given, outputs];
    return new Live(core, ears);
  });
}

/** Whether a storage has a key that begins like this. */
const has = (start) =>
  ["localStorage", "sessionStorage"].some((place) => {
    try {
      return Object.keys(window[place]).some((key) => key.startsWith(start));
    } catch {
      return false;
    }
  });

/** A client: checked arguments in, steps with methods and real errors out. */
class Live {
  /** `ears` is what the clients of one core share: who hears of changes, and how other libraries' keys begin. */
  constructor(core, ears, extras) {
    this.core = core;
    this.ears = ears;
    this.extras = extras;
  }

  /** The same client, whose commands have something to send along. */
  with(extras) {
    return new Live(this.core, this.ears, extras);
  }

  /** What the public class has under this name. */
  do(name, ...given) {
    return run(async () => {
      const plain = name === "signIn" && credentials(given[0]);
      if (plain) return this.perform(name, plain);
      // Whoever gives an option may give up, which takes more.
      if (BARE.test(name) || (/^(session|refresh)/.test(name) && given[0] == null)) return this.perform(name);
      // What it runs comes at the same time as what it asks of the WebAssembly.
      need(PARTS[name] ?? "account").catch(() => {});
      return (more ?? (await fetchMore()))[name](this, ...given);
    });
  }

  /** This, once there is all that a command runs. */
  async ready(name) {
    const { theirs } = this.ears;
    await Promise.all([need(PARTS[name] ?? "account"), theirs && has(theirs) && need("moving")]);
    return this;
  }

  /** Fetches what a sign-in needs, for a page that is about to ask for one. */
  prepareSignIn() {
    load("signIn").catch(() => {});
    // It takes the page some milliseconds, which it may need for itself now.
    setTimeout(() => perform(this.core, "prepareSignIn", {}).catch(() => {}), PEACE);
  }

  /** Does a command. What another library has kept of this app client comes first; what is left then, last. */
  async perform(command, given) {
    const it = this.ears;
    const ends = ENDS.test(command) || undefined;
    if (it.theirs && (ends || !it.looked) && has(it.theirs)) {
      await perform(this.core, "moveIn", { ends });
      it.looked = has(it.theirs);
    }
    return perform(this.core, command, { ...given, extras: this.extras });
  }

  /** Ends the passkey's ceremony that is under way; without more.js there is none. */
  abortPasskey() {
    more?.abort();
  }

  /** Calls `heard` with the JSON text of each change; the answer ends it. */
  onChange(heard) {
    this.ears.by = heard;
    return () => (this.ears.by = undefined);
  }

  free() {
    this.core.free();
  }
}

// Of a plain sign-in by a password; nothing where it is another one, or something is wrong with it.
function credentials(given) {
  const { username, password, flow = "srp", remember = true } = Object(given);
  const isPlain =
    ["srp", "password"].includes(flow) &&
    typeof remember === "boolean" &&
    [username, password].every((it) => typeof it === "string");
  return isPlain && { username, password, flow, remember };
}

// What comes out of the WebAssembly: JSON text, or nothing

const waiting = new Map();
let last = 0;

function settle(number, well, json) {
  const ends = waiting.get(number);
  waiting.delete(number);
  ends[well ? "resolve" : "reject"](json);
}

// A core that was freed points nowhere.
function held(core) {
  if (core.__wbg_ptr) return core;
  throw released("Make another with Vestibule.create(), or free() later.");
}

async function perform(core, command, given) {
  const part = given.step ? "steps" : (PARTS[command] ?? "account");
  await need(part);
  if (given.extras) await need("trouble");
  const ended = new Promise((resolve, reject) => waiting.set(++last, { resolve, reject }));
  held(core).run(last, JSON.stringify({ command, ...given }));
  const json = await ended;
  // Whoever has signed in has a session to be read and watched over, also where the network goes now.
  load("session").catch(() => {});
  // What acts in a step of the account's is there when it is given out.
  if (part === "account" && /"step":\d+}$/.test(json)) await need("steps");
  return shape(core, json);
}

async function shape(core, json) {
  if (!json) return undefined;
  const { step, ...visible } = JSON.parse(json);
  for (const name of ["unfinished", "notRemoved"]) {
    if (visible[name]) visible[name] = new VestibuleError(visible[name]);
  }
  return step === undefined ? visible : (await fetchMore()).step(core, step, visible);
}
