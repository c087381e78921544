// Signing out if the code for it cannot be loaded: on a page whose session came from the storage, the network is lost
// before the core was needed.

import type { Route } from "@playwright/test";
import { CLIENT, POOL, type Person } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { operationOf } from "./support/page-activity.ts";
import { RECORD } from "./support/storage.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

interface App {
  auth: import("../../pkg/src/index.ts").Vestibule;
  changes: string[];
}

const BLANK_PAGE = new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href;
const CORE = /\/(core|more)\.js$|\.wasm$/;
const ENDPOINT = setting("VESTIBULE_EMULATOR_URL");
const HOSTED = { domain: ENDPOINT, redirectUri: BLANK_PAGE, logoutUri: BLANK_PAGE };

/** A page of a returning visitor, which has loaded only the entry if the session is fresh. */
async function open(page: Page, settings: object = {}): Promise<void> {
  if (!page.url().startsWith(BLANK_PAGE)) await page.goto(BLANK_PAGE);
  await page.evaluate(
    async (config) => {
      const app = window as unknown as App;
      const { Vestibule } = await import("/pkg/dist/index.js");
      app.changes = [];
      app.auth = await Vestibule.create(config);
      app.auth.onChange(({ kind }) => app.changes.push(kind));
    },
    { userPoolId: POOL, clientId: CLIENT, endpoint: ENDPOINT, ...settings },
  );
}

async function signIn(page: Page, { username, password }: Person, more: object = {}): Promise<void> {
  await page.evaluate((it) => (window as unknown as App).auth.signIn(it as never).then(() => {}), {
    username,
    password,
    ...more,
  });
}

/** Blocks all files of the library except the entry, and reloads the page. */
async function returnWithoutCore(page: Page, settings: object = {}): Promise<void> {
  await page.route(CORE, offline);
  await page.reload();
  await open(page, settings);
}

const offline = (route: Route) => route.abort("internetdisconnected");

type SignOutMethod = "signOut" | "signOutOfAll" | "signOutEverywhere";

/** Signs out, and returns the report. */
const signOut = (page: Page, how: SignOutMethod = "signOut") =>
  page.evaluate(async (how) => {
    const { auth } = window as unknown as App;
    const { unfinished, ...report } = await (how === "signOutOfAll" ? auth.accounts.signOutOfAll() : auth[how]());
    return { ...report, ...(unfinished && { unfinished: unfinished.kind, retryable: unfinished.retryable }) };
  }, how);

const changes = (page: Page) => page.evaluate(() => (window as unknown as App).changes);
const currentUser = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as App).auth.session().then(
      ({ username }) => username,
      ({ kind }) => kind,
    ),
  );
const refreshToken = async (page: Page): Promise<string> =>
  page.evaluate((key) => JSON.parse((localStorage.getItem(key) ?? sessionStorage.getItem(key))!).refreshToken, RECORD);
const storedKeys = (page: Page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);

/** The network is back, and the page retries what is left: its own timers have tried before, without success. */
async function restoreNetwork(page: Page): Promise<void> {
  await page.waitForTimeout(1000);
  await page.unroute(CORE);
  await page.clock.fastForward(31_000);
}

const OFFLINE_REPORT = { unfinished: "network", retryable: true };

test.beforeEach(async ({ page, pageErrors }) => {
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED|Failed to load resource|timer/);
  await page.clock.install();
});

test("the tokens are revoked once the network is back, with the app client's id and the stored token", async ({
  page,
  emulator,
  calls,
}) => {
  await open(page);
  await signIn(page, await emulator.createUser());
  const token = await refreshToken(page);
  await returnWithoutCore(page);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  expect(await storedKeys(page)).toEqual([]);
  expect(await changes(page)).toEqual(["signedOut"]);
  // Before other tabs store a renewal, they look for the sign-out's revision, which is a lock's name.
  const locks = await page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
  expect(locks).toContainEqual(expect.stringMatching(new RegExp(`^${RECORD}@-\\d+$`)));
  expect(calls.count("RevokeToken")).toBe(0);
  await restoreNetwork(page);
  await expect.poll(() => calls.bodies("RevokeToken")).toEqual([{ ClientId: CLIENT, Token: token }]);
  expect(await currentUser(page)).toBe("signedOut");
  expect(await changes(page)).toEqual(["signedOut"]);
});

