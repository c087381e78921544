// The demo's account page, section by section, from the sign-in to the deletion of the account; and the menu that
// leads there.

import { AccountPage } from "./support/account-page.ts";
import { Demo, TEXTS } from "./support/demo.ts";
import { FACTORS, newPerson, type Emulator, type Person } from "./support/emulator.ts";
import { authenticatorOf, codeOf } from "./support/factors.ts";
import { expectAccessible, expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, test } from "./support/test.ts";

const accountTest = test.extend<{ account: AccountPage }>({
  account: async ({ page, demo }, use) => use(new AccountPage(page, demo)),
});

async function createUser(emulator: Emulator): Promise<Person> {
  return emulator.createUserIn(FACTORS);
}

accountTest("changes the name, and returns the focus", async ({ account, page, demo, emulator }) => {
  await account.openSignedIn(await createUser(emulator));
  const row = account.row("Profile", "Your name");
  await row.getByRole("button", { name: "Add" }).click();
  await expect(demo.field("Your name (optional)")).toBeFocused();
  await page.keyboard.type("Ada King");
  await page.keyboard.press("Enter");
  await account.expectStatus("Profile", "Your change is saved.");
  await expect(row.getByText("Ada King")).toBeVisible();
  await expect(row.getByRole("button", { name: "Change" })).toBeFocused();
  // An empty name removes the attribute.
  await page.keyboard.press("Enter");
  await demo.field("Your name (optional)").fill("");
  await demo.button("Save").click();
  await expect(row.getByText("None")).toBeVisible();
});

accountTest("a new address takes effect once its code is entered", async ({ account, page, demo, emulator, calls }) => {
  const person = await createUser(emulator);
  const renewed = { ...person, email: `new-${person.email}` };
  await account.openSignedIn(person);
  const row = account.row("Profile", "Email");
  await expect(row.getByText("Verified", { exact: true })).toBeVisible();
  await row.getByRole("button", { name: "Change" }).click();
  await demo.field("Email").fill("nobody");
  await demo.button("Save").click();
  await expect(demo.field("Email")).toHaveAttribute("aria-invalid", "true");
  await demo.field("Email").fill(renewed.email);
  await demo.button("Save").click();

  await expect(account.dialog.getByText(`We sent a code to ${renewed.email}`)).toBeVisible();
  // The code can be entered later.
  await demo.button("Later").click();
  await expect(row.getByText(person.email, { exact: true })).toBeVisible();
  await expect(row.getByText(`Waiting for the code that we sent to ${renewed.email}.`)).toBeVisible();
  await row.getByRole("button", { name: "Enter the code" }).click();
  const code = await emulator.sentTo(renewed.email);
  await expect(demo.field("Code")).toBeFocused();
  await page.keyboard.type(code === "000000" ? "000001" : "000000");
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  // The form submits itself after the last digit.
  await demo.field("Code").fill(code);
  await account.expectStatus("Profile", "Thank you. It is verified.");
  await expect(row.getByText(renewed.email, { exact: true })).toBeVisible();
  await expect(row.getByText("Verified", { exact: true })).toBeVisible();
  expect(calls.count("VerifyUserAttribute")).toBe(2);
});

accountTest("changes the password", async ({ account, page, demo, emulator, calls }) => {
  const person = await createUser(emulator);
  await account.openSignedIn(person);
  await account.section("Password").getByRole("button", { name: "Change" }).click();
  await demo.field("Current password").fill("Wrong-1843");
  await demo.field("New password").fill(`${person.password}-new`);
  await demo.button("Save password").click();
  await demo.expectFieldError("Current password", TEXTS.wrongCurrentPassword);
  await expect(demo.field("New password")).toHaveValue(`${person.password}-new`);
  await demo.field("Current password").fill(person.password);
  await page.keyboard.press("Enter");
  await account.expectStatus("Password", "Your new password is saved.");
  await expect(account.section("Password").getByRole("button", { name: "Change" })).toBeFocused();
  expect(calls.count("ChangePassword")).toBe(2);
});

