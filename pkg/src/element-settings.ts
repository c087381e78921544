// The settings of an element: its attributes and properties, checked and combined for the module.

import type { Chunk } from "./element-module.js";
import type {
  CustomChallengeView,
  ElementConfig,
  ElementOptions,
  ElementStrings,
  PasswordStrength,
} from "./element-options.js";
import { keyOf } from "./element-table.js";
import type { AttributeRow, ElementRow } from "./element-table.js";
import { VestibuleError } from "./error.js";
import { isRecord } from "./json.js";
import type { Fields } from "./json.js";

/** The properties of an element. */
export interface Given {
  readonly config?: ElementConfig | undefined;
  readonly options?: ElementOptions | undefined;
  readonly customChallenge?: CustomChallengeView | undefined;
  readonly passwordStrength?: PasswordStrength | undefined;
  readonly strings?: ElementStrings | undefined;
}

/** The settings for the module. */
export interface Settings {
  readonly config: string;
  readonly options: Fields;
  /** The chunks that are needed before the screens are created. */
  readonly chunks: readonly Chunk[];
  /** The same for the sign-in of another account, if the menu offers it. */
  readonly addAccount?: Pick<Settings, "options" | "chunks"> | undefined;
}

const TEXT = "a text";
const TEXTS = "a list of texts";

/** The settings of a configuration and their types. */
const CONFIG: Readonly<Record<string, string>> = {
  userPoolId: TEXT,
  clientId: TEXT,
  domain: TEXT,
  redirectUri: TEXT,
  logoutUri: TEXT,
  scopes: TEXTS,
  idpInitiated: TEXT,
  endpoint: TEXT,
  fallbackEndpoint: TEXT,
  issuer: TEXT,
  storage: TEXT,
  renewal: TEXT,
  timeout: "a number",
  signOutAfter: "an object",
  clientMetadata: "an object",
  accounts: "true or false",
  migrate: "true or false",
  hostedSignOut: "true or false",
};

/** Settings that only a client of the page can have. */
const CLIENT_ONLY = ["sideBySide"];

const STORAGES = ["local", "session", "memory", "sharedMemory"];

/** @throws {VestibuleError} `configuration`, with the attribute or the setting in `field`. */
export function settingsOf(element: HTMLElement, row: ElementRow, given: Given): Settings {
  const config: Record<string, unknown> = { ...checked(given.config ?? {}) };
  const options: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(row.attributes)) {
    const value = element.getAttribute(name);
    if (value === null) continue;
    const read = readAs(name, value, attribute);
    if (attribute.to === "config") config[keyOf(name, attribute)] = read;
    if (attribute.to === "options") options[keyOf(name, attribute)] = read;
  }
  for (const name of ["user-pool-id", "client-id"]) {
    if (!config[keyOf(name, {})]) throw wrong(name, "it is missing", `Set the attribute \`${name}\`.`);
  }
  if (config.domain !== undefined) config.redirectUri ??= location.origin + location.pathname;
  if (Array.isArray(options.providers)) options.providers = options.providers.map((name: unknown) => ({ name }));
  Object.assign(options, given.options, { screens: row.screens });
  // The module only needs to know that these functions exist.
  if (given.customChallenge) options.customChallenge = true;
  if (given.passwordStrength) options.passwordStrength = true;
  options.views = viewsOf(element, given.options?.views);
  options.extras = hasExtras(options);
  const chunks: Chunk[] = [];
  if (row.screens) chunks.push("signedIn");
  if (config.accounts) chunks.push("accounts");
  // This chunk has the stores in memory.
  if (config.storage === "memory" || config.storage === "sharedMemory") chunks.push("store");
  if (options.extras) chunks.push("extras");
  return { config: JSON.stringify(config), options, chunks, addAccount: addAccountOf(config, options) };
}

/** The sign-in of another account, which looks like the element. */
function addAccountOf(
  { accounts }: Fields,
  { addAccount, app, colorScheme, signIn, views }: Fields,
): Settings["addAccount"] {
  if (!accounts || addAccount === undefined) return undefined;
  const its = isRecord(signIn) ? signIn : {};
  const extras = hasExtras({ ...its, views });
  const options = { app, colorScheme, ...its, username: its.usernameKind, views, extras, screens: "add-account" };
  return { options, chunks: extras ? ["extras"] : [] };
}

