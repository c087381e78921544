// What an app's page loads for AWS credentials, and how often it requests them.

import { CLIENT, POOL, type Emulator, type Person } from "./support/emulator.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

/** The settings that can be passed to a page: without functions. */
type Config = Omit<import("../../pkg/src/index.ts").Config, "storage">;

const ID = "eu-west-1:11111111-2222-3333-4444-555555555555";
/** What credentials are stored and renewed by. */
const CORE_FILES = ["core.js", "vestibule_bg.wasm", "vestibule_session.wasm", "vestibule_aws.wasm"];
/** Everything that a call is known to need whose credentials only the core can get. */
const FIRST_FILES = ["aws.js", ...CORE_FILES];

/** The files of the package and the operations of the identity pool, in the order of the requests. */
class Requests {
  readonly files: string[] = [];
  readonly operations: string[] = [];

  constructor(readonly page: Page) {
    page.on("request", (request) => {
      const file = /\/pkg\/dist\/(\w[\w.]*)$/.exec(request.url())?.[1];
      if (file && file !== "package.json") this.files.push(file);
      const target = request.headers()["x-amz-target"];
      if (target?.startsWith("AWSCognitoIdentityService.")) this.operations.push(target.split(".")[1]);
    });
  }

  clear(): void {
    this.files.length = this.operations.length = 0;
  }
}

const endpoint = () => setting("VESTIBULE_EMULATOR_URL");

const config = (identityPool: Config["identityPool"]): Config => ({
  userPoolId: POOL,
  clientId: CLIENT,
  endpoint: endpoint(),
  identityPool,
});

async function openSite(page: Page): Promise<void> {
  await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
}

/** A user who has a session in this browser. */
async function signInBefore(page: Page, emulator: Emulator): Promise<Person> {
  const person = await emulator.createUser();
  await openSite(page);
  await page.evaluate(
    async ([config, { username, password }]) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      const auth = await Vestibule.create(config);
      await auth.signIn({ username, password });
    },
    [config(undefined), person] as const,
  );
  return person;
}

/** On a reloaded page. */
const credentials = (page: Page, identityPool: Config["identityPool"]) =>
  page.evaluate(async (config) => {
    const { Vestibule } = await import("/pkg/dist/index.js");
    const auth = await Vestibule.create(config);
    const { accessKeyId, identityId, expiration } = await auth.aws.credentials();
    return { accessKeyId, identityId, isDate: expiration instanceof Date };
  }, config(identityPool)) as Promise<{ accessKeyId: string; identityId: string; isDate: boolean }>;

/** Holds responses with files of the core. Returns a function that lets them go. */
async function holdCore(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/pkg\/dist\/(core\.js|.*\.wasm)$/, async (route) => {
    await released;
    // The page may have been left.
    await route.continue().catch(() => {});
  });
  return release;
}

const hasStored = (page: Page) => page.evaluate(() => Object.keys(localStorage).some((key) => key.endsWith(".aws")));

for (const [name, pool] of [
  ["its id", () => ({ id: ID, endpoint: endpoint() })],
  ["more settings", () => ({ endpoint: `${endpoint()}/`, id: ID, stsEndpoint: endpoint(), loginKey: LOGIN })],
] as const)
  test(`a page gets its first credentials before the WebAssembly, which stores them, with ${name}`, async ({
    page,
    emulator,
  }) => {
    await signInBefore(page, emulator);
    await openSite(page);
    const requests = new Requests(page);
    const release = await holdCore(page);
    const first = await credentials(page, pool());
    expect(first.accessKeyId).toMatch(/^ASIA/);
    expect(first.isDate).toBe(true);
    await expect.poll(() => requests.files.toSorted()).toEqual(["index.js", ...FIRST_FILES].toSorted());
    expect(requests.files.slice(0, 2)).toEqual(["index.js", "aws.js"]);
    expect(await hasStored(page)).toBe(false);
    release();
    await expect.poll(() => hasStored(page)).toBe(true);
    // The WebAssembly has received the responses.
    expect(requests.operations).toEqual(["GetId", "GetCredentialsForIdentity"]);

    await openSite(page);
    requests.clear();
    const releaseAgain = await holdCore(page);
    expect(await credentials(page, pool()), "they are stored").toEqual(first);
    releaseAgain();
    await expect.poll(() => requests.files).toContain("vestibule_aws.wasm");
    expect(requests.operations).toEqual([]);
  });

test("if stored credentials have expired, all files are requested in one round", async ({ page, emulator }) => {
  await signInBefore(page, emulator);
  const pool = { id: ID, endpoint: endpoint() };
  await credentials(page, pool);
  await expect.poll(() => hasStored(page)).toBe(true);
  await openSite(page);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((key) => key.endsWith(".aws")) ?? "";
    localStorage[key] = localStorage[key].replace(/"expires":\d+/, '"expires":1700000000000');
  });
  const requests = new Requests(page);
  const release = await holdCore(page);
  const second = credentials(page, pool);
  await expect.poll(() => requests.files.toSorted()).toEqual(["index.js", ...FIRST_FILES].toSorted());
  release();
  expect((await second).accessKeyId).toMatch(/^ASIA/);
  expect(requests.operations, "with the stored identity").toEqual(["GetCredentialsForIdentity"]);
});

