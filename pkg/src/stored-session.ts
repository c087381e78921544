// Reads the session record from the browser's storage without the WebAssembly: the record that src/session/record.rs
// writes. Everything that is not certainly a fresh session of a known format is left to the WebAssembly.
// tests/cases/records.json holds both readers to the same results.

import { isRecord, parse } from "./json.js";
import type { Fields } from "./json.js";
import { issuersOf } from "./pool.js";
import type { AccessTokenClaims, IdTokenClaims, Session } from "./session.js";
import type { Settings } from "./validate-config.js";

const VERSION = 2;
const ORIGINS: readonly unknown[] = ["direct", "redirect"];
/** The minimum and maximum time before the expiry at which tokens are renewed, in milliseconds. */
const MIN_MARGIN = 15000;
const MAX_MARGIN = 300000;
/** After this time, the same record is read again, in milliseconds: its tokens may have expired. */
const REREAD_AFTER = 1000;

/** The parameters of a response of the hosted pages. */
const CALLBACK_PARAMETER =
  /^(code|state|error|error_description|error_uri|access_token|id_token|token_type|expires_in)=/;

/** Which sessions a sign-out without the core removes: that of the active account, or all. */
export type SignOutScope = "signOut" | "signOutOfAll";

/** What remains to be done after a sign-out without the core. */
export interface LocalSignOut {
  /** The position of this sign-out in the order of all changes. */
  readonly revision: number;
  /** The refresh tokens to revoke. */
  readonly tokens: ReadonlySet<string>;
  /** Whether the hosted pages' logout should have been visited. */
  hostedSessionRemains?: true;
}

/** The session of an app client in the browser's storage. */
export class StoredSession {
  readonly #settings: Settings;
  /** `local` or `session`; another text if the session is elsewhere, and empty with a custom store. */
  readonly #place: string;
  readonly #clientId: string;
  #lastRead: { text: string; at: number; session: Session | undefined } = { text: "", at: 0, session: undefined };

  constructor(settings: Settings) {
    this.#settings = settings;
    const { storage = "local" } = settings;
    this.#place = typeof storage === "string" ? storage : "";
    this.#clientId = settings.clientId;
  }

  /** The name of the record, of its lock and of its channel. */
  get name() {
    return `vestibule.${this.#clientId}.session`;
  }

