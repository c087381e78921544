// A page whose WebAssembly cannot be loaded, with storages of its own.

import { load } from "../support/suite.mjs";
import { NOW, text } from "./stored-records.mjs";

export const { Vestibule, VestibuleError } = await load();
export const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001" };
export const KEY = `vestibule.${POOL.clientId}.session`;

Date.now = () => NOW;

/** As in browsers, stored values are own properties, and the methods are not. */
class FakeStorage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  removeItem(key) {
    delete this[key];
  }

  setItem(key, value) {
    this[key] = String(value);
  }
}

let loads = 0;

/** The option `wasm`: it cannot be loaded. All clients have the same one, because the first one counts for a page. */
const wasm = {
  then(_, reject) {
    loads += 1;
    reject(new Error("not available"));
  },
};

/** How often the WebAssembly was requested until now. */
export const wasmLoads = () => loads;

/** Makes a new page, and returns its storages. */
export function newPage(storages = { localStorage: new FakeStorage(), sessionStorage: new FakeStorage() }) {
  globalThis.window = storages;
  return storages;
}

/** Makes a new page whose user has signed in just now. */
export function newSignedInPage() {
  const page = newPage();
  page.localStorage[KEY] = text({ age: 0 });
  return page;
}

export const createClient = (settings) => Vestibule.create({ ...POOL, ...settings }, { wasm });
export const createFromAmplifyOutputs = (outputs) => Vestibule.fromAmplifyOutputs(outputs, {}, { wasm });

/** What a promise resolves or rejects with. */
export const outcome = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

/** Requests the session in the current page. `loads`: how often this call requested the WebAssembly. */
export async function requestSession(settings) {
  const auth = await createClient(settings);
  // Prefetching starts before the call.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const before = loads;
  const result = await outcome(auth.session());
  auth.free();
  return { ...result, loads: loads - before };
}
