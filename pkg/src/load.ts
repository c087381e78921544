// Loads the core and the WebAssembly once per page, and finds their files.

import { FILES_HELP, tools } from "./checks.js";
import { addressOfPage } from "./client.js";
import type { CreateOptions } from "./config.js";
import type * as Core from "./core.js";
import type { Locate } from "./core-types.js";
import { VestibuleError } from "./error.js";
import { PREFETCHED_FILES } from "./table.js";

const MAIN = "vestibule_bg.wasm";

// Returns the source of a file of the package. `file` returns the address in a form that bundlers recognize.
let sourceOf: Locate = (_, file) => beside(file);
let loading: Promise<typeof Core> | undefined;

/** Takes the option `wasm`: the folder of all files, the main file, or a function for each file. */
export function locate(wasm: CreateOptions["wasm"]): void {
  if (wasm === undefined) return;
  const at =
    typeof wasm === "string" || wasm instanceof URL ? new URL(wasm, addressOfPage() || import.meta.url) : undefined;
  if (isFunction(wasm)) sourceOf = (name) => wasm(name);
  else if (at && /\/(vestibule_bg\.wasm)?$/.test(at.pathname)) sourceOf = (name) => new URL(name + at.search, at);
  // If a bundler has renamed the main file, it has also placed the others.
  else sourceOf = (name, file) => (name === MAIN ? (at ?? wasm) : beside(file));
}

// To TypeScript, a compiled module is any object, and so could be a function.
const isFunction = (wasm: unknown): wasm is (file: string) => unknown => typeof wasm === "function";

// Vite before 8 moves the scripts of packages in `vite dev`, but not the files that they reference.
const MOVED = /\/node_modules\/\..+\/deps\/(?=[^/]+$)/;

function beside(file: () => URL) {
  let url: URL;
  try {
    url = file();
  } catch (cause) {
    // A script that is not a module does not know its address.
    throw new VestibuleError({
      kind: "configuration",
      message: "The option `wasm` is needed",
      help: FILES_HELP,
      cause,
    });
  }
  return MOVED.test(String(url)) ? new URL(String(url).replace(MOVED, "/node_modules/vestibule-auth/")) : url;
}

/** A chunk that is loaded together with the core. */
type PrefetchedChunk = keyof typeof PREFETCHED_FILES;

/** Loads the core, and chunks that the first command needs, at the same time. */
export function load(chunks: readonly PrefetchedChunk[] = []): Promise<typeof Core> {
  return (loading ??= tools.loadModule(start(chunks)).catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

// Loads all files at the same time. The core retries what fails, and reports why. The address of the module is written
// here in the form that bundlers recognize.
async function start(chunks: readonly PrefetchedChunk[]) {
  const prefetched = new Map(
    chunks.map((chunk) => {
      const { file, url } = PREFETCHED_FILES[chunk];
      return [file, compiled(file, url)] as const;
    }),
  );
  const source = sourceOf(MAIN, () => new URL("vestibule_bg.wasm", import.meta.url));
  const [core, found] = await Promise.all([
    import("./core.js"),
    source instanceof URL ? fetch(source).catch(() => source) : source,
  ]);
  const take: Locate = (name, file) => {
    const compiling = prefetched.get(name);
    // A failed file is loaded again.
    prefetched.delete(name);
    return compiling ? compiling.then((it) => it ?? sourceOf(name, file)) : sourceOf(name, file);
  };
  await core.start(found, take, tools);
  return core;
}

// Compiles a chunk while the main module is still being loaded.
const compiled = (name: string, file: () => URL) =>
  Promise.resolve(sourceOf(name, file))
    .then((source) => (source instanceof URL ? WebAssembly.compileStreaming(fetch(source)) : source))
    .catch(() => undefined);
