// The choice of the first factor on the demo, from the first click to the end.

import { TEXTS } from "./support/demo.ts";
import { authenticatorOf } from "./support/factors.ts";
import { answeredChallenges, HEDY, createPasskey, enterName, TITLES, openPool, otherCode } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

test("the user chooses a code by email as the first factor, and gets another one", async ({
  page,
  ownEmulator,
  demo,
  calls,
}) => {
  await page.clock.install();
  await openPool(demo, "choice");
  await expect(demo.field("Password")).toHaveCount(0);
  await enterName(demo, HEDY.username);
  await expect(demo.title(TITLES.choose)).toBeVisible();
  const choices = page.getByRole("listitem").getByRole("button");
  await expect(choices).toHaveText([/^Password/, /^Email/, /^Text message/]);
  await demo.button(/^Email/).click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  const first = await ownEmulator.sentTo(HEDY.email);
  expect(first).toHaveLength(8);

  const again = demo.button(/^New code in \d+ seconds?$/);
  await expect(again).toHaveAttribute("aria-disabled", "true");
  // It does nothing while it is disabled.
  await again.click({ force: true });
  await demo.field("Code").fill(otherCode(first));
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  expect(calls.count("InitiateAuth")).toBe(1);
  await page.clock.runFor(31_000);
  await demo.button("Send a new code").click();
  await expect(demo.alert).toHaveText("We sent a new code.");
  await expect(demo.field("Code")).toHaveValue("");
  await expect(again).toBeVisible();
  const second = await ownEmulator.sentTo(HEDY.email, 2);
  // A code of eight digits is not complete after six.
  await demo.field("Code").pressSequentially(second.slice(0, 6));
  await demo.field("Code").pressSequentially(second.slice(6));
  await demo.expectSignedIn(HEDY);
});

test("the user chooses a code by text message as the first factor", async ({ ownEmulator, demo, calls }) => {
  await openPool(demo, "choice");
  await enterName(demo, HEDY.username);
  await demo.button(/^Text message/).click();
  await expect(demo.title(TITLES.phone)).toBeVisible();
  await demo.field("Code").fill(await ownEmulator.sentTo(HEDY.phone));
  await demo.expectSignedIn(HEDY);
  expect(answeredChallenges(calls)).toEqual(["SELECT_CHALLENGE", "SMS_OTP"]);
});

test("the user chooses a password as the first factor, after a look at another way", async ({
  page,
  ownEmulator,
  demo,
  calls,
}) => {
  await openPool(demo, "choice");
  await enterName(demo, HEDY.username);
  await demo.button(/^Text message/).click();
  await expect(demo.title(TITLES.phone)).toBeVisible();
  await ownEmulator.sentTo(HEDY.phone);
  await demo.button("Sign in another way").click();
  await expect(demo.title(TITLES.choose)).toBeVisible();
  await demo.button(/^Password/).click();
  await expect(demo.title(TITLES.password)).toBeVisible();
  await expect(page.getByText("You are signing in as hedy.")).toBeVisible();
  await expect(demo.field("Password")).toBeFocused();
  await demo.field("Password").fill("Not-this-one-1");
  await demo.button("Sign in").click();
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  await page.reload();
  await expect(demo.title(TITLES.password)).toBeVisible();
  await demo.field("Password").fill(HEDY.password);
  await demo.button("Sign in").click();
  await demo.expectSignedIn(HEDY);
  // It is proved, and never sent.
  expect(calls.bodies("RespondToAuthChallenge").at(-2)).toMatchObject({
    ChallengeResponses: { ANSWER: "PASSWORD_SRP" },
  });
});

test("a user who chose a forgotten password can reset it", async ({ demo, ownEmulator }) => {
  expect(ownEmulator).toBeTruthy();
  await openPool(demo, "choice");
  await enterName(demo, HEDY.username);
  await demo.button(/^Password/).click();
  await demo.button("Forgot your password?").click();
  await expect(demo.title(TEXTS.forgot)).toBeVisible();
  await expect(demo.field("Username")).toHaveValue(HEDY.username);
});

test("the user chooses a passkey as the first factor, which is used at once", async ({
  page,
  ownEmulator,
  demo,
  calls,
}) => {
  await authenticatorOf(page);
  await createPasskey(page, ownEmulator);
  await openPool(demo, "choice");
  await enterName(demo, HEDY.username);
  await demo.button(/^Passkey/).click();
  await demo.expectSignedIn(HEDY);
  expect(answeredChallenges(calls).slice(-2)).toEqual(["SELECT_CHALLENGE", "WEB_AUTHN"]);
});

test("cancelling the browser's passkey dialog is not an error, and the user can try again", async ({
  page,
  ownEmulator,
  demo,
}) => {
  await authenticatorOf(page);
  await createPasskey(page, ownEmulator);
  await openPool(demo, "choice");
  await enterName(demo, HEDY.username);
  await expect(demo.title(TITLES.choose)).toBeVisible();
  await page.evaluate(() => {
    const { credentials } = navigator;
    const real = credentials.get.bind(credentials);
    let refused = 0;
    credentials.get = (options) => {
      refused += 1;
      return refused > 2 ? real(options) : Promise.reject(new DOMException("closed", "NotAllowedError"));
    };
  });
  await demo.button(/^Passkey/).click();
  await expect(demo.title(TITLES.passkey)).toBeVisible();
  const notice = "Nothing has happened yet. Try again.";
  await expect(demo.alert).toHaveText(notice);
  await expect(demo.alert).toHaveClass(/vestibule-plain/);
  await demo.button("Continue with a passkey").click();
  await expect(demo.alert).toHaveText(notice);
  await demo.button("Continue with a passkey").click();
  await demo.expectSignedIn(HEDY);
});
