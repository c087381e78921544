// The screens as entries of the browser's history: Back, Forward and reload.

import { type Demo, TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { expect, setting, test } from "./support/test.ts";

const at = (path: string) => new URL(path, setting("VESTIBULE_DEMO_URL")).href;

test("Back and Forward move between screens and keep what was typed", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.field("Username").fill("ada");
  await demo.field("Password").fill("Wrong-1843");
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await demo.field("Email").fill("ada@example.com");
  await demo.field("Your name (optional)").fill("Ada");
  await demo.field("Password").fill("Analytical-1843");

  await page.goBack();
  await demo.expectSignedOut();
  await expect(demo.field("Username")).toHaveValue("ada");
  await expect(demo.field("Password")).toHaveValue("");
  await expect(demo.field("Username")).toBeFocused();
  await demo.field("Username").fill("lovelace");

  await page.goForward();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await expect(demo.field("Email")).toHaveValue("ada@example.com");
  await expect(demo.field("Your name (optional)")).toHaveValue("Ada");
  await expect(demo.field("Password")).toHaveValue("");

  await page.goBack();
  await expect(demo.field("Username")).toHaveValue("lovelace");
  await expect(page).toHaveURL(at("/"));
});

test("Back leaves the sign-in screen for the page before it", { tag: "@chromium" }, async ({ page, demo }) => {
  await page.goto("about:blank");
  await demo.openSignIn();
  await demo.button("Forgot your password?").click();
  await expect(demo.title(TEXTS.forgot)).toBeVisible();
  // The link goes back, and does not add an entry.
  await demo.button("Back to sign in").click();
  await demo.expectSignedOut();
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.goBack();
  await demo.expectSignedOut();
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("Back from a challenge sends nothing, and Forward returns to it", async ({ page, ownEmulator, demo, calls }) => {
  await page.goto("/?pool=second-factors");
  await demo.expectSignedOut();
  await demo.signIn({ username: "barbara", password: "Liskov1939" });
  await expect(demo.title("Confirm that it is you")).toBeVisible();
  await demo.button(/^Email/).click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  const before = calls.total;

  // The choice was made, and cannot be made again.
  await page.goBack();
  await demo.expectSignedOut();
  await expect(demo.field("Username")).toHaveValue("barbara");
  await expect(demo.field("Password")).toHaveValue("");
  await page.goForward();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  expect(calls.total).toBe(before);
  await demo.field("Code").fill(await ownEmulator.sentTo("barbara@example.com"));
  await demo.expectSignedIn({ username: "barbara" });
});

test("a reload returns to the current screen, and Back works from there", async ({ page, demo, emulator }) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.goBack();
  await demo.expectSignedOut();
  await page.reload();
  await demo.expectSignedOut();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  // Created before the reload.
  await page.goBack();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.goForward();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await demo.field("Code").fill(await emulator.code(person, "sign_up"));
  await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  // A completed step cannot be reached again.
  await page.goForward();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.goForward();
  await demo.expectSignedOut();
});

test(
  "after a sign-in, Back passes over the screens, and the app's own entries are unchanged",
  { tag: "@chromium" },
  async ({ page, demo, emulator }) => {
    const person = await emulator.inviteUser();
    await page.goto("about:blank");
    await page.goto("/account");
    await demo.expectSignedOut();
    await demo.signIn(person);
    await expect(demo.title(TEXTS.newPassword)).toBeVisible();
    await demo.field("New password").fill("Analytical-Engine-1843");
    await demo.button("Save password").click();
    await expect(demo.title("Your account")).toBeVisible();
    await page.evaluate(() => (location.hash = "notes"));
    await page.goBack();
    await expect(demo.title("Your account")).toBeVisible();
    await expect(page).toHaveURL(at("/account"));
    await page.goBack();
    await expect(page).toHaveURL("about:blank");
    await page.goForward();
    await expect(demo.title("Your account")).toBeVisible();
  },
);

test(
  "a sign-in with several steps is one entry for Back, and the next screens have their own entries again",
  { tag: "@chromium" },
  async ({ page, demo, emulator }) => {
    const person = newPerson();
    await page.goto("about:blank");
    await demo.openSignIn();
    await demo.signUp(person);
    await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
    await demo.field("Code").fill(await emulator.code(person, "sign_up"));
    await demo.expectSignedIn(person);

    // Signing out on the screen of the sign-in starts a new flow there.
    await demo.button("Sign out").click();
    await demo.expectSignedOut();
    await demo.button("Create an account").click();
    await expect(demo.title(TEXTS.signUp)).toBeVisible();
    await page.goBack();
    await demo.expectSignedOut();
    await demo.button("Forgot your password?").click();
    await demo.button("Back to sign in").click();
    await demo.expectSignedOut();
    await demo.signIn(person);
    await demo.expectSignedIn(person);

    await page.goBack();
    await expect(page).toHaveURL("about:blank");
  },
);

test(
  "Back passes over each sign-in, with entries of the app between them",
  { tag: "@chromium" },
  async ({ page, demo, emulator }) => {
    const enter = async () => {
      await demo.expectSignedOut();
      await demo.signIn(await emulator.inviteUser());
      await expect(demo.title(TEXTS.newPassword)).toBeVisible();
      await demo.field("New password").fill("Analytical-Engine-1843");
      await demo.button("Save password").click();
      await expect(demo.button("Sign out")).toBeVisible();
    };
    const goTo = (hash: string) => page.evaluate((hash) => (location.hash = hash), hash);
    const back = async (hash: string) => {
      await page.goBack();
      await expect(page).toHaveURL(at(`/${hash}`));
    };
    await page.goto("about:blank");
    await page.goto("/");
    await enter();
    await goTo("#a");
    for (const hash of ["#b", "#c"]) {
      await goTo(hash);
      await demo.button("Sign out").click();
      await enter();
    }
    await back("#b");
    for (const _ of [1, 2]) await page.goForward();
    await expect(page).toHaveURL(at("/#c"));
    await back("#b");
    await back("#a");
    await back("");
    await page.goBack();
    await expect(page).toHaveURL("about:blank");
  },
);

/** Gives the demo's screens their own addresses. */
async function setRouting(demo: Demo, routing: string): Promise<void> {
  await demo.page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), routing } });
  });
}

