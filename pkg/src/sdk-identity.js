// A guest's identity that the AWS SDK for JavaScript (version 3) has kept in IndexedDB. The Rust crate's feature `aws`
// takes this same file, so it imports nothing, and is no TypeScript: tsc reads its types from the comments.

const DATABASE = "aws:cognito-identity-ids";
const STORE = "IdentityIds";

// Another tab may be about to change the database, and then it opens for nobody.
const DATABASE_TIMEOUT = 2000;

/**
 * Takes it out of there, or else a sign-out would not forget it. Nothing where there is none: a database that does not
 * exist is not made.
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

/** Whether the SDK may have its database here. Not every browser tells. */
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
    // Only of one that was not there.
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
