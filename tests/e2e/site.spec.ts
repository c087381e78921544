// The plain page in www/: the npm package with the site's own form, without a build step.

import { CLIENT, newPerson, type Person } from "./support/emulator.ts";
import { expectCleanAddress, Hosted } from "./support/hosted.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { storedToken } from "./support/storage.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

class Site {
  constructor(
    readonly page: Page,
    readonly address: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(this.address);
    await this.expectTitle("Sign in to Notes");
  }

  async expectTitle(text: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: text, exact: true })).toBeVisible();
  }

  field(label: string) {
    return this.page.getByLabel(label, { exact: true }).filter({ visible: true });
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async signIn({ username, password }: Pick<Person, "username" | "password">): Promise<void> {
    await this.field("User name or e-mail").fill(username);
    await this.field("Password").fill(password);
    await this.button("Sign in").click();
  }

  async expectSignedIn(person: Person): Promise<void> {
    await this.expectTitle("You are signed in");
    await expect(this.page.getByText(person.email, { exact: true })).toBeVisible();
  }
}

const site = test.extend<{ site: Site }>({
  site: async ({ page }, use) => {
    await use(new Site(page, setting("VESTIBULE_SITE_URL")));
  },
});

site("a sign-in uses what was prepared while the user was typing", async ({ page, site, emulator }) => {
  const person = await emulator.createUser();
  // It is loaded when the sign-in is prepared.
  const later = page.waitForResponse(/vestibule_session\.wasm$/);
  await site.open();
  await later;
  await site.signIn(person);
  await site.expectSignedIn(person);
});

site("signs in, stays signed in, refreshes, signs out", async ({ page, site, emulator, calls }) => {
  const person = await emulator.createUser();
  await site.open();
  await site.signIn(person);
  await site.expectSignedIn(person);
  expect(calls.bodies("InitiateAuth")[0]).toMatchObject({ AuthFlow: "USER_SRP_AUTH", ClientId: CLIENT });

  await page.reload();
  await site.expectSignedIn(person);

  const token = await storedToken(page);
  await site.button("Refresh").click();
  await expect.poll(() => storedToken(page)).not.toBe(token);
  await site.expectSignedIn(person);

  await site.button("Sign out").click();
  await site.expectTitle("Sign in to Notes");
  expect(calls.count("RevokeToken")).toBe(1);
  await page.reload();
  await site.expectTitle("Sign in to Notes");
});

site("a wrong password shows an error, and nothing is lost", async ({ site, emulator }) => {
  const person = await emulator.createUser();
  await site.open();
  await site.signIn({ ...person, password: "Wrong-1843" });
  await expect(site.page.getByRole("alert")).toHaveText("The user name or the password is wrong.");
  await expect(site.field("User name or e-mail")).toHaveValue(person.username);
  await site.field("Password").fill(person.password);
  await site.button("Sign in").click();
  await site.expectSignedIn(person);
});

site("replaces a temporary password", async ({ site, emulator }) => {
  const person = await emulator.inviteUser();
  await site.open();
  await site.signIn(person);
  await site.expectTitle("Choose a new password");
  await site.field("New password").fill(`${person.password}-own`);
  await site.button("Save and sign in").click();
  await site.expectSignedIn(person);
});

site("confirms an unconfirmed account during the sign-in", async ({ site, emulator }) => {
  const person = await emulator.signUpUnconfirmed();
  await site.open();
  await site.signIn(person);
  await site.expectTitle("Enter the code");
  await site.button("Send another code").click();
  await expect(site.page.getByText("We sent a code to a***@e***")).toBeVisible();
  await site.field("Code").fill(await emulator.code(person, "sign_up", 2));
  await site.button("Confirm").click();
  await site.expectSignedIn(person);
});

site("resets a forgotten password", async ({ site, emulator }) => {
  const person = await emulator.createUser();
  const renewed = { ...person, password: `${person.password}-again` };
  await site.open();
  await site.field("User name or e-mail").fill(person.username);
  await site.button("Forgot your password?").click();
  await site.expectTitle("Choose a new password");
  await site.field("Code").fill(await emulator.code(person, "forgot_password"));
  await site.field("New password").fill(renewed.password);
  await site.button("Save").click();
  await site.expectSignedIn(renewed);
});

site("signs in through the hosted pages, and signs out everywhere", async ({ page, site, emulator }) => {
  const person = await emulator.createUser();
  await site.open();
  await site.button("Continue on the hosted page").click();
  await new Hosted(page).signIn(person);
  await site.expectSignedIn(person);
  await expectCleanAddress(page);
  await site.button("Sign out everywhere").click();
  await site.expectTitle("Sign in to Notes");
});

site("two tabs follow each other", async ({ context, site, emulator }) => {
  const person = await emulator.createUser();
  const second = new Site(await context.newPage(), site.address);
  await site.open();
  await second.open();
  await site.signIn(person);
  await second.expectSignedIn(person);
  await second.button("Sign out").click();
  await site.expectTitle("Sign in to Notes");
});

