// The further steps of a sign-in on the demo, from the first click to the end: codes, the choice of a second factor, its
// set-up, custom challenges, and unknown ones.

import { readFile } from "node:fs/promises";
import { TEXTS } from "./support/demo.ts";
import { FACTORS } from "./support/emulator.ts";
import { codeOf, seen } from "./support/factors.ts";
import { Hosted } from "./support/hosted.ts";
import {
  answeredChallenges,
  sendUnknownChallenge,
  BARBARA,
  HEDY,
  JOAN,
  KAREN,
  enterName,
  paste,
  RADIA,
  TITLES,
  openPool,
  otherCode,
} from "./support/steps.ts";
import { expect, advanceClocks, test } from "./support/test.ts";

test("a code by text message, wrong and then right", async ({ page, ownEmulator, demo, calls }) => {
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  await expect(demo.title(TITLES.phone)).toBeVisible();
  await expect(page.getByText("We sent a code to +********2600")).toBeVisible();
  await expect(demo.field("Code")).toBeFocused();
  await expect(demo.field("Code")).toHaveAttribute("inputmode", "numeric");
  const code = await ownEmulator.sentTo(KAREN.phone);

  await page.keyboard.type(otherCode(code));
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  // What was typed is still there and selected: typing replaces it.
  await expect(demo.field("Code")).toHaveValue(otherCode(code));
  const sentBefore = calls.count("RespondToAuthChallenge");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Backspace");
  await page.keyboard.type(code.slice(-1));
  await expect(demo.field("Code")).toHaveValue(otherCode(code));
  // The user submits a correction: only the user knows when it is complete.
  expect(calls.count("RespondToAuthChallenge")).toBe(sentBefore);
  // A new code submits itself, like the first one.
  await demo.field("Code").selectText();
  await page.keyboard.type(code);
  await demo.expectSignedIn(KAREN);
  expect(answeredChallenges(calls)).toEqual(["PASSWORD_VERIFIER", "SMS_MFA", "SMS_MFA"]);
});

for (const [how, written] of Object.entries({
  "in a sentence": (code: string) => `Your code is ${code.slice(0, 3)}-${code.slice(3)}`,
  "full-width": (code: string) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  "Arabic-Indic, with marks of direction": (code: string) =>
    `\u202b${code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))}\u202c`,
  "with zero-width spaces": (code: string) => [...code].join("\u200b"),
})) {
  test(`a code by email after the password, pasted ${how}`, async ({ page, ownEmulator, demo }) => {
    const person = await ownEmulator.createUserIn(FACTORS);
    await ownEmulator.requireEmailCodes(person, FACTORS);
    await openPool(demo, "second-factors");
    await demo.signIn(person);
    await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
    const code = await ownEmulator.sentTo(person.email);
    await expect(demo.field("Code")).toBeFocused();
    await paste(page, written(code));
    await demo.expectSignedIn(person);
  });
}

test("a user who does not receive the code of a second factor starts again", async ({ ownEmulator, demo }) => {
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  await expect(demo.title(TITLES.phone)).toBeVisible();
  // Cognito sends no other code during a sign-in.
  await expect(demo.button("Send a new code")).toHaveCount(0);
  await demo.button("Sign in again for a new one").click();
  await demo.expectSignedOut();
  await expect(demo.field("Username")).toHaveValue(KAREN.username);
  await demo.signIn(KAREN);
  await demo.field("Code").fill(await ownEmulator.sentTo(KAREN.phone, 2));
  await demo.expectSignedIn(KAREN);
});

test("too many wrong codes show an error", async ({ ownEmulator, demo }) => {
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  const code = await ownEmulator.sentTo(KAREN.phone);
  const too = demo.alert.filter({ hasText: "Too many tries. Wait a little, then try again." });
  for (let tries = 0; tries < 6 && !(await too.isVisible()); tries += 1) {
    await demo.field("Code").pressSequentially(otherCode(code));
    await demo.button("Continue").click();
    await expect(demo.button("Continue")).toHaveAttribute("aria-busy", "false");
  }
  await expect(too).toBeVisible();
});

