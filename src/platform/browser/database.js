// The origin's database. The npm package loads this file on demand and provides it to `page.js`. The crate always
// includes it.

const NAME = "vestibule.records";
const ROWS = "rows";
const KEYS = "keys";
const ALGORITHM = "AES-GCM";
const NONCE_BYTES = 12;
/** In milliseconds. Safari sometimes never responds until the page is reloaded. */
const OPEN_TIMEOUT = 10_000;

let connecting;

export const database = {
  /** Returns the keys that begin with `prefix`, each followed by its text. */
  async read(prefix) {
    const last = prefix.length - 1;
    const end = prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
    const range = IDBKeyRange.bound(prefix, end, false, true);
    return inDatabase("readonly", ROWS, (rows) => {
      const [keys, texts] = [rows.getAllKeys(range), rows.getAll(range)];
      return () => keys.result.flatMap((key, at) => [key, texts.result[at]]);
    });
  },

  /**
   * Writes in one transaction if all expected texts are still there. Both lists alternate keys and texts; a missing
   * text means that the row does not exist, or is to be deleted. Returns whether it has written.
   */
  async commit(expected, writes) {
    return inDatabase("readwrite", ROWS, (rows) => {
      let isDone = false;
      let left = expected.length / 2;
      const write = () => {
        isDone = true;
        for (let at = 0; at < writes.length; at += 2) {
          if (writes[at + 1] == null) rows.delete(writes[at]);
          else rows.put(writes[at + 1], writes[at]);
        }
      };
      const compare = (found, text) => {
        left -= 1;
        if ((found ?? null) !== (text ?? null)) left = -1;
        else if (left === 0) write();
      };
      for (let at = 0; at < expected.length; at += 2) {
        const request = rows.get(expected[at]);
        request.onsuccess = () => compare(request.result, expected[at + 1]);
      }
      if (!left) write();
      return () => isDone;
    });
  },

  /** Encrypts texts by a key that no script can read. Each text is bound to its row's key. */
  async seal(rows) {
    const secret = await storedOrNewKey();
    return mapRows(rows, async (key, text) => {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const encrypted = await crypto.subtle.encrypt(cipher(nonce, key), secret, bytes(text));
      return toText(new Uint8Array([...nonce, ...new Uint8Array(encrypted)]));
    });
  },

  /** Decrypts texts. `undefined` for a text that cannot be decrypted. A text that begins like JSON is not encrypted. */
  async open(rows) {
    const secret = await storedKey();
    return mapRows(rows, async (key, text) => {
      if (text.startsWith("{")) return text;
      if (!secret) return undefined;
      try {
        const all = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const decrypted = await crypto.subtle.decrypt(
          cipher(all.slice(0, NONCE_BYTES), key),
          secret,
          all.slice(NONCE_BYTES),
        );
        return new TextDecoder().decode(decrypted);
      } catch {
        return undefined;
      }
    });
  },
};

const cipher = (iv, key) => ({ name: ALGORITHM, iv, additionalData: bytes(key) });

function mapRows(rows, operation) {
  const all = [];
  for (let at = 0; at < rows.length; at += 2) all.push(operation(rows[at], rows[at + 1]));
  return Promise.all(all);
}

const storedKey = () =>
  inDatabase("readonly", KEYS, (keys) => {
    const request = keys.get(0);
    return () => request.result;
  });

/** Returns the stored key, or stores a new one. If several tabs create one, the first one is used. */
async function storedOrNewKey() {
  const stored = await storedKey();
  if (stored) return stored;
  const own = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  return inDatabase("readwrite", KEYS, (keys) => {
    let first;
    const request = keys.get(0);
    request.onsuccess = () => {
      first = request.result;
      if (!first) keys.put((first = own), 0);
    };
    return () => first;
  });
}

/** Runs a transaction to its end. `operation` returns a function that returns the result afterwards. */
async function inDatabase(mode, name, operation) {
  const transaction = await beginTransaction(mode, name);
  const outcome = operation(transaction.objectStore(name));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return outcome();
}

/** Reopens a connection that Safari has closed without an event (https://github.com/dexie/Dexie.js/issues/1139). */
async function beginTransaction(mode, name) {
  try {
    return (await connect()).transaction(name, mode);
  } catch (error) {
    if (error?.name !== "InvalidStateError") throw error;
    connecting = undefined;
    return (await connect()).transaction(name, mode);
  }
}

function connect() {
  connecting ??= openDatabase().catch((error) => {
    // The next call tries again.
    connecting = undefined;
    throw error;
  });
  return connecting;
}

function openDatabase() {
  let timer;
  const opening = new Promise((connected, reject) => {
    const request = indexedDB.open(NAME, 1);
    timer = setTimeout(reject, OPEN_TIMEOUT, new DOMException("", "TimeoutError"));
    request.onupgradeneeded = () => {
      for (const name of [ROWS, KEYS]) request.result.createObjectStore(name);
    };
    request.onsuccess = () => {
      // When the database is being deleted, or the browser has lost it, the next call opens it again.
      request.result.onversionchange = () => {
        request.result.close();
        connecting = undefined;
      };
      request.result.onclose = () => (connecting = undefined);
      connected(request.result);
    };
    request.onerror = (event) => {
      // Otherwise browsers report an uncaught error.
      event.preventDefault();
      reject(request.error);
    };
  });
  return opening.finally(() => clearTimeout(timer));
}

const bytes = (text) => new TextEncoder().encode(text);
const toText = (all) => btoa(Array.from(all, (byte) => String.fromCharCode(byte)).join(""));
