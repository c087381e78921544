import type { SessionStore } from "./index.js";

/**
 * A store for `storage` in the settings: values in `localStorage`, sealed (AES-GCM) by a key that no
 * script can read and that the browser holds in IndexedDB. A copy of the storage is worth nothing
 * elsewhere; a script in the page can still do what the page can.
 */
export function sealed(): SessionStore;
