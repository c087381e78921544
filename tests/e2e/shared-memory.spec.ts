// Shared memory with the npm package. Refresh tokens can be used once here.

import { fileURLToPath } from "node:url";
import { CLIENT, OwnEmulator, POOL } from "./support/emulator.ts";
import { storedValues } from "./support/storage.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

const SHORT_LIVED = fileURLToPath(new URL("support/short-lived.toml", import.meta.url));
const BLANK_PAGE = new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href;

async function begin(page: Page, endpoint: string): Promise<void> {
  await page.goto(BLANK_PAGE);
  await page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      window.auth = await Vestibule.create(config);
    },
    { userPoolId: POOL, clientId: CLIENT, endpoint, storage: "sharedMemory" as const },
  );
}

const token = (page: Page) =>
  page.evaluate(() =>
    window.auth.session().then(
      (session) => session.accessToken,
      (error) => error.kind,
    ),
  );

test("new and reloaded tabs receive the session, all renew it, and it ends with the last one", async ({ context }) => {
  const cognito = await OwnEmulator.start(SHORT_LIVED);
  const [here, there] = [await context.newPage(), await context.newPage()];
  await begin(here, cognito.url);
  expect(await token(here)).toBe("signedOut");
  await here.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815", flow: "password" }));
  await begin(there, cognito.url);
  expect(await token(there)).toBe(await token(here));
  for (const page of [there, here, there]) await page.evaluate(() => window.auth.refresh());
  expect(await token(there)).toBe(await token(here));
  await begin(here, cognito.url);
  expect(await token(there)).toBe(await token(here));
  expect(await storedValues(here)).toBe("[{},{}]");

  const late = await context.newPage();
  await here.close();
  await there.close();
  await begin(late, cognito.url);
  expect(await token(late)).toBe("signedOut");
  cognito.stop();
});

test("a sign-out in one tab ends it in all tabs", async ({ context }) => {
  const cognito = await OwnEmulator.start(SHORT_LIVED);
  const [here, there] = [await context.newPage(), await context.newPage()];
  for (const page of [here, there]) await begin(page, cognito.url);
  await here.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815", flow: "password" }));
  await expect.poll(() => token(there)).toMatch(/^eyJ/);
  expect(await there.evaluate(() => window.auth.signOut())).toEqual({});
  await expect.poll(() => token(here)).toBe("signedOut");
  await begin(here, cognito.url);
  expect(await token(here)).toBe("signedOut");
  cognito.stop();
});