  /** The text of the record; `undefined` if there is none, or if the browser denies access. */
  get text() {
    return attempt(() => storage(this.#place).getItem(this.name)) ?? undefined;
  }

  /** The name of the record of the AWS identity and its credentials. */
  get identityName() {
    return `${this.name}.aws`;
  }

  /** The text of that record; `undefined` as for the session's. */
  get identityText() {
    return attempt(() => storage(this.#place).getItem(this.identityName)) ?? undefined;
  }

  /**
   * Whether aws.js can probably return AWS credentials for the session: the app has no logins of its own, and no
   * identity is stored, or credentials that have not expired.
   */
  get mayHaveCredentials() {
    const { identityPool } = this.#settings;
    const hasLogins = typeof identityPool === "object" && identityPool.logins;
    const text = this.identityText;
    return !hasLogins && (text === undefined || Number(/"expires":(\d+)/.exec(text)?.[1]) > Date.now());
  }

  /** The session, if it is certainly there and fresh. */
  fresh(now: number) {
    const text = this.text ?? "";
    const age = now - this.#lastRead.at;
    // On a slow machine, reading takes ten milliseconds.
    if (text !== this.#lastRead.text || !(age >= 0 && age < REREAD_AFTER))
      this.#lastRead = { text, at: now, session: attempt(() => read(text, now, this.#settings)) };
    return this.#lastRead.session;
  }

  /** Whether this is the stored session. */
  has(session: Session) {
    return !!this.text?.includes(session.idToken);
  }

  /**
   * Removes the record, or those of all accounts, and the sessions of other libraries for the app client, but not their
   * devices. Returns the revision of the sign-out, the refresh tokens, and whether the session of the hosted pages
   * remains, which the next redirect needs to know (src/engine/hosted.rs); `undefined` if the session is not in
   * localStorage or sessionStorage.
   */
  remove(scope: SignOutScope): LocalSignOut | undefined {
    if (!/l$|n$/.test(this.#place)) return undefined;
    const { clientId, migrate, sideBySide, domain, logoutUri, hostedSignOut } = this.#settings;
    const tokens = new Set<string>();
    let last = 0;
    let isRedirect = false;
    const removeKey = (all: Storage, key: string) => {
      const value = all.getItem(key) ?? "";
      const [, owner, field = ""] = /^CognitoIdentityServiceProvider\.([^.]*)\..*?([^.]*)$/.exec(key) ?? [];
      if (owner === clientId) {
        if ((migrate === false && !sideBySide) || /^(device|random)/.test(field)) return;
        if (field === "refreshToken") tokens.add(value);
        last = Math.max(last, attempt(() => milliseconds(payload(value).iat)) || 0);
      } else {
        if (key === this.identityName) return all.removeItem(key);
        if (key !== this.name && !(scope === "signOutOfAll" && key === `vestibule.${clientId}.accounts`)) return;
        // In a record, and in records inside of a JSON list of texts.
        for (const [, name, it = ""] of value.matchAll(/"(revision|refreshToken|origin)\\*":\\*"?([^"\\,]+)/g)) {
          if (name === "revision") last = Math.max(last, Number(it));
          else if (name === "origin") isRedirect ||= it === "redirect";
          else if (it !== "null") tokens.add(it);
        }
      }
      all.removeItem(key);
    };
    for (const place of PLACES) {
      attempt(() => {
        const all = storage(place);
        for (const key of Object.keys(all)) removeKey(all, key);
      });
    }
    // Not by this machine's clock: if it is ahead, a later sign-in would look old (src/session/tab_state.rs).
    const result: LocalSignOut = { revision: last + 1, tokens };
    if (isRedirect && domain && logoutUri && hostedSignOut !== false) {
      result.hostedSessionRemains = true;
      attempt(() => storage("local").setItem(`vestibule.${clientId}.hosted`, "1"));
    }
    return result;
  }

  /** Returns the address without the response to this client, if it has one. The rest of it is unchanged. */
  withoutCallback(href: string) {
    const [, base, query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(href) ?? [];
    if (base === undefined) return href;
    const clean = (pairs: string) => {
      const all = pairs.slice(1).split("&");
      if (!all.some((pair) => attempt(() => decodeURIComponent(pair).startsWith(`state=${this.#clientId}.`))))
        return pairs;
      const left = all.filter((pair) => !CALLBACK_PARAMETER.test(pair)).join("&");
      return left && pairs.charAt(0) + left;
    };
    return base + clean(query) + clean(fragment);
  }

  /**
   * Stores a response in this tab for the minutes in which its code is valid, as src/flow/redirect/callback.rs does.
   * Tokens of the implicit grant are not stored.
   */
  storeCallback(href: string) {
    if (!/[#&](access|id)_token=/.test(href))
      attempt(() => storage("session").setItem(this.#callbackKey, `${Date.now()} ${href}`));
  }

  /** Whether a response was stored, by this page or before a reload. */
  get hasCallback() {
    return attempt(() => storage("session").getItem(this.#callbackKey)) != null;
  }

  /**
   * Whether an address may be a response without a `state`, which the core decides (src/flow/redirect/callback.rs): a
   * code after a start at a provider's portal, or an error, if one is expected. All others belong to the app.
   */
  mayBeStateless(href: string) {
    const { idpInitiated, redirectUri } = this.#settings;
    const isExpected = (pairs: string) =>
      !/(^|&)state=/.test(pairs) &&
      (idpInitiated ? /(^|&)(code|error)=/.test(pairs) : /(^|&)error=/.test(pairs) && this.#hasFlow);
    return (
      [redirectUri].flat().some((uri) => uri && bare(uri) === bare(href)) &&
      href.split(/[?#]/).slice(1).some(isExpected)
    );
  }

  /** Whether this tab has an unfinished redirect, or is a popup (src/flow/redirect/popup.rs). */
  get #hasFlow() {
    const own = `vestibule.redirect.${this.#clientId}.`;
    return attempt(() =>
      Object.keys(storage("session")).some((key) => key.startsWith(own) || key === "vestibule.popup"),
    );
  }

  get #callbackKey() {
    return `vestibule.callback.${this.#clientId}`;
  }

  /**
   * Whether certainly nobody is signed in: no storage contains anything of this app client, whoever wrote it. This says
   * nothing about sessions that are elsewhere, or in a custom store.
   */
  get isEmpty() {
    const knows = (place: string) => Object.keys(storage(place)).some((key) => key.includes(this.#clientId));
    return /^(local|session|memory)$/.test(this.#place) && PLACES.every((place) => !attempt(() => knows(place)));
  }
}

const PLACES = ["local", "session"];

/** An address without query, fragment and trailing slash. */
const bare = (url: string) => /^[^?#]*?(?=\/?([?#]|$))/.exec(url)?.[0];

/** A storage by its name. With another name, any use throws, as it does if the browser denies access. */
const storage = (place: string): Storage => window[`${place}Storage` as "localStorage"];

/** A record. If its format differs, reading the tokens throws. */
interface StoredRecord {
  readonly v?: unknown;
  readonly username?: unknown;
  readonly idToken: string;
  readonly accessToken: string;
  readonly offset?: unknown;
  readonly origin?: unknown;
  readonly sum?: unknown;
}

function read(text: string, now: number, settings: Settings): Session | undefined {
  const { v, username, idToken, accessToken, offset, origin, sum } = parse<StoredRecord>(text);
  if (
    v !== VERSION ||
    sum !== checksum(text.slice(0, text.lastIndexOf(","))) ||
    typeof username !== "string" ||
    !ORIGINS.includes(origin)
  )
    return undefined;
  const claims = payload(idToken);
  const accessClaims = payload(accessToken);
  if (!isId(claims, settings) || !isAccess(accessClaims, settings) || claims.sub !== accessClaims.sub) return undefined;
  // In Cognito's time: the record has the offset of this machine's clock.
  const off = isWhole(offset) ? offset : 0;
  const issued = milliseconds(accessClaims.iat);
  const expires = Math.min(milliseconds(accessClaims.exp), milliseconds(claims.exp));
  const margin = Math.min(Math.max(Math.floor((expires - issued) / 10), MIN_MARGIN), MAX_MARGIN);
  // If the clock is before the time of issue, it was set back and says nothing about the tokens.
  if (!(issued <= now + off && now + off + margin < expires)) return undefined;
  const groups = strings(accessClaims["cognito:groups"]);
  // As in src/session/step_up.rs: the claims of the access token take precedence over those of the ID token.
  const both: Fields[] = [accessClaims, claims];
  const acr = both.map((it) => it.acr).find(isText);
  const amr = both.map((it) => strings(it.amr)).find((it) => it.length) ?? [];
  const level = acr === undefined ? {} : { acr };
  return {
    username,
    idToken,
    accessToken,
    expiresAt: expires - off,
    state: "fresh",
    groups,
    ...level,
    amr,
    claims,
    accessClaims,
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const strings = (listed: unknown): string[] => (Array.isArray(listed) ? listed.filter(isText) : []);

/** Whether an ID token belongs to the pool, the app client, and a user. */
const isId = (it: Fields, settings: Settings): it is IdTokenClaims =>
  isOfPool(it, settings) && it.aud === settings.clientId && it.token_use === "id" && isText(it.sub);

const isAccess = (it: Fields, settings: Settings): it is AccessTokenClaims =>
  isOfPool(it, settings) && it.client_id === settings.clientId && it.token_use === "access";

const isOfPool = ({ iss }: Fields, settings: Settings) => isText(iss) && issuersOf(settings).includes(iss);

/** FNV-1a of everything before the last field. */
function checksum(text: string) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x1000193);
  return sum;
}

// The time of a token in milliseconds; NaN if it is not a number.
const milliseconds = (seconds: unknown) => (typeof seconds === "number" ? Math.round(seconds * 1000) : NaN);

/** The claims of a token in Cognito's format; throws otherwise. */
function payload(token: string): Fields {
  const [header, claims, signature, more] = token.split(".").map(bytes);
  const { alg, kid } = object(header);
  if (alg !== "RS256" || typeof kid !== "string" || !signature || more) throw new Error();
  return object(claims);
}

function object(part: Uint8Array | undefined): Fields {
  const value = parse<unknown>(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part));
  if (!isRecord(value)) throw new Error();
  return value;
}

/** Decodes base64url without padding. `atob` accepts other characters, which are refused here. */
function bytes(part: string) {
  if (/[^\w-]/.test(part)) throw new Error();
  return Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
}

export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
