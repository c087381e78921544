// Settings that the library will surely take, so that it need not be there to check them. It refuses
// by what src/config/settings.rs says; what this file is not sure of is left to that. Less is taken
// here than there, and never more: tests/interop/package tries both.

const HOST = String.raw`\w[\w.-]*(:\d+)?`;
const HERE = String.raw`http:\/\/(localhost|127\.0\.0\.1)(:\d+)?`;
const PAGE = new RegExp(String.raw`^(https:\/\/${HOST}|${HERE})([/?][!-"$-~]*)?$`);
const ORIGIN = new RegExp(String.raw`^(https:\/\/${HOST}|${HERE})\/?$`);

const RULES = {
  userPoolId: /^(?=.{1,55}$)[a-z]+(-[a-z]+)+-\d+_[a-zA-Z0-9]+$/,
  clientId: /^[\w+]{1,128}$/,
  domain: new RegExp(String.raw`^((https:\/\/)?\w[\w-]*(\.[\w-]+)+(:\d+)?|${HERE})\/?$`),
  redirectUri: PAGE,
  logoutUri: PAGE,
  scopes: /^[\w.:/-]+$/,
  idpInitiated: /./,
  endpoint: ORIGIN,
  fallbackEndpoint: ORIGIN,
};

/** Of settings whose names are checked; those without a rule, and their types, are too. The two ids must be there. */
export function isSure(settings) {
  const fits = ([name, rule]) =>
    [settings[name] ?? (/Id/.test(name) ? "" : [])].flat().every((one) => one === `${one}` && rule.test(one));
  return (settings.scopes?.includes("openid") ?? true) && Object.entries(RULES).every(fits);
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
