// `Vestibule.diagnose()`: compares the configuration with the user pool. Loaded when it is called. The findings are
// those of src/flow/diagnose/, with the same texts: tests/interop/diagnose compares the two.

import type { Client } from "./client.js";
import type { Config, IdentityPool } from "./config.js";
import type { SettingsTexts } from "./core-types.js";
import { checkIdentityPool } from "./diagnose-identity.js";
import type { DiagnosedClient } from "./diagnose-identity.js";
import { Report, HELP } from "./diagnose-report.js";
import type { Diagnosis, Subject } from "./diagnosis.js";
import type { VestibuleError } from "./error.js";
import { parse } from "./json.js";
import type { Operations } from "./operations.js";
import { endpointOf, issuersOf } from "./pool.js";
import type { AmplifyAuth } from "./validate-config.js";

// The prefix of all made-up names, so that they can be recognized in Cognito's logs.
const MARK = "vestibule-diagnosis";

// The difference of the clocks that is accepted, in seconds.
const CLOCK_LEEWAY = 60;

const SCOPES = ["openid", "email", "phone"];

type Flow = Operations["InitiateAuth"]["input"]["AuthFlow"];
type Parameters = Readonly<Record<string, string>>;
type Call = (operation: "InitiateAuth", input: Operations["InitiateAuth"]["input"]) => Promise<unknown>;

/**
 * The sign-in that is tried for each flow: its subject, the flow, its parameters, and what to change if it is not
 * allowed.
 */
const FLOWS: readonly (readonly [Subject, Flow, Parameters, string])[] = [
  [
    "srp",
    "USER_SRP_AUTH",
    // The proof is never computed.
    { SRP_A: "2" },
    "For sign-in by SRP, the default: App clients > your client > Authentication flows, ALLOW_USER_SRP_AUTH.",
  ],
  [
    "password",
    "USER_PASSWORD_AUTH",
    { PASSWORD: MARK },
    "To send passwords themselves, as a user migration trigger needs: App clients > your client > Authentication flows, ALLOW_USER_PASSWORD_AUTH.",
  ],
  [
    "choice",
    "USER_AUTH",
    {},
    "For passkeys, codes and a choice of first factors: App clients > your client > Authentication flows, ALLOW_USER_AUTH.",
  ],
  [
    "custom",
    "CUSTOM_AUTH",
    {},
    "For custom challenges of your Lambda triggers: App clients > your client > Authentication flows, ALLOW_CUSTOM_AUTH.",
  ],
];

/** Compares the settings of a client with the user pool. */
export async function diagnose(auth: DiagnosedClient, client: Client): Promise<Diagnosis> {
  const call: Call = (operation, input) => auth.call(operation, input);
  const settings = new Settings(...client.settings);
  const report = new Report();
  const named = await checkPool(settings, report);
  await checkKeys(settings, report);
  await checkFallback(settings, report);
  // Cognito does not say whether a pool tracks devices, but a remembered device or the current tokens show it.
  const tracksDevices = (await hasDevice(settings, client)) || Boolean((await auth.current())?.accessClaims.device_key);
  await checkClient(settings, call, tracksDevices, report);
  if (settings.domain) {
    await checkDomain(settings, settings.domain, named, report);
    checkRedirectUri(settings, settings.domain, report);
  } else {
    report.note("domain", "not set: no sign-in through the hosted pages", HELP.setDomain);
  }
  if (settings.identityPool) await checkIdentityPool(auth, client, settings.identityPool, report);
  await checkClock(settings, report);
  return report.end();
}

/** The effective settings of a configuration, which may be an `amplify_outputs.json`. */
class Settings {
  readonly pool: string;
  readonly client: string;
  /** Where the session is stored. */
  readonly storage: string;
  readonly endpoint: string;
  readonly fallback: string | undefined;
  readonly issuers: readonly (string | undefined)[];
  readonly domain: string | undefined;
  readonly redirectUri: string | undefined;
  readonly scopes: readonly string[];
  readonly identityPool: IdentityPool | undefined;
  readonly timeout: number;

