// An account on the demo, from sign-up to the last sign-out.

import { Demo, TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { answeredChallenges } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

test("sign up, confirm, sign in, reload, sign out", async ({ page, demo, emulator, calls }) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);

  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(page.getByText(`We sent a code to ${person.email}`)).toBeVisible();
  await demo.confirm(await emulator.code(person, "sign_up"));
  // The password was just chosen, and is not asked for again.
  await demo.expectSignedIn(person);
  expect(calls.count("ConfirmSignUp")).toBe(1);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await demo.signIn(person);
  await demo.expectSignedIn(person);

  await page.reload();
  await demo.expectSignedIn(person);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await page.reload();
  await demo.expectSignedOut();
});

test("a wrong code, another code, the right one", async ({ page, demo, emulator }) => {
  // The link that sends another code is disabled for a while after each code.
  await page.clock.install();
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(demo.button(/^New code in \d+ seconds?$/)).toBeVisible();

  const first = await emulator.code(person, "sign_up");
  await demo.confirm(first === "000000" ? "000001" : "000000");
  await demo.expectFieldError("Code", TEXTS.wrongCode);

  await page.clock.runFor(30_000);
  await demo.button("Send a new code").click();
  await expect(demo.alert).toHaveText("We sent a new code.");
  await expect(demo.button(/^New code in \d+ seconds?$/)).toBeVisible();
  const second = await emulator.code(person, "sign_up", 2);

  await demo.confirm(` ${second.slice(0, 3)} ${second.slice(3)} `);
  await demo.expectSignedIn(person);
});

test("an unconfirmed account gets a code, an explanation, and can continue", async ({ page, demo, emulator }) => {
  const person = await emulator.signUpUnconfirmed();
  await demo.openSignIn();
  await demo.signIn(person);

  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(page.getByText("We sent a code to a***@e***")).toBeVisible();
  await expect(demo.alert).toHaveText("Your account is not confirmed yet, so we sent you a code.");
  // The first code was sent when the account was created.
  await demo.confirm(await emulator.code(person, "sign_up", 2));

  await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.field("Password").fill(person.password);
  await demo.button("Sign in").click();
  await demo.expectSignedIn(person);
});

test("an unconfirmed account to which no code can be sent gets an explanation", async ({ page, ownEmulator, demo }) => {
  const person = await ownEmulator.signUpUnconfirmed();
  await page.route(`${ownEmulator.url}/`, (route) => {
    const target = route.request().headers()["x-amz-target"] ?? "";
    if (!target.endsWith("ResendConfirmationCode")) return route.fallback();
    const json = { __type: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };
    return route.fulfill({ status: 400, headers: { "access-control-allow-origin": "*" }, json });
  });
  await demo.openSignIn();
  await demo.signIn(person);
  await expect(demo.alert).toHaveText("Too many tries. Wait a little, then try again.");
  await expect(page.getByText("Enter the code that confirms your account, or ask for a new one.")).toBeVisible();
});

test("a sign-up continues after a reload, and signs in without the password", async ({ page, demo, emulator }) => {
  const person = newPerson();
  // A pool whose app client can sign in after a confirmation.
  await demo.usePool("eu-west-1_Factors01", "vestibuledemofactors000008");
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();

  await page.reload();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(page.getByText("We sent a code to a***@e***")).toBeVisible();
  const storage = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(storage).toContain(person.username);
  expect(storage).not.toContain(person.password);

  const code = await emulator.code(person, "sign_up");
  await demo.confirm(code === "000000" ? "000001" : "000000");
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  await page.reload();
  await demo.confirm(code);
  await demo.expectSignedIn(person);
  await page.reload();
  await demo.expectSignedIn(person);
});

test("a sign-up that continues after a reload leads to the sign-in screen if the pool gives no session", async ({
  page,
  demo,
  emulator,
}) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await demo.confirm(await emulator.code(person, "sign_up"));
  await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  await expect(demo.field("Username")).toHaveValue(person.username);
});

test("after leaving an unfinished sign-up, the next one starts empty, also after a reload", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.signUp(newPerson());
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await demo.button("Back to sign in").click();
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
});