test("a captive portal does not end the revocation", async ({ page, emulator, calls }) => {
  await open(page);
  await signIn(page, await emulator.createUser());
  const token = await refreshToken(page);
  await returnWithoutCore(page);
  await signOut(page);
  const isRevocation = (url: URL) => url.href.startsWith(setting("VESTIBULE_EMULATOR_URL"));
  await page.route(isRevocation, (route) =>
    route.fulfill({ contentType: "text/html", body: "<title>Accept our terms</title>" }),
  );
  await restoreNetwork(page);
  await expect.poll(() => calls.count("RevokeToken")).toBeGreaterThan(0);
  await page.waitForTimeout(1000);
  await page.unroute(isRevocation);
  const before = calls.count("RevokeToken");
  const revoked = page.waitForResponse((it) => it.status() === 200 && operationOf(it.request()) === "RevokeToken");
  await page.clock.fastForward(31_000);
  expect((await revoked).headers()["content-type"]).not.toContain("html");
  expect(calls.bodies("RevokeToken").slice(before)).toEqual([{ ClientId: CLIENT, Token: token }]);
});

test("a session that only Amplify has stored ends as well, and is not migrated later", async ({
  page,
  emulator,
  calls,
}) => {
  const person = await emulator.createUser();
  await open(page);
  await signIn(page, person);
  const token = await refreshToken(page);
  const issued = await page.evaluate(
    (key) => JSON.parse(atob(JSON.parse(localStorage.getItem(key)!).accessToken.split(".")[1])).iat,
    RECORD,
  );
  await page.evaluate(
    ([key, start, username]) => {
      const { idToken, accessToken, refreshToken } = JSON.parse(localStorage.getItem(key)!);
      localStorage.clear();
      localStorage.setItem(`${start}LastAuthUser`, username);
      const all = {
        idToken,
        accessToken,
        refreshToken,
        clockDrift: "0",
        deviceKey: "d",
        deviceGroupKey: "g",
        randomPasswordKey: "r",
      };
      for (const [name, value] of Object.entries(all)) localStorage.setItem(`${start}${username}.${name}`, value);
    },
    [RECORD, `CognitoIdentityServiceProvider.${CLIENT}.`, person.username] as const,
  );
  await returnWithoutCore(page);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  const remaining = (await storedKeys(page)).map((key) => key.split(".").pop()).sort();
  expect(remaining, "what they know of devices outlives a sign-out").toEqual([
    "deviceGroupKey",
    "deviceKey",
    "randomPasswordKey",
  ]);
  const locks = await page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
  expect(locks, "in Cognito's time, whatever this machine's clock says").toEqual([`${RECORD}@-${issued * 1000 + 1}`]);
  await restoreNetwork(page);
  await expect.poll(() => calls.bodies("RevokeToken")).toEqual([{ ClientId: CLIENT, Token: token }]);
  await page.reload();
  await open(page);
  expect(await currentUser(page)).toBe("signedOut");
});

test("a session that is not remembered ends, too", async ({ page, emulator }) => {
  await open(page);
  await signIn(page, await emulator.createUser(), { remember: false });
  await returnWithoutCore(page);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  expect(await storedKeys(page)).toEqual([]);
});

test("signing out everywhere signs out at least here", async ({ page, emulator }) => {
  await open(page);
  await signIn(page, await emulator.createUser());
  await returnWithoutCore(page);
  expect(await signOut(page, "signOutEverywhere")).toEqual(OFFLINE_REPORT);
  expect(await storedKeys(page)).toEqual([]);
});

test("a core that arrives late does not sign out a second time", async ({ page, emulator, calls }) => {
  await open(page);
  await signIn(page, await emulator.createUser());
  let release = () => {};
  const late = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/core\.js$/, async (route) => {
    await late;
    await route.continue();
  });
  await page.reload();
  await open(page);
  const report = signOut(page);
  await page.clock.runFor(5000);
  expect(await report).toEqual({ unfinished: "timeout", retryable: true });
  release();
  await expect.poll(() => calls.count("RevokeToken")).toBe(1);
  expect(await currentUser(page)).toBe("signedOut");
  expect(await changes(page)).toEqual(["signedOut"]);
  // The next sign-in stays.
  const next = await emulator.createUser();
  await signIn(page, next);
  await page.clock.runFor(60_000);
  expect(await currentUser(page)).toBe(next.username);
  expect(calls.count("RevokeToken")).toBe(1);
  expect(await changes(page), "who has listened since before the sign-out hears what follows").toEqual([
    "signedOut",
    "signedIn",
  ]);
});

