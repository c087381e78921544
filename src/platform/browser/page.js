// Functions that the page provides to the library: how to load chunks, open workers and send requests, and the scripts
// `extra.js`, `database.js` and `sdk-identity.js`, which the npm package loads on demand.

let chunkLoader, workerOpener, extra, database, sender, sdk;

export function loadChunksBy(load) {
  chunkLoader = load;
}

export function openWorkersBy(open) {
  workerOpener = open;
}

export function provideExtras(script) {
  extra = script;
}

export function provideDatabase(script) {
  database = script;
}

/** Sets the object that sends requests in place of the browser. `undefined` resets it. */
export function provideSender(it) {
  sender = it;
}

export function provideSdk(script) {
  sdk = script;
}

export const loadChunk = async (name) => chunkLoader?.(name);
export const openWorker = (work) => workerOpener(work);
export const providedExtra = () => extra;
export const providedDatabase = () => database;
export const providedSender = () => sender;
export const takeSdkIdentity = async (poolId) => sdk.takeSdkIdentity(poolId);
export const mayHaveSdkDatabase = async () => sdk.mayHaveSdkDatabase();
