// What the page's side hands over to the library: how chunks are loaded, how workers are opened, and what the npm
// package loads of `extra.js` and `database.js` when something needs them.

let loadBy, openBy, provided, database;

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

export const loadChunk = async (name) => loadBy?.(name);
export const openKeeper = (work) => openBy(work);
export const extras = () => provided;
export const lentDatabase = () => database;
