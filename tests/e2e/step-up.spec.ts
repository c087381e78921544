// Content that a password alone does not open: from the first click to the code on the hosted page, and back. First in
// the demo, then with the npm package.

import type { Vestibule } from "../../pkg/src/index.ts";
import type { Demo } from "./support/demo.ts";
import { FACTORS, type Emulator, type Person } from "./support/emulator.ts";
import { expectCleanAddress, Hosted } from "./support/hosted.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { storedToken } from "./support/storage.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

const SECRET = "The spare key lies under the second flowerpot.";

/** A user who signed in with only a password, then turned on codes by email, and opens the account page. */
async function openAccountPage(page: Page, demo: Demo, emulator: Emulator): Promise<Person> {
  const person = await emulator.createUserIn(FACTORS);
  await demo.usePool(FACTORS.pool, FACTORS.client);
  await demo.openSignedIn(person);
  await emulator.requireEmailCodes(person, FACTORS);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(demo.title("Your account")).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
  return person;
}

const claim = (token: string | undefined, name: string) =>
  JSON.parse(Buffer.from((token ?? "").split(".")[1], "base64url").toString())[name];

test("a code on the hosted page opens what a password does not", async ({ page, demo, emulator }) => {
  const person = await openAccountPage(page, demo, emulator);
  await expectAccessible(page);
  expect(claim(await storedToken(page, FACTORS.client), "acr")).toBe("urn:cognito:loa:1");

  // With the keyboard alone.
  await demo.button("Show that it is you").focus();
  await page.keyboard.press("Enter");
  const hosted = new Hosted(page);
  await hosted.expectSignIn();
  await expect(page.getByLabel("User name", { exact: true })).toHaveValue(person.username);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await hosted.expectCode();
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Invalid code");
  await page.getByLabel("Code", { exact: true }).fill(await emulator.code(person, "mfa"));
  await page.keyboard.press("Enter");

  await expect(page.getByText(SECRET)).toBeVisible();
  await expect(page).toHaveURL(new URL("/account", setting("VESTIBULE_DEMO_URL")).href);
  await expectCleanAddress(page);
  expect(claim(await storedToken(page, FACTORS.client), "acr")).toBe("urn:cognito:loa:3");
  // It stays open.
  await page.reload();
  await expect(page.getByText(SECRET)).toBeVisible();
});

test("after cancelling, the user is signed in as before", async ({ page, demo, emulator }) => {
  const person = await openAccountPage(page, demo, emulator);
  const before = await storedToken(page, FACTORS.client);
  await demo.button("Show that it is you").click();
  const hosted = new Hosted(page);
  await hosted.signIn(person);
  await hosted.expectCode();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();

  await demo.expectSignedIn(person);
  await expect(demo.status).toContainText("That did not work");
  await expectCleanAddress(page);
  expect(await storedToken(page, FACTORS.client)).toBe(before);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(demo.button("Show that it is you")).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
});

const HEDY = { username: "hedy", password: "Lamarr1914", email: "hedy@example.com" };
const SCOPES = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];

declare global {
  var auth: Vestibule;
}

/** The client of the npm package in the current document, which has no content of its own. */
async function load(page: Page, endpoint: string): Promise<void> {
  const config = {
    userPoolId: FACTORS.pool,
    clientId: FACTORS.client,
    endpoint,
    domain: endpoint,
    redirectUri: new URL("../pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href,
    scopes: SCOPES,
  };
  await page.evaluate(async (config) => {
    const { Vestibule } = await import(new URL("index.js", location.href).href);
    globalThis.auth = await Vestibule.create(config);
  }, config);
}

/** A user signed in with a password, who has turned on codes by email since, on the way to a level. */
async function leave(page: Page, own: Emulator): Promise<Hosted> {
  await page.goto(new URL("../pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await load(page, own.url);
  const acr = await page.evaluate(async (hedy) => {
    await auth.signIn(hedy);
    await auth.mfa.setPreference({ email: "preferred" });
    return (await auth.session()).acr;
  }, HEDY);
  expect(acr).toBe("urn:cognito:loa:1");
  await page.evaluate(() => void auth.stepUpWithRedirect({ acr: "urn:cognito:loa:3" }));
  const hosted = new Hosted(page);
  await hosted.signIn(HEDY);
  await hosted.expectCode();
  return hosted;
}

test("the npm package returns from the hosted pages with the level", async ({ page, ownEmulator }) => {
  await leave(page, ownEmulator);
  await page.getByLabel("Code", { exact: true }).fill(await ownEmulator.code(HEDY, "mfa"));
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(/code=/);
  await load(page, ownEmulator.url);
  const outcome = await page.evaluate(async () => {
    const outcome = await auth.handleCallback();
    const session = await auth.session();
    const enough = await auth.stepUpWithRedirect({ acr: "urn:cognito:loa:3" });
    return [outcome?.session.acr, session.acr, session.amr, enough?.acr];
  });
  const level = "urn:cognito:loa:3";
  expect(outcome).toEqual([level, level, ["pwd", "email_otp", "mfa"], level]);
});

test("after cancelling, the npm package keeps its session", async ({ page, ownEmulator }) => {
  await leave(page, ownEmulator);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.waitForURL(/error=access_denied/);
  await load(page, ownEmulator.url);
  const outcome = await page.evaluate(async () => {
    const kind = await auth.handleCallback().then(
      () => "nothing",
      (error) => error.kind,
    );
    return [kind, (await auth.session()).acr];
  });
  expect(outcome).toEqual(["accessDenied", "urn:cognito:loa:1"]);
});
