// A session over time: tokens that expire, networks that fail, and several tabs.

import { Demo, TEXTS } from "./support/demo.ts";
import { storedToken } from "./support/storage.ts";
import { expect, advanceClocks, test } from "./support/test.ts";
import { Calls, NO_NETWORK } from "./support/page-activity.ts";

const HOUR = 3600;

test.describe("time", () => {
  test("tokens are renewed before they expire, without being noticed", async ({ page, ownEmulator, demo, calls }) => {
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    const token = await storedToken(page);

    await advanceClocks(page, ownEmulator, HOUR - 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await page.reload();
    await demo.expectSignedIn(person);
    expect(calls.count("GetTokensFromRefreshToken")).toBe(1);
    expect(calls.count("InitiateAuth")).toBe(1);
  });

  test("a page that stayed open past the expiry continues", async ({ page, ownEmulator, demo, calls }) => {
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    const token = await storedToken(page);

    await advanceClocks(page, ownEmulator, HOUR + 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await expect(page.getByText("until the tokens expire")).toBeVisible();
    await demo.button("Change password").click();
    await demo.field("Current password").fill(person.password);
    await demo.field("New password").fill(`${person.password}-new`);
    await demo.button("Save password").click();
    await expect(demo.status).toHaveText("Your new password is saved.");
    expect(calls.count("GetTokensFromRefreshToken")).toBe(1);
    await demo.expectSignedIn(person);
  });

  test("two tabs with expired tokens renew them once", async ({ page, context, ownEmulator, demo, calls }) => {
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    const token = await storedToken(page);
    const second = new Demo(await context.newPage());
    const secondCalls = new Calls(second.page);
    await second.open();
    await second.expectSignedIn(person);

    await advanceClocks(page, ownEmulator, HOUR + 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await expect.poll(() => storedToken(second.page)).not.toBe(token);
    await Promise.all([page.reload(), second.page.reload()]);
    await demo.expectSignedIn(person);
    await second.expectSignedIn(person);
    expect(calls.count("GetTokensFromRefreshToken") + secondCalls.count("GetTokensFromRefreshToken")).toBe(1);
  });

  test("an expired refresh token ends the session, with an explanation", async ({ page, ownEmulator, demo }) => {
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    await advanceClocks(page, ownEmulator, 31 * 24 * HOUR);
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(TEXTS.ended);
    await demo.signIn(person);
    await demo.expectSignedIn(person);
  });

  test("a trigger that rejects the renewal ends no session, and its message appears where tokens are needed", async ({
    page,
    ownEmulator,
    demo,
    calls,
    pageErrors,
  }) => {
    pageErrors.ignore(/status of 400/);
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    await page.route(`${ownEmulator.url}/`, (route) => {
      const target = route.request().headers()["x-amz-target"] ?? "";
      if (!target.endsWith("GetTokensFromRefreshToken")) return route.fallback();
      const json = {
        __type: "UserLambdaValidationException",
        message: "PreTokenGeneration failed with error Your plan has ended.",
      };
      return route.fulfill({ status: 400, headers: { "access-control-allow-origin": "*" }, json });
    });
    // On the open page: where the account is changed, which needs valid tokens.
    await advanceClocks(page, ownEmulator, HOUR + 60);
    await demo.button("Change password").click();
    await demo.field("Current password").fill(person.password);
    await demo.field("New password").fill(`${person.password}-new`);
    await demo.button("Save password").click();
    await expect(demo.alert).toHaveText(/Your plan has ended\.$/);
    expect(calls.count("GetTokensFromRefreshToken")).toBeGreaterThan(0);

    // On a page opened anew: users need not sign in, but can.
    await page.reload();
    await expect(demo.title(TEXTS.unavailable)).toBeVisible();
    await expect(page.getByText("Your plan has ended.")).toBeVisible();
    await expect(demo.button("Sign in")).toBeVisible();
    await demo.button("Try again").click();
    await expect(page.getByText("Your plan has ended.")).toBeVisible();

    // The trigger accepts the renewal now, and the page continues by itself.
    await page.unroute(`${ownEmulator.url}/`);
    await advanceClocks(page, ownEmulator, 301);
    await demo.expectSignedIn(person);
    expect(calls.count("InitiateAuth"), "nobody had to sign in again").toBe(1);
  });

  test("a sign-in that waited too long starts again", async ({ page, ownEmulator, demo }) => {
    await page.clock.install();
    const person = await ownEmulator.inviteUser();
    await demo.openSignIn();
    await demo.signIn(person);
    await expect(demo.title(TEXTS.newPassword)).toBeVisible();
    await advanceClocks(page, ownEmulator, 600);
    await demo.field("New password").fill(`${person.password}-own`);
    await demo.button("Save password").click();
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText("That took too long. Start again.");
    await expect(demo.field("Username")).toHaveValue(person.username);
  });

  test("a code that is too old, and a new one", async ({ page, ownEmulator, demo }) => {
    await page.clock.install();
    const person = await ownEmulator.signUpUnconfirmed();
    await demo.openSignIn();
    // One more is sent.
    await demo.signIn(person);
    await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
    await ownEmulator.advance(25 * HOUR);
    await demo.confirm(await ownEmulator.code(person, "sign_up", 2));
    await demo.expectFieldError("Code", "That code is too old. Ask for a new one.");
    await page.clock.runFor(30_000);
    await demo.button("Send a new code").click();
    await expect(demo.alert).toHaveText("We sent a new code.");
    await demo.confirm(await ownEmulator.code(person, "sign_up", 3));
    await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  });
});

test("a session in memory ends with the page", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), storage: "memory" } });
  });
  await demo.openSignedIn(person);
  await page.reload();
  await demo.expectSignedOut();
});