  constructor(...[settings, outputs]: SettingsTexts) {
    const config = parse<Partial<Config>>(settings);
    const { auth = {} } = outputs ? parse<{ readonly auth?: Partial<AmplifyAuth> }>(outputs) : {};
    const { oauth = {} } = auth;
    // A client cannot be created without them.
    this.pool = config.userPoolId ?? auth.user_pool_id ?? "";
    this.client = config.clientId ?? auth.user_pool_client_id ?? "";
    this.storage = typeof config.storage === "string" ? config.storage : "local";
    this.endpoint = config.endpoint?.replace(/\/$/, "") ?? endpointOf(this.pool);
    this.fallback = config.fallbackEndpoint?.replace(/\/$/, "");
    this.issuers = issuersOf({ ...config, userPoolId: this.pool });
    const domain = config.domain ?? oauth.domain;
    this.domain = domain && (domain.includes("://") ? domain : `https://${domain}`).replace(/\/$/, "");
    const uris = config.redirectUri ? [config.redirectUri] : (oauth.redirect_sign_in_uri ?? []);
    this.redirectUri = uris.find(isOfThisPage) ?? uris[0];
    const scopes = config.scopes ?? oauth.scopes ?? [];
    this.scopes = scopes.length ? scopes : SCOPES;
    const pool = config.identityPool ?? auth.identity_pool_id;
    this.identityPool = typeof pool === "string" ? { id: pool } : pool;
    this.timeout = config.timeout ?? 20000;
  }

  /** Sends requests as the core does (`src/platform/browser/page.js`). With `no-cors`, redirects are followed. */
  async fetch(url: string, options: RequestInit = {}) {
    const timeout = new AbortController();
    setTimeout(() => timeout.abort(), this.timeout);
    const redirect = options.mode ? "follow" : "error";
    return fetch(url, { credentials: "omit", cache: "no-store", redirect, signal: timeout.signal, ...options });
  }
}

/** Returns the domain in the pool's discovery document, if there is one. */
async function checkPool(settings: Settings, report: Report) {
  const response = await documentOf(settings, "openid-configuration");
  if (!response) {
    report.wrong("pool", `no response from ${settings.endpoint}`, HELP.unreachable);
    return undefined;
  }
  const { issuer, message, authorization_endpoint: authorize } = response.body;
  if (issuer && settings.issuers.includes(issuer)) report.right("pool", issuer);
  else if (issuer) report.wrong("pool", `the pool's issuer is ${issuer}`, HELP.anotherIssuer);
  else if ([400, 404].includes(response.status) && message) {
    report.wrong("pool", `there is no pool ${settings.pool}`, HELP.noPool);
  } else report.wrong("pool", status(response), HELP.notCognito);
  return /^https?:\/\/[^/?#]+/.exec(authorize ?? "")?.[0];
}

async function checkKeys(settings: Settings, report: Report) {
  const response = await documentOf(settings, "jwks.json");
  if (!response) return report.wrong("keys", `no response from ${settings.endpoint}`, HELP.unreachable);
  const count = response.body.keys?.length;
  if (count) report.right("keys", `${count} keys`);
  else if (response.ok) report.wrong("keys", "there are none", HELP.notCognito);
  else report.unknown("keys", status(response));
}

/** Checks the second endpoint, since problems of it would otherwise be noticed only when it is needed. */
async function checkFallback(settings: Settings, report: Report) {
  const { fallback } = settings;
  if (!fallback) return;
  const response = await documentOf(settings, "openid-configuration", fallback);
  const wrong = (found: string, help: string) => report.wrong("fallbackEndpoint", `${fallback}: ${found}`, help);
  if (!response) return wrong("no response", HELP.unreachable);
  const { issuer, message } = response.body;
  if (!issuer && [400, 404].includes(response.status) && message) return wrong("there is no such pool", HELP.noReplica);
  if (!issuer) return wrong("the response is not Cognito's", HELP.notCognito);
  if (!settings.issuers.includes(issuer)) return wrong("another issuer", HELP.anotherIssuer);
  // Starts a sign-in of a user who cannot exist.
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
  };
  const body = JSON.stringify({
    ClientId: settings.client,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: MARK, SRP_A: "2" },
  });
  const begun = await read(() => settings.fetch(`${fallback}/`, { method: "POST", headers, body }));
  if (!begun) return wrong("no response to a sign-in", HELP.unreachable);
  if (/OperationNotEnabledException/.test(begun.body.__type ?? ""))
    return wrong("the replica is not active", HELP.inactiveReplica);
  report.right("fallbackEndpoint", `${fallback}: it works`);
}

