// A sign-in with the app's own screens on the state machine, and a step-up on the page itself.

import { FACTORS } from "./support/emulator.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

const plainPage = () => new URL("/plain", setting("VESTIBULE_DEMO_URL")).href;

async function signIn(page: Page, person: { username: string; password: string }): Promise<void> {
  await page.getByLabel("Who").fill(person.username);
  await page.getByLabel("Secret").fill(person.password);
  await page.getByRole("button", { name: "Let me in" }).click();
}

test("a wrong password, the right one, and the sign-out", async ({ page, emulator }) => {
  const person = await emulator.createUser();
  await page.goto(plainPage());
  await signIn(page, { ...person, password: "Something-else-1" });
  await expect(page.getByRole("alert")).toHaveText("Those details do not match. Try again.");
  await signIn(page, person);
  await expect(page.getByRole("heading", { name: `Welcome, ${person.username}` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: `Welcome, ${person.username}` })).toBeVisible();
  await page.getByRole("button", { name: "Out" }).click();
  await expect(page.getByRole("heading", { name: "Members only" })).toBeVisible();
});

test("a code survives a reload, and can be cancelled", async ({ page, demo, emulator }) => {
  const person = await emulator.createUserIn(FACTORS);
  await emulator.requireEmailCodes(person, FACTORS);
  await demo.usePool(FACTORS.pool, FACTORS.client);
  await page.goto(plainPage());
  await signIn(page, person);
  await expect(page.getByLabel("What we sent you")).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Begin anew" }).click();
  await signIn(page, person);
  await page.getByLabel("What we sent you").fill("000000");
  await page.getByRole("button", { name: "That is it" }).click();
  await expect(page.getByRole("alert")).toHaveText("That code did not match. Check it and try again.");
  await page.getByLabel("What we sent you").fill(await emulator.code(person, "mfa", 2));
  await page.getByRole("button", { name: "That is it" }).click();
  await expect(page.getByRole("heading", { name: `Welcome, ${person.username}` })).toBeVisible();
});

test("a step-up on the page opens what a password does not", async ({ page, demo, emulator }) => {
  const person = await emulator.createUserIn(FACTORS);
  await page.goto(new URL("/?pool=choice", setting("VESTIBULE_DEMO_URL")).href);
  await demo.field("Username").fill(person.username);
  await demo.button("Continue").click();
  await demo.button("Password").click();
  await demo.field("Password").fill(person.password);
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
  await emulator.requireEmailCodes(person, FACTORS);
  await page.getByRole("link", { name: "Your account" }).click();
  const offer = page.locator(".vestibule", {
    has: page.getByRole("heading", { level: 2, name: "Sign in faster next time" }),
  });
  await offer.getByRole("button", { name: "Not now" }).click();
  await expect(offer).toHaveCount(0);
  // It is part of a page that has its own heading.
  const asked = page.getByRole("heading", { level: 2, name: "Show that it is you", exact: true });
  await expect(asked).toBeVisible();
  await expectAccessible(page);
  await demo.button("Continue").click();
  await expect(demo.field("Code")).toBeVisible();
  // Cancelling returns to the page.
  await demo.button("Not now").click();
  await expect(asked).toBeVisible();
  await demo.button("Continue").click();
  await demo.field("Code").fill(await emulator.code(person, "mfa", 2));
  await demo.button("Continue").click();
  await expect(page.getByText("The spare key lies under the second flowerpot.")).toBeVisible();
});
