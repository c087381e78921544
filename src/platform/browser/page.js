// What the page's side hands over to the library: how chunks are loaded, how workers are opened, and what the npm
// package loads of `extra.js` when something needs it.

let loadBy, openBy, lent;

export function loadChunksBy(load) {
  loadBy = load;
}

export function workBy(open) {
  openBy = open;
}

export function lend(extra) {
  lent = extra;
}

export const loadChunk = async (name) => loadBy?.(name);
export const openKeeper = (work) => openBy(work);
export const lentExtra = () => lent;
