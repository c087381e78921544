// `Vestibule.diagnose()`: the configuration held against the pool that it names. A page loads this
// file when it asks for a diagnosis, and not before. It finds what src/flow/diagnose/ finds, word for
// word: tests/interop/diagnose holds the two against each other.

import type { Client, SettingsTexts } from "./client.js";
import type { Config, IdentityPool } from "./config.js";
import { lookAtIdentityPool } from "./diagnose-identity.js";
import { Report, WORDS } from "./diagnose-report.js";
import type { Diagnosis, Subject } from "./diagnosis.js";
import type { VestibuleError } from "./error.js";
import type { Vestibule } from "./index.js";
import { parse } from "./json.js";
import type { Operations } from "./operations.js";
import { endpointOf, issuersOf } from "./pool.js";
import type { AmplifyAuth } from "./validate-config.js";

// In front of every name that a diagnosis makes up, so that it is known in Cognito's logs.
const MARK = "vestibule-diagnosis";

// How far the clocks may be apart before it is reported, in seconds.
const CLOCK_LEEWAY = 60;

const SCOPES = ["openid", "email", "phone"];

type Flow = Operations["InitiateAuth"]["input"]["AuthFlow"];
type Parameters = Readonly<Record<string, string>>;
type Call = (operation: "InitiateAuth", input: Operations["InitiateAuth"]["input"]) => Promise<unknown>;

/** What is asked for each flow: the subject, the flow, what goes along, and what to change where it is not allowed. */
const FLOWS: readonly (readonly [Subject, Flow, Parameters, string])[] = [
  [
    "srp",
    "USER_SRP_AUTH",
    // The proof is never asked for.
    { SRP_A: "2" },
    "For sign-in by SRP, the default: App clients > your client > Authentication flows, ALLOW_USER_SRP_AUTH.",
  ],
  [
    "password",
    "USER_PASSWORD_AUTH",
    { PASSWORD: MARK },
    "For passwords that are sent, as a migration trigger needs them: App clients > your client > Authentication flows, ALLOW_USER_PASSWORD_AUTH.",
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
    "For questions of your own Lambda triggers: App clients > your client > Authentication flows, ALLOW_CUSTOM_AUTH.",
  ],
];

/** Holds the settings of a client against the pool that they name. */
export async function diagnose(auth: Vestibule, client: Client): Promise<Diagnosis> {
  const call: Call = (operation, input) => auth.call(operation, input);
  const at = new Settings(...client.settings);
  const report = new Report();
  const named = await lookAtPool(at, report);
  await lookAtKeys(at, report);
  await lookAtFallback(at, report);
  // No answer of Cognito's tells it to others: a remembered device does, or the tokens of whoever is signed in.
  const tracksDevices = (await knowsADevice(at, client)) || Boolean((await auth.current())?.accessClaims.device_key);
  await lookAtClient(at, call, tracksDevices, report);
  if (at.domain) {
    await lookAtDomain(at, at.domain, named, report);
    lookAtRedirectUri(at, at.domain, report);
  } else {
    report.note("domain", "not set: no sign-in through the hosted pages", WORDS.setDomain);
  }
  if (at.identityPool) await lookAtIdentityPool(auth, client, at.identityPool, report);
  await lookAtClock(at, report);
  return report.end();
}

/** What the library makes of a configuration; an `amplify_outputs.json` names it its own way. */
class Settings {
  readonly pool: string;
  readonly client: string;
  /** Where the session rests, in the browser's own storage or elsewhere. */
  readonly place: string;
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
    // The client was made with both.
    this.pool = config.userPoolId ?? auth.user_pool_id ?? "";
    this.client = config.clientId ?? auth.user_pool_client_id ?? "";
    this.place = typeof config.storage === "string" ? config.storage : "local";
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

  /** As the core asks the pool (`src/platform/browser/page.js`). Where the answer is hidden, redirects are followed. */
  async fetch(url: string, options: RequestInit = {}) {
    const late = new AbortController();
    setTimeout(() => late.abort(), this.timeout);
    const redirect = options.mode ? "follow" : "error";
    return fetch(url, { credentials: "omit", cache: "no-store", redirect, signal: late.signal, ...options });
  }
}

