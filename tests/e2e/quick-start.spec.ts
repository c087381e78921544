// The app of the README's quick start: created from its text, built by Trunk and split by its hook.

import { isOldEnough } from "../interop/floor/syntax.mjs";
import { TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { test } from "./support/quick-start.ts";
import { expect } from "./support/test.ts";

test("the scripts of the README's app have the syntax of the oldest browsers", async ({ quickStart, page }) => {
  const scripts = new Map<string, string>();
  page.on("response", async (response) => {
    if (response.request().resourceType() === "script")
      scripts.set(new URL(response.url()).pathname, await response.text());
  });
  await quickStart.openSignIn();
  await page.waitForLoadState("networkidle");
  const paths = [...scripts.keys()].join();
  for (const part of ["/my-app-", "/page.js", "/prerendered.js"]) expect(paths).toContain(part);
  for (const [path, code] of scripts) expect(isOldEnough(code), path).toBe(true);
});

test("the README's app signs a user in, across a reload, and out", async ({ quickStart, emulator, page }) => {
  const person = await emulator.createUser();
  await quickStart.openSignIn();
  await quickStart.signIn(person);
  await quickStart.expectSignedIn(person);
  expect(quickStart.fetched.slice(0, 2)).toEqual(["bg", "signIn"]);
  await page.reload();
  await quickStart.expectSignedIn(person);
  await quickStart.button("Sign out").click();
  await quickStart.expectSignedOut();
});

test("the README's app has every screen, and loads their chunks one by one", async ({ quickStart, emulator }) => {
  const person = newPerson();
  await quickStart.openSignIn();
  await quickStart.signUp(person);
  await expect(quickStart.title(TEXTS.checkEmail)).toBeVisible();
  await quickStart.confirm(await emulator.code(person, "sign_up"));
  await quickStart.expectSignedIn(person);
  expect(quickStart.fetched).toContain("steps");
});