const documentOf = (settings: Settings, name: string, endpoint = settings.endpoint) =>
  read(() => settings.fetch(`${endpoint}/${settings.pool}/.well-known/${name}`));

type Outcome = "allowed" | "notAllowed" | "noClient" | "secret" | "unknown";

async function checkClient(settings: Settings, call: Call, tracksDevices: boolean, report: Report) {
  const outcomes: Outcome[] = [];
  for (const [, flow, parameters] of FLOWS) outcomes.push(await tryFlow(call, flow, parameters));
  const all = (outcome: Outcome) => outcomes.every((each) => each === outcome);
  const any = (outcome: Outcome) => outcomes.includes(outcome);
  if (any("noClient")) {
    return report.wrong("client", `the pool has no app client ${settings.client}`, HELP.noClient);
  }
  if (all("unknown")) return report.unknown("client", "Cognito's response does not show it");
  report.right("client", settings.client);
  if (any("secret")) report.wrong("secret", "there is one", HELP.hasSecret);
  else if (any("allowed")) report.right("secret", "there is none");
  else report.unknown("secret", "no flow is allowed that would show it");
  const nobody = all("notAllowed") && !settings.domain;
  for (const [index, [subject, flow, , help]] of FLOWS.entries()) {
    const not = `${flow} is not allowed`;
    const outcome = outcomes[index];
    if (outcome === "allowed" && subject === "password")
      report.note(subject, `${flow} is allowed`, tracksDevices ? HELP.notRenewed : HELP.mayNotBeRenewed);
    else if (outcome === "allowed") report.right(subject, `${flow} is allowed`);
    else if (outcome === "notAllowed" && nobody && subject === "srp") report.wrong(subject, not, HELP.noFlow);
    else if (outcome === "notAllowed") report.note(subject, not, help);
    else if (outcome === "secret") report.unknown(subject, "Cognito requires the secret");
    else report.unknown(subject, "Cognito's response does not show it");
  }
}

/** Whether this browser is a remembered device of any user: src/flow/device.rs stores them with the session. */
async function hasDevice({ client: clientId, storage }: Settings, { store }: Client) {
  const key = `vestibule.${clientId}.devices`;
  try {
    const text = await (store ? store.read(key) : window[`${storage}Storage` as "localStorage"].getItem(key));
    return parse<readonly unknown[]>(text ?? "[]").length > 0;
  } catch {
    // The store may be in memory, or deny access.
    return false;
  }
}

/** Starts a sign-in of a user who cannot exist. */
async function tryFlow(call: Call, flow: Flow, parameters: Parameters): Promise<Outcome> {
  const USERNAME = `${MARK}-${crypto.randomUUID()}`;
  try {
    await call("InitiateAuth", { AuthFlow: flow, AuthParameters: { USERNAME, ...parameters } });
    return "allowed";
  } catch (thrown) {
    // The type of everything that `call` rejects with.
    const error = thrown as VestibuleError;
    if (error.kind === "flowNotEnabled") return "notAllowed";
    if (error.kind === "clientNotFound") return "noClient";
    if (error.kind === "clientSecretRequired") return "secret";
    // Any other answer about the user means that the flow was allowed.
    return error.code && !error.retryable ? "allowed" : "unknown";
  }
}