/** Gives the domain that the pool names as its own, where it names one. */
async function lookAtPool(at: Settings, report: Report) {
  const answer = await documentOf(at, "openid-configuration");
  if (!answer) {
    report.wrong("pool", `no answer from ${at.endpoint}`, WORDS.unreachable);
    return undefined;
  }
  const { issuer, message, authorization_endpoint: authorize } = answer.body;
  if (issuer && at.issuers.includes(issuer)) report.right("pool", issuer);
  else if (issuer) report.wrong("pool", `the pool calls itself ${issuer}`, WORDS.anotherIssuer);
  else if ([400, 404].includes(answer.status) && message) {
    report.wrong("pool", `there is no pool ${at.pool}`, WORDS.noPool);
  } else report.wrong("pool", status(answer), WORDS.notCognito);
  return /^https?:\/\/[^/?#]+/.exec(authorize ?? "")?.[0];
}

async function lookAtKeys(at: Settings, report: Report) {
  const answer = await documentOf(at, "jwks.json");
  if (!answer) return report.wrong("keys", `no answer from ${at.endpoint}`, WORDS.unreachable);
  const count = answer.body.keys?.length;
  if (count) report.right("keys", `${count} keys`);
  else if (answer.ok) report.wrong("keys", "there are none", WORDS.notCognito);
  else report.unknown("keys", status(answer));
}

/** The endpoint that serves while the first one is away: by itself, since otherwise nobody hears of it before they need it. */
async function lookAtFallback(at: Settings, report: Report) {
  const { fallback } = at;
  if (!fallback) return;
  const answer = await documentOf(at, "openid-configuration", fallback);
  const wrong = (found: string, help: string) => report.wrong("fallbackEndpoint", `${fallback}: ${found}`, help);
  if (!answer) return wrong("no answer", WORDS.unreachable);
  const { issuer, message } = answer.body;
  if (!issuer && [400, 404].includes(answer.status) && message) return wrong("there is no such pool", WORDS.noReplica);
  if (!issuer) return wrong("no answer of Cognito's", WORDS.notCognito);
  if (!at.issuers.includes(issuer)) return wrong("another issuer", WORDS.anotherIssuer);
  // The beginning of a sign-in of a user who cannot exist.
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
  };
  const body = JSON.stringify({
    ClientId: at.client,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: MARK, SRP_A: "2" },
  });
  const begun = await read(() => at.fetch(`${fallback}/`, { method: "POST", headers, body }));
  if (!begun) return wrong("no answer to a sign-in", WORDS.unreachable);
  if (/OperationNotEnabledException/.test(begun.body.__type ?? ""))
    return wrong("the replica is not active", WORDS.inactiveReplica);
  report.right("fallbackEndpoint", `${fallback}: it serves`);
}

const documentOf = (at: Settings, name: string, endpoint = at.endpoint) =>
  read(() => at.fetch(`${endpoint}/${at.pool}/.well-known/${name}`));

type Outcome = "allowed" | "notAllowed" | "noClient" | "secret" | "unknown";

async function lookAtClient(at: Settings, call: Call, tracksDevices: boolean, report: Report) {
  const outcomes: Outcome[] = [];
  for (const [, flow, parameters] of FLOWS) outcomes.push(await tryFlow(call, flow, parameters));
  const all = (outcome: Outcome) => outcomes.every((each) => each === outcome);
  const any = (outcome: Outcome) => outcomes.includes(outcome);
  if (any("noClient")) {
    return report.wrong("client", `the pool has no app client ${at.client}`, WORDS.noClient);
  }
  if (all("unknown")) return report.unknown("client", "Cognito did not say");
  report.right("client", at.client);
  if (any("secret")) report.wrong("secret", "there is one", WORDS.hasSecret);
  else if (any("allowed")) report.right("secret", "there is none");
  else report.unknown("secret", "no flow is allowed that would tell");
  const nobody = all("notAllowed") && !at.domain;
  for (const [index, [subject, flow, , help]] of FLOWS.entries()) {
    const not = `${flow} is not allowed`;
    const outcome = outcomes[index];
    if (outcome === "allowed" && subject === "password")
      report.note(subject, `${flow} is allowed`, tracksDevices ? WORDS.notRenewed : WORDS.mayNotBeRenewed);
    else if (outcome === "allowed") report.right(subject, `${flow} is allowed`);
    else if (outcome === "notAllowed" && nobody && subject === "srp") report.wrong(subject, not, WORDS.noFlow);
    else if (outcome === "notAllowed") report.note(subject, not, help);
    else if (outcome === "secret") report.unknown(subject, "Cognito asked for the secret");
    else report.unknown(subject, "Cognito did not say");
  }
}

/** Whether this browser is a device for anybody: src/flow/device.rs keeps them with the session. */
async function knowsADevice({ client: clientId, place }: Settings, { store }: Client) {
  const key = `vestibule.${clientId}.devices`;
  try {
    const text = await (store ? store.read(key) : window[`${place}Storage` as "localStorage"].getItem(key));
    return parse<readonly unknown[]>(text ?? "[]").length > 0;
  } catch {
    // Where a session is not kept, no device is, either; or the store refuses.
    return false;
  }
}

