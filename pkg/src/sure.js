// Settings that the library will surely take, so that it need not be there to check them. It refuses
// by what src/config/settings.rs says; what this file is not sure of is left to that. Less is taken
// here than there, and never more: tests/interop/package tries both.

const HOST = String.raw`\w[\w.-]*(:\d+)?`;
const HERE = String.raw`http:\/\/(localhost|127\.0\.0\.1)(:\d+)?`;
const PAGE = new RegExp(String.raw`^(https:\/\/${HOST}|${HERE})([/?][!-"$-~]*)?$`);
const ORIGIN = new RegExp(String.raw`^(https:\/\/${HOST}|${HERE})\/?$`);

const FLAG = /^ (true|false)$/;

// Of texts as they are, and of all else as JSON behind a space.
const RULES = {
  __proto__: null,
  userPoolId: /^(?=.{1,55}$)[a-z]+(-[a-z]+)+-\d+_[a-zA-Z0-9]+$/,
  clientId: /^[\w+]{1,128}$/,
  domain: new RegExp(String.raw`^((https:\/\/)?\w[\w-]*(\.[\w-]+)+(:\d+)?|${HERE})\/?$`),
  redirectUri: PAGE,
  logoutUri: PAGE,
  // A bare slash between brackets ends the expression for the reader of Vite 5, which then finds no file of ours.
  scopes: /^ \[(?=.*"openid")("[\w.:\/-]+",?)*]$/,
  idpInitiated: /^[^ ]/,
  endpoint: ORIGIN,
  fallbackEndpoint: ORIGIN,
  issuer: /^(?! )/,
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

/** Whether these settings are all known, and surely taken. `theirs` are those of an `amplify_outputs.json`. */
export function isSure(config, theirs = {}) {
  const all = { ...theirs, ...config };
  const fits = (name, value) => RULES[name]?.test(typeof value === "string" ? value : ` ${JSON.stringify(value)}`);
  // Of its addresses there can be several.
  const allFit = ([name, value]) => value === undefined || (name in theirs && /Uri/.test(name) ? [value].flat() : [value]).every((one) => fits(name, one));
  try {
    return all.userPoolId && all.clientId && Object.entries(all).every(allFit) && Object.keys(config).every((name) => !(name in theirs));
  } catch {
    return false;
  }
}

/** What an `amplify_outputs.json` says, as settings; nothing where that is not clear. */
export function amplified(text) {
  try {
    const { auth } = JSON.parse(text);
    const { oauth = {} } = auth;
    if (Object.keys(auth).some((name) => /secret/.test(name))) return {};
    return {
      userPoolId: auth.user_pool_id,
      clientId: auth.user_pool_client_id,
      domain: oauth.domain,
      redirectUri: oauth.redirect_sign_in_uri,
      logoutUri: oauth.redirect_sign_out_uri,
      scopes: oauth.scopes,
    };
  } catch {
    return {};
  }
}
