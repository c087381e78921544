// The page's side of the screens: their module, and its chunks as they are wanted.

import { loadChunksBy, loadMain, linkChunk } from "./vestibule.js";

export * from "./vestibule.js";

// What a chunk stands on.
const BASES = { steps: "signIn", redirect: "session", account: "session", accounts: "session", migration: "session" };

// What is wanted next, while the person reads the form, and what later.
const SOON = ["signIn"];
const LATER = ["session", "errors", "steps"];

/** How long the page is left alone before it fetches the one and the other, in milliseconds: until it has been
 *  painted, and until it has come to rest. */
const PAINTED = 500;
const IDLE_BEFORE_PREFETCH = 2000;

const loading = {};

const load = (chunk) =>
  (loading[chunk] ??= fetchChunk(chunk).catch((error) => {
    delete loading[chunk];
    throw error;
  }));

async function fetchChunk(chunk) {
  const base = BASES[chunk];
  const [response] = await Promise.all([
    file(chunk.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)),
    base && load(base),
  ]);
  await linkChunk(response);
}

const file = (name) => fetch(new URL(`vestibule_${name}.wasm`, import.meta.url));

// Whoever needs one of them tries again.
const ahead = (chunks) => chunks.map((chunk) => load(chunk).catch(() => {}));

// A form that the page has already is seen before the module begins, which leaves the browser no time to paint. In a tab
// that is not shown nothing is painted at all.
const painted = () =>
  document.querySelector(".vestibule-prerendered") &&
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 200);
  });

/** Starts the module. Then there is `mount`. */
export default async function start() {
  loadChunksBy(load);
  const [main] = await Promise.all([file("bg"), painted()]);
  await loadMain(main);
  setTimeout(ahead, PAINTED, SOON);
  setTimeout(ahead, IDLE_BEFORE_PREFETCH, LATER);
}