test.describe("network", () => {
  test("without a network the user stays signed in", async ({ page, context, demo, emulator, pageErrors }) => {
    const person = await emulator.createUser();
    await demo.openSignedIn(person);
    const token = await storedToken(page);

    await context.setOffline(true);
    await demo.button("Refresh now").click();
    await expect(demo.status).toHaveText(/^That did not work: ./);
    await demo.expectSignedIn(person);
    expect(await storedToken(page)).toBe(token);

    await context.setOffline(false);
    await demo.button("Refresh now").click();
    await expect(demo.status).toHaveText("The tokens are new.");
    expect(await storedToken(page)).not.toBe(token);
    await demo.expectSignedIn(person);
    pageErrors.ignore(NO_NETWORK);
  });

  test("expired tokens and no network: the session waits", async ({ page, ownEmulator, demo, pageErrors }) => {
    await page.clock.install();
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    await page.route(`${ownEmulator.url}/`, (route) => route.abort("internetdisconnected"));
    await advanceClocks(page, ownEmulator, HOUR + 60);
    await page.reload();
    await expect(demo.title(TEXTS.unavailable)).toBeVisible();
    await expect(page.getByText(TEXTS.noNetwork)).toBeVisible();

    const refused = page.waitForEvent("requestfailed");
    await demo.button("Try again").click();
    await refused;
    await expect(demo.title(TEXTS.unavailable)).toBeVisible();
    // A click on a button in progress would do nothing.
    await expect(demo.button("Try again")).toHaveAttribute("aria-busy", "false");
    await page.unroute(`${ownEmulator.url}/`);
    // Unless it happens by itself first.
    await demo
      .button("Try again")
      .click({ timeout: 2000 })
      .catch(() => {});
    await demo.expectSignedIn(person);
    pageErrors.ignore(NO_NETWORK);
  });

  test("errors of the service end no session", async ({ page, demo, emulator, pageErrors }) => {
    const person = await emulator.createUser();
    await demo.openSignedIn(person);
    const token = await storedToken(page);
    await page.route(`${emulator.url}/`, (route) =>
      route.fulfill({
        status: 500,
        contentType: "application/x-amz-json-1.1",
        headers: { "access-control-allow-origin": "*" },
        body: JSON.stringify({ __type: "InternalErrorException", message: "Internal error" }),
      }),
    );
    await demo.button("Refresh now").click();
    await expect(demo.status).toHaveText(/^That did not work: ./);
    await page.reload();
    await demo.expectSignedIn(person);
    expect(await storedToken(page)).toBe(token);
    pageErrors.ignore(/status of 500/);
  });

  test("a sign-in without a network can be tried again", async ({ context, demo, emulator, pageErrors }) => {
    const person = await emulator.createUser();
    await demo.openSignIn();
    await context.setOffline(true);
    await demo.signIn(person);
    await expect(demo.alert).toHaveText(TEXTS.noNetwork);
    await expect(demo.field("Password")).toHaveValue(person.password);
    await context.setOffline(false);
    await demo.button("Sign in").click();
    await demo.expectSignedIn(person);
    pageErrors.ignore(NO_NETWORK);
  });
});

test.describe("tabs", () => {
  test("a sign-in and a sign-out in one tab appear in the other", async ({ context, demo, emulator }) => {
    const person = await emulator.createUser();
    const second = new Demo(await context.newPage());
    await demo.openSignIn();
    await second.openSignIn();

    await demo.signIn(person);
    await demo.expectSignedIn(person);
    await second.expectSignedIn(person);

    await second.button("Sign out").click();
    await second.expectSignedOut();
    await demo.expectSignedOut();
  });

  test("a session that an administrator ended ends in all tabs", async ({ context, demo, emulator }) => {
    const person = await emulator.createUser();
    await demo.openSignedIn(person);
    const second = new Demo(await context.newPage());
    await second.open();
    await second.expectSignedIn(person);

    await emulator.admin("AdminUserGlobalSignOut", { Username: person.username });
    await demo.button("Refresh now").click();
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(TEXTS.revoked);
    await second.expectSignedOut();
  });
});
