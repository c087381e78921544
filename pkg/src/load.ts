// The core and the WebAssembly: where their files are, and that they are fetched once for the page.

import { FILES_HELP, tools } from "./checks.js";
import { addressOfPage } from "./client.js";
import type { CreateOptions } from "./config.js";
import type * as Core from "./core.js";
import type { Locate } from "./core.js";
import { VestibuleError } from "./error.js";
import { FILES_AHEAD } from "./table.js";

const MAIN = "vestibule_bg.wasm";

// Where a file of the package is, by its name; `file` gives the address that bundlers know.
let place: Locate = (_, file) => beside(file);
let loading: Promise<typeof Core> | undefined;

/** What the page says about where the files are: the folder of all, the main one, or each by its name. */
export function locate(wasm: CreateOptions["wasm"]): void {
  if (wasm === undefined) return;
  const at =
    typeof wasm === "string" || wasm instanceof URL ? new URL(wasm, addressOfPage() || import.meta.url) : undefined;
  if (isFunction(wasm)) place = (name) => wasm(name);
  else if (at && /\/(vestibule_bg\.wasm)?$/.test(at.pathname)) place = (name) => new URL(name + at.search, at);
  // Where a bundler has named it anew, it has placed the others, too.
  else place = (name, file) => (name === MAIN ? (at ?? wasm) : beside(file));
}

// A module that is compiled already is to TypeScript whatever is an object, and so could be a function.
const isFunction = (wasm: unknown): wasm is (file: string) => unknown => typeof wasm === "function";

// Vite before 8 moves the scripts of packages in `vite dev`, and none of the files that they name.
const MOVED = /\/node_modules\/\..+\/deps\/(?=[^/]+$)/;

function beside(file: () => URL) {
  let url: URL;
  try {
    url = file();
  } catch (cause) {
    // A script that is no module does not know where it is.
    throw new VestibuleError({
      kind: "configuration",
      message: "The option `wasm` is needed",
      help: FILES_HELP,
      cause,
    });
  }
  return MOVED.test(String(url)) ? new URL(String(url).replace(MOVED, "/node_modules/vestibule-auth/")) : url;
}

/** A chunk that is asked for together with the core. */
type ChunkAhead = keyof typeof FILES_AHEAD;

/** The core, for whoever needs it first, and chunks that they need besides at the same time. */
export function load(chunks: readonly ChunkAhead[] = []): Promise<typeof Core> {
  return (loading ??= tools.loadModule(start(chunks)).catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

// All files at once. What cannot be had is asked for by the core once more, which says why. The address of the module stands here in the form that bundlers look for.
async function start(chunks: readonly ChunkAhead[]) {
  const ahead = new Map(
    chunks.map((chunk) => {
      const { file, url } = FILES_AHEAD[chunk];
      return [file, compiled(file, url)] as const;
    }),
  );
  const source = place(MAIN, () => new URL("vestibule_bg.wasm", import.meta.url));
  const [core, found] = await Promise.all([
    import("./core.js"),
    source instanceof URL ? fetch(source).catch(() => source) : source,
  ]);
  const take: Locate = (name, file) => {
    const compiling = ahead.get(name);
    // What cannot be had is asked for once more.
    ahead.delete(name);
    return compiling ? compiling.then((it) => it ?? place(name, file)) : place(name, file);
  };
  await core.start(found, take, tools);
  return core;
}

// A chunk is compiled while the module is on its way into which it is put.
const compiled = (name: string, file: () => URL) =>
  Promise.resolve(place(name, file))
    .then((source) => (source instanceof URL ? WebAssembly.compileStreaming(fetch(source)) : source))
    .catch(() => undefined);
