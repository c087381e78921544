// Creates a client: settings that are not certainly valid are checked in detail, and what the client needs is loaded at
// once or in the background.

import { tools } from "./checks.js";
import { Client } from "./client.js";
import type { Config, CreateOptions, SessionStore } from "./config.js";
import { load, locate } from "./load.js";
import { StoredSession } from "./stored-session.js";
import { PREFETCHED_CHUNKS } from "./table.js";
import { amplified, isValidConfig } from "./validate-config.js";
import type { Settings } from "./validate-config.js";

const { loadModule, record } = tools;

/** Returns the text of Amplify's outputs. */
export function amplifyOutputs(outputs: string | object) {
  return typeof outputs === "string" ? outputs : JSON.stringify(record(outputs, "outputs", "configuration"));
}

/** Creates a client from settings and the text of Amplify's outputs. Either may be empty. */
export async function make(config: Partial<Config>, outputs: string, options: CreateOptions = {}): Promise<Client> {
  locate((record(options, "options", "configuration") as CreateOptions).wasm);
  // The settings may be missing.
  const given = (config as Partial<Config> | undefined)?.storage;
  const customStore = Object(given) === given ? (given as SessionStore) : undefined;
  // An empty object stands for a custom store.
  const plain: Partial<Settings> = customStore ? { ...config, storage: {} } : (config as Partial<Settings>);
  const fromOutputs = outputs ? amplified(outputs) : {};
  const isValid = isValidConfig(plain, fromOutputs);
  // The detailed checks are loaded only if they are needed.
  if (!isValid) (await loadModule(import("./settings.js"))).check(config, outputs, tools);
  const settings: Settings = { userPoolId: "", clientId: "", ...fromOutputs, ...plain };
  const texts = [JSON.stringify(plain), outputs] as const;
  const stored = new StoredSession(settings);
  const client = new Client(
    stored,
    async (command = "") =>
      (await load(PREFETCHED_CHUNKS[command])).open(customStore, settings, ...(isValid ? [] : texts)),
    async (session) => (await import("./aws.js")).firstCredentials(settings, stored, session),
    texts,
    options,
  );
  client.store = customStore;
  const { signOutAfter, storage = "local", renewal } = settings;
  if (signOutAfter) (await loadModule(import("./limits.js"))).limit(client, stored, storage, signOutAfter);
  // The core reports errors of the settings or the store at once.
  if (!isValid || customStore) await client.core();
  else if (client.fresh()) {
    if (renewal !== "onDemand") client.watchExpiry();
  }
  // The user will probably sign in. A failure is ignored, since nobody waits for this yet.
  else
    client.core().then(
      (core) => core.prepareSignIn(),
      () => {},
    );
  return client;
}
