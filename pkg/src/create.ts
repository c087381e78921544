// How a client is made: its settings, which are looked at more closely where they are not surely right, and what is
// fetched for it at once or in the background.

import { tools } from "./checks.js";
import { Client } from "./client.js";
import type { Config, CreateOptions, SessionStore } from "./config.js";
import { load, locate } from "./load.js";
import { Kept } from "./stored.js";
import { ASKED_AHEAD } from "./table.js";
import { amplified, isValidConfig } from "./validate-config.js";
import type { Settings } from "./validate-config.js";

const { loadModule, record } = tools;

/** The text of Amplify's outputs. */
export function amplifyOutputs(outputs: string | object) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

/** Makes a client from settings and the text of Amplify's outputs, either of which may hold nothing. */
export async function make(config: Partial<Config>, outputs: string, options: CreateOptions = {}): Promise<Client> {
  locate((record(options, "options", "configuration") as CreateOptions).wasm);
  // There may be no settings at all.
  const given = (config as Partial<Config> | undefined)?.storage;
  const own = Object(given) === given ? (given as SessionStore) : undefined;
  // Of a store of the app's own, only that there is one.
  const plain: Partial<Settings> = own ? { ...config, storage: {} } : (config as Partial<Settings>);
  const fromOutputs = outputs ? amplified(outputs) : {};
  const isValid = isValidConfig(plain, fromOutputs);
  // What is wrong with them has a file of its own.
  if (!isValid) (await loadModule(import("./settings.js"))).check(config, outputs, tools);
  const settings: Settings = { userPoolId: "", clientId: "", ...fromOutputs, ...plain };
  const texts = [JSON.stringify(plain), outputs] as const;
  const kept = new Kept(settings);
  const client = new Client(
    kept,
    async (command) => (await begin(command, settings, kept)).open(own, settings, ...(isValid ? [] : texts)),
    texts,
    options,
  );
  client.store = own;
  const { signOutAfter, storage = "local", renewal } = settings;
  if (signOutAfter) (await loadModule(import("./limits.js"))).limit(client, kept, storage, signOutAfter);
  // What is wrong with the settings or the store is said at once, by the core.
  if (!isValid || own) await client.core();
  else if (client.fresh()) {
    if (renewal !== "onDemand") client.watchOver();
  }
  // Whoever is not signed in is about to be. Nobody waits yet, and so nobody hears of a failure.
  else
    client.core().then(
      (core) => core.prepareSignIn(),
      () => {},
    );
  return client;
}

// The core for a command. Those for AWS credentials are known to need more, the identity among it; a role for a SAML
// assertion needs none of it.
function begin(command = "", settings: Settings, kept: Kept) {
  const chunks = ASKED_AHEAD[command];
  if (!chunks) return load();
  // Nobody waits for it: where it cannot be had, the WebAssembly asks for itself, and says why that fails.
  import("./aws.js").then((it) => it.askAhead(settings, kept)).catch(() => {});
  return load(chunks);
}
