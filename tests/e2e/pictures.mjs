// Pictures of every screen, made by walking through the demo as a person would.
//
//   node tests/e2e/pictures.mjs             all screens, light and dark, narrow and wide, into
//                                           target/pictures/
//   node tests/e2e/pictures.mjs --readme    docs/images/demo-light.png and demo-dark.png
//
// The demo and its emulator must be running: `cargo xtask demo`, or VESTIBULE_DEMO_URL and
// VESTIBULE_EMULATOR_URL say where others are. CHROME names the browser.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const root = fileURLToPath(new URL("../../", import.meta.url));
const demo = process.env.VESTIBULE_DEMO_URL ?? "http://localhost:8080/";
const emulator = process.env.VESTIBULE_EMULATOR_URL ?? "http://127.0.0.1:9229";
const password = "Correct horse 7";

const browser = await chromium.launch({
  executablePath: process.env.CHROME ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
try {
  if (process.argv.includes("--readme")) {
    await readme();
  } else {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [320, 1280]) {
        await walk(colorScheme, width);
      }
    }
  }
} finally {
  await browser.close();
}

/** The front door beside the page behind it, in one picture for each set of colours. */
async function readme() {
  await mkdir(`${root}docs/images`, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    const page = await open({ colorScheme, viewport: { width: 960, height: 760 }, deviceScaleFactor: 2 });
    await page.getByLabel("Username").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill("a made-up password");
    await page.screenshot({ path: `${root}docs/images/demo-${colorScheme}.png` });
    await page.context().close();
  }
}