site(
  "a returning visitor needs no WebAssembly, and receives a sign-out of another tab",
  async ({ page, context, site, emulator }) => {
    const person = await emulator.createUser();
    await site.open();
    await site.signIn(person);
    await site.expectSignedIn(person);

    // The page has a listener, for which the rest is loaded after two idle seconds: never, here.
    await page.addInitScript(() => {
      const { setTimeout } = window;
      const slowTypist = (act: TimerHandler, millis?: number) => (millis === 2000 ? 0 : setTimeout(act, millis));
      Object.assign(window, { setTimeout: slowTypist });
    });
    await page.reload();
    await site.expectSignedIn(person);
    const fetched = () =>
      page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()));
    expect(await fetched()).toContain("index.js");
    expect(await fetched()).not.toContain("core.js");
    expect(await fetched()).not.toContain("vestibule_bg.wasm");

    const second = new Site(await context.newPage(), site.address);
    await second.page.goto(page.url());
    await second.expectSignedIn(person);
    await second.button("Sign out").click();
    await second.expectTitle("Sign in to Notes");
    await site.expectTitle("Sign in to Notes");
    expect(await fetched()).toContain("vestibule_bg.wasm");
  },
);

site("a sign-in with a password loads no script that it does not run", async ({ page, site, emulator }) => {
  const fetched = async () => {
    const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const ours = names.filter((name) => /\/dist\/.*\.js$/.test(name));
    return ours.map((name) => name.split("/").pop()).sort();
  };
  const person = await emulator.createUser();
  await site.open();
  await site.signIn(person);
  await site.expectSignedIn(person);
  expect(await fetched()).toEqual(["core.js", "index.js"]);
  await site.button("Sign out").click();
  await site.expectTitle("Sign in to Notes");
  expect(await fetched()).toEqual(["core.js", "index.js"]);
  await page.evaluate(async (username) => {
    const { Vestibule } = await import(new URL("../pkg/dist/index.js", location.href).href);
    const config = await (await fetch("config.json")).json();
    await (await Vestibule.create(config)).forgotPassword(username);
  }, person.username);
  expect(await fetched()).toEqual(["core.js", "index.js", "more.js"]);
});

site("looks good everywhere", async ({ page, site, emulator }, info) => {
  await site.open();
  await expectAccessibleLayout(page, "site-sign-in", info);
  await site.signIn(await emulator.createUser(newPerson(), { name: "Ada Lovelace" }));
  await site.expectTitle("You are signed in");
  await expectAccessibleLayout(page, "site-signed-in", info);
});

site("signs in through a popup, with all options of the call", async ({ page, site }) => {
  await site.open();
  // An invalid call closes the window that was opened for it.
  const inVain = page.waitForEvent("popup");
  const refused = await page.evaluate(async () => {
    const { Vestibule } = await import(new URL("../pkg/dist/index.js", location.href).href);
    const config = await (await fetch("config.json")).json();
    const auth = await Vestibule.create({ redirectUri: location.origin + location.pathname, ...config });
    return auth.signInWithPopup({ returnTo: "//evil.example" }).catch((error: { kind: string }) => error.kind);
  });
  await expect.poll(async () => (await inVain).isClosed()).toBe(true);
  const opened = page.waitForEvent("popup");
  const outcome = page.evaluate(async () => {
    const { Vestibule } = await import(new URL("../pkg/dist/index.js", location.href).href);
    const config = await (await fetch("config.json")).json();
    const auth = await Vestibule.create({ redirectUri: location.origin + location.pathname, ...config });
    const scopes = ["phone"];
    const resource = "https://api.example.com";
    const done = await auth.signInWithPopup({
      idpIdentifier: "example.com",
      appState: "x",
      returnTo: "/a?b",
      scopes,
      resource,
    });
    const [, claims] = done.session.accessToken.split(".");
    return { ...done, access: JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))) };
  });
  const popup = await opened;
  await popup.getByLabel("E-mail address", { exact: true }).fill("mary@example.com");
  await popup.getByLabel("Password", { exact: true }).fill("Somerville1780");
  await popup.getByRole("button", { name: "Sign in", exact: true }).click();
  const { session, appState, returnTo, access } = await outcome;
  expect(refused).toBe("invalidInput");
  expect(session.username).toMatch(/^mailbox_/);
  expect({ appState, returnTo }).toEqual({ appState: "x", returnTo: "/a?b" });
  expect(access.aud).toBe("https://api.example.com");
  expect(access.scope.split(" ")).toContain("phone");
  await expectCleanAddress(page);
  // The page's own client is notified.
  await site.expectTitle("You are signed in");
});

site("its policy names hosts, and the page gets an error about what it blocks", async ({ page, site, pageErrors }) => {
  pageErrors.ignore(/cognito\.example\.com/);
  await site.open();
  const policy = (await page.locator("meta[http-equiv='Content-Security-Policy']").getAttribute("content")) ?? "";
  const connect = /connect-src ([^;]*)/.exec(policy)?.[1].split(" ") ?? [];
  // The ports of this machine are not those of other hosts.
  expect(connect.filter((it) => it.includes("*"))).toEqual(["http://127.0.0.1:*"]);
  // The policy does not allow a pool elsewhere.
  const error = await page.evaluate(async () => {
    const { Vestibule } = await import("/pkg/dist/index.js");
    const pool = {
      userPoolId: "eu-west-1_Vestibule",
      clientId: "vestibuledemobrowser000001",
      storage: "memory" as const,
    };
    const auth = await Vestibule.create({ ...pool, endpoint: "https://cognito.example.com" });
    return auth.signIn({ username: "ada", password: "x", flow: "password" }).then(
      () => undefined,
      ({ kind, retryable, help }: { kind: string; retryable: boolean; help: string }) => ({ kind, retryable, help }),
    );
  });
  expect(error).toMatchObject({
    kind: "blockedByPolicy",
    retryable: false,
    help: expect.stringContaining("connect-src"),
  });
});
