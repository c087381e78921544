// A store whose values are encrypted with a key that no script can read. The browser stores the key in IndexedDB, and
// it is removed together with the value. The Rust crate's feature `sealed` includes this file as it is, so it has no
// imports and is JavaScript: tsc reads its types from the comments.

const ALGORITHM = "AES-GCM";
const NONCE = 12;
const KEYS = "keys";

/** @import { SessionStore } from "./config.js" */

/**
 * A store for the setting `storage`: values in `localStorage`, encrypted (AES-GCM) with a key that no script can read and
 * that the browser stores in IndexedDB. A copy of the storage is useless elsewhere; a script in the page can still do what
 * the page can. Sessions that are not to be remembered are encrypted in `sessionStorage`.
 * @returns {SessionStore}
 */
export function sealed() {
  return {
    ...seal("localStorage", ""),
    shared: true,
    brief: { ...seal("sessionStorage", ".tab"), shared: false },
  };
}

/**
 * The databases of the two storages differ by `end`.
 * @param {"localStorage" | "sessionStorage"} storage
 * @param {string} end
 */
function seal(storage, end) {
  const all = () => globalThis[storage];
  return {
    /** @param {string} key */
    async read(key) {
      const text = all().getItem(key);
      if (text === null) return undefined;
      // A value that is damaged or has lost its key is an invalid record, which the library reports.
      return (await open(key + end, key, text).catch(lost)) ?? "";
    },
    /**
     * @param {string} key
     * @param {string} value
     */
    async write(key, value) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const how = { name: ALGORITHM, iv: nonce, additionalData: bytes(key) };
      const closed = await crypto.subtle.encrypt(how, await madeKey(key + end), bytes(value));
      all().setItem(key, toText(new Uint8Array([...nonce, ...new Uint8Array(closed)])));
    },
    /** @param {string} key */
    async remove(key) {
      const isThere = all().getItem(key) !== null;
      all().removeItem(key);
      // The key of values in sessionStorage stays, since other tabs use it too.
      if (isThere && !end) await forget(key);
    },
    /** @param {string} prefix */
    keys: (prefix) => Object.keys(all()).filter((key) => key.startsWith(prefix)),
  };
}

/**
 * @param {string} name
 * @param {string} key
 * @param {string} text
 */
async function open(name, key, text) {
  const secret = await keyOf(name);
  if (!secret) return undefined;
  const sealedBytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const how = { name: ALGORITHM, iv: sealedBytes.slice(0, NONCE), additionalData: bytes(key) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(how, secret, sealedBytes.slice(NONCE)));
}

/**
 * A value that cannot be decrypted is lost; other errors of the database are reported.
 * @param {unknown} error
 */
function lost(error) {
  // An error of another realm is not an instance of this realm's `Error`.
  const { name } = /** @type {{ name?: unknown }} */ (Object(error));
  if (name !== "OperationError" && name !== "InvalidCharacterError") throw error;
}

/**
 * Returns the key of that name; `undefined` if there is none. Does not create a database.
 * @param {string} name
 */
const keyOf = (name) => inDatabase(name, "readonly", (keys) => keys.get(0));

/**
 * Returns the key of that name, creating it if there is none. If several tabs create one, the first one is used.
 * @param {string} name
 */
async function madeKey(name) {
  const found = await keyOf(name);
  if (found) return found;
  const own = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  /** @type {CryptoKey | undefined} */
  let first;
  // In a single transaction; the database runs one at a time.
  await inDatabase(name, "readwrite", (keys) => {
    const asked = keys.get(0);
    asked.onsuccess = () => {
      first = asked.result;
      if (!first) keys.put((first = own), 0);
    };
    return asked;
  });
  // A key that is not stored must not be used.
  if (!first) throw new Error("the database kept no key");
  return first;
}

/**
 * @param {string} name
 * @param {"readonly" | "readwrite"} mode
 * @param {(keys: IDBObjectStore) => IDBRequest<CryptoKey | undefined>} act
 */
async function inDatabase(name, mode, act) {
  const database = await connect(name, mode === "readwrite");
  if (!database) return undefined;
  try {
    const transaction = database.transaction(KEYS, mode);
    const asked = act(transaction.objectStore(KEYS));
    await new Promise((done, refused) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => refused(transaction.error ?? asked.error);
    });
    return asked.result;
  } finally {
    database.close();
  }
}

/**
 * @param {string} name
 * @param {boolean} mayMake
 * @returns {Promise<IDBDatabase | undefined>}
 */
function connect(name, mayMake) {
  return new Promise((connected, refused) => {
    const asked = indexedDB.open(name, 1);
    let isMissing = false;
    asked.onupgradeneeded = () => {
      if (mayMake) return void asked.result.createObjectStore(KEYS);
      isMissing = true;
      asked.transaction?.abort();
    };
    asked.onsuccess = () => {
      // A sign-out in another tab must not wait for this one.
      asked.result.onversionchange = () => asked.result.close();
      connected(asked.result);
    };
    asked.onerror = (event) => {
      // Otherwise browsers report it as an uncaught error.
      event.preventDefault();
      if (isMissing) connected(undefined);
      else refused(asked.error);
    };
  });
}

/**
 * @param {string} name
 * @returns {Promise<unknown>}
 */
function forget(name) {
  return new Promise((done, refused) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = done;
    // It is deleted when the last tab has closed it.
    asked.onblocked = done;
    asked.onerror = () => refused(asked.error);
  });
}

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);
/** @param {Uint8Array} all */
const toText = (all) => btoa(Array.from(all, (byte) => String.fromCharCode(byte)).join(""));