/** Begins a sign-in of a user who cannot exist. */
async function tryFlow(call: Call, flow: Flow, parameters: Parameters): Promise<Outcome> {
  const USERNAME = `${MARK}-${crypto.randomUUID()}`;
  try {
    await call("InitiateAuth", { AuthFlow: flow, AuthParameters: { USERNAME, ...parameters } });
    return "allowed";
  } catch (thrown) {
    // All that `call` rejects with.
    const error = thrown as VestibuleError;
    if (error.kind === "flowNotEnabled") return "notAllowed";
    if (error.kind === "clientNotFound") return "noClient";
    if (error.kind === "clientSecretRequired") return "secret";
    // Whatever else Cognito says of the user, it has let the flow begin.
    return error.code && !error.retryable ? "allowed" : "unknown";
  }
}

/** Asks the token endpoint for the tokens of a code that cannot exist. */
async function lookAtDomain(at: Settings, domain: string, named: string | undefined, report: Report) {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: at.client,
    redirect_uri: at.redirectUri ?? "https://localhost/",
    code: MARK,
    code_verifier: MARK.repeat(3),
  });
  const answer = await read(() => at.fetch(`${domain}/oauth2/token`, { method: "POST", body: form }));
  if (!answer) {
    const answers = await at.fetch(domain, { mode: "no-cors" }).then(
      () => true,
      () => false,
    );
    return report.wrong("domain", `no answer from ${domain}`, answers ? WORDS.noCors : WORDS.noDomain);
  }
  const { error } = answer.body;
  if (!error) return report.wrong("domain", status(answer), WORDS.notCognitosDomain);
  if (error === "invalid_client" && report.has("client", "right") && !report.has("secret", "wrong")) {
    return report.wrong("domain", domain, WORDS.anotherPoolsDomain);
  }
  if (named && named !== domain) {
    report.note("domain", `${domain}, and the pool names ${named}`, WORDS.otherDomain);
  } else report.right("domain", domain);
  if (error === "invalid_grant") report.right("codeGrant", "it is allowed");
  else if (error === "unauthorized_client") report.note("codeGrant", "it is not allowed", WORDS.allowCode);
  else report.unknown("codeGrant", `Cognito said ${error}`);
}

function lookAtRedirectUri(at: Settings, domain: string, report: Report) {
  const uri = at.redirectUri;
  if (!uri) return report.note("redirectUri", "not set", WORDS.setRedirectUri);
  if (!isOfThisPage(uri)) return report.wrong("redirectUri", uri, WORDS.anotherOrigin);
  const parameters = {
    client_id: at.client,
    response_type: report.has("codeGrant", "note") ? "token" : "code",
    redirect_uri: uri,
    scope: at.scopes.join(" "),
    state: MARK,
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  report.unknown("redirectUri", uri, WORDS.openLink, `${domain}/oauth2/authorize?${query.join("&")}`);
}

/** By the header `Date`, which Cognito's API lets every page read. */
async function lookAtClock(at: Settings, report: Report) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser",
  };
  const body = '{"AccessToken":"clock"}';
  const before = Date.now();
  const answer = await at.fetch(`${at.endpoint}/`, { method: "POST", headers, body }).catch(() => undefined);
  const after = Date.now();
  const serverTime = Date.parse(answer?.headers.get("date") ?? "");
  if (Number.isNaN(serverTime)) return report.unknown("clock", "Cognito's time cannot be read here");
  // The header has whole seconds, and was written at some moment between the two.
  const ahead = Math.trunc(((before + after) / 2 - (serverTime + 500)) / 1000);
  if (Math.abs(ahead) <= CLOCK_LEEWAY) report.right("clock", "it is right");
  else
    report.wrong("clock", `${Math.abs(ahead)} seconds ${ahead > 0 ? "ahead of" : "behind"} Cognito's`, WORDS.setClock);
}

/** Whatever answers: what is there has these types where it is Cognito. */
interface Body {
  readonly issuer?: string;
  readonly message?: string;
  readonly authorization_endpoint?: string;
  readonly keys?: readonly unknown[];
  readonly error?: string;
  readonly __type?: string;
}

interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly body: Body;
}

/** The answer with its JSON, which is empty where there is none; nothing where there is no answer. */
async function read(send: () => Promise<Response>): Promise<Answer | undefined> {
  try {
    const answer = await send();
    const text = await answer.text();
    let body: Body | null | undefined;
    try {
      body = parse<Body | null>(text);
    } catch {
      // Not Cognito's.
    }
    return { status: answer.status, ok: answer.ok, body: body ?? {} };
  } catch {
    return undefined;
  }
}

const status = (answer: Answer) => `an answer with the status ${answer.status}`;

function isOfThisPage(uri: string) {
  try {
    return new URL(uri).origin === location.origin;
  } catch {
    return false;
  }
}
