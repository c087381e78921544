// Pages with the refresh token in a worker, with all their requests recorded; and a hostile script on them.

import { fileURLToPath } from "node:url";
import { RecordingProxy } from "./recording-proxy.ts";
import { CLIENT, OwnEmulator, POOL } from "./emulator.ts";
import { expect, setting, test as base, type Page } from "./test.ts";

export const RENEWAL = "GetTokensFromRefreshToken";
export const SHORT_LIVED = fileURLToPath(new URL("short-lived.toml", import.meta.url));
const SITE = new URL(setting("VESTIBULE_SITE_URL")).origin;

interface Fixtures {
  /** Tokens that are valid for five minutes, or the emulator's defaults. */
  config: string;
  cognito: OwnEmulator;
  recorder: RecordingProxy;
  /** The site, under a policy for Trusted Types. */
  site: RecordingProxy;
  policy: string;
  tab: () => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  config: [SHORT_LIVED, { option: true }],
  cognito: async ({ config }, use) => {
    const cognito = await OwnEmulator.start(config || undefined);
    await use(cognito);
    cognito.stop();
  },
  recorder: async ({ cognito }, use) => {
    const recorder = await RecordingProxy.start(cognito.url);
    await use(recorder);
    recorder.stop();
  },
  policy: ["vestibule", { option: true }],
  site: async ({ policy }, use) => {
    const site = await RecordingProxy.start(SITE, policy);
    await use(site);
    site.stop();
  },
  tab: async ({ context, recorder, site }, use) => {
    await use(async () => {
      const page = await context.newPage();
      await page.addInitScript(() => {
        // What the page itself sends.
        const { fetch } = window;
        const posted: string[] = [];
        window.fetch = (url, init) => {
          if (init?.method === "POST") posted.push(String(url));
          return fetch(url, init);
        };
        Object.assign(window, { posted });
        const { instantiateStreaming, instantiate } = WebAssembly;
        const captureMemory = <T extends { instance: WebAssembly.Instance } | WebAssembly.Instance>(result: T) => {
          const instance: WebAssembly.Instance = "instance" in result ? result.instance : result;
          for (const value of Object.values(instance.exports)) {
            if (value instanceof WebAssembly.Memory) Object.assign(window, { memory: value });
          }
          return result;
        };
        Object.assign(WebAssembly, {
          instantiateStreaming: async (...all: Parameters<typeof instantiateStreaming>) =>
            captureMemory(await instantiateStreaming(...all)),
          instantiate: async (...all: Parameters<typeof instantiate>) => captureMemory(await instantiate(...all)),
        });
      });
      await page.goto(`${site.url}/pkg/dist/package.json`);
      await createClient(page, recorder);
      return page;
    });
  },
});

export const createClient = (
  page: Page,
  recorder: RecordingProxy,
  options = {},
  { pool, client } = { pool: POOL, client: CLIENT },
) =>
  page.evaluate(
    async ({ config, options }) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      window.changes = [];
      window.auth = await Vestibule.create(config, options);
      window.auth.onChange((change) => window.changes.push({ kind: change.kind, sequence: change.sequence, at: 0 }));
    },
    {
      config: {
        userPoolId: pool,
        clientId: client,
        endpoint: recorder.url,
        domain: recorder.url,
        redirectUri: page.url().split("?")[0],
        storage: "worker" as const,
      },
      options,
    },
  );

export const signIn = (page: Page) =>
  page.evaluate(async () => {
    await window.auth.signIn({ username: "ada", password: "Lovelace1815", flow: "password" });
  });
export const token = (page: Page) => page.evaluate(async () => (await window.auth.session()).accessToken);
export const current = (page: Page) => page.evaluate(async () => (await window.auth.current())?.username);
export const errorKind = (page: Page) =>
  page.evaluate(() =>
    window.auth.session().then(
      () => "none",
      (error) => error.kind,
    ),
  );