accountTest("a user without a password sets one", async ({ account, page, ownEmulator, demo }) => {
  await page.goto("/?pool=choice");
  await demo.field("Username").fill("annie");
  await demo.button("Continue").click();
  await demo.field("Code").fill(await ownEmulator.sentTo("annie@example.com"));
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(account.section("Password").getByText("You have no password yet")).toBeVisible();
  await demo.button("Set a password").click();
  await expect(demo.field("Current password")).toHaveCount(0);
  await demo.field("New password").fill("Easley-1933-first");
  await demo.button("Save password").click();
  await account.expectStatus("Password", "Your new password is saved.");
  await expect(account.section("Password").getByText("You have a password.")).toBeVisible();
});

accountTest("an authenticator app is set up and turned off again", async ({ account, page, demo, emulator, calls }) => {
  await account.openSignedIn(await createUser(emulator));
  const row = account.row("Second step", "Authenticator app");
  await row.getByRole("button", { name: "Set up" }).click();
  await expect(account.dialog.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const secret = (await account.dialog.locator("code").innerText()).replaceAll(" ", "");
  await demo.field("Code").fill("000000");
  await demo.button("Continue").click();
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  await expectAccessible(page);
  await demo.field("Code").fill(codeOf(secret));
  await demo.button("Continue").click();
  await account.expectStatus("Second step", "It is on from now on.");
  expect(calls.count("VerifySoftwareToken")).toBe(2);
  await expect(row.getByText("On", { exact: true })).toBeVisible();
  await expect(row.getByText("Asked first")).toBeVisible();

  await account.row("Second step", "Email").getByRole("button", { name: "Turn on" }).click();
  await account.expectStatus("Second step", "It is on from now on.");
  await account.row("Second step", "Email").getByRole("button", { name: "Ask this first" }).click();
  await expect(account.row("Second step", "Email").getByText("Asked first")).toBeVisible();

  await row.getByRole("button", { name: "Turn off" }).click();
  await expect(demo.title("Turn off: Authenticator app?")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(account.dialog).toHaveCount(0);
  await expect(row.getByRole("button", { name: "Turn off" })).toBeFocused();
  await page.keyboard.press("Enter");
  await account.dialog.getByRole("button", { name: "Turn off" }).click();
  await account.expectStatus("Second step", "It is off.");
  await expect(row.getByRole("button", { name: "Set up" })).toBeFocused();
});

accountTest("a passkey is created and deleted", async ({ account, page, emulator }) => {
  await authenticatorOf(page);
  await account.openSignedIn(await createUser(emulator));
  const section = account.section("Passkeys");
  await expect(section.getByText("You have no passkeys yet.")).toBeVisible();
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await account.expectStatus("Passkeys", "Your passkey is ready.");
  await expect(section.getByText(/^Added on /)).toBeVisible();
  await expect(section.getByRole("button", { name: "Add a passkey" })).toBeFocused();
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await account.expectStatus("Passkeys", "This device has a passkey for your account already.");

  await section.getByRole("button", { name: "Delete" }).click();
  await account.dialog.getByRole("button", { name: "Delete" }).click();
  await account.expectStatus("Passkeys", "The passkey is deleted.");
  await expect(section.getByText("You have no passkeys yet.")).toBeVisible();
  await expect(section.getByRole("heading")).toBeFocused();
});

accountTest(
  "what the pool does not support is hidden, or an error says so",
  async ({ account, page, demo, emulator }) => {
    // All sections are in view.
    await page.setViewportSize({ width: 1280, height: 3000 });
    await page.goto("/account");
    await demo.signIn(await emulator.createUser());
    await expect(account.section("Profile").getByText("Email", { exact: true })).toBeVisible();
    await expect(account.section("Delete account").getByRole("button")).toBeVisible();
    for (const name of ["Devices", "Linked accounts"]) await expect(account.section(name)).toHaveCount(0);
    // Cognito lists no passkeys for this pool, and returns an error only when one is created.
    await account.section("Passkeys").getByRole("button", { name: "Add a passkey" }).click();
    await account.expectStatus("Passkeys", "This app does not offer that.");
  },
);

accountTest("this device is remembered and forgotten", async ({ account, emulator }) => {
  await account.openSignedIn(await createUser(emulator));
  const section = account.section("Devices");
  await section.scrollIntoViewIfNeeded();
  await expect(section.getByText("This device")).toBeVisible();
  await section.getByRole("button", { name: "Remember" }).click();
  await account.expectStatus("Devices", "This device is remembered.");
  await expect(section.getByText("Remembered", { exact: true })).toBeVisible();
  await section.getByRole("button", { name: "Forget" }).click();
  await account.dialog.getByRole("button", { name: "Forget" }).click();
  await account.expectStatus("Devices", "The device is forgotten.");
  await expect(section.getByText("No device is remembered.")).toBeVisible();
});

accountTest("ends the session of another browser, then all others", async ({ account, browser, emulator }) => {
  const person = await createUser(emulator);
  await account.openSignedIn(person);
  const elsewhere = await browser.newContext({ baseURL: process.env.VESTIBULE_DEMO_URL });
  const pages = [];
  for (let count = 0; count < 3; count += 1) {
    const page = await elsewhere.newPage();
    const other = new AccountPage(page, new Demo(page));
    // Each browser has its own sign-in.
    await page.addInitScript(() => localStorage.clear());
    await other.openSignedIn(person);
    pages.push(other);
  }
  await account.page.reload();
  const section = account.section("Where you are signed in");
  await section.scrollIntoViewIfNeeded();
  await expect(section.getByRole("listitem")).toHaveCount(4);
  await expect(section.getByRole("listitem").first().getByText("Here")).toBeVisible();
  await section.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await account.dialog.getByRole("button", { name: "Sign out" }).click();
  await account.expectStatus("Where you are signed in", "That session is signed out.");
  await expect(section.getByRole("listitem")).toHaveCount(3);
  await section.getByRole("button", { name: "Sign out everywhere else" }).click();
  await account.dialog.getByRole("button", { name: "Sign out everywhere else" }).click();
  await account.expectStatus("Where you are signed in", "You are signed out everywhere else.");
  await expect(section.getByRole("listitem")).toHaveCount(1);
  await elsewhere.close();
});

accountTest("signing out everywhere leads to the sign-in screen", async ({ account, demo, emulator, calls }) => {
  await account.openSignedIn(await createUser(emulator));
  await account.scrollTo("Where you are signed in");
  await account.section("Where you are signed in").getByRole("button", { name: "Sign out everywhere" }).click();
  await account.dialog.getByRole("button", { name: "Sign out everywhere" }).click();
  await demo.expectSignedOut();
  expect(calls.count("GlobalSignOut")).toBe(1);
});

accountTest("deletes an account after two questions and its name", async ({ account, page, demo, emulator }) => {
  const person = await createUser(emulator);
  await account.openSignedIn(person);
  await account.scrollTo("Delete account");
  await account.section("Delete account").getByRole("button").click();
  await expect(demo.title("Delete your account?")).toBeFocused();
  await demo.button("Go on").click();
  await expect(demo.field("Your username")).toBeFocused();
  await page.keyboard.type("somebody else");
  await page.keyboard.press("Enter");
  await expect(account.dialog.getByRole("alert")).toHaveText("That is not your username.");
  await demo.field("Your username").fill(person.username);
  await demo.button("Delete my account").click();
  await demo.expectSignedOut();
  await demo.signIn(person);
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
});

accountTest(
  "a section that could not be loaded can be tried again",
  async ({ account, page, demo, emulator, pageErrors }) => {
    await account.openSignedIn(await createUser(emulator));
    await expect(account.row("Profile", "Email")).toBeVisible();
    await page.route(`${emulator.url}/`, (route) => route.abort("internetdisconnected"));
    await account.section("Password").getByRole("button", { name: "Change" }).click();
    await demo.field("Current password").fill("Wrong-1843");
    await demo.field("New password").fill("Something-1843");
    await demo.button("Save password").click();
    await expect(account.dialog.getByRole("alert")).toHaveText(TEXTS.noNetwork);
    // Nothing that was typed is lost.
    await expect(demo.field("New password")).toHaveValue("Something-1843");
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(account.section("Profile").getByRole("alert")).toHaveText(TEXTS.noNetwork);
    await page.unroute(`${emulator.url}/`);
    await account.section("Profile").getByRole("button", { name: "Try again" }).click();
    await expect(account.row("Profile", "Email")).toBeVisible();
    await expect(account.section("Profile").getByRole("heading")).toBeFocused();
    pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
  },
);

accountTest("a section is loaded when it is scrolled into view", async ({ account, page, calls, emulator }) => {
  await page.setViewportSize({ width: 320, height: 400 });
  await account.openSignedIn(await createUser(emulator));
  await expect(account.row("Profile", "Email")).toBeVisible();
  expect(calls.count("ListUserSessions")).toBe(0);
  await account.section("Where you are signed in").scrollIntoViewIfNeeded();
  await expect(account.section("Where you are signed in").getByRole("listitem")).not.toHaveCount(0);
});

accountTest("is accessible in light and dark, at 320 px", async ({ account, page, emulator, pageErrors }, info) => {
  await authenticatorOf(page);
  await account.openSignedIn(await createUser(emulator));
  await account.section("Passkeys").getByRole("button", { name: "Add a passkey" }).click();
  await account.expectStatus("Passkeys", "Your passkey is ready.");
  for (const name of ["Devices", "Where you are signed in", "Delete account"]) {
    await account.section(name).scrollIntoViewIfNeeded();
    await expect(account.section(name).getByRole("button").first()).toBeVisible();
  }
  await expectAccessibleLayout(page, "account-page", info);
  await account.row("Profile", "Email").getByRole("button", { name: "Change" }).click();
  await expectAccessibleLayout(page, "account-dialog", info);
  await page.keyboard.press("Escape");
  await account.section("Delete account").getByRole("button").click();
  await expectAccessibleLayout(page, "account-delete", info);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Account of / }).click();
  await expectAccessibleLayout(page, "user-menu", info);
  expect(pageErrors.all, "errors in the page's console").toEqual([]);
});

