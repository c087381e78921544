// Wraps a custom store: calls have a timeout, and results are checked. Loaded if the settings have such a store.
// src/platform/store_timeout.rs does the same in Rust.

import type { Tools } from "./checks.js";
import type { SessionStore } from "./config.js";

/** The timeout of a call, and for how long a store that timed out is not called, in milliseconds. */
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

/** Returns the store as the WebAssembly takes it, and the settings that describe it. */
export function customStore(storage: SessionStore, wrongType: WrongType) {
  const { brief } = storage;
  const store = {
    ...withTimeout(storage, "storage", wrongType),
    brief: brief ? withTimeout(brief, "storage.brief", wrongType) : memory(),
  };
  const settings = {
    storage: "custom",
    shared: storage.shared !== false,
    briefShared: !!brief && brief.shared !== false,
  };
  return { store, settings };
}

function withTimeout(storage: Omit<SessionStore, "brief">, field: string, wrongType: WrongType): Store {
  let pausedUntil = 0;
  const call = (name: keyof Store, fits: (value: unknown) => boolean) => {
    // The store may have another type than declared.
    const methods = storage as unknown as Readonly<Record<string, (...given: string[]) => unknown>>;
    if (typeof methods[name] !== "function")
      throw wrongType(methods[name], `${field}.${name}`, "a function", "configuration");
    return async (...given: string[]) => {
      // A removal is never skipped: it is a sign-out, and the store may respond again.
      if (name !== "remove" && performance.now() < pausedUntil) throw new Error("the store is paused");
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeout = new Promise((_, reject) => {
        timer = setTimeout(() => {
          pausedUntil = performance.now() + PAUSE_AFTER_TIMEOUT;
          reject(new Error("the store did not answer"));
        }, CALL_TIMEOUT);
      });
      try {
        const value = await Promise.race([methods[name]?.(...given), timeout]);
        if (!fits(value)) throw new TypeError(`\`${name}\` of the store returned a value of the wrong type`);
        return value;
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
