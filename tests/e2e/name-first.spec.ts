// A sign-in that asks for the name first, then for one of the user's factors; and a sign-up without a password.

import { newPerson } from "./support/emulator.ts";
import { TEXTS } from "./support/demo.ts";
import { expect, setting, test } from "./support/test.ts";

const choice = () => new URL("/?pool=choice", setting("VESTIBULE_DEMO_URL")).href;

test("a user with several factors chooses one", async ({ page, demo }) => {
  await page.goto(choice());
  await expect(demo.field("Password")).toHaveCount(0);
  await demo.field("Username").fill("hedy");
  await demo.button("Continue").click();
  await expect(demo.title("How do you want to sign in?")).toBeVisible();
});

test("a user with one factor has no choice", async ({ page, demo, calls }) => {
  await page.goto(choice());
  await demo.field("Username").fill("annie");
  await demo.button("Continue").click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  expect(calls.count("RespondToAuthChallenge")).toBe(1);
});

test("a user without a password gets an explanation, and signs in another way", async ({ page, demo, ownEmulator }) => {
  await page.goto("/?pool=password-or-choice");
  await demo.signIn({ username: "annie", password: "Guessed-1843" });
  await expect(demo.alert).toHaveText("Those details do not match. Try again, or sign in without a password.");
  await demo.button("Sign in without a password").click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await demo.field("Code").fill(await ownEmulator.sentTo("annie@example.com"));
  await demo.expectSignedIn({ username: "annie" });
});

test("an account without a password is created, confirmed and signed in", async ({ page, demo, emulator, calls }) => {
  const person = newPerson();
  await page.goto(choice());
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await expect(demo.field("Password")).toHaveCount(0);
  await demo.field("Username").fill(person.username);
  await demo.field("Email").fill(person.email);
  await demo.button("Create account").click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  expect(calls.bodies("SignUp")[0]).not.toHaveProperty("Password");
  await demo.confirm(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
});