/** Requests tokens for a code that cannot exist. */
async function checkDomain(settings: Settings, domain: string, named: string | undefined, report: Report) {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: settings.client,
    redirect_uri: settings.redirectUri ?? "https://localhost/",
    code: MARK,
    code_verifier: MARK.repeat(3),
  });
  const response = await read(() => settings.fetch(`${domain}/oauth2/token`, { method: "POST", body: form }));
  if (!response) {
    const isThere = await settings.fetch(domain, { mode: "no-cors" }).then(
      () => true,
      () => false,
    );
    return report.wrong("domain", `no response from ${domain}`, isThere ? HELP.noCors : HELP.noDomain);
  }
  const { error } = response.body;
  if (!error) return report.wrong("domain", status(response), HELP.notCognitosDomain);
  if (error === "invalid_client" && report.has("client", "right") && !report.has("secret", "wrong")) {
    return report.wrong("domain", domain, HELP.anotherPoolsDomain);
  }
  if (named && named !== domain) {
    report.note("domain", `${domain}, and the pool names ${named}`, HELP.otherDomain);
  } else report.right("domain", domain);
  if (error === "invalid_grant") report.right("codeGrant", "it is allowed");
  else if (error === "unauthorized_client") report.note("codeGrant", "it is not allowed", HELP.allowCode);
  else report.unknown("codeGrant", `Cognito returned ${error}`);
}

function checkRedirectUri(settings: Settings, domain: string, report: Report) {
  const uri = settings.redirectUri;
  if (!uri) return report.note("redirectUri", "not set", HELP.setRedirectUri);
  if (!isOfThisPage(uri)) return report.wrong("redirectUri", uri, HELP.anotherOrigin);
  const parameters = {
    client_id: settings.client,
    response_type: report.has("codeGrant", "note") ? "token" : "code",
    redirect_uri: uri,
    scope: settings.scopes.join(" "),
    state: MARK,
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  report.unknown("redirectUri", uri, HELP.openLink, `${domain}/oauth2/authorize?${query.join("&")}`);
}

/** Uses the header `Date`, which pages may read from Cognito's API. */
async function checkClock(settings: Settings, report: Report) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser",
  };
  const body = '{"AccessToken":"clock"}';
  const before = Date.now();
  const response = await settings
    .fetch(`${settings.endpoint}/`, { method: "POST", headers, body })
    .catch(() => undefined);
  const after = Date.now();
  const serverTime = Date.parse(response?.headers.get("date") ?? "");
  if (Number.isNaN(serverTime)) return report.unknown("clock", "Cognito's time cannot be read here");
  // The header has whole seconds, and was written between the two times.
  const ahead = Math.trunc(((before + after) / 2 - (serverTime + 500)) / 1000);
  if (Math.abs(ahead) <= CLOCK_LEEWAY) report.right("clock", "it is right");
  else
    report.wrong("clock", `${Math.abs(ahead)} seconds ${ahead > 0 ? "ahead of" : "behind"} Cognito's`, HELP.setClock);
}

/** The JSON of a response. The types apply if Cognito sent it. */
interface Body {
  readonly issuer?: string;
  readonly message?: string;
  readonly authorization_endpoint?: string;
  readonly keys?: readonly unknown[];
  readonly error?: string;
  readonly __type?: string;
}

interface JsonResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly body: Body;
}

/** Returns the response with its JSON, which is empty if there is none; `undefined` if there is no response. */
async function read(send: () => Promise<Response>): Promise<JsonResponse | undefined> {
  try {
    const response = await send();
    const text = await response.text();
    let body: Body | null | undefined;
    try {
      body = parse<Body | null>(text);
    } catch {
      // The response is not from Cognito.
    }
    return { status: response.status, ok: response.ok, body: body ?? {} };
  } catch {
    return undefined;
  }
}

const status = (response: JsonResponse) => `a response with the status ${response.status}`;

function isOfThisPage(uri: string) {
  try {
    return new URL(uri).origin === location.origin;
  } catch {
    return false;
  }
}
