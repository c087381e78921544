// Several accounts with the npm package, in two tabs of one browser.

import { CLIENT, Emulator, POOL, type Person } from "./support/emulator.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

declare global {
  interface Window {
    auth: import("../../pkg/src/index.ts").Vestibule;
    accountChanges: string[];
  }
}

async function open(page: Page): Promise<Page> {
  await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      window.accountChanges = [];
      window.auth = await Vestibule.create(config);
      window.auth.onChange((change) => {
        window.accountChanges.push("session" in change ? `${change.kind} ${change.session.username}` : change.kind);
      });
      await window.auth.current();
    },
    { userPoolId: POOL, clientId: CLIENT, endpoint: setting("VESTIBULE_EMULATOR_URL"), accounts: true },
  );
  return page;
}

const signIn = (page: Page, { username, password }: Person) =>
  page.evaluate(async (it) => (await window.auth.signIn(it)).kind, { username, password });
const accounts = (page: Page) =>
  page.evaluate(async () =>
    (await window.auth.accounts.list()).map(({ username, active }) => (active ? `${username}*` : username)),
  );
const lastChange = (page: Page) => page.evaluate(() => window.accountChanges.at(-1));

test("accounts are added, switched in all tabs, and signed out one by one and all at once", async ({
  page,
  context,
}) => {
  const emulator = new Emulator(setting("VESTIBULE_EMULATOR_URL"));
  const [ada, bob] = [await emulator.createUser(), await emulator.createUser()];
  const here = await open(page);
  const there = await open(await context.newPage());
  expect(await signIn(here, ada)).toBe("done");
  expect(await signIn(here, bob)).toBe("done");
  expect(await accounts(here)).toEqual([`${bob.username}*`, ada.username]);
  await expect.poll(() => accounts(there)).toEqual([`${bob.username}*`, ada.username]);

  await there.evaluate((name) => window.auth.accounts.switch(name), ada.username);
  await expect.poll(() => lastChange(here)).toBe(`signedIn ${ada.username}`);
  expect((await here.evaluate(() => window.auth.session())).username).toBe(ada.username);
  const refused = here.evaluate(() => window.auth.accounts.switch("nobody").catch((error) => error.kind));
  expect(await refused).toBe("invalidInput");

  // A reload uses the active one.
  await open(here);
  expect((await here.evaluate(() => window.auth.session())).username).toBe(ada.username);
  expect(await here.evaluate(() => window.auth.signOut())).toEqual({ active: bob.username });
  await expect.poll(() => lastChange(there)).toBe(`signedIn ${bob.username}`);

  expect(await signIn(there, ada)).toBe("done");
  await expect.poll(() => accounts(here)).toEqual([`${ada.username}*`, bob.username]);
  expect(await here.evaluate(() => window.auth.accounts.signOutOfAll())).toEqual({});
  await expect.poll(() => lastChange(there)).toBe("signedOut");
  expect(await accounts(there)).toEqual([]);
  expect(await here.evaluate(() => Object.keys(localStorage))).toEqual([]);
});
