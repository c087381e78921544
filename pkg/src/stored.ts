// The session as it rests in the browser's storage, read without the WebAssembly: the same record
// as src/session/record.rs writes. Whatever is not surely a fresh session of a known form is left
// to the WebAssembly, which knows what to do about it. tests/cases/records.json holds both to the
// same answers.

import { isRecord, parse } from "./json.js";
import type { Fields } from "./json.js";
import { issuersOf } from "./pool.js";
import type { AccessTokenClaims, IdTokenClaims, Session } from "./session.js";
import type { Settings } from "./validate-config.js";

const VERSION = 2;
const ORIGINS: readonly unknown[] = ["direct", "redirect"];
/** In milliseconds: between what the margin of a token lies. */
const LEAST_MARGIN = 15000;
const MOST_MARGIN = 300000;

/** What an answer of the hosted pages consists of. */
const ANSWER = /^(code|state|error|error_description|error_uri|access_token|id_token|token_type|expires_in)=/;

/** Of whom a sign-out without the core removes the session: of the active account, or of all. */
export type SignOutScope = "signOut" | "signOutOfAll";

/** What a sign-out without the core leaves to be done. */
export interface Ended {
  /** The place of this end in the order of all changes. */
  readonly revision: number;
  /** The refresh tokens that are to be revoked. */
  readonly tokens: ReadonlySet<string>;
  /** Whether the hosted pages' logout was to be visited. */
  hostedSessionRemains?: true;
}

export class Kept {
  readonly #settings: Settings;
  /** Which of the browser's own; nothing where the app has a store of its own. */
  readonly #place: string;
  readonly #clientId: string;

  constructor(settings: Settings) {
    this.#settings = settings;
    const { storage = "local" } = settings;
    this.#place = typeof storage === "string" ? storage : "";
    this.#clientId = settings.clientId;
  }

  /** Under this name stand the record, its lock and its channel. */
  get name() {
    return `vestibule.${this.#clientId}.session`;
  }

