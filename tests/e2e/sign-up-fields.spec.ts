// The fields of a sign-up besides name and password, and what Cognito receives.

import { TEXTS, type Demo } from "./support/demo.ts";
import { FACTORS, OwnEmulator, newPerson, type Person } from "./support/emulator.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

test.use({ locale: "en-GB" });

const ATTRIBUTES = ["birthdate", "phone_number", "custom:plan"];

/** Makes the demo ask for these attributes. */
async function withConfig(page: Page, more: object): Promise<void> {
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...more } });
  });
}

async function fillSignUp(demo: Demo, person: Person): Promise<void> {
  await demo.openSignIn();
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  await demo.field("Username").fill(person.username);
  await demo.field("Email").fill(person.email);
  await demo.field("Password").fill(person.password);
}

function attributesOf(body: unknown): Record<string, string> {
  const { UserAttributes } = body as { UserAttributes: { Name: string; Value: string }[] };
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

test("Cognito receives the values in its format", async ({ page, demo, calls, emulator }) => {
  const person = newPerson();
  // The pool with the attribute `custom:plan`.
  await withConfig(page, {
    attributes: ATTRIBUTES,
    terms: "/terms",
    userPoolId: FACTORS.pool,
    clientId: FACTORS.client,
  });
  await fillSignUp(demo, person);
  await demo.field("Date of birth").fill("1815-12-10");
  // The browser's language says in which country the user is.
  await expect(demo.field("Country")).toHaveValue("GB");
  await demo.field("Country").selectOption({ label: "Germany (\u2066+49\u2069)" });
  await demo.field("Phone number").fill("030 901820");
  await demo.field("Plan").selectOption("team");
  await page.getByRole("checkbox", { name: "I accept the terms of use of Notes." }).check();
  await demo.button("Create account").click();
  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  const sent = attributesOf(calls.bodies("SignUp")[0]);
  expect(sent).toEqual({
    email: person.email,
    birthdate: "1815-12-10",
    phone_number: "+4930901820",
    "custom:plan": "team",
  });
  await demo.confirm(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
});

test("a number with a calling code selects its country", async ({ page, demo }) => {
  await withConfig(page, { attributes: ["phone_number"] });
  await fillSignUp(demo, newPerson());
  await demo.field("Phone number").fill("+81 90 1234 5678");
  await expect(demo.field("Country")).toHaveValue("JP");
  // Canada has the same calling code as the United States: the choice stays.
  await demo.field("Country").selectOption("CA");
  await demo.field("Phone number").fill("+1 416 555 0123");
  await expect(demo.field("Country")).toHaveValue("CA");
});

test("Back, Forward and another language keep what was chosen from a list", async ({ page, demo }) => {
  await withConfig(page, { attributes: ["phone_number", "zoneinfo"] });
  await fillSignUp(demo, newPerson());
  const country = page.locator("[name='phone_number country']");
  const zone = page.locator("[name=zoneinfo]");
  await country.selectOption("DE");
  await page.locator("[name=phone_number]").fill("030 901820");
  await zone.selectOption("Asia/Tokyo");
  const expectChosen = async () => {
    await expect(country).toHaveValue("DE");
    await expect(page.locator(".vestibule-country span")).toHaveText("+49");
    await expect(page.locator("[name=phone_number]")).toHaveValue("030 901820");
    await expect(zone).toHaveValue("Asia/Tokyo");
  };
  await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("fr");
  await expect(page.locator(".vestibule")).toHaveAttribute("lang", "fr");
  await expectChosen();
  await page.goBack();
  await expect(country).toHaveCount(0);
  await page.goForward();
  await expectChosen();
});

test("invalid values show an error at their field, and nothing is sent", async ({ page, demo, calls }) => {
  await withConfig(page, { attributes: ATTRIBUTES, terms: "/terms" });
  await fillSignUp(demo, newPerson());
  await demo.button("Create account").click();
  await demo.expectFieldError("Date of birth", "Fill this in.");
  await demo.field("Date of birth").fill("2815-12-10");
  await demo.field("Phone number").fill("12");
  await demo.button("Create account").click();
  await demo.expectFieldError("Date of birth", "Enter a date in the past.");
  await demo.field("Date of birth").fill("1815-12-10");
  await demo.button("Create account").click();
  await demo.expectFieldError("Phone number", "That is not a whole phone number.");
  await demo.field("Phone number").fill("020 7946 0018");
  await demo.field("Plan").selectOption("free");
  await demo.button("Create account").click();
  const consent = page.getByRole("checkbox", { name: "I accept the terms of use of Notes." });
  await expect(consent).toBeFocused();
  await expect(consent).toHaveAccessibleDescription(/Tick this to go on\./);
  await expect(page.getByRole("link", { name: "terms of use" })).toHaveAttribute("target", "_blank");
  expect(calls.count("SignUp")).toBe(0);
});

test("is accessible in light and dark, at 320 px", async ({ page, demo, pageErrors }, info) => {
  // Hundreds of time zones and countries are checked six times.
  test.slow();
  await withConfig(page, {
    attributes: [...ATTRIBUTES, "address", "zoneinfo", "website", "locale", "gender"],
    terms: "/terms",
  });
  await fillSignUp(demo, newPerson());
  await expect(page.locator("[name=locale]")).toHaveValue("en-GB");
  await expectAccessibleLayout(page, "sign-up-fields", info);
  await demo.button("Create account").click();
  await demo.expectFieldError("Date of birth", "Fill this in.");
  await expectAccessibleLayout(page, "sign-up-fields-errors", info);
  expect(pageErrors.all, "errors in the page's console").toEqual([]);
});

test("missing required attributes are asked for together with the new password", async ({ context, demo, calls }) => {
  const own = await OwnEmulator.start("tests/e2e/support/required.toml");
  await context.route("**/config.json", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(setting("VESTIBULE_EMULATOR_URL"), own.url);
    await route.fulfill({ response, body });
  });
  await demo.openSignIn();
  await demo.signIn({ username: "grace", password: "Temporary1906" });
  await expect(demo.title(TEXTS.newPassword)).toBeVisible();
  await demo.field("Date of birth").fill("1906-12-09");
  await expect(demo.field("Country")).toHaveValue("GB");
  await demo.field("Phone number").fill("020 7946 0018");
  await demo.field("New password").fill("Hopper1906");
  await demo.button("Save password").click();
  await demo.expectSignedIn({ username: "grace" });
  expect(calls.bodies("RespondToAuthChallenge").at(-1)).toMatchObject({
    ChallengeResponses: {
      "userAttributes.birthdate": "1906-12-09",
      "userAttributes.phone_number": "+442079460018",
    },
  });
  own.stop();
});
