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

const kept = (page: Page) =>
  page.evaluate(() => {
    const count = (storage: Storage) => Object.keys(storage).filter((key) => key.endsWith(".session")).length;
    return { local: count(localStorage), tab: count(sessionStorage) };
  });

test("who leaves the box ticked is known in every tab", async ({ page, context, emulator, demo }) => {
  const person = await emulator.resident();
  await demo.open();
  await expect(demo.field(BOX)).toBeChecked();
  await demo.field("Username").fill(person.username);
  await demo.field("Password").fill(person.password);
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
  expect(await kept(page)).toEqual({ local: 1, tab: 0 });
  const other = await context.newPage();
  await other.goto(setting("VESTIBULE_DEMO_URL"));
  await expect(other.getByRole("heading", { name: `Hello, ${person.username}` })).toBeVisible();
});

test("who unticks it is known in this tab alone, a reload included", async ({ page, context, emulator, demo }) => {
  const person = await emulator.resident();
  await demo.open();
  await demo.field("Username").fill(person.username);
  await demo.field("Password").fill(person.password);
  // By the keyboard, as anybody may.
  await demo.field(BOX).focus();
  await page.keyboard.press("Space");
  await expect(demo.field(BOX)).not.toBeChecked();
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
  expect(await kept(page)).toEqual({ local: 0, tab: 1 });
  await page.reload();
  await demo.expectSignedIn(person);
  await demo.button("Refresh now").click();
  await expect(demo.said).toHaveText("The tokens are new.");
  expect(await kept(page)).toEqual({ local: 0, tab: 1 });
  const other = await context.newPage();
  await other.goto(setting("VESTIBULE_DEMO_URL"));
  await expect(other.getByRole("heading", { name: /^Sign in to / })).toBeVisible();
  await demo.button("Sign out").click();
  await expect(demo.field(BOX)).toBeVisible();
  expect(await kept(page)).toEqual({ local: 0, tab: 0 });
});

test("the box is large enough to hit", async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await demo.open();
  const label = page.getByText(BOX);
  expect((await label.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await label.click();
  await expect(demo.field(BOX)).not.toBeChecked();
});