for (const { routing, home, signUp, tag } of [
  // Firefox's driver waits for a document after going back to another hash.
  { routing: "hash", home: "/", signUp: "/#sign-up", tag: "@chromium" },
  { routing: "path", home: "/welcome", signUp: "/welcome/sign-up", tag: [] },
]) {
  test(`screens have addresses by ${routing}, and links lead to them`, { tag }, async ({ page, demo, emulator }) => {
    const person = await emulator.createUser();
    await setRouting(demo, routing);
    await page.goto(signUp);
    await expect(demo.title(TEXTS.signUp)).toBeVisible();
    await page.goto(home);
    await demo.expectSignedOut();
    await demo.button("Forgot your password?").click();
    await expect(demo.title(TEXTS.forgot)).toBeVisible();
    await expect(page).toHaveURL(at(signUp.replace("sign-up", "forgot-password")));
    await page.goBack();
    await demo.expectSignedOut();
    await expect(page).toHaveURL(at(home));
    await page.goForward();
    await expect(demo.title(TEXTS.forgot)).toBeVisible();
    await demo.button("Back to sign in").click();
    await expect(page).toHaveURL(at(home));
    await demo.signIn(person);
    await demo.expectSignedIn(person);
    await expect(page).toHaveURL(at(home));
  });
}

test("a fragment typed by the user opens its screen", async ({ page, demo }) => {
  await setRouting(demo, "hash");
  await page.goto("/#sign-up");
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.evaluate(() => (location.hash = "forgot-password"));
  await expect(demo.title(TEXTS.forgot)).toBeVisible();
  await page.goBack();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
});

test("without history entries for screens, Back leaves the page", { tag: "@chromium" }, async ({ page, demo }) => {
  await setRouting(demo, "off");
  await page.goto("about:blank");
  await demo.openSignIn();
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});
