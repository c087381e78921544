// The guest identity that the AWS SDK for JavaScript (version 3) stores in IndexedDB. The Rust crate's feature `aws`
// includes this file as it is, so it has no imports and is JavaScript: tsc reads its types from the comments.

const DATABASE = "aws:cognito-identity-ids";
const STORE = "IdentityIds";

// If another tab is about to change the database, it cannot be opened.
const DATABASE_TIMEOUT = 2000;

/**
 * Removes the identity from the database, since a sign-out could not remove it otherwise, and returns it. Returns
 * `undefined` if there is none; a missing database is not created.
 * @param {string} poolId
 * @returns {Promise<string | undefined>}
 */
export async function takeSdkIdentity(poolId) {
  const database = await opened();
  try {
    return database && (await taken(database, `aws:cognito-identity-credentials:${poolId}:ANONYMOUS`));
  } finally {
    database?.close();
  }
}

/** Whether the SDK may have a database here. Not every browser can tell. */
export async function mayHaveSdkDatabase() {
  /** @type {Partial<IDBFactory>} */
  const factory = indexedDB;
  const all = await factory.databases?.();
  return !all || all.some(({ name }) => name === DATABASE);
}

/** @returns {Promise<IDBDatabase | undefined>} */
function opened() {
  return new Promise((resolve) => {
    setTimeout(resolve, DATABASE_TIMEOUT);
    const opening = indexedDB.open(DATABASE);
    // Fires only if the database did not exist.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = (event) => {
      event.preventDefault();
      resolve(undefined);
    };
    opening.onsuccess = () => resolve(opening.result);
  });
}

/**
 * @param {IDBDatabase} database
 * @param {string} key
 * @returns {Promise<string | undefined>}
 */
function taken(database, key) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const asked = store.get(key);
    store.delete(key);
    transaction.onabort = () => reject(transaction.error ?? new Error(STORE));
    transaction.oncomplete = () => {
      /** @type {unknown} */
      const row = asked.result;
      const value = row && typeof row === "object" && "value" in row ? row.value : undefined;
      resolve(typeof value === "string" ? value : undefined);
    };
  });
}
