// The screens in a module that is split into chunks, each loaded when it is needed: everything that the screens lead to
// works, also on a page that has no network at that moment.

import { TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { expectCleanAddress, Hosted } from "./support/hosted.ts";
import { test } from "./support/screens.ts";
import { expect } from "./support/test.ts";

test("a sign-in right after the start loads only the chunk that it needs", async ({ screens, emulator, page }) => {
  const person = await emulator.createUser();
  await screens.openSignIn();
  await screens.signIn(person);
  await screens.expectSignedIn(person);
  expect(screens.fetched.slice(0, 2)).toEqual(["bg", "sign_in"]);
  await page.reload();
  await screens.expectSignedIn(person);
  await screens.button("Sign out").click();
  await screens.expectSignedOut();
});

test("a later sign-in loads nothing more", async ({ screens, emulator, pageErrors }) => {
  const person = await emulator.createUser();
  await screens.openSignIn();
  await expect.poll(() => screens.fetched.toSorted()).toEqual(["bg", "errors", "session", "sign_in", "steps"]);
  for (const part of ["sign_in", "session", "errors", "steps"]) await screens.blockChunk(part);
  await screens.signIn({ ...person, password: "Something-else-1" });
  await expect(screens.alert).toHaveText(TEXTS.wrongCredentials);
  await screens.signIn(person);
  await screens.expectSignedIn(person);
  await screens.button("Sign out").click();
  await screens.expectSignedOut();
  expect(screens.fetched).toHaveLength(5);
  expect(pageErrors.unexpected).toEqual([]);
});

test("the form needs no chunk", async ({ screens, pageErrors }) => {
  for (const part of ["sign_in", "session", "errors", "steps", "redirect"]) await screens.blockChunk(part);
  await screens.openSignIn();
  await expect(screens.field("Username")).toBeFocused();
  expect(screens.fetched.filter((file) => file === "bg")).toHaveLength(1);
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
});

test("a wrong password shows an error", async ({ screens, emulator }) => {
  const person = await emulator.createUser();
  await screens.openSignIn();
  await screens.signIn({ ...person, password: "Something-else-1" });
  await expect(screens.alert).toHaveText(TEXTS.wrongCredentials);
  await screens.signIn(person);
  await screens.expectSignedIn(person);
});

test("creates and confirms an account, across a reload", async ({ screens, emulator, page }) => {
  const person = newPerson();
  await screens.openSignIn();
  await screens.signUp(person);
  await expect(screens.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(screens.title(TEXTS.checkEmail)).toBeVisible();
  await screens.confirm(await emulator.code(person, "sign_up"));
  await screens.expectSignedOut();
  await screens.signIn(person);
  await screens.expectSignedIn(person);
});

test("resets a forgotten password", async ({ screens, emulator }) => {
  const person = await emulator.createUser();
  await screens.openSignIn();
  await screens.button("Forgot your password?").click();
  await expect(screens.title(TEXTS.forgot)).toBeVisible();
  await screens.field("Username").fill(person.username);
  await screens.button("Send code").click();
  await expect(screens.title(TEXTS.newPassword)).toBeVisible();
  await screens.field("Code").fill(await emulator.code(person, "forgot_password"));
  await screens.field("New password").fill("Replaced-by-1-A");
  await screens.button("Save password").click();
  await screens.expectSignedIn(person);
});

test("the steps of a sign-in have their screens", async ({ screens, emulator }) => {
  const invited = await emulator.inviteUser();
  await screens.openSignIn();
  await screens.signIn(invited);
  await expect(screens.title(TEXTS.newPassword)).toBeVisible();
  await screens.field("New password").fill("Chosen-by-me-1");
  await screens.button("Save password").click();
  await screens.expectSignedIn(invited);
  await screens.button("Sign out").click();

  const unconfirmed = await emulator.signUpUnconfirmed();
  await screens.expectSignedOut();
  await screens.signIn(unconfirmed);
  await expect(screens.title(TEXTS.checkEmail)).toBeVisible();
});

test("signs in by redirect", async ({ screens, emulator, page }) => {
  const person = await emulator.createUser();
  await screens.openSignIn();
  // The page's provider is not one of the pool's: to the hosted pages themselves.
  await page.route(/\/oauth2\/authorize\?/, (route) => {
    const url = new URL(route.request().url());
    expect(url.searchParams.get("identity_provider")).toBe("Google");
    url.searchParams.delete("identity_provider");
    return route.continue({ url: url.href });
  });
  await screens.button("Continue with Google").click();
  await new Hosted(page).signIn(person);
  await screens.expectSignedIn(person);
  await expectCleanAddress(page);
});

test("a link to a screen whose chunk cannot be loaded can be tried again", async ({ screens, pageErrors }) => {
  const comesBack = await screens.blockChunk("steps");
  await screens.openSignIn();
  await screens.field("Username").fill("ada");
  await screens.field("Password").fill("not sent yet");
  await screens.button("Create an account").click();
  await expect(screens.alert).toHaveText(TEXTS.noNetwork);
  // What was typed is still there.
  await expect(screens.field("Username")).toHaveValue("ada");
  await expect(screens.field("Password")).toHaveValue("not sent yet");
  await comesBack();
  await screens.button("Create an account").click();
  await expect(screens.title(TEXTS.signUp)).toBeVisible();
  await expect(screens.field("Username")).toHaveValue("ada");
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
});

test("a sign-in whose chunk cannot be loaded can be tried again", async ({ screens, emulator, pageErrors }) => {
  const person = await emulator.createUser();
  const comesBack = await screens.blockChunk("sign_in");
  await screens.openSignIn();
  await screens.signIn(person);
  await expect(screens.alert).toHaveText(TEXTS.noNetwork);
  await expect(screens.field("Password")).toHaveValue(person.password);
  await comesBack();
  await screens.button("Sign in").click();
  await screens.expectSignedIn(person);
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
});

test("a sign-out works even if its chunk cannot be loaded", async ({ screens, emulator, page, pageErrors }) => {
  const person = await emulator.createUser();
  await screens.blockChunk("session");
  await screens.openSignIn();
  await screens.signIn(person);
  await screens.expectSignedIn(person);
  await screens.button("Sign out").click();
  await screens.expectSignedOut();
  await page.reload();
  await expect(screens.field("Username")).toBeVisible();
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
});
