// The origin's database. The npm package loads it when something needs it, and lends it to `page.js`; elsewhere it is
// always there.

const NAME = "vestibule.records";
const ROWS = "rows";
const KEYS = "keys";
const ALGORITHM = "AES-GCM";
const NONCE = 12;
/** Safari at times answers nothing until the page is loaded again. In milliseconds. */
const OPENED_WITHIN = 10_000;

let connecting;

export const database = {
  /** The keys that begin so and their texts, one after the other. */
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
   * Writes in one step, where all that is expected is there. Both lists have keys and texts, one after the other;
   * nothing in a text's place means that there is none, or is to be none. Says whether it has written.
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
        const asked = rows.get(expected[at]);
        asked.onsuccess = () => compare(asked.result, expected[at + 1]);
      }
      if (!left) write();
      return () => isDone;
    });
  },

  /** Seals texts by a key that no script can read, each for the key under which it is to be kept. */
  async seal(rows) {
    const secret = await madeKey();
    return ofPairs(rows, async (key, text) => {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const closed = await crypto.subtle.encrypt(how(nonce, key), secret, bytes(text));
      return toText(new Uint8Array([...nonce, ...new Uint8Array(closed)]));
    });
  },

  /** What was sealed; nothing in the place of a text that cannot be opened. What begins as JSON does was not sealed. */
  async open(rows) {
    const secret = await keptKey();
    return ofPairs(rows, async (key, text) => {
      if (text.startsWith("{")) return text;
      if (!secret) return undefined;
      try {
        const all = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const opened = await crypto.subtle.decrypt(how(all.slice(0, NONCE), key), secret, all.slice(NONCE));
        return new TextDecoder().decode(opened);
      } catch {
        return undefined;
      }
    });
  },
};

const how = (iv, key) => ({ name: ALGORITHM, iv, additionalData: bytes(key) });

function ofPairs(rows, act) {
  const all = [];
  for (let at = 0; at < rows.length; at += 2) all.push(act(rows[at], rows[at + 1]));
  return Promise.all(all);
}

const keptKey = () =>
  inDatabase("readonly", KEYS, (keys) => {
    const asked = keys.get(0);
    return () => asked.result;
  });

/** The key, made where there is none: of several tabs that make one, the first one's holds. */
async function madeKey() {
  const kept = await keptKey();
  if (kept) return kept;
  const own = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
  return inDatabase("readwrite", KEYS, (keys) => {
    let first;
    const asked = keys.get(0);
    asked.onsuccess = () => {
      first = asked.result;
      if (!first) keys.put((first = own), 0);
    };
    return () => first;
  });
}

/** Runs a transaction to its end; `act` gives a function that gives its outcome then. */
async function inDatabase(mode, name, act) {
  const database = await connect();
  const transaction = database.transaction(name, mode);
  const outcome = act(transaction.objectStore(name));
  await new Promise((done, refused) => {
    transaction.oncomplete = done;
    transaction.onabort = () => refused(transaction.error);
  });
  return outcome();
}

function connect() {
  connecting ??= opened().catch((error) => {
    // The next call tries again.
    connecting = undefined;
    throw error;
  });
  return connecting;
}

function opened() {
  let timer;
  const opening = new Promise((connected, refused) => {
    const asked = indexedDB.open(NAME, 1);
    timer = setTimeout(refused, OPENED_WITHIN, new DOMException("", "TimeoutError"));
    asked.onupgradeneeded = () => {
      for (const name of [ROWS, KEYS]) asked.result.createObjectStore(name);
    };
    asked.onsuccess = () => {
      // Somebody deletes the database, or the browser has lost it: the next call opens it anew.
      asked.result.onversionchange = () => {
        asked.result.close();
        connecting = undefined;
      };
      asked.result.onclose = () => (connecting = undefined);
      connected(asked.result);
    };
    asked.onerror = (event) => {
      // Otherwise browsers report it as an error that nobody has caught.
      event.preventDefault();
      refused(asked.error);
    };
  });
  return opening.finally(() => clearTimeout(timer));
}

const bytes = (text) => new TextEncoder().encode(text);
const toText = (all) => btoa(Array.from(all, (byte) => String.fromCharCode(byte)).join(""));
