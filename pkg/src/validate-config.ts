// Recognizes settings that the library certainly accepts, so that it need not be loaded to check them. The rules are
// those of src/config/settings.rs. This file accepts fewer settings, and never more: tests/interop/package tests both.

import type { Config, StorageKind } from "./config.js";
import { parse } from "./json.js";

/**
 * The settings of the entry, including those of an `amplify_outputs.json`, which can have several addresses. An empty
 * object stands for a custom store.
 */
export interface Settings extends Omit<Config, "storage" | "redirectUri" | "logoutUri"> {
  readonly storage?: StorageKind | Readonly<Record<string, never>> | undefined;
  readonly redirectUri?: string | readonly string[] | undefined;
  readonly logoutUri?: string | readonly string[] | undefined;
}

/** The part of an `amplify_outputs.json` that this library reads. */
export interface AmplifyAuth {
  readonly user_pool_id: string;
  readonly user_pool_client_id: string;
  readonly identity_pool_id?: string;
  readonly oauth?: {
    readonly domain?: string;
    readonly redirect_sign_in_uri?: readonly string[];
    readonly redirect_sign_out_uri?: readonly string[];
    readonly scopes?: readonly string[];
  };
}

const HOST = String.raw`\w[\w.-]*(:\d+)?`;
const HERE = String.raw`http:\/\/(localhost|127\.0\.0\.1)(:\d+)?`;
const SITE = String.raw`(https:\/\/${HOST}|${HERE})`;
const PAGE = new RegExp(String.raw`^${SITE}([/?][!-"$-~]*)?$`);
const ORIGIN = new RegExp(String.raw`^${SITE}\/?$`);
const POOL = String.raw`(?=[^"]{1,55}(?:"|$))[a-z]+(-[a-z]+)+-\d+:[\da-f-]+`;
const ROLE = String.raw`arn:[\w:-]+:role\/[\w+=,.@\/-]+`;

const FLAG = /^ (true|false)$/;

// Strings are tested as they are, everything else as JSON after a space.
const RULES: Readonly<Record<string, RegExp | undefined>> = {
  // @ts-expect-error: no rule is inherited; TypeScript has no type for this.
  __proto__: null,
  userPoolId: /^(?=.{1,55}$)[a-z]+(-[a-z]+)+-\d+_[a-zA-Z0-9]+$/,
  clientId: /^[\w+]{1,128}$/,
  domain: new RegExp(String.raw`^((https:\/\/)?\w[\w-]*(\.[\w-]+)+(:\d+)?|${HERE})\/?$`),
  redirectUri: PAGE,
  logoutUri: PAGE,
  // Vite 5 takes an unescaped slash between brackets for the end of the expression, and then misses the package's files.
  // eslint-disable-next-line no-useless-escape
  scopes: /^ \[(?=.*"openid")("[\w.:\/-]+",?)*]$/,
  idpInitiated: /^[^ ]/,
  endpoint: ORIGIN,
  fallbackEndpoint: ORIGIN,
  issuer: /^(?! )/,
  // If `logins` is a function, it is not part of the JSON.
  identityPool: new RegExp(
    String.raw`^(${POOL}| {(?=.*"id":)(,?"(id":"${POOL}|(endpoint|stsEndpoint)":"${SITE}\/?|(roleArn|basicRoleArn)":"${ROLE}|loginKey":"[\w.:\/-]+)")+})$`,
  ),
  records:
    /^ {"remote":("cognito-sync"|{"url":"https:\/\/[\w.-]+(:\d+)?(\/[\w.-]+)*"}|{"dynamoDb":{"table":"[\w.-]+"}})}$/,
  storage: /^(local|session|memory|sharedMemory|worker| {})$/,
  renewal: /^(ahead|onDemand)$/,
  timeout: /^ [1-9]\d{0,6}$/,
  clientMetadata: /^ {("[^"\\]*":"[^"\\]*",?)*}$/,
  sideBySide: FLAG,
  accounts: FLAG,
  migrate: FLAG,
  hostedSignOut: FLAG,
  signOutAfter: /^ {("(idle|total)":([6-9]|[1-9]\d)\d{4,13},?)*}$/,
};

/** Whether all settings are known and certainly valid. `outputs` are those of an `amplify_outputs.json`. */
export function isValidConfig(config: object, outputs: Partial<Settings> = {}) {
  const all: Partial<Settings> = { ...outputs, ...config };
  const fits = (name: string, value: unknown) =>
    RULES[name]?.test(typeof value === "string" ? value : ` ${JSON.stringify(value)}`);
  // Amplify's outputs can have several addresses.
  const allFit = ([name, value]: [string, unknown]) =>
    value === undefined ||
    // The result of the function is checked at each call.
    (name === "clientMetadata" && typeof value === "function") ||
    (name in outputs && /Uri/.test(name) ? [value].flat() : [value]).every((one) => fits(name, one));
  try {
    return (
      all.userPoolId &&
      all.clientId &&
      Object.entries(all).every(allFit) &&
      Object.keys(config).every((name) => !(name in outputs))
    );
  } catch {
    return false;
  }
}

/** Converts an `amplify_outputs.json` to settings; the result is empty if that is not certainly possible. */
export function amplified(text: string): Partial<Settings> {
  try {
    const { auth } = parse<{ readonly auth: AmplifyAuth }>(text);
    const { oauth = {} } = auth;
    if (Object.keys(auth).some((name) => /secret/.test(name))) return {};
    return {
      userPoolId: auth.user_pool_id,
      clientId: auth.user_pool_client_id,
      identityPool: auth.identity_pool_id,
      domain: oauth.domain,
      redirectUri: oauth.redirect_sign_in_uri,
      logoutUri: oauth.redirect_sign_out_uri,
      scopes: oauth.scopes,
    };
  } catch {
    return {};
  }
}