  /** The text of the record; nothing where there is none, or where the browser refuses. */
  get text() {
    return attempt(() => storage(this.#place).getItem(this.name)) ?? undefined;
  }

  /** The session, where it is surely there and fresh. */
  fresh(now: number) {
    return attempt(() => read(this.text ?? "", now, this.#settings));
  }

  /**
   * Removes the record, or those of all accounts, and what other libraries have of the app client but their devices.
   * Tells the revision of the end, the refresh tokens, and whether the session of the hosted pages remains, which the next
   * redirect needs to know (src/engine/hosted.rs). Nothing where the session is not in this browser's storage.
   */
  forget(scope: SignOutScope): Ended | undefined {
    if (!/l$|n$/.test(this.#place)) return undefined;
    const { clientId, migrate, sideBySide, domain, logoutUri, hostedSignOut } = this.#settings;
    const tokens = new Set<string>();
    let last = 0;
    let isRedirect = false;
    const take = (all: Storage, key: string) => {
      const value = all.getItem(key) ?? "";
      const [, owner, field = ""] = /^CognitoIdentityServiceProvider\.([^.]*)\..*?([^.]*)$/.exec(key) ?? [];
      if (owner === clientId) {
        if ((migrate === false && !sideBySide) || /^(device|random)/.test(field)) return;
        if (field === "refreshToken") tokens.add(value);
        last = Math.max(last, attempt(() => moment(payload(value).iat)) || 0);
      } else {
        if (key === `${this.name}.aws`) return all.removeItem(key);
        if (key !== this.name && !(scope === "signOutOfAll" && key === `vestibule.${clientId}.accounts`)) return;
        // Of a record, and of those in a list of texts.
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
        for (const key of Object.keys(all)) take(all, key);
      });
    }
    // Never by this machine's clock: one that is ahead would make a later sign-in look old (src/session/tab_state.rs).
    const ended: Ended = { revision: last + 1, tokens };
    if (isRedirect && domain && logoutUri && hostedSignOut !== false) {
      ended.hostedSessionRemains = true;
      attempt(() => storage("local").setItem(`vestibule.${clientId}.hosted`, "1"));
    }
    return ended;
  }

  /** The address without the answer to this client, if it has one; all else of it stays as it is. */
  withoutAnswer(href: string) {
    const [, base, query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(href) ?? [];
    if (base === undefined) return href;
    const clean = (pairs: string) => {
      const all = pairs.slice(1).split("&");
      if (!all.some((pair) => attempt(() => decodeURIComponent(pair).startsWith(`state=${this.#clientId}.`))))
        return pairs;
      const left = all.filter((pair) => !ANSWER.test(pair)).join("&");
      return left && pairs.charAt(0) + left;
    };
    return base + clean(query) + clean(fragment);
  }

  /**
   * Keeps an answer in this tab for the minutes that its code lives, as src/flow/redirect/answer.rs does. Tokens of
   * the implicit grant are not kept.
   */
  keepAnswer(href: string) {
    if (!/[#&](access|id)_token=/.test(href))
      attempt(() => storage("session").setItem(this.#answerKey, `${Date.now()} ${href}`));
  }

  /** Whether an answer was kept, by this page or the one before a reload. */
  get hasAnswer() {
    return attempt(() => storage("session").getItem(this.#answerKey)) != null;
  }

  /**
   * Whether an address may be an answer without a `state`, which the core judges (src/flow/redirect/answer.rs): a code
   * that a provider's portal began, or a refusal, where one is awaited. All others are the app's own.
   */
  mayBeStateless(href: string) {
    const { idpInitiated, redirectUri } = this.#settings;
    const awaited = (pairs: string) =>
      !/(^|&)state=/.test(pairs) &&
      (idpInitiated ? /(^|&)(code|error)=/.test(pairs) : /(^|&)error=/.test(pairs) && this.#hasFlow);
    return (
      [redirectUri].flat().some((uri) => uri && bare(uri) === bare(href)) && href.split(/[?#]/).slice(1).some(awaited)
    );
  }

  /** Whether this tab has begun a redirect and not ended it, or is a popup (src/flow/redirect/popup.rs). */
  get #hasFlow() {
    const own = `vestibule.redirect.${this.#clientId}.`;
    return attempt(() =>
      Object.keys(storage("session")).some((key) => key.startsWith(own) || key === "vestibule.popup"),
    );
  }

  get #answerKey() {
    return `vestibule.callback.${this.#clientId}`;
  }

  /**
   * Whether surely nobody is signed in: no storage holds anything of this app client, whoever wrote it.
   * Of what is elsewhere, or in a store of the app's own, this tells nothing.
   */
  get nothing() {
    const knows = (place: string) => Object.keys(storage(place)).some((key) => key.includes(this.#clientId));
    return /^(local|session|memory)$/.test(this.#place) && PLACES.every((place) => !attempt(() => knows(place)));
  }
}

const PLACES = ["local", "session"];

/** An address without what differs from visit to visit. */
const bare = (url: string) => /^[^?#]*?(?=\/?([?#]|$))/.exec(url)?.[0];

/** Of another name there is none, and to ask it for something throws, as where the browser refuses. */
const storage = (place: string): Storage => window[`${place}Storage` as "localStorage"];

/** A record: of another form than this one, its tokens cannot be read, and that throws. */
interface Written {
  readonly v?: unknown;
  readonly username?: unknown;
  readonly idToken: string;
  readonly accessToken: string;
  readonly offset?: unknown;
  readonly origin?: unknown;
  readonly sum?: unknown;
}

function read(text: string, now: number, settings: Settings): Session | undefined {
  const { v, username, idToken, accessToken, offset, origin, sum } = parse<Written>(text);
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
  // All in Cognito's time, which the record tells by how far this machine's clock is off.
  const off = isWhole(offset) ? offset : 0;
  const issued = moment(accessClaims.iat);
  const expires = Math.min(moment(accessClaims.exp), moment(claims.exp));
  const margin = Math.min(Math.max(Math.floor((expires - issued) / 10), LEAST_MARGIN), MOST_MARGIN);
  // A clock that was set back past the moment when the tokens were issued proves nothing of them.
  if (!(issued <= now + off && now + off + margin < expires)) return undefined;
  const groups = strings(accessClaims["cognito:groups"]);
  // As src/session/step_up.rs has it: what the access token says, or else the ID token.
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

/** Whether an ID token is of the pool, for the app client, and of a user. */
const isId = (it: Fields, settings: Settings): it is IdTokenClaims =>
  isOfPool(it, settings) && it.aud === settings.clientId && it.token_use === "id" && isText(it.sub);

const isAccess = (it: Fields, settings: Settings): it is AccessTokenClaims =>
  isOfPool(it, settings) && it.client_id === settings.clientId && it.token_use === "access";

const isOfPool = ({ iss }: Fields, settings: Settings) => isText(iss) && issuersOf(settings).includes(iss);

/** FNV-1a: of all that stands before the last field. */
function checksum(text: string) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x1000193);
  return sum;
}

// A time of a token, in milliseconds; not a number where it is none.
const moment = (seconds: unknown) => (typeof seconds === "number" ? Math.round(seconds * 1000) : NaN);

/** The claims of a token that may be one of Cognito's; throws of any other one. */
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

/** Base64url without padding, and of its letters alone: what else `atob` takes is none of ours. */
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
