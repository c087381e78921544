// A session over time: tokens that expire, networks that fail, and several tabs.

import { Demo, WORDS } from "./support/demo.ts";
import { storedToken } from "./support/storage.ts";
import { expect, later, test } from "./support/test.ts";
import { Calls, NO_NETWORK } from "./support/page-activity.ts";

const HOUR = 3600;

test.describe("time", () => {
  test("tokens are renewed before they expire, without being noticed", async ({ page, own, demo, calls }) => {
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    const token = await storedToken(page);

    await later(page, own, HOUR - 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await page.reload();
    await demo.expectSignedIn(person);
    expect(calls.count("GetTokensFromRefreshToken")).toBe(1);
    expect(calls.count("InitiateAuth")).toBe(1);
  });

  test("a page that stayed open past the expiry continues", async ({ page, own, demo, calls }) => {
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    const token = await storedToken(page);

    await later(page, own, HOUR + 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await expect(page.getByText("until the tokens expire")).toBeVisible();
    await demo.button("Change password").click();
    await demo.field("Current password").fill(person.password);
    await demo.field("New password").fill(`${person.password}-new`);
    await demo.button("Save password").click();
    await expect(demo.said).toHaveText("Your new password is saved.");
    expect(calls.count("GetTokensFromRefreshToken")).toBe(1);
    await demo.expectSignedIn(person);
  });

  test("two tabs with expired tokens renew them once", async ({ page, context, own, demo, calls }) => {
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    const token = await storedToken(page);
    const second = new Demo(await context.newPage());
    const secondCalls = new Calls(second.page);
    await second.open();
    await second.expectSignedIn(person);

    await later(page, own, HOUR + 60);
    await expect.poll(() => storedToken(page)).not.toBe(token);
    await expect.poll(() => storedToken(second.page)).not.toBe(token);
    await Promise.all([page.reload(), second.page.reload()]);
    await demo.expectSignedIn(person);
    await second.expectSignedIn(person);
    expect(calls.count("GetTokensFromRefreshToken") + secondCalls.count("GetTokensFromRefreshToken")).toBe(1);
  });

  test("an expired refresh token ends the session, with an explanation", async ({ page, own, demo }) => {
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    await later(page, own, 31 * 24 * HOUR);
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(WORDS.ended);
    await demo.signIn(person);
    await demo.expectSignedIn(person);
  });

  test("a trigger that rejects the renewal ends no session, and its message appears where tokens are needed", async ({
    page,
    own,
    demo,
    calls,
    complaints,
  }) => {
    complaints.forgive(/status of 400/);
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    await page.route(`${own.url}/`, (route) => {
      const target = route.request().headers()["x-amz-target"] ?? "";
      if (!target.endsWith("GetTokensFromRefreshToken")) return route.fallback();
      const json = {
        __type: "UserLambdaValidationException",
        message: "PreTokenGeneration failed with error Your plan has ended.",
      };
      return route.fulfill({ status: 400, headers: { "access-control-allow-origin": "*" }, json });
    });
    // On the open page: where the account is changed, which needs valid tokens.
    await later(page, own, HOUR + 60);
    await demo.button("Change password").click();
    await demo.field("Current password").fill(person.password);
    await demo.field("New password").fill(`${person.password}-new`);
    await demo.button("Save password").click();
    await expect(demo.alert).toHaveText(/Your plan has ended\.$/);
    expect(calls.count("GetTokensFromRefreshToken")).toBeGreaterThan(0);

    // On a page opened anew: users need not sign in, but can.
    await page.reload();
    await expect(demo.title(WORDS.unavailable)).toBeVisible();
    await expect(page.getByText("Your plan has ended.")).toBeVisible();
    await expect(demo.button("Sign in")).toBeVisible();
    await demo.button("Try again").click();
    await expect(page.getByText("Your plan has ended.")).toBeVisible();

    // The trigger accepts the renewal now, and the page continues by itself.
    await page.unroute(`${own.url}/`);
    await later(page, own, 301);
    await demo.expectSignedIn(person);
    expect(calls.count("InitiateAuth"), "nobody had to sign in again").toBe(1);
  });

  test("a sign-in that waited too long starts again", async ({ page, own, demo }) => {
    await page.clock.install();
    const person = await own.invited();
    await demo.toSignIn();
    await demo.signIn(person);
    await expect(demo.title(WORDS.newPassword)).toBeVisible();
    await later(page, own, 600);
    await demo.field("New password").fill(`${person.password}-own`);
    await demo.button("Save password").click();
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText("That took too long. Start again.");
    await expect(demo.field("Username")).toHaveValue(person.username);
  });

  test("a code that is too old, and a new one", async ({ page, own, demo }) => {
    await page.clock.install();
    const person = await own.unconfirmed();
    await demo.toSignIn();
    // One more is sent.
    await demo.signIn(person);
    await expect(demo.title(WORDS.checkEmail)).toBeVisible();
    await own.advance(25 * HOUR);
    await demo.confirm(await own.code(person, "sign_up", 2));
    await demo.expectFieldError("Code", "That code is too old. Ask for a new one.");
    await page.clock.runFor(30_000);
    await demo.button("Send a new code").click();
    await expect(demo.alert).toHaveText("We sent a new code.");
    await demo.confirm(await own.code(person, "sign_up", 3));
    await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  });
});

test("a session in memory ends with the page", async ({ page, demo, emulator }) => {
  const person = await emulator.resident();
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), storage: "memory" } });
  });
  await demo.enter(person);
  await page.reload();
  await demo.expectSignedOut();
});

