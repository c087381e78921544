// The browser's part of AWS credentials: signed requests and presigned links. Loaded by core.ts, or by the entry before
// the core. Keys and signatures are computed in the WebAssembly (src/flow/aws).

import { abortable } from "./abortable.js";
import { offerTo } from "./aws-prefetch.js";
import { addressOf, requestOf } from "./aws-request.js";
import type { Tools } from "./checks.js";
import type { Logins } from "./config.js";
import type { AwsInternals, CoreClient, Handler } from "./core-types.js";
import { isRecord } from "./json.js";
import { report } from "./report.js";
import { mayHaveSdkDatabase, takeSdkIdentity } from "./sdk-identity.js";
import type { AwsCredentials, AwsRoleCredentials } from "./session.js";
import type { AwsCommand } from "./table.js";

export { firstCredentials } from "./aws-prefetch.js";

// The entry's instance, so that there is only one error class.
let tools: Tools;

/**
 * Takes the tools of the entry and of core.ts, gives the WebAssembly the functions that it needs, and returns the
 * handlers.
 */
export function aws(given: Tools & AwsInternals) {
  tools = given;
  offerTo(given.provideSender);
  given.provideSdk({ takeSdkIdentity, mayHaveSdkDatabase });
  return { handlers, loginsOf };
}

export type Aws = ReturnType<typeof aws>;

const handlers: { readonly [Name in AwsCommand]: Handler<Name> } = {
  "aws.assumeRoleWithSaml": samlRole,
  "aws.credentials": credentials,
  "aws.fetch": awsFetch,
  "aws.presign": presign,
};

interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly identityId: string;
}

/** The type as written by the WebAssembly. */
type Plain<T> = Omit<T, "expiration"> & { readonly expiration: number };

async function credentials(client: CoreClient, options?: unknown): Promise<AwsCredentials> {
  const { forceRefresh = false } = tools.record(options ?? {}, "options");
  if (typeof forceRefresh !== "boolean") throw tools.wrongType(forceRefresh, "forceRefresh", "a boolean");
  return dated(await client.perform<Plain<AwsCredentials>>("awsCredentials", [forceRefresh]));
}

async function samlRole(client: CoreClient, options?: unknown): Promise<AwsRoleCredentials> {
  return dated(await client.perform<Plain<AwsRoleCredentials>>("awsSamlRole", [tools.record(options, "role")]));
}

async function awsFetch(client: CoreClient, url?: unknown, options?: unknown): Promise<Response> {
  const { service, region, ...init } = tools.record(options ?? {}, "init");
  const request = requestOf(url, init, tools);
  return abortable(request.signal, () => signedAndSent(client, request, init, { service, region }), tools);
}

async function signedAndSent(client: CoreClient, request: Request, init: RequestInit, scope: object) {
  const { method, url, headers } = request;
  const body = await request.arrayBuffer();
  const asked = { method, url, headers: Object.fromEntries(headers), bodyHash: await sha256(body), ...scope };
  const sign = () => client.perform<Signed>("awsSign", [asked]);
  const send = (signed: Signed) =>
    reached(url, fetch(signed.url, { ...init, method, headers: signed.headers, body: body.byteLength ? body : null }));
  const first = await sign();
  let response = await send(first);
  let refusal = await refusalOf(url, response);
  if (hasExpired(refusal)) {
    await client.perform("awsCredentials", [true]);
    const second = await sign();
    if (second.identityId !== first.identityId) throw identityChanged();
    response = await send(second);
    refusal = await refusalOf(url, response);
  }
  // Rejects with an explanation if the refusal concerns the signature or the permissions.
  if (refusal) await client.perform("awsExplain", [refusal]);
  return response;
}

/** The app made the request for the user of that time, so it is not repeated for another one. */
const identityChanged = () =>
  new tools.VestibuleError({
    kind: "identityChanged",
    message: "The credentials of the request have expired, and the new ones belong to another identity",
    help: "Make the request again if it is meant for the user who is signed in now.",
  });

async function presign(client: CoreClient, url?: unknown, options?: unknown): Promise<string> {
  const { method = "GET", expiresIn = 900, headers = {}, service, region } = tools.record(options ?? {}, "options");
  if (!Number.isSafeInteger(expiresIn)) throw tools.wrongType(expiresIn, "expiresIn", "a whole number of seconds");
  return client.perform<string>("awsSign", [
    { method, url: addressOf(url, tools), headers, service, region, expiresIn },
  ]);
}

/** Explains network errors: the browser only says that there is no readable response. */
async function reached<T>(url: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new tools.VestibuleError({
      kind: "network",
      message: `The request did not reach ${new URL(url).host}, or its answer may not be read by this page`,
      help: UNREADABLE,
      retryable: true,
      cause,
    });
  }
}

const UNREADABLE =
  "If the network is there: the service has to let the page's origin read its answers (of S3 a CORS rule of the bucket that allows the method and the headers authorization, content-type and x-amz-*), the host must be right, and the page's Content-Security-Policy has it in connect-src.";

/** Wraps the app's function that returns logins for the WebAssembly: the result is JSON. */
function loginsOf(given: () => unknown) {
  return async () => {
    try {
      return JSON.stringify(checked(await given()));
    } catch (cause) {
      const message = "`identityPool.logins` failed, and there are no credentials without what it gives";
      const help = "It must return an object of tokens by the names of their providers, or a promise of one.";
      report(new tools.VestibuleError({ kind: "configuration", field: "identityPool", message, help, cause }));
      throw cause;
    }
  };
}

// The app's function may return another type than declared. No token is part of the error.
function checked(given: unknown): object {
  if (!isRecord(given)) throw new TypeError("it gave no object of tokens");
  for (const [name, value] of Object.entries(given)) {
    const isDeveloperLogin =
      name === DEVELOPER_PROVIDER && isRecord(value) && [value.identityId, value.token].every(isText);
    if (value !== undefined && !isDeveloperLogin && (name === DEVELOPER_PROVIDER || !isText(value)))
      throw new TypeError(`it gave a value of \`${name}\` that is no token`);
  }
  return given;
}

const dated = <T extends { readonly expiration: number }>(given: T) => ({
  ...given,
  expiration: new Date(given.expiration),
});

const DEVELOPER_PROVIDER: keyof Logins = "cognito-identity.amazonaws.com";

const isText = (value: unknown) => typeof value === "string";

/** Returns the status and the body of a refusal. The body of the response can still be read. */
async function refusalOf(url: string, response: Response) {
  const { status } = response;
  if (status < 300 || status >= 500) return undefined;
  return { status, body: (await reached(url, response.clone().text())).slice(0, 65536) };
}

type Refusal = Awaited<ReturnType<typeof refusalOf>>;

/** Whether the credentials have expired early. */
const hasExpired = (refusal: Refusal) =>
  !!refusal &&
  (refusal.status === 400 || refusal.status === 403) &&
  /ExpiredToken|InvalidToken|TokenRefreshRequired/.test(refusal.body);

async function sha256(bytes: ArrayBuffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
