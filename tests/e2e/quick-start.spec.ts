// The app of the README's quick start: made by its text, built by Trunk and cut by its hook.

import { WORDS } from "./support/demo.ts";
import { somebody } from "./support/emulator.ts";
import { test } from "./support/quick-start.ts";
import { expect } from "./support/test.ts";

test("the README's app signs a person in, over a reload, and out", async ({ quickStart, emulator, page }) => {
  const person = await emulator.resident();
  await quickStart.toSignIn();
  await quickStart.signIn(person);
  await quickStart.expectSignedIn(person);
  expect(quickStart.fetched.slice(0, 2)).toEqual(["bg", "signIn"]);
  await page.reload();
  await quickStart.expectSignedIn(person);
  await quickStart.button("Sign out").click();
  await quickStart.expectSignedOut();
});

test("the README's app has every screen, a chunk at a time", async ({ quickStart, emulator }) => {
  const person = somebody();
  await quickStart.toSignIn();
  await quickStart.signUp(person);
  await expect(quickStart.title(WORDS.checkEmail)).toBeVisible();
  await quickStart.confirm(await emulator.code(person, "sign_up"));
  await quickStart.expectSignedIn(person);
  expect(quickStart.fetched).toContain("steps");
});