test("after a sign-out without the core, a listener receives the sign-in of another tab", async ({
  page,
  context,
  emulator,
}) => {
  const [person, next] = [await emulator.createUser(), await emulator.createUser()];
  await open(page);
  await signIn(page, person);
  await returnWithoutCore(page);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  const other = await context.newPage();
  await open(other);
  await signIn(other, next);
  await restoreNetwork(page);
  await expect.poll(() => changes(page)).toEqual(["signedOut", "signedIn"]);
  expect(await currentUser(page)).toBe(next.username);
});

test("a renewal of another tab that ends later restores no session", async ({ page, context, emulator }) => {
  await context.addInitScript(() => void Reflect.deleteProperty(window, "BroadcastChannel"));
  const person = await emulator.createUser();
  await open(page);
  await signIn(page, person);
  const other = await context.newPage();
  await open(other);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const asked = new Promise<void>((resolve) => {
    void other.route(`${ENDPOINT}/`, async (route) => {
      resolve();
      await held;
      await route.continue();
    });
  });
  const renewed = other.evaluate(() =>
    (window as unknown as App).auth.refresh().then(
      () => "renewed",
      ({ kind }) => kind,
    ),
  );
  await asked;
  await returnWithoutCore(page);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  release();
  expect(await renewed).toBe("signedOut");
  expect(await currentUser(other)).toBe("signedOut");
  expect(await storedKeys(page)).toEqual([]);
});

test("the hosted pages ask for the password after a sign-out that could not reach them", async ({ page, emulator }) => {
  const person = await emulator.createUser();
  const comesBack = async () => {
    await page.waitForURL(/package\.json\?code=/);
    await open(page, HOSTED);
    await page.evaluate(() => (window as unknown as App).auth.handleCallback().then(() => {}));
  };
  const leave = () => page.evaluate(() => void (window as unknown as App).auth.signInWithRedirect());
  await open(page, HOSTED);
  await leave();
  await new Hosted(page).signIn(person);
  await comesBack();
  await returnWithoutCore(page, HOSTED);
  expect(await signOut(page)).toEqual({ ...OFFLINE_REPORT, hostedSessionRemains: true });
  await page.unroute(CORE);
  // After a reload, by whoever uses the browser then.
  await page.reload();
  await open(page, HOSTED);
  await leave();
  await new Hosted(page).signIn(person);
  await comesBack();
  expect(await currentUser(page)).toBe(person.username);
  expect(await storedKeys(page), "nothing is owed any more").toEqual([RECORD]);
});

test("the active one of several accounts is signed out, and no other becomes active by itself", async ({
  page,
  emulator,
  calls,
}) => {
  const [ada, bob] = [await emulator.createUser(), await emulator.createUser()];
  const several = { accounts: true };
  await open(page, several);
  await signIn(page, ada);
  await signIn(page, bob);
  await returnWithoutCore(page, several);
  expect(await signOut(page)).toEqual(OFFLINE_REPORT);
  await restoreNetwork(page);
  await expect.poll(() => calls.count("RevokeToken")).toBe(1);
  expect(await currentUser(page)).toBe("signedOut");
  const accounts = () =>
    page.evaluate(async () =>
      (await (window as unknown as App).auth.accounts.list()).map(({ username, active }) => ({ username, active })),
    );
  expect(await accounts()).toEqual([{ username: ada.username, active: false }]);
  await page.evaluate((name) => (window as unknown as App).auth.accounts.switch(name).then(() => {}), ada.username);
  expect(await currentUser(page)).toBe(ada.username);

  await signIn(page, bob);
  await returnWithoutCore(page, several);
  expect(await signOut(page, "signOutOfAll")).toEqual(OFFLINE_REPORT);
  expect(await storedKeys(page)).toEqual([]);
  await restoreNetwork(page);
  await expect.poll(() => calls.count("RevokeToken"), "of both").toBe(3);
});
