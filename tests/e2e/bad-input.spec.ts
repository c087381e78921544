// Unusual input, browsers that deny access, and corrupt storage: none of them may break the page.

import { TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { storedValues, RECORD } from "./support/storage.ts";
import { expect, test } from "./support/test.ts";

test.describe("a browser that stores nothing", () => {
  const refusals = {
    "storage is forbidden": () => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
    },
    "storage is full": () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      };
    },
  };

  for (const [name, refuse] of Object.entries(refusals)) {
    test(`${name}: the session lasts as long as the page`, async ({ page, demo, emulator, calls }) => {
      await page.addInitScript(refuse);
      const person = await emulator.createUser();
      await demo.openSignedIn(person);

      await demo.button("Refresh now").click();
      await expect(demo.status).toHaveText("The tokens are new.");
      expect(calls.count("GetTokensFromRefreshToken")).toBe(1);
      await demo.expectSignedIn(person);

      await page.reload();
      await demo.expectSignedOut();
      await demo.signIn(person);
      await demo.expectSignedIn(person);
      await demo.button("Sign out").click();
      await demo.expectSignedOut();
    });
  }
});

test.describe("an invalid record", () => {
  const records = {
    "no JSON": "{not json",
    "another program's": JSON.stringify({ user: "ada", theme: "dark" }),
    "cut off": JSON.stringify({ v: 1, username: "ada", idToken: "a.b.c" }).slice(0, 40),
    "tokens that are none": JSON.stringify({
      v: 1,
      username: "ada",
      idToken: "x",
      accessToken: "<script>",
      refreshToken: null,
      obtained: 0,
      expires: 9e15,
      origin: "direct",
    }),
    "a later version's": JSON.stringify({ v: 99, sealed: "…" }),
    "nested without end": "[".repeat(100_000),
    "numbers beyond all bounds": '{"v":1e999,"expires":-1e999}',
  };

  for (const [name, record] of Object.entries(records)) {
    test(`${name}: signed out, and the page works`, async ({ page, demo, emulator }) => {
      const person = await emulator.createUser();
      // Another file of the same origin.
      await page.goto("/config.json");
      await page.evaluate(([key, value]) => localStorage.setItem(key, value), [RECORD, record]);
      await demo.open();
      await demo.expectSignedOut();

      await demo.signIn(person);
      await demo.expectSignedIn(person);
      await page.reload();
      await demo.expectSignedIn(person);
    });
  }
});

test.describe("unusual names and passwords work, byte for byte", () => {
  const mark = () => newPerson().username.slice(4);
  const choices = {
    "spaces within": { password: "two  words and\u00a0more 1A" },
    emoji: { password: "Schlüssel🗝️👩‍🚀1" },
    "256 characters": { password: "aA1!".repeat(64) },
    "quotes and markup": { password: `<b>"A1'&amp;</b>%00\\n` },
    "a name with + and %": { username: `Ada+50%-${mark()}` },
    "a name beyond ASCII": { username: `Ådå-Łuċ-数学-${mark()}` },
  };

  for (const [name, choice] of Object.entries(choices)) {
    test(name, async ({ demo, emulator }) => {
      const person = { ...newPerson(), ...choice };
      await demo.openSignIn();
      await demo.signUp(person);
      await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
      await demo.confirm(await emulator.code(person, "sign_up"));
      await demo.expectSignedIn(person);

      await demo.button("Sign out").click();
      await demo.expectSignedOut();
      await demo.signIn(person);
      await demo.expectSignedIn(person);
    });
  }
});

test.describe("invalid responses", () => {
  const responses = {
    "a page of a proxy": { status: 200, contentType: "text/html", body: "<h1>Welcome to the hotel</h1>" },
    nothing: { status: 200, contentType: "application/x-amz-json-1.1", body: "" },
    "a list": { status: 200, contentType: "application/x-amz-json-1.1", body: "[1,2]" },
    "a refusal without words": { status: 500, contentType: "text/plain", body: "" },
    "an unknown refusal": {
      status: 400,
      contentType: "application/x-amz-json-1.1",
      body: JSON.stringify({ __type: "BrandNewException", message: "Never seen before" }),
    },
  };

  for (const [name, response] of Object.entries(responses)) {
    test(`${name}: shows an error, and the next try works`, async ({ page, demo, emulator, pageErrors }) => {
      const person = await emulator.createUser();
      await demo.openSignIn();
      await page.route(`${emulator.url}/`, (route) =>
        route.fulfill({ ...response, headers: { "access-control-allow-origin": "*" } }),
      );
      await demo.signIn(person);
      await expect(demo.alert).toHaveText(/(trouble|wrong)/);
      await expect(demo.field("Password")).toHaveValue(person.password);

      await page.unroute(`${emulator.url}/`);
      await demo.button("Sign in").click();
      await demo.expectSignedIn(person);
      // The browser itself logs a 500.
      pageErrors.ignore(/status of 500/);
    });
  }
});

test("passwords, codes and verifiers do not stay in storage", async ({ page, demo, emulator }) => {
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  const code = await emulator.code(person, "sign_up");
  await demo.confirm(code);
  await demo.expectSignedIn(person);
  const storage = await storedValues(page);
  expect(storage).toContain("accessToken");
  expect(storage).not.toContain(person.password);
  expect(storage).not.toContain(`"${code}"`);

  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  expect(await storedValues(page)).not.toMatch(/token/i);
});