async function walk(colorScheme, width) {
  const folder = `${root}target/pictures/${colorScheme}-${width}`;
  await mkdir(folder, { recursive: true });
  const page = await open({ colorScheme, viewport: { width, height: width < 480 ? 640 : 800 } });
  let number = 0;
  const picture = async (name) => {
    await page.waitForTimeout(250);
    number += 1;
    const path = `${folder}/${String(number).padStart(2, "0")}-${name}.png`;
    await page.screenshot({ path, fullPage: true });
  };
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const heading = (name) => page.getByRole("heading", { name }).waitFor();
  const username = `ada-${colorScheme}-${width}-${Date.now() % 100000}`;
  const email = `${username}@example.com`;

  await picture("sign-in");
  await press("Sign in");
  await picture("sign-in-empty");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  const slow = (route) => setTimeout(() => route.continue(), 1500);
  await page.route(`${emulator}/`, slow);
  await press("Sign in");
  await page.waitForTimeout(400);
  await picture("sign-in-busy");
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.unroute(`${emulator}/`, slow);
  await picture("sign-in-wrong");

  await press("Create an account");
  await heading("Create your Notes account");
  await picture("sign-up");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("weak");
  await press("Create account");
  await page.getByLabel("Password", { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor();
  await picture("sign-up-weak");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await picture("sign-up-ready");
  await press("Create account");
  await heading("Check your email");
  await picture("confirm");
  await page.getByLabel("Code").fill("000000");
  await page.locator("[aria-invalid=true]").waitFor();
  await picture("confirm-wrong");
  await page.getByLabel("Code").fill(await code(email));
  await heading(`Hello, ${username}`);
  await page.getByRole("cell", { name: email }).first().waitFor();
  await picture("account");
  await press("Change password");
  await heading("Change your password");
  await picture("change-password");
  await press("Cancel");
  await accountPage(page, { picture, press, heading });
  await page.goto(demo);
  await press("Sign out");

  await heading("Sign in to Notes");
  await page.getByLabel("Username").fill(username);
  await press("Forgot your password?");
  await heading("Forgot your password?");
  await picture("forgot");
  await press("Send code");
  await heading("Choose a new password");
  await picture("reset");
  await page.getByLabel("Code").fill(await code(email));
  await page.getByLabel("New password").fill(`${password}!`);
  await press("Save password");
  await heading(`Hello, ${username}`);
  await press("Sign out");

  const invited = `${username}-invited`;
  await admin("AdminCreateUser", {
    UserPoolId: "eu-west-1_Vestibule",
    Username: invited,
    TemporaryPassword: password,
    MessageAction: "SUPPRESS",
  });
  await page.getByLabel("Username").fill(invited);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press("Sign in");
  await heading("Choose a new password");
  await picture("new-password");

  await steps(page, { picture, press, heading });

  await page.route("**/config.json", (route) => route.fulfill({ json: { userPoolId: "mine" } }));
  await page.reload();
  await heading("The demo cannot start yet");
  await picture("misconfigured");
  await page.context().close();
}

/** The account page, its dialogs, and the menu that leads there. */
async function accountPage(page, { picture, press, heading }) {
  const section = (name) => page.getByRole("region", { name, exact: true });
  await page.getByRole("button", { name: /^Account of / }).click();
  await picture("user-menu");
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await heading("Your account");
  for (const name of ["Profile", "Second step", "Where you are signed in", "Delete account"]) {
    await section(name).scrollIntoViewIfNeeded();
    await section(name).getByRole("button").first().waitFor();
  }
  await page.evaluate(() => scrollTo(0, 0));
  await picture("account-page");
  await section("Profile").getByRole("button", { name: "Change" }).first().click();
  await picture("account-change");
  await press("Cancel");
  await section("Delete account").getByRole("button").click();
  await picture("account-delete");
  await press("Go on");
  await picture("account-delete-last");
  await press("Cancel");
}

/** The further steps of a sign-in, in the demo's other pools. */
async function steps(page, { picture, press, heading }) {
  const to = async (pool) => {
    await page.goto(new URL(`?pool=${pool}`, demo).href);
    await heading("Sign in to Notes");
  };
  const choose = (name) => page.getByRole("button", { name }).click();
  const signIn = async (username, password) => {
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await press("Sign in");
  };
  const name = async (username) => {
    await page.getByLabel("Username").fill(username);
    await press("Continue");
  };

  await to("second-factors");
  await page.locator(".notes-people summary").click();
  await picture("people");
  await signIn("karen", "Sparck1935");
  await heading("Check your phone");
  await picture("code-sms");
  await press("Sign in again for a new one");
  await signIn("radia", "Perlman1951");
  await heading("Enter your code");
  await page.getByLabel("Code").fill("000000");
  await page.locator("[aria-invalid=true]").waitFor();
  await picture("code-app-wrong");
  await press("Back to sign in");
  await signIn("barbara", "Liskov1939");
  await heading("Confirm that it is you");
  await picture("choose-second");
  await press("Back to sign in");

  await to("choice");
  await picture("name-first");
  await name("hedy");
  await heading("How do you want to sign in?");
  await picture("choose-first");
  await choose(/^Email/);
  await heading("Check your email");
  await picture("code-email");
  await press("Sign in another way");
  await choose(/^Password/);
  await heading("Enter your password");
  await picture("password");
  await press("Back to sign in");

  await to("set-up");
  await signIn("joan", "Clarke1917");
  await heading("Add a second step");
  await picture("set-up");
  await choose(/^Authenticator app/);
  await heading("Set up your authenticator app");
  await picture("set-up-app");
  await page.reload();
  await choose(/^Email/);
  await heading("Get codes by email");
  await picture("set-up-email");
  await press("Back to sign in");

  await to("questions");
  await name("hedy");
  await heading("One more question");
  await picture("question");
  await press("Back to sign in");
}

async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error("in the page:", error.message));
  await page.goto(demo);
  await page.getByRole("heading", { name: "Sign in to Notes" }).waitFor();
  return page;
}

/** The newest code that went to this address. */
async function code(to) {
  const answer = await fetch(`${emulator}/_inbox.json?to=${encodeURIComponent(to)}`);
  const { messages } = await answer.json();
  return messages.at(-1).code;
}

async function admin(operation, body) {
  const answer = await fetch(emulator, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      // Whoever has keys may administrate; the emulator takes any.
      authorization: "AWS4-HMAC-SHA256 Credential=pictures/20250101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${operation}: ${await answer.text()}`);
  }
}
