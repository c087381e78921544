// What the page's side hands over to the library: how chunks are loaded, how workers are opened, who sends its requests,
// and what the npm package loads of `extra.js`, `database.js` and `sdk-identity.js` when something needs them.

let loadBy, openBy, provided, database, sender, sdk;

export function loadChunksBy(load) {
  loadBy = load;
}

export function workBy(open) {
  openBy = open;
}

export function provideExtras(extra) {
  provided = extra;
}

export function provideDatabase(script) {
  database = script;
}

/** In the browser's place, which sends them again once this has nothing. */
export function provideSender(it) {
  sender = it;
}

export function provideSdk(script) {
  sdk = script;
}

export const loadChunk = async (name) => loadBy?.(name);
export const openKeeper = (work) => openBy(work);
export const extras = () => provided;
export const lentDatabase = () => database;
export const providedSender = () => sender;
export const takeSdkIdentity = async (poolId) => sdk.takeSdkIdentity(poolId);
export const mayHaveSdkDatabase = async () => sdk.mayHaveSdkDatabase();
