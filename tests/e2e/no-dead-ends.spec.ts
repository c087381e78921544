// Situations in which users could get stuck: each error says what is wrong, and the user can continue.

import { TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { expect, test } from "./support/test.ts";

test("an expired temporary password is not reported as a wrong code, and asks for a new invitation", async ({
  demo,
  ownEmulator,
}) => {
  const person = await ownEmulator.inviteUser();
  await ownEmulator.advance(7 * 86_400 + 1);
  await demo.openSignIn();
  await demo.signIn(person);
  await expect(demo.alert).toHaveText("The password of your invitation has expired. Ask for a new invitation.");

  // With the new invitation the user can continue.
  await ownEmulator.admin("AdminSetUserPassword", {
    Username: person.username,
    Password: person.password,
    Permanent: false,
  });
  await demo.signIn(person);
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
});

test("a password forgotten before the first sign-in", async ({ demo, emulator }) => {
  const person = await emulator.inviteUser();
  await demo.openSignIn();
  await demo.button("Forgot your password?").click();
  await demo.field("Username").fill(person.username);
  await demo.button("Send code").click();
  await expect(demo.alert).toHaveText(
    "There is no password to reset yet. Sign in as your invitation says, or ask for a new one.",
  );
  await demo.button("Back to sign in").click();
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.signIn(person);
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
});

test("an account that is confirmed elsewhere while its code is asked for continues to the sign-in", async ({
  demo,
  emulator,
}) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await emulator.admin("AdminConfirmSignUp", { Username: person.username });
  // Whatever the code is: it is not needed any more. The password is the one that was just chosen.
  await demo.confirm("000000");
  await demo.expectSignedIn(person);
});

test("after a reload, the same user is led to the sign-in screen", async ({ page, demo, emulator }) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await emulator.admin("AdminConfirmSignUp", { Username: person.username });
  await demo.confirm("000000");
  await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.signIn(person);
  await demo.expectSignedIn(person);
});

test("a reload during a password reset returns to it, and a user who has a code can say so", async ({
  page,
  demo,
  emulator,
}) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.button("Forgot your password?").click();
  await demo.button("I have a code").click();
  await demo.expectFieldError("Username", "Enter your username.");
  await demo.field("Username").fill(person.username);
  await demo.button("Send code").click();
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await page.reload();
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();

  // On another visit: nothing is sent again.
  await demo.button("Back to sign in").click();
  await demo.button("Forgot your password?").click();
  await demo.field("Username").fill(person.username);
  await demo.button("I have a code").click();
  await demo.field("Code").fill(await emulator.code(person, "forgot_password"));
  await demo.field("New password").fill("Another-Engine-1843");
  await demo.button("Save password").click();
  await demo.expectSignedIn(person);
});

test("a mistyped address is shown, and can be corrected without typing the rest again", async ({
  demo,
  emulator,
  page,
}) => {
  const person = newPerson();
  const mistyped = { ...person, email: person.email.replace("example", "exmaple") };
  await demo.openSignIn();
  await demo.signUp(mistyped);
  await expect(page.getByText(`We sent a code to ${mistyped.email}`)).toBeVisible();
  await demo.button("Change it").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await expect(demo.field("Username")).toHaveValue(person.username);
  await expect(demo.field("Email")).toHaveValue(mistyped.email);
  await expect(demo.field("Password")).toHaveValue("");
  const other = { ...person, username: `${person.username}-2` };
  await demo.field("Username").fill(other.username);
  await demo.field("Email").fill(other.email);
  await demo.field("Password").fill(other.password);
  await demo.button("Create account").click();
  await expect(page.getByText(`We sent a code to ${other.email}`)).toBeVisible();
  await demo.confirm(await emulator.code(other, "sign_up"));
  await demo.expectSignedIn(other);
});
