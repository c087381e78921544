// The npm package with custom stores, against the local Cognito.

import { type Page } from "@playwright/test";
import { expect, setting, test } from "./support/test.ts";

/** A page with nothing but the package, with the store of that name. */
async function open(page: Page, store: Store, endpoint: string): Promise<void> {
  // Any document of the site that runs no script.
  await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(
    async ([store, endpoint]) => {
      const load = (file: string) => import(`/pkg/dist/${file}`);
      const [{ Vestibule }, { sealed }, { cookies }] = await Promise.all([
        load("index.js"),
        load("sealed.js"),
        load("cookies.js"),
      ]);
      const all = (act: () => unknown) => ({ read: act, write: act, remove: act, keys: act });
      const stores = {
        local: () => "local",
        sealed,
        cookies,
        // Shared by the tabs, in place of a database.
        own: () => ({
          read: async (key: string) => localStorage.getItem(`own:${key}`),
          write: async (key: string, value: string) => localStorage.setItem(`own:${key}`, value),
          remove: async (key: string) => localStorage.removeItem(`own:${key}`),
          keys: async (prefix: string) =>
            Object.keys(localStorage)
              .filter((key) => key.startsWith(`own:${prefix}`))
              .map((key) => key.slice(4)),
        }),
        throws: () =>
          all(() => {
            throw new Error();
          }),
        nonsense: () => all(async () => 7),
        silent: () => all(() => new Promise(() => {})),
        partial: () => ({ read() {} }),
      };
      const storage = stores[store]();
      const pool = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001" };
      (globalThis as any).auth = await Vestibule.create({ ...pool, endpoint, storage });
    },
    [store, endpoint] as const,
  );
}

type Store = "local" | "sealed" | "cookies" | "own" | "throws" | "nonsense" | "silent" | "partial";

/** Calls the client; returns the result, or the kind of error. */
const call = (page: Page, what: string, ...given: unknown[]): Promise<any> =>
  page.evaluate(
    ([what, given]) => {
      const { auth } = globalThis as any;
      return auth[what](...given).then(
        (it: any) => it?.session?.accessToken ?? it?.accessToken ?? it?.kind,
        (error: any) => error.kind,
      );
    },
    [what, given] as const,
  );

const storedKeys = (page: Page) =>
  page.evaluate(async () => ({
    // The revision of the sign-out stays, so that a late write is recognized as older.
    storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(
      (key) => !key.endsWith(".session.ended"),
    ),
    databases: (await indexedDB.databases()).length,
    cookies: document.cookie,
  }));

for (const name of ["sealed", "cookies", "own"] as const)
  test(`${name}: a client can sign out even if nothing more can be loaded`, async ({ page, emulator, pageErrors }) => {
    pageErrors.ignore(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
    const { username, password } = await emulator.createUser();
    await open(page, name, emulator.url);
    await call(page, "signIn", { username, password });
    await open(page, name, emulator.url);
    await page.route(/\.(js|wasm)$/, (route) => route.abort("internetdisconnected"));
    expect(await call(page, "signOut")).toBeUndefined();
    expect(await storedKeys(page)).toMatchObject({ storage: [], cookies: "" });
  });

test("own: the same if another library has stored a session of the app client", async ({
  page,
  emulator,
  pageErrors,
}) => {
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(() => {
    const start = "CognitoIdentityServiceProvider.vestibuledemobrowser000001.";
    localStorage.setItem(`${start}LastAuthUser`, "ada");
    for (const name of ["idToken", "accessToken", "refreshToken"]) localStorage.setItem(`${start}ada.${name}`, "x");
  });
  await open(page, "own", emulator.url);
  await page.route(/\.(js|wasm)$/, (route) => route.abort("internetdisconnected"));
  expect(await call(page, "signOut")).toBeUndefined();
  expect(await storedKeys(page)).toMatchObject({ storage: [] });
});

for (const name of ["sealed", "cookies", "own"] as const)
  test(`${name}: sign-in, reload, renewal, a second tab, and no trace after the sign-out`, async ({
    page,
    context,
    emulator,
  }) => {
    const { username, password } = await emulator.createUser();
    await open(page, name, emulator.url);
    expect(await call(page, "session")).toBe("signedOut");
    const token = await call(page, "signIn", { username, password });
    expect(token).toMatch(/^ey/);
    await open(page, name, emulator.url);
    expect(await call(page, "session")).toBe(token);
    const other = await context.newPage();
    await open(other, name, emulator.url);
    expect(await call(other, "session")).toBe(token);
    const renewed = await call(other, "refresh");
    expect(renewed).not.toBe(token);
    expect(await call(page, "session")).toBe(renewed);
    await call(page, "signOut");
    expect(await call(other, "session")).toBe("signedOut");
    expect(await storedKeys(page)).toEqual({ storage: [], databases: 0, cookies: "" });
  });

test("a store that throws, returns invalid values or never responds blocks nothing", async ({ page, emulator }) => {
  const { username, password } = await emulator.createUser();
  for (const name of ["throws", "nonsense", "silent"] as const) {
    await open(page, name, emulator.url);
    expect(await call(page, "signIn", { username, password })).toMatch(/^ey/);
    expect(await call(page, "session")).toMatch(/^ey/);
    await call(page, "signOut");
  }
});

test("an invalid store is rejected with its name", async ({ page, emulator }) => {
  await expect(open(page, "partial", emulator.url)).rejects.toThrow(/storage\.write/);
});

test("a session that is not remembered is unknown in another tab", async ({ page, context, emulator }) => {
  const { username, password } = await emulator.createUser();
  await open(page, "local", emulator.url);
  const token = await call(page, "signIn", { username, password, remember: false });
  await open(page, "local", emulator.url);
  expect(await call(page, "session")).toBe(token);
  const other = await context.newPage();
  await open(other, "local", emulator.url);
  expect(await call(other, "session")).toBe("signedOut");
  expect(await call(other, "signIn", { username, password, remember: "no" })).toBe("invalidInput");
});
