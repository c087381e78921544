// What an app's page loads for AWS credentials, and how often it requests them.

import { CLIENT, POOL, type Emulator, type Person } from "./support/emulator.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

/** The settings that can be passed to a page: without functions. */
type Config = Omit<import("../../pkg/src/index.ts").Config, "storage">;

const ID = "eu-west-1:11111111-2222-3333-4444-555555555555";
/** Everything that the first call for credentials is known to need. */
const FIRST_FILES = ["core.js", "aws.js", "vestibule_bg.wasm", "vestibule_session.wasm", "vestibule_aws.wasm"];

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
  page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      const auth = await Vestibule.create(config);
      const { accessKeyId, identityId, expiration } = await auth.aws.credentials();
      return { accessKeyId, identityId, isDate: expiration instanceof Date };
    },
    config(identityPool),
  ) as Promise<{ accessKeyId: string; identityId: string; isDate: boolean }>;

for (const [name, pool] of [
  ["its id", () => ({ id: ID, endpoint: endpoint() })],
  ["more settings", () => ({ endpoint: `${endpoint()}/`, id: ID, stsEndpoint: endpoint(), loginKey: LOGIN })],
] as const)
  test(`all files for credentials are requested in one round, with ${name}`, async ({ page, emulator }) => {
    await signInBefore(page, emulator);
    await openSite(page);
    const requests = new Requests(page);
    let hasAll = () => {};
    const all = new Promise<void>((resolve) => (hasAll = resolve));
    // No response arrives before all of them, and the identity, have been requested.
    await page.route(/\/pkg\/dist\/(core\.js|aws\.js|.*\.wasm)$/, async (route) => {
      if (FIRST_FILES.every((file) => requests.files.includes(file))) hasAll();
      await all;
      await route.continue();
    });
    const first = await credentials(page, pool());
    expect(first.accessKeyId).toMatch(/^ASIA/);
    expect(first.isDate).toBe(true);
    expect(requests.files.toSorted()).toEqual(["index.js", ...FIRST_FILES].toSorted());
    // Requested in advance, and not again by the WebAssembly.
    expect(requests.operations).toEqual(["GetId", "GetCredentialsForIdentity"]);

    await openSite(page);
    requests.clear();
    expect(await credentials(page, pool())).toEqual(first);
    expect(requests.operations, "they are kept").toEqual([]);
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
            write.objectStore("IdentityIds").put({ id: `aws:cognito-identity-credentials:${id}:ANONYMOUS`, value: guest });
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

test("if the identity pool cannot be reached in advance, the WebAssembly sends the requests", async ({ page, emulator, pageErrors }) => {
  await signInBefore(page, emulator);
  await openSite(page);
  let seen = 0;
  await page.route((url) => url.href.startsWith(endpoint()), async (route) => {
    if (!route.request().headers()["x-amz-target"]?.endsWith(".GetId") || seen++) return route.continue();
    await route.abort();
  });
  const given = await credentials(page, { id: ID, endpoint: endpoint() });
  expect(given.accessKeyId).toMatch(/^ASIA/);
  expect(seen).toBeGreaterThan(1);
  pageErrors.ignore(/ERR_FAILED/);
});
