// Settings that the library will surely take, so that it need not be there to check them. It refuses
// by what src/config/settings.rs says; what this file is not sure of is left to that. Less is taken
// here than there, and never more: tests/interop/package tries both.

import type { Config, StorageKind } from "./config.js";
import { parse } from "./json.js";

/**
 * Settings as the entry has them: those of an `amplify_outputs.json` among them, whose addresses can be several. In
 * place of a store of the app's own stands an empty object.
 */
export interface Settings extends Omit<Config, "storage" | "redirectUri" | "logoutUri"> {
  readonly storage?: StorageKind | Readonly<Record<string, never>> | undefined;
  readonly redirectUri?: string | readonly string[] | undefined;
  readonly logoutUri?: string | readonly string[] | undefined;
}

/** What an `amplify_outputs.json` has, as far as this library reads it. */
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

// Of texts as they are, and of all else as JSON behind a space.
const RULES: Readonly<Record<string, RegExp | undefined>> = {
  // @ts-expect-error: no rule comes by inheritance; TypeScript has no type for this.
  __proto__: null,
  userPoolId: /^(?=.{1,55}$)[a-z]+(-[a-z]+)+-\d+_[a-zA-Z0-9]+$/,
  clientId: /^[\w+]{1,128}$/,
  domain: new RegExp(String.raw`^((https:\/\/)?\w[\w-]*(\.[\w-]+)+(:\d+)?|${HERE})\/?$`),
  redirectUri: PAGE,
  logoutUri: PAGE,
  // A bare slash between brackets ends the expression for the reader of Vite 5, which then finds no file of ours.
  // eslint-disable-next-line no-useless-escape
  scopes: /^ \[(?=.*"openid")("[\w.:\/-]+",?)*]$/,
  idpInitiated: /^[^ ]/,
  endpoint: ORIGIN,
  fallbackEndpoint: ORIGIN,
  issuer: /^(?! )/,
  // Its `logins` are no part of the JSON where they are a function.
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

/** Whether these settings are all known, and surely taken. `outputs` are those of an `amplify_outputs.json`. */
export function isValidConfig(config: object, outputs: Partial<Settings> = {}) {
  const all: Partial<Settings> = { ...outputs, ...config };
  const fits = (name: string, value: unknown) =>
    RULES[name]?.test(typeof value === "string" ? value : ` ${JSON.stringify(value)}`);
  // Of its addresses there can be several.
  const allFit = ([name, value]: [string, unknown]) =>
    value === undefined ||
    // What it gives is looked at each time.
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

/** What an `amplify_outputs.json` says, as settings; nothing where that is not clear. */
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