test("a code of an authenticator app, and the same code again", async ({ page, demo, ownEmulator, calls }) => {
  expect(ownEmulator).toBeTruthy();
  await openPool(demo, "second-factors");
  await demo.signIn(RADIA);
  await expect(demo.title(TEXTS.enterCode)).toBeVisible();
  await expect(page.getByText("Open your authenticator app and enter the code that it shows.")).toBeVisible();
  const code = codeOf(RADIA.secret);
  await demo.field("Code").pressSequentially(code);
  await demo.expectSignedIn(RADIA);
  expect(answeredChallenges(calls)).toEqual(["PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"]);
  await demo.button("Sign out").click();
  await demo.signIn(RADIA);
  await demo.field("Code").pressSequentially(code);
  await demo.expectFieldError("Code", "That code was used, or is too old. Wait for the next one.");
});

test("the user chooses one of three second factors, across a reload", async ({ page, ownEmulator, demo, calls }) => {
  await openPool(demo, "second-factors");
  await demo.signIn(BARBARA);
  await expect(demo.title(TITLES.second)).toBeVisible();
  await expect(demo.title(TITLES.second)).toBeFocused();
  await expect(page.getByRole("listitem").getByRole("button")).toHaveText([
    /^Text message/,
    /^Authenticator app/,
    /^Email/,
  ]);
  await page.reload();
  await demo.button(/^Email/).click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(page.getByText("We sent a code to b***@e***")).toBeVisible();
  await demo.field("Code").fill(await ownEmulator.sentTo(BARBARA.email));
  await demo.expectSignedIn(BARBARA);
  expect(answeredChallenges(calls)).toEqual(["PASSWORD_VERIFIER", "SELECT_MFA_TYPE", "EMAIL_OTP"]);
});

