// A store of the app's own, seen through one whose calls all end and whose answers have the right
// type. Loaded where the settings have such a store. src/platform/patient.rs does the same for Rust.

import type { Tools } from "./checks.js";
import type { SessionStore } from "./config.js";

/** How long a call may take, and for how long a store that was silent is left alone; milliseconds. */
const CALL_TIMEOUT = 3000;
const PAUSE_AFTER_TIMEOUT = 30000;

type WrongType = Tools["wrongType"];

/** A store as the WebAssembly takes it. */
interface Store {
  read(key: string): unknown;
  write(key: string, value: string): unknown;
  remove(key: string): unknown;
  keys(prefix: string): unknown;
}

/** The store as the WebAssembly takes it, and what the settings say of it. */
export function customStore(storage: SessionStore, wrongType: WrongType) {
  const { brief } = storage;
  const store = {
    ...patient(storage, "storage", wrongType),
    brief: brief ? patient(brief, "storage.brief", wrongType) : memory(),
  };
  const settings = {
    storage: "custom",
    shared: storage.shared !== false,
    briefShared: !!brief && brief.shared !== false,
  };
  return { store, settings };
}

function patient(storage: Omit<SessionStore, "brief">, field: string, wrongType: WrongType): Store {
  let rests = 0;
  const call = (name: keyof Store, fits: (answer: unknown) => boolean) => {
    // What the app gives may have another type than it says.
    const methods = storage as unknown as Readonly<Record<string, (...given: string[]) => unknown>>;
    if (typeof methods[name] !== "function")
      throw wrongType(methods[name], `${field}.${name}`, "a function", "configuration");
    return async (...given: string[]) => {
      // A removal is never skipped: somebody signs out, and the store may answer again by now.
      if (name !== "remove" && performance.now() < rests) throw new Error("the store is left alone");
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise((_, refused) => {
        timer = setTimeout(() => {
          rests = performance.now() + PAUSE_AFTER_TIMEOUT;
          refused(new Error("the store did not answer"));
        }, CALL_TIMEOUT);
      });
      try {
        const answer = await Promise.race([methods[name]?.(...given), late]);
        if (!fits(answer)) throw new TypeError(`\`${name}\` of the store gave something else than it should`);
        return answer;
      } finally {
        clearTimeout(timer);
      }
    };
  };
  const isText = (it: unknown) => typeof it === "string";
  return {
    read: call("read", (it) => it == null || isText(it)),
    write: call("write", () => true),
    remove: call("remove", () => true),
    keys: call("keys", (it) => Array.isArray(it) && it.every(isText)),
  };
}

function memory(): Store {
  const all = new Map<string, string>();
  return {
    read: (key) => all.get(key),
    write: (key, value) => void all.set(key, value),
    remove: (key) => void all.delete(key),
    keys: (prefix) => [...all.keys()].filter((key) => key.startsWith(prefix)),
  };
}