/** Everything that JavaScript can reach in a page: its heap, and the WebAssembly's memory. */
export async function readPageMemory(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.takeHeapSnapshot");
  await session.detach();
  const memory = await page.evaluate(() => {
    const { memory } = window as unknown as { memory?: WebAssembly.Memory };
    return memory ? new TextDecoder("latin1").decode(memory.buffer) : "";
  });
  expect(memory.length, "the memory is looked at").toBeGreaterThan(100_000);
  return (
    chunks.join("") + memory + (await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])))
  );
}

export async function expectNoRefreshToken(page: Page, recorder: RecordingProxy): Promise<void> {
  const access = await token(page);
  const all = await readPageMemory(page);
  expect(all.includes(access.slice(0, 200)), "what the page has would be seen").toBe(true);
  expect(recorder.refreshTokens.length).toBeGreaterThan(0);
  for (const secret of recorder.refreshTokens)
    expect(all.includes(secret), "a refresh token is in the page").toBe(false);
}

export async function killWorker(page: Page): Promise<void> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const workers = targetInfos.filter(
    (info) => info.type === "shared_worker" && info.url.startsWith(new URL(page.url()).origin),
  );
  expect(workers.length).toBe(1);
  for (const { targetId } of workers) await session.send("Target.closeTarget", { targetId });
  await session.detach();
}

// A hostile script: it opens the worker itself.

export const workerName = ({ url }: RecordingProxy) =>
  JSON.stringify({ clientId: CLIENT, endpoints: [url], domain: url });

export const headersOf = (operation: string) => [
  ["Content-Type", "application/x-amz-json-1.1"],
  ["X-Amz-Target", `AWSCognitoIdentityProviderService.${operation}`],
];

export const renewal = ({ url }: RecordingProxy, handle: string) => ({
  what: "fetch",
  url: `${url}/`,
  headers: headersOf(RENEWAL),
  body: JSON.stringify({ ClientId: CLIENT, RefreshToken: handle }),
  millis: 5000,
});

export async function sendToWorker([name, wanted]: readonly [string, object]): Promise<unknown> {
  const module = await import("/pkg/dist/worker.js");
  // The page's own module opens the worker; the script uses its port.
  const { postMessage } = MessagePort.prototype;
  let port: MessagePort | undefined;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...all: Parameters<typeof postMessage>) {
    port ??= this;
    return postMessage.apply(this, all);
  } as typeof postMessage;
  await module.open(name).keys("");
  MessagePort.prototype.postMessage = postMessage;
  return new Promise((resolve) => {
    const listener = ({ data }: MessageEvent) => {
      if (data.id !== "mine" || !("value" in data || "error" in data)) return;
      port!.removeEventListener("message", listener);
      resolve(data);
    };
    port!.addEventListener("message", listener);
    port!.postMessage({ ...wanted, id: "mine" });
  });
}

export async function readHandle(name: string): Promise<string | undefined> {
  const module = await import("/pkg/dist/worker.js");
  const store = module.open(name);
  const [key] = await store.keys("vestibule.");
  return JSON.parse(await store.read(key)).refreshToken;
}

/** Everything that the worker returns of its storage. */
export async function readAll(name: string): Promise<string> {
  const module = await import("/pkg/dist/worker.js");
  const store = module.open(name);
  const keys: string[] = await store.keys("");
  return JSON.stringify(await Promise.all(keys.map((key) => store.read(key))));
}

/** Signs in, and stores what Amplify stores in the browser. */
export async function storeAmplifySession(it: {
  address: string;
  client: string;
  username: string;
  password: string;
}): Promise<void> {
  const response = await fetch(it.address, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      ClientId: it.client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: it.username, PASSWORD: it.password },
    }),
  });
  const { AuthenticationResult: tokens } = await response.json();
  const prefix = `CognitoIdentityServiceProvider.${it.client}.`;
  localStorage.setItem(`${prefix}${it.username}.idToken`, tokens.IdToken);
  localStorage.setItem(`${prefix}${it.username}.accessToken`, tokens.AccessToken);
  localStorage.setItem(`${prefix}${it.username}.refreshToken`, tokens.RefreshToken);
  localStorage.setItem(`${prefix}${it.username}.clockDrift`, "0");
  localStorage.setItem(`${prefix}LastAuthUser`, it.username);
}