test("with the keyboard alone", async ({ page, ownEmulator, demo }) => {
  await openPool(demo, "second-factors");
  await expect(demo.field("Username")).toBeFocused();
  await page.keyboard.type(BARBARA.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(BARBARA.password);
  await page.keyboard.press("Enter");
  await expect(demo.title(TITLES.second)).toBeFocused();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("Tab");
  await expect(demo.button(/^Email/)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(demo.field("Code")).toBeFocused();
  await page.keyboard.type(await ownEmulator.sentTo(BARBARA.email));
  await page.keyboard.press("Enter");
  await demo.expectSignedIn(BARBARA);
});

test("a sign-in that waited too long returns to its start, with the name", async ({ page, ownEmulator, demo }) => {
  await page.clock.install();
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  await expect(demo.title(TITLES.phone)).toBeVisible();
  const code = await ownEmulator.sentTo(KAREN.phone);
  await advanceClocks(page, ownEmulator, 600);
  await demo.field("Code").fill(code);
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText("That took too long. Start again.");
  await expect(demo.field("Username")).toHaveValue(KAREN.username);
});

test("an authenticator app is set up by its QR code, and the device is remembered", async ({
  page,
  ownEmulator,
  demo,
  calls,
}) => {
  expect(ownEmulator).toBeTruthy();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openPool(demo, "set-up");
  await demo.signIn(JOAN);
  await expect(demo.title(TITLES.setUp)).toBeVisible();
  await page.reload();
  await expect(demo.title(TITLES.setUp)).toBeVisible();
  await demo.button(/^Authenticator app/).click();
  await expect(demo.title(TITLES.setUpApp)).toBeVisible();

  const uri = new URL((await seen(page, await page.getByRole("img", { name: /^QR code/ }).screenshot()))!);
  expect(uri.href).toContain("otpauth://totp/Notes:joan?");
  const secret = uri.searchParams.get("secret")!;
  const shown = (await page.locator(".vestibule-key code").textContent())!;
  expect(shown).toMatch(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/);
  expect(shown.replaceAll(" ", "")).toBe(secret);
  await demo.button("Copy").click();
  await expect(demo.button("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  // Only useful on a phone.
  const link = page.getByText("Open in your authenticator app");
  await expect(link).toBeHidden();
  await expect(link).toHaveAttribute("href", uri.href);

  await demo.field("Code").fill(otherCode(codeOf(secret)));
  await demo.field("Name of this device (optional)").fill("Joan's phone");
  await demo.button("Continue").click();
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  await expect(demo.field("Name of this device (optional)")).toHaveValue("Joan's phone");
  await demo.field("Code").fill(codeOf(secret));
  await demo.button("Continue").click();
  await demo.expectSignedIn(JOAN);
  expect(answeredChallenges(calls)).toEqual(["PASSWORD_VERIFIER", "MFA_SETUP"]);
  await demo.button("Sign out").click();
  await demo.signIn(JOAN);
  await demo.expectSignedIn(JOAN);
  expect(answeredChallenges(calls).slice(2)).toEqual([
    "PASSWORD_VERIFIER",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
  ]);
});

test("codes by e-mail are set up", async ({ page, ownEmulator, demo }) => {
  await openPool(demo, "set-up");
  await demo.signIn(JOAN);
  await demo.button(/^Email/).click();
  await expect(demo.title(TITLES.setUpEmail)).toBeVisible();
  await demo.field("Email").fill("not an address");
  await demo.button("Send code").click();
  await demo.expectFieldError("Email", "That is not an email address. One looks like name@example.com.");
  await expect(demo.field("Email")).toHaveValue("not an address");
  await demo.field("Email").fill("joan@example.com");
  await demo.button("Send code").click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(demo.field("Code")).toBeFocused();
  await paste(page, await ownEmulator.sentTo("joan@example.com"));
  await demo.expectSignedIn(JOAN);
});

test("custom challenges, a wrong answer, and too many", async ({ page, demo, ownEmulator, calls }) => {
  expect(ownEmulator).toBeTruthy();
  await openPool(demo, "questions");
  await enterName(demo, HEDY.username);
  await expect(demo.title(TITLES.question)).toBeVisible();
  const answer = async (text: string) => {
    await demo.field("Answer").fill(text);
    await demo.button("Continue").click();
  };
  await answer("");
  await demo.expectFieldError("Answer", "Enter your answer.");
  await answer("abracadabra");
  await expect(demo.alert).toHaveText("That answer did not match. Try again.");
  await expect(demo.field("Answer")).toHaveValue("abracadabra");
  await answer("xyzzy");
  // Another question.
  await expect(demo.field("Answer")).toHaveValue("");
  await page.reload();
  await answer("plugh");
  await demo.expectSignedIn(HEDY);
  expect(new Set(answeredChallenges(calls))).toEqual(new Set(["CUSTOM_CHALLENGE"]));
  await demo.button("Sign out").click();

  await enterName(demo, HEDY.username);
  for (let tries = 0; tries < 2; tries += 1) {
    await answer(`wrong ${tries}`);
    await expect(demo.alert).toHaveText("That answer did not match. Try again.");
  }
  await answer("wrong again");
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  await expect(demo.field("Username")).toHaveValue(HEDY.username);
});

test("a step without a screen continues on the hosted pages", async ({ page, ownEmulator, demo, pageErrors }) => {
  await sendUnknownChallenge(page, ownEmulator);
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  await expect(demo.title(TITLES.unknown)).toBeVisible();
  expect(pageErrors.warnings.join()).toMatch(/PALM_SCAN.*hand over to the hosted pages/);
  await demo.button("Continue").click();
  await new Hosted(page).expectSignIn();
  expect(new URL(page.url()).searchParams.get("login_hint")).toBe(KAREN.username);
  // After returning, the sign-in starts again.
  await page.goBack();
  await demo.expectSignedOut();
});

test("without hosted pages, the screen says what to do", async ({ page, ownEmulator, demo, pageErrors }) => {
  const config = JSON.parse(await readFile(new URL("../../demo/config.json", import.meta.url), "utf8"));
  delete config.domain;
  await page.route("**/config.json", (route) => route.fulfill({ json: { ...config, endpoint: ownEmulator.url } }));
  await sendUnknownChallenge(page, ownEmulator);
  await openPool(demo, "second-factors");
  await demo.signIn(KAREN);
  await expect(page.getByText("Your account needs a step that this app cannot show.")).toBeVisible();
  await expect(demo.button("Continue")).toHaveCount(0);
  expect(pageErrors.warnings.join()).toMatch(/PALM_SCAN.*domain/);
  await demo.button("Back to sign in").click();
  await expect(demo.field("Username")).toHaveValue(KAREN.username);
});
