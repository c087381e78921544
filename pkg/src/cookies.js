// A store in cookies, for pages that a server renders for signed-in users. cookies-server.js is the server's part. The
// Rust crate's feature `cookies` includes this file as it is, so it has no imports.
//
// A value is split into chunks in cookies `<key>.a0`, `<key>.a1`… or `.b0`…. The cookie `<key>` says which of the two
// sets is current, with the number of chunks and a checksum. A new value is written to the other set; then that one
// cookie is changed, and the old set is removed. So nobody reads a mixture of both.

/** A cookie with name, value and attributes stays below the 4,096 bytes that browsers guarantee. */
const CHUNK = 3500;
const MONTH = 30 * 24 * 60 * 60;

/** @import { SessionStore } from "./config.js" */

/**
 * The attributes of the cookies. They are always `Secure`, and readable by the page's scripts.
 * @typedef {object} CookieOptions
 * @property {string | undefined} [domain] Also for hosts below this domain. Default: only this host.
 * @property {string | undefined} [path] Only for pages below this path. Default: `/`.
 * @property {"Lax" | "Strict" | undefined} [sameSite] Default: `"Lax"`.
 * @property {number | undefined} [maxAge] How long they last after each renewal, in seconds. Default: 30 days.
 * @property {"__Host-" | "__Secure-" | "" | undefined} [prefix] The prefix of their names. Default: `"__Host-"`, or `"__Secure-"` with a domain or a path.
 */

/**
 * A store for the setting `storage`: cookies, for pages that a server renders for signed-in users.
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
      // The secret of a remembered device is not sent to the server.
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
      // Browsers do not report refused cookies.
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

// The first cookie of each name: browsers list the one with the longest path first.
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
 * FNV-1a of ASCII text.
 * @param {string} text
 */
function checksum(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x1000193);
  return sum;
}