test("a user who signs out gets no credentials, and none are stored", async ({ page, emulator }) => {
  await signInBefore(page, emulator);
  await openSite(page);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(
    (url) => url.href.startsWith(endpoint()),
    async (route) => {
      if (route.request().headers()["x-amz-target"]?.endsWith(".GetCredentialsForIdentity")) await released;
      await route.continue();
    },
  );
  const result = page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      const auth = await Vestibule.create(config);
      const requested = auth.aws.credentials().then(
        ({ identityId }) => identityId,
        (error: { kind: string }) => error.kind,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      await auth.signOut();
      document.title = "signed out";
      return requested;
    },
    config({ id: ID, endpoint: endpoint() }),
  );
  await expect(page).toHaveTitle("signed out");
  release();
  expect(await result).toBe("signedOut");
  expect(await hasStored(page)).toBe(false);
});

const LOGIN = `cognito-idp.eu-west-1.amazonaws.com/${POOL}`;

test("a signed request loads the signing code in the same round", async ({ page, emulator }) => {
  await signInBefore(page, emulator);
  await openSite(page);
  const requests = new Requests(page);
  await page.route("**/core.js", async (route) => {
    await expect.poll(() => requests.files).toContain("vestibule_signing.wasm");
    await route.continue();
  });
  const link = await page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      const auth = await Vestibule.create(config);
      return auth.aws.presign("https://vestibule-demo.s3.eu-west-1.amazonaws.com/public/welcome.txt");
    },
    config({ id: ID, endpoint: endpoint() }),
  );
  expect(link).toContain("X-Amz-Signature=");
  expect(requests.files.toSorted()).toEqual(["index.js", "vestibule_signing.wasm", ...FIRST_FILES].toSorted());
});

test("requests the identity and its credentials while the WebAssembly is loading", async ({ page, emulator }) => {
  await signInBefore(page, emulator);
  await openSite(page);
  const requests = new Requests(page);
  await page.route("**/vestibule_bg.wasm", async (route) => {
    await expect.poll(() => requests.operations).toEqual(["GetId", "GetCredentialsForIdentity"]);
    await route.continue();
  });
  await credentials(page, { id: ID, endpoint: endpoint() });
  expect(requests.operations).toEqual(["GetId", "GetCredentialsForIdentity"]);
});

test("an identity stored by another library is sent with the login, and no other is requested", async ({
  page,
  emulator,
}) => {
  await signInBefore(page, emulator);
  const asked = await page.request.post(endpoint(), {
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityService.GetId" },
    data: JSON.stringify({ IdentityPoolId: ID }),
  });
  const { IdentityId: guest } = await asked.json();
  for (const library of ["amplify", "sdk"]) {
    await openSite(page);
    await page.evaluate(
      async ([library, guest, id]) => {
        for (const key of Object.keys(localStorage)) if (key.endsWith(".aws")) localStorage.removeItem(key);
        if (library === "amplify") return localStorage.setItem(`com.amplify.Cognito.${id}.identityId`, guest);
        await new Promise((done) => {
          const opening = indexedDB.open("aws:cognito-identity-ids", 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore("IdentityIds", { keyPath: "id" });
          opening.onsuccess = () => {
            const write = opening.result.transaction("IdentityIds", "readwrite");
            write
              .objectStore("IdentityIds")
              .put({ id: `aws:cognito-identity-credentials:${id}:ANONYMOUS`, value: guest });
            write.oncomplete = () => (opening.result.close(), done(undefined));
          };
        });
      },
      [library, guest, ID] as const,
    );
    const requests = new Requests(page);
    const given = await credentials(page, { id: ID, endpoint: endpoint() });
    expect(given.identityId).toBe(guest);
    expect(requests.operations, library).toEqual(["GetCredentialsForIdentity"]);
  }
});

test("if the identity pool cannot be reached in advance, the WebAssembly sends the requests", async ({
  page,
  emulator,
  pageErrors,
}) => {
  await signInBefore(page, emulator);
  await openSite(page);
  let seen = 0;
  await page.route(
    (url) => url.href.startsWith(endpoint()),
    async (route) => {
      if (!route.request().headers()["x-amz-target"]?.endsWith(".GetId") || seen++) return route.continue();
      await route.abort();
    },
  );
  const given = await credentials(page, { id: ID, endpoint: endpoint() });
  expect(given.accessKeyId).toMatch(/^ASIA/);
  expect(seen).toBeGreaterThan(1);
  pageErrors.ignore(/ERR_FAILED/);
});