accountTest(
  "offers a passkey after a sign-in by password, until the user declines for good",
  async ({ account, page, demo, emulator }) => {
    const person = await createUser(emulator);
    await page.goto("/account?pool=choice");
    await demo.field("Username").fill(person.username);
    await demo.button("Continue").click();
    await demo.button(/^Password/).click();
    await demo.field("Password").fill(person.password);
    await demo.button("Sign in").click();
    const offer = page.getByRole("heading", { level: 2, name: "Sign in faster next time" });
    await expect(offer).toBeVisible();
    // The page's own heading is the only one.
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(["Your account"]);
    await expectAccessible(page);
    await demo.button("Not now").click();
    await expect(offer).toHaveCount(0);
    await page.reload();
    await expect(account.section("Passkeys").getByText("You have no passkeys yet.")).toBeVisible();
    await expect(offer).toHaveCount(0);
    // Another user gets the offer, and accepts it.
    await page.evaluate(() =>
      Object.keys(localStorage).forEach((key) => key.endsWith(".noPasskey") && localStorage.removeItem(key)),
    );
    await authenticatorOf(page);
    await page.reload();
    await page.locator("form").getByRole("button", { name: "Add a passkey" }).click();
    await expect(offer).toHaveCount(0);
    await page.reload();
    await expect(account.section("Passkeys").getByText(/^Added on /)).toBeVisible();
    await expect(offer).toHaveCount(0);
  },
);

test("the menu works with the keyboard alone", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser(newPerson(), { name: "Ada Lovelace" });
  await demo.openSignIn();
  await demo.signIn(person);
  const button = page.getByRole("button", { name: "Account of Ada Lovelace" });
  const entry = (name: string) => page.getByRole("menuitem", { name });
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(button.locator(".vestibule-initials")).toHaveAttribute("data-initials", "AL");
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByText(person.email).last()).toBeVisible();
  await expect(entry("Your account")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(entry("Sign out")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(entry("Your account")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(entry("Administration")).toBeFocused();
  await page.keyboard.press("End");
  await expect(entry("Sign out")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(entry("Your account")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button).toBeFocused();

  await page.keyboard.press("ArrowUp");
  await expect(entry("Sign out")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("menu")).toHaveCount(0);

  await button.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(demo.title("Your account")).toBeVisible();
  await button.click();
  await page.mouse.click(5, 400);
  await expect(page.getByRole("menu")).toHaveCount(0);
  await button.click();
  await entry("Sign out").click();
  await demo.expectSignedOut();
  await expect(button).toHaveCount(0);
});
