// Where people used to be stuck: each refusal says what it is, and there is a way on.

import { WORDS } from "./support/demo.ts";
import { somebody } from "./support/emulator.ts";
import { expect, test } from "./support/test.ts";

test("a temporary password that has run out is no wrong code, and asks for a new invitation", async ({ demo, own }) => {
  const person = await own.invited();
  await own.advance(7 * 86_400 + 1);
  await demo.toSignIn();
  await demo.signIn(person);
  await expect(demo.alert).toHaveText("The password of your invitation has expired. Ask for a new invitation.");

  // The new invitation is the way on.
  await own.admin("AdminSetUserPassword", { Username: person.username, Password: person.password, Permanent: false });
  await demo.signIn(person);
  await expect(demo.title(WORDS.newPassword)).toBeVisible();
});

test("a password that was forgotten before the first sign-in", async ({ demo, emulator }) => {
  const person = await emulator.invited();
  await demo.toSignIn();
  await demo.button("Forgot your password?").click();
  await demo.field("Username").fill(person.username);
  await demo.button("Send code").click();
  await expect(demo.alert).toHaveText(
    "There is no password to reset yet. Sign in as your invitation says, or ask for a new one.",
  );
  await demo.button("Back to sign in").click();
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.signIn(person);
  await expect(demo.title(WORDS.newPassword)).toBeVisible();
});

test("an account that is confirmed elsewhere while its code is asked for goes on to sign in", async ({ demo, emulator }) => {
  const person = somebody();
  await demo.toSignIn();
  await demo.signUp(person);
  await expect(demo.title(WORDS.checkEmail)).toBeVisible();
  await emulator.admin("AdminConfirmSignUp", { Username: person.username });
  // Whatever the code is: it is not needed any more. The password is the one that was chosen a moment ago.
  await demo.confirm("000000");
  await demo.expectSignedIn(person);
});

test("after a reload, the same person is led to the sign-in screen", async ({ page, demo, emulator }) => {
  const person = somebody();
  await demo.toSignIn();
  await demo.signUp(person);
  await expect(demo.title(WORDS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(demo.title(WORDS.checkEmail)).toBeVisible();
  await emulator.admin("AdminConfirmSignUp", { Username: person.username });
  await demo.confirm("000000");
  await expect(demo.alert).toHaveText("Your account is ready. Sign in to go on.");
  await expect(demo.field("Username")).toHaveValue(person.username);
  await demo.signIn(person);
  await demo.expectSignedIn(person);
});
