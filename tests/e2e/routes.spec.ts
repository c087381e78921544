// The demo's protected pages: who sees them, and where users are after signing in.

import { Demo, TEXTS } from "./support/demo.ts";
import { expectCleanAddress, Hosted } from "./support/hosted.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { expect, setting, test } from "./support/test.ts";

const at = (path: string) => new URL(path, setting("VESTIBULE_DEMO_URL")).href;

test("a guest who opens a protected page signs in and returns to it", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.goto("/account?tab=mail#last");
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
  await demo.signIn(person);
  await expect(demo.title("Your account")).toBeVisible();
  await expect(page.getByText(person.email, { exact: true })).toBeVisible();
  await expect(page).toHaveURL(at("/account?tab=mail#last"));
  await expectAccessible(page);
  await page.reload();
  await expect(demo.title("Your account")).toBeVisible();
});

test("a user who signs in through the hosted UI returns to the requested page", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.goto("/account?tab=mail");
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await expect(demo.title("Your account")).toBeVisible();
  await expect(page).toHaveURL(at("/account?tab=mail"));
  await expectCleanAddress(page);
});

test("does not return to an address that looks like another host", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.goto("/account");
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
  await page.evaluate(() => history.replaceState(null, "", `${location.origin}//evil.example/`));
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedIn(person);
  await expect(page).toHaveURL(at("/"));
});

test("a user without the group gets an error, an admin sees the page", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.goto("/admin");
  await demo.signIn(person);
  await expect(demo.title("Not for you")).toBeVisible();
  await expect(demo.title("Administration")).toHaveCount(0);
  await expectAccessible(page);
  // The group is in the next tokens, which another tab may have renewed.
  await emulator.admin("AdminAddUserToGroup", { Username: person.username, GroupName: "admin" });
  const other = new Demo(await page.context().newPage());
  await other.open();
  await other.expectSignedIn(person);
  await other.button("Refresh now").click();
  await expect(demo.title("Administration")).toBeVisible();
  await expect(page.getByRole("cell", { name: "admin" })).toBeVisible();
  await expectAccessible(page);
});

test("a sign-out in another tab closes the page", async ({ page, context, demo, emulator }) => {
  const person = await emulator.createUser();
  await page.goto("/account");
  await demo.signIn(person);
  await expect(demo.title("Your account")).toBeVisible();
  const other = new Demo(await context.newPage());
  await other.open();
  await other.expectSignedIn(person);
  await other.button("Sign out").click();
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
  await expect(page.getByText(person.email)).toHaveCount(0);
  await expect(page).toHaveURL(at("/account"));
});

test("links open pages without loading the document again", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignedIn(person);
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(demo.title("Your account")).toBeVisible();
  await page.getByRole("link", { name: "Front page" }).click();
  await demo.expectSignedIn(person);
  await page.getByRole("link", { name: "Administration" }).click();
  await expect(demo.title("Not for you")).toBeVisible();
  await page.goBack();
  await demo.expectSignedIn(person);
  expect(await page.evaluate(() => "isTheSame" in window)).toBe(true);
  await page.goto("/nowhere");
  await expect(demo.title("There is no such page")).toBeVisible();
});
