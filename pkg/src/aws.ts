// What the browser does for AWS credentials: requests that are signed and sent, and links. core.ts loads it, and the entry
// as well where it has nothing else yet. The keys and the signature are the WebAssembly's (src/flow/aws).

import { answerBy } from "./aws-ahead.js";
import type { Tools } from "./checks.js";
import type { Logins } from "./config.js";
import type { CoreCommands, Handler, Result } from "./core-commands.js";
import type { Provides, CoreClient } from "./core.js";
import { isRecord } from "./json.js";
import { report } from "./report.js";
import { mayHaveSdkDatabase, takeSdkIdentity } from "./sdk-identity.js";
import type { AwsCredentials, AwsRoleCredentials } from "./session.js";
import type { AwsCommand } from "./table.js";

export { askAhead } from "./aws-ahead.js";

// The entry's own, for there is one class of errors.
let tools: Tools;

/** What there is, by name. It is handed what core.ts has of the entry's, and hands over what the WebAssembly needs. */
export function aws(given: Tools & Provides) {
  tools = given;
  answerBy(given.provideSender);
  given.provideSdk({ takeSdkIdentity, mayHaveSdkDatabase });
  return { do: act, loginsOf };
}

export type Aws = ReturnType<typeof aws>;

const handlers: { readonly [Name in AwsCommand]: Handler<Name> } = {
  "aws.assumeRoleWithSaml": samlRole,
  "aws.credentials": credentials,
  "aws.fetch": awsFetch,
  "aws.presign": presign,
};

function act<Name extends keyof CoreCommands>(
  name: Name,
  client: CoreClient,
  given: readonly unknown[],
): Promise<Result<Name>> {
  const all: { readonly [Name in keyof CoreCommands]?: Handler<Name> } = handlers;
  const handler: Handler<Name> | undefined = all[name];
  if (!handler) throw new TypeError(name);
  return handler(client, ...given);
}

interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** As the WebAssembly writes them. */
type Plain<T> = Omit<T, "expiration"> & { readonly expiration: number };

async function credentials(client: CoreClient, options?: unknown): Promise<AwsCredentials> {
  const { forceRefresh } = tools.record(options ?? {}, "options");
  return dated(await client.perform<Plain<AwsCredentials>>("awsCredentials", [forceRefresh === true]));
}

async function samlRole(client: CoreClient, options?: unknown): Promise<AwsRoleCredentials> {
  return dated(await client.perform<Plain<AwsRoleCredentials>>("awsSamlRole", [tools.record(options, "role")]));
}

async function awsFetch(client: CoreClient, url?: unknown, options?: unknown): Promise<Response> {
  const { service, region, ...init } = tools.record(options ?? {}, "init");
  if (typeof ReadableStream === "function" && init.body instanceof ReadableStream)
    throw tools.wrongType(init.body, "body", "a body that is no stream: one cannot be signed before it is sent");
  // What the browser makes of it is what is signed: the whole address, and the content type that a body brings.
  const request = new Request(address(url), init);
  const body = await request.arrayBuffer();
  const asked = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    bodyHash: await sha256(body),
    service,
    region,
  };
  const sent = async () => {
    const signed = await client.perform<Signed>("awsSign", [asked]);
    return fetch(signed.url, { ...init, headers: signed.headers, body: body.byteLength ? body : null });
  };
  const answer = await sent();
  if (!(await isEnded(answer))) return explained(client, answer);
  await client.perform("awsCredentials", [true]);
  return explained(client, await sent());
}

async function presign(client: CoreClient, url?: unknown, options?: unknown): Promise<string> {
  const { method = "GET", expiresIn = 900, headers = {}, service, region } = tools.record(options ?? {}, "options");
  if (!Number.isSafeInteger(expiresIn)) throw tools.wrongType(expiresIn, "expiresIn", "a whole number of seconds");
  // Where there is no page, an address has to be whole.
  const { href } = new URL(address(url), (globalThis as { location?: Location }).location?.href);
  return client.perform<string>("awsSign", [{ method, url: href, headers, service, region, expiresIn }]);
}

/** A function of the app's own that gives logins, as the WebAssembly calls it: it gives them as JSON. */
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

// What the app gives may have another type than it says. No token is part of what is thrown.
function checked(given: unknown): object {
  if (!isRecord(given)) throw new TypeError("it gave no object of tokens");
  for (const [name, value] of Object.entries(given)) {
    const isServers = name === SERVER && isRecord(value) && [value.identityId, value.token].every(isText);
    if (value !== undefined && !isServers && (name === SERVER || !isText(value)))
      throw new TypeError(`it gave a value of \`${name}\` that is no token`);
  }
  return given;
}

const dated = <T extends { readonly expiration: number }>(given: T) => ({
  ...given,
  expiration: new Date(given.expiration),
});

const SERVER: keyof Logins = "cognito-identity.amazonaws.com";

const isText = (value: unknown) => typeof value === "string";

const address = (url: unknown) => (url instanceof URL ? url.href : tools.text(url, "url"));

/** Whether the credentials have ended before their time. */
async function isEnded(answer: Response) {
  const says = /ExpiredToken|InvalidToken|TokenRefreshRequired/;
  return (answer.status === 400 || answer.status === 403) && says.test(await body(answer));
}

/** Rejects with what the refusal means, where it is about the signature or the permissions. */
async function explained(client: CoreClient, answer: Response) {
  const { status } = answer;
  if (status >= 300 && status < 500) await client.perform("awsExplain", [{ status, body: await body(answer) }]);
  return answer;
}

/** The beginning of a body, which stays to be read. */
const body = async (answer: Response) => (await answer.clone().text()).slice(0, 65536);

async function sha256(bytes: ArrayBuffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