/** Whether they have settings that few pages use. */
const hasExtras = ({ providers, views, customChallenge, passwordStrength, stepUp }: Fields) =>
  Boolean(customChallenge ?? passwordStrength ?? stepUp) ||
  [providers, views].some((it) => Array.isArray(it) && it.length);

/** The names of the page's views, which the module requests when it shows them. */
function viewsOf(element: HTMLElement, views: ElementOptions["views"] = {}): readonly string[] {
  const given = Object.entries(views).flatMap(([screen, places]) => Object.keys(places).map((at) => `${screen} ${at}`));
  const names = [...given, ...templatesOf(element).map(({ slot }) => slot)];
  const unknown = names.find(
    (name) => !/^[a-z-]+ (header|footer|fields|screen|(before|after|replace) \S+)$/.test(name),
  );
  if (unknown === undefined) return names;
  throw wrong("views", `there is no place ${JSON.stringify(unknown)}`, "See the type `ElementViews`.");
}

/** The views that are children of the element. */
export const templatesOf = (element: HTMLElement) => [
  ...element.querySelectorAll<HTMLTemplateElement>(":scope > template[slot]"),
];

/** Splits the name of a view into screen and place. */
export function splitName(name: string): [screen: string, place: string] {
  const at = name.indexOf(" ");
  return [name.slice(0, at), name.slice(at + 1)];
}

/**
 * The language tag of the screens, empty for the browser's language; `undefined` for English without texts of the page,
 * which needs no further files.
 */
export function languageOf(element: HTMLElement, { strings }: Given): string | undefined {
  const own = element.getAttribute("language");
  const tag = own === "browser" ? "" : (own ?? document.documentElement.lang);
  return /^en(-|$)/i.test(tag || navigator.language) && !strings ? undefined : tag;
}

/** Whether there are no settings yet: a script may be about to set them. */
export const isBare = (element: HTMLElement, given: Given) =>
  !given.config && !element.hasAttribute("user-pool-id") && !element.hasAttribute("client-id");

function readAs(name: string, value: string, { values, list }: AttributeRow) {
  const words = list ? value.split(/\s+/).filter(Boolean) : [value];
  const unknown = values && words.find((word) => !values.includes(word));
  if (unknown !== undefined) {
    throw wrong(name, `it is ${JSON.stringify(unknown)}`, `It can be ${values?.join(", ")}.`);
  }
  return list ? words : value;
}

function checked(config: object): object {
  for (const [name, value] of Object.entries(config) as [string, unknown][]) {
    // Used by the page's client, which may have the same configuration.
    if (value === undefined || name === "identityPool") continue;
    if (CLIENT_ONLY.includes(name) && value !== false) {
      throw wrong(name, "the element does not know it", "Use a client of the page for it: `Vestibule.create`.");
    }
    const kind = CONFIG[name];
    if (!kind && !CLIENT_ONLY.includes(name))
      throw wrong(name, "there is no such setting", "See the type `ElementConfig`.");
    if (kind && !isOf(kind, value)) throw wrong(name, `it is not ${kind}`, `Give ${kind}.`);
    if (name === "storage" && !STORAGES.includes(value as string)) {
      throw wrong(name, "the element cannot keep a session there", `It can be ${STORAGES.join(", ")}.`);
    }
  }
  return config;
}

function isOf(kind: string, value: unknown): boolean {
  if (kind === TEXT) return typeof value === "string";
  if (kind === TEXTS) return Array.isArray(value) && value.every((it) => typeof it === "string");
  if (kind === "a number") return typeof value === "number";
  return kind === "an object" ? isRecord(value) : typeof value === "boolean";
}

/** Reports the setting and never its value, which may be secret. */
function wrong(field: string, problem: string, help: string) {
  return new VestibuleError({ kind: "configuration", message: `${field}: ${problem}`, field, help });
}
