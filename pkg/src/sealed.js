// A store whose values are worth nothing elsewhere: each is sealed by a key that no script can read,
// that the browser holds in IndexedDB, and that goes with the value. The Rust crate's feature
// `sealed` takes this same file, so it imports nothing, and is no TypeScript: tsc reads its types from the comments.

const ALGORITHM = "AES-GCM";
const NONCE = 12;
const KEYS = "keys";

/** @import { SessionStore } from "./config.js" */

/**
 * A store for `storage` in the settings: values in `localStorage`, sealed (AES-GCM) by a key that no
 * script can read and that the browser holds in IndexedDB. A copy of the storage is worth nothing
 * elsewhere; a script in the page can still do what the page can. Who is not remembered has the sealed
 * value in `sessionStorage`.
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
 * `end` tells the database of one storage from that of the other.
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
      // Without its key, or damaged, it is no record: the library says so.
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
      // The key of the tabs' own values stays: it serves the other tabs, too.
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
 * What cannot be opened is lost; a database that is in trouble proves nothing.
 * @param {unknown} error
 */
function lost(error) {
  // An error of another realm is no `Error` of this one.
  const { name } = /** @type {{ name?: unknown }} */ (Object(error));
  if (name !== "OperationError" && name !== "InvalidCharacterError") throw error;
}

/**
 * The key of that name; nothing where there is none, and no database is made for it.
 * @param {string} name
 */
const keyOf = (name) => inDatabase(name, "readonly", (keys) => keys.get(0));

/**
 * The key of that name, made where there is none: of several tabs that make one, the first one's holds.
 * @param {string} name
 */
async function madeKey(name) {
  const found = await keyOf(name);
  if (found) return found;
  const own = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  /** @type {CryptoKey | undefined} */
  let first;
  // Within one transaction, of which the database runs one at a time.
  await inDatabase(name, "readwrite", (keys) => {
    const asked = keys.get(0);
    asked.onsuccess = () => {
      first = asked.result;
      if (!first) keys.put((first = own), 0);
    };
    return asked;
  });
  // A key that is not stored must seal nothing.
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
      // Another tab signs out: it must not wait for this one.
      asked.result.onversionchange = () => asked.result.close();
      connected(asked.result);
    };
    asked.onerror = (event) => {
      // Otherwise browsers report it as an error that nobody has caught.
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
    // It is deleted as soon as the last tab has closed it.
    asked.onblocked = done;
    asked.onerror = () => refused(asked.error);
  });
}

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);
/** @param {Uint8Array} all */
const toText = (all) => btoa(Array.from(all, (byte) => String.fromCharCode(byte)).join(""));