test("an unfinished sign-in continues after a reload", async ({ page, demo, emulator, calls }) => {
  const person = await emulator.inviteUser();
  await demo.openSignIn();
  await demo.signIn(person);
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await demo.field("New password").fill(`${person.password}-own`);
  await demo.button("Save password").click();
  await demo.expectSignedIn(person);
  expect(answeredChallenges(calls)).toEqual(["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]);
  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  // Nothing is left that a reload would continue.
  await page.reload();
  await demo.expectSignedOut();
});

test("rejects a name that is taken and a password that is too weak", async ({ demo, emulator }) => {
  const first = await emulator.createUser();
  await demo.openSignIn();
  await demo.signUp({ ...newPerson(), username: first.username });
  await demo.expectFieldError("Username", "That cannot be used here. Choose another, or sign in with it.");

  const other = newPerson();
  await demo.field("Username").fill(other.username);
  await demo.field("Email").fill(other.email);
  await demo.field("Password").fill("onlyletters");
  await expect(demo.field("Password")).toHaveAccessibleDescription(/^Still needed: /);
  await demo.button("Create account").click();
  await demo.expectFieldError("Password", "Add an uppercase letter.");
  await expect(demo.field("Username")).toHaveValue(other.username);
  await expect(demo.field("Email")).toHaveValue(other.email);
});

test("a wrong password shows an error and clears nothing", async ({ demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  const wrong = { ...person, password: "Wrong-1843" };
  await demo.signIn(wrong);

  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  await expect(demo.field("Username")).toHaveValue(person.username);
  await expect(demo.field("Password")).toHaveValue(wrong.password);
  await expect(demo.field("Password")).toBeFocused();

  // The error for an unknown user is the same.
  await demo.signIn({ ...wrong, username: newPerson().username });
  await expect(demo.button("Sign in")).toHaveAttribute("aria-busy", "false");
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);

  await demo.signIn(person);
  await demo.expectSignedIn(person);
});

test("empty fields show errors before anything is sent", async ({ demo, calls }) => {
  await demo.openSignIn();
  await demo.button("Sign in").click();
  await demo.expectFieldError("Username", "Enter your username.");
  await demo.field("Username").fill("ada");
  await demo.button("Sign in").click();
  await demo.expectFieldError("Password", "Enter your password.");
  expect(calls.count("InitiateAuth")).toBe(0);
});

test("sign in with the email address", async ({ demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.signIn({ ...person, username: person.email });
  await demo.expectSignedIn(person);
});

test("a password set by an administrator has to be replaced", async ({ demo, emulator }) => {
  const person = await emulator.inviteUser();
  await demo.openSignIn();
  await demo.signIn(person);

  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await demo.field("New password").fill("short");
  await demo.button("Save password").click();
  await demo.expectFieldError("New password", "Choose a longer password.");

  const own = { ...person, password: `${person.password}-own` };
  await demo.field("New password").fill(own.password);
  await demo.button("Save password").click();
  await demo.expectSignedIn(own);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await demo.signIn(own);
  await demo.expectSignedIn(own);
});

test("resets a forgotten password", async ({ page, demo, emulator, calls }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.field("Username").fill(person.username);
  await demo.button("Forgot your password?").click();

  await expect(demo.title(TEXTS.forgot)).toBeVisible();
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.button("Send code").click();

  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await expect(page.getByText("We sent a code to a***@e***")).toBeVisible();
  const code = await emulator.code(person, "forgot_password");
  const renewed = { ...person, password: `${person.password}-again` };

  await demo.field("Code").fill(code === "000000" ? "000001" : "000000");
  await demo.field("New password").fill(renewed.password);
  await demo.button("Save password").click();
  await demo.expectFieldError("Code", TEXTS.wrongCode);
  await expect(demo.field("New password")).toHaveValue(renewed.password);

  await demo.field("Code").fill(code);
  await demo.button("Save password").click();
  await demo.expectSignedIn(person);
  expect(calls.count("ConfirmForgotPassword")).toBe(2);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await demo.signIn(person);
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  await demo.signIn(renewed);
  await demo.expectSignedIn(renewed);
});

test("a reset by an administrator asks for the code and a new password", async ({ demo, emulator }) => {
  const person = await emulator.createUser();
  await emulator.admin("AdminResetUserPassword", { Username: person.username });
  await demo.openSignIn();
  await demo.signIn(person);

  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await demo.field("Code").fill(await emulator.code(person, "forgot_password"));
  await demo.field("New password").fill(`${person.password}-new`);
  await demo.button("Save password").click();
  await demo.expectSignedIn(person);
});

test("change the password", async ({ demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignedIn(person);
  await demo.button("Change password").click();
  await expect(demo.title(TEXTS.changePassword)).toBeVisible();

  const renewed = { ...person, password: `${person.password}-changed` };
  await demo.field("Current password").fill("Wrong-1843");
  await demo.field("New password").fill(renewed.password);
  await demo.button("Save password").click();
  await demo.expectFieldError("Current password", TEXTS.wrongCurrentPassword);
  await expect(demo.field("New password")).toHaveValue(renewed.password);

  await demo.field("Current password").fill(person.password);
  await demo.button("Save password").click();
  await expect(demo.title(TEXTS.changePassword)).toBeHidden();
  await expect(demo.status).toHaveText("Your new password is saved.");
  await demo.expectSignedIn(person);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await demo.signIn(renewed);
  await demo.expectSignedIn(renewed);
});

test("sign out everywhere ends the other browser's session", async ({ demo, emulator, browser }) => {
  const person = await emulator.createUser();
  await demo.openSignedIn(person);

  const elsewhere = await browser.newContext({ baseURL: process.env.VESTIBULE_DEMO_URL });
  const other = new Demo(await elsewhere.newPage());
  await other.openSignedIn(person);

  await demo.button("Sign out everywhere").click();
  await demo.expectSignedOut();

  await other.button("Refresh now").click();
  await other.expectSignedOut();
  await expect(other.alert).toHaveText(TEXTS.revoked);
  await elsewhere.close();
});