test.describe("network", () => {
  test("without a network the user stays signed in", async ({ page, context, demo, emulator, complaints }) => {
    const person = await emulator.resident();
    await demo.enter(person);
    const token = await storedToken(page);

    await context.setOffline(true);
    await demo.button("Refresh now").click();
    await expect(demo.said).toHaveText(/^That did not work: ./);
    await demo.expectSignedIn(person);
    expect(await storedToken(page)).toBe(token);

    await context.setOffline(false);
    await demo.button("Refresh now").click();
    await expect(demo.said).toHaveText("The tokens are new.");
    expect(await storedToken(page)).not.toBe(token);
    await demo.expectSignedIn(person);
    complaints.forgive(NO_NETWORK);
  });

  test("expired tokens and no network: the session waits", async ({ page, own, demo, complaints }) => {
    await page.clock.install();
    const person = await own.resident();
    await demo.enter(person);
    await page.route(`${own.url}/`, (route) => route.abort("internetdisconnected"));
    await later(page, own, HOUR + 60);
    await page.reload();
    await expect(demo.title(WORDS.unavailable)).toBeVisible();
    await expect(page.getByText(WORDS.noNetwork)).toBeVisible();

    const refused = page.waitForEvent("requestfailed");
    await demo.button("Try again").click();
    await refused;
    await expect(demo.title(WORDS.unavailable)).toBeVisible();
    // A click on a button in progress would do nothing.
    await expect(demo.button("Try again")).toHaveAttribute("aria-busy", "false");
    await page.unroute(`${own.url}/`);
    // Unless it happens by itself first.
    await demo.button("Try again").click({ timeout: 2000 }).catch(() => {});
    await demo.expectSignedIn(person);
    complaints.forgive(NO_NETWORK);
  });

  test("errors of the service end no session", async ({ page, demo, emulator, complaints }) => {
    const person = await emulator.resident();
    await demo.enter(person);
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
    await expect(demo.said).toHaveText(/^That did not work: ./);
    await page.reload();
    await demo.expectSignedIn(person);
    expect(await storedToken(page)).toBe(token);
    complaints.forgive(/status of 500/);
  });

  test("a sign-in without a network can be tried again", async ({ page, context, demo, emulator, complaints }) => {
    const person = await emulator.resident();
    await demo.toSignIn();
    await context.setOffline(true);
    await demo.signIn(person);
    await expect(demo.alert).toHaveText(WORDS.noNetwork);
    await expect(demo.field("Password")).toHaveValue(person.password);
    await context.setOffline(false);
    await demo.button("Sign in").click();
    await demo.expectSignedIn(person);
    complaints.forgive(NO_NETWORK);
  });
});

test.describe("tabs", () => {
  test("a sign-in and a sign-out in one tab appear in the other", async ({ context, demo, emulator }) => {
    const person = await emulator.resident();
    const second = new Demo(await context.newPage());
    await demo.toSignIn();
    await second.toSignIn();

    await demo.signIn(person);
    await demo.expectSignedIn(person);
    await second.expectSignedIn(person);

    await second.button("Sign out").click();
    await second.expectSignedOut();
    await demo.expectSignedOut();
  });

  test("a session that an administrator ended ends in all tabs", async ({ context, demo, emulator }) => {
    const person = await emulator.resident();
    await demo.enter(person);
    const second = new Demo(await context.newPage());
    await second.open();
    await second.expectSignedIn(person);

    await emulator.admin("AdminUserGlobalSignOut", { Username: person.username });
    await demo.button("Refresh now").click();
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(WORDS.revoked);
    await second.expectSignedOut();
  });
});
