// A store in cookies, for pages that a server renders for whoever is signed in. cookies-server.js is
// the server's side. The Rust crate's feature `cookies` takes this same file, so it imports nothing.
//
// A value is cut into chunks. They stand under names of their own, `<key>.a0`, `<key>.a1`… or `.b0`…,
// and the cookie `<key>` says which set holds, of how many chunks, with which checksum. A new value
// goes into the set that does not hold; then that one cookie changes, and the older set goes. So
// nobody ever reads some of each.

/** Name, value and attributes of a cookie stay below the 4,096 bytes that browsers promise. */
const CHUNK = 3500;
const MONTH = 30 * 24 * 60 * 60;

/** @import { SessionStore } from "./config.js" */

/**
 * How the cookies are made. They are `Secure` always, and readable by the page's scripts.
 * @typedef {object} CookieOptions
 * @property {string | undefined} [domain] For the hosts below this domain as well. Default: this host alone.
 * @property {string | undefined} [path] For the pages below this path alone. Default: `/`.
 * @property {"Lax" | "Strict" | undefined} [sameSite] Default: `"Lax"`.
 * @property {number | undefined} [maxAge] How long they last after each renewal, in seconds. Default: 30 days.
 * @property {"__Host-" | "__Secure-" | "" | undefined} [prefix] What their names begin with. Default: `"__Host-"`, or `"__Secure-"` where there is a domain or a path.
 */

/**
 * A store for `storage` in the settings: cookies, for pages that a server renders for whoever is signed in.
 * @param {CookieOptions} [options]
 * @returns {SessionStore}
 */
export function cookies({ domain = "", path = "/", sameSite = "Lax", maxAge = MONTH, prefix } = {}) {
  const first = prefix ?? (domain || path !== "/" ? "__Secure-" : "__Host-");
  const where = `; Path=${path}${domain && `; Domain=${domain}`}; SameSite=${sameSite}; Secure`;
  for (const [name, given] of Object.entries({ domain, path, sameSite, prefix: first }))
    if (/[;,\s]/.test(given)) throw new TypeError(`\`${name}\` of the cookies holds a semicolon, a comma or a space`);
  return {
    ...jar(first, where, `; Max-Age=${maxAge}`),
    shared: true,
    brief: { ...jar(first, where, ""), shared: true },
  };
}

/**
 * @param {string} prefix
 * @param {string} where
 * @param {string} life
 */
function jar(prefix, where, life) {
  /** @type {(name: string, value: string, life: string) => void} */
  const set = (name, value, life) => {
    document.cookie = `${name}=${value}${where}${life}`;
  };
  /** @type {(names: string[]) => void} */
  const forget = (names) => names.forEach((name) => set(name, "", "; Max-Age=0"));
  return {
    /** @param {string} key */
    read(key) {
      // What a device proves itself by is none of the server's business.
      if (isSecret(key)) return localStorage.getItem(key);
      const all = present();
      const [, place, count, sum] = HEAD.exec(all[prefix + key] ?? "") ?? [];
      if (!place || !count || !sum) return undefined;
      const text = Array.from({ length: +count }, (_, at) => all[`${prefix}${key}.${place}${at}`]).join("");
      return checksum(text) === +sum ? decodeURIComponent(text) : undefined;
    },
    /**
     * @param {string} key
     * @param {string} value
     */
    write(key, value) {
      if (isSecret(key)) return localStorage.setItem(key, value);
      const head = prefix + key;
      const text = encodeURIComponent(value);
      const place = HEAD.exec(present()[head] ?? "")?.[1] === "a" ? "b" : "a";
      const count = Math.ceil(text.length / CHUNK);
      const names = Array.from({ length: count }, (_, at) => `${head}.${place}${at}`);
      names.forEach((name, at) => set(name, text.slice(at * CHUNK, (at + 1) * CHUNK), life));
      const said = `${place}${count}.${checksum(text)}`;
      set(head, said, life);
      const is = present();
      forget(ofKey(is, head).filter((name) => name !== head && !names.includes(name)));
      // A browser that refuses a cookie does not say so.
      if (is[head] !== said || names.some((name) => !(name in is))) throw new DOMException("", "QuotaExceededError");
    },
    /** @param {string} key */
    remove(key) {
      if (isSecret(key)) return localStorage.removeItem(key);
      forget(ofKey(present(), prefix + key));
    },
    /** @param {string} start */
    keys: (start) =>
      Object.keys(present())
        .filter((name) => name.startsWith(prefix + start) && !/\.[ab]\d+$/.test(name))
        .map((name) => name.slice(prefix.length)),
  };
}

const HEAD = /^([ab])(\d\d?)\.(-?\d+)$/;
/** @param {string} key */
const isSecret = (key) => key.endsWith(".devices");

/**
 * @param {Readonly<Record<string, string>>} all
 * @param {string} head
 */
const ofKey = (all, head) =>
  Object.keys(all).filter(
    (name) => name === head || (name.startsWith(`${head}.`) && /^[ab]\d+$/.test(name.slice(head.length + 1))),
  );

// The first one of each name: of several, browsers send the one of the longest path first.
function present() {
  /** @type {Record<string, string>} */
  const all = {};
  for (const pair of document.cookie.split("; ")) {
    const at = pair.indexOf("=");
    if (at > 0) all[pair.slice(0, at)] ??= pair.slice(at + 1);
  }
  return all;
}

/**
 * FNV-1a, of ASCII.
 * @param {string} text
 */
function checksum(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x1000193);
  return sum;
}
