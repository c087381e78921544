// The checkbox that sets whether this browser remembers the user.

import { type Page } from "@playwright/test";
import { expect, setting, test } from "./support/test.ts";

test.beforeEach(async ({ context }) => {
  await context.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), rememberMe: true } });
  });
});

const BOX = "Keep me signed in on this device";

const storedSession = (page: Page) =>
  page.evaluate(() => {
    const count = (storage: Storage) => Object.keys(storage).filter((key) => key.endsWith(".session")).length;
    return { local: count(localStorage), tab: count(sessionStorage) };
  });

test("with the box ticked, every tab knows the user", async ({ page, context, emulator, demo }) => {
  const person = await emulator.createUser();
  await demo.open();
  await expect(demo.field(BOX)).toBeChecked();
  await demo.field("Username").fill(person.username);
  await demo.field("Password").fill(person.password);
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
  expect(await storedSession(page)).toEqual({ local: 1, tab: 0 });
  const other = await context.newPage();
  await other.goto(setting("VESTIBULE_DEMO_URL"));
  await expect(other.getByRole("heading", { name: `Hello, ${person.username}` })).toBeVisible();
});

test("with the box unticked, only this tab knows the user, also after a reload", async ({
  page,
  context,
  emulator,
  demo,
}) => {
  const person = await emulator.createUser();
  await demo.open();
  await demo.field("Username").fill(person.username);
  await demo.field("Password").fill(person.password);
  // With the keyboard.
  await demo.field(BOX).focus();
  await page.keyboard.press("Space");
  await expect(demo.field(BOX)).not.toBeChecked();
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
  expect(await storedSession(page)).toEqual({ local: 0, tab: 1 });
  await page.reload();
  await demo.expectSignedIn(person);
  await demo.button("Refresh now").click();
  await expect(demo.status).toHaveText("The tokens are new.");
  expect(await storedSession(page)).toEqual({ local: 0, tab: 1 });
  const other = await context.newPage();
  await other.goto(setting("VESTIBULE_DEMO_URL"));
  await expect(other.getByRole("heading", { name: /^Sign in to / })).toBeVisible();
  await demo.button("Sign out").click();
  await expect(demo.field(BOX)).toBeVisible();
  expect(await storedSession(page)).toEqual({ local: 0, tab: 0 });
});

test("an unticked box stays unticked on the way back from another screen, and applies to a password reset", async ({
  page,
  emulator,
  demo,
}) => {
  const person = await emulator.createUser();
  await demo.open();
  await demo.field(BOX).uncheck();
  await demo.button("Forgot your password?").click();
  await demo.button("Back to sign in").click();
  await expect(demo.field(BOX)).not.toBeChecked();
  await demo.button("Forgot your password?").click();
  await demo.field("Username").fill(person.username);
  await demo.button("Send code").click();
  await demo.field("Code").fill(await emulator.code(person, "forgot_password"));
  await demo.field("New password").fill("Another-Engine-1843");
  await demo.button("Save password").click();
  await demo.expectSignedIn(person);
  expect(await storedSession(page)).toEqual({ local: 0, tab: 1 });
});

test("the box is large enough to hit", async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await demo.open();
  const label = page.getByText(BOX);
  expect((await label.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await label.click();
  await expect(demo.field(BOX)).not.toBeChecked();
});
