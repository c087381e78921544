// The elements for signed-in users, on pages with a strict policy: the account page and the user button, together with
// the sign-in or alone.

import { ElementPage } from "./support/element.ts";
import { CLIENT, FACTORS, POOL } from "./support/emulator.ts";
import { authenticatorOf } from "./support/factors.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { expect, setting, test as base, type Page } from "./support/test.ts";

const test = base.extend<{ host: ElementPage }>({
  host: async ({ page }, use) => {
    await use(new ElementPage(page));
  },
});

const AUTH = ElementPage.tag("", '<p slot="signed-in">Your notes</p>', FACTORS);
const ACCOUNT = ElementPage.tagOf("vestibule-account", "", "", FACTORS);
const BUTTON = ElementPage.tagOf(
  "vestibule-user-button",
  'account-href="#account"',
  '<a slot="signed-out" href="#">Sign in here</a>',
  FACTORS,
);
const SIGNED_IN = "element_signed_in.wasm";

test("the sign-in, the account and the menu of a page share one session and one module", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUserIn(FACTORS);
  await host.open({ body: `${BUTTON}<main>${AUTH}</main>${ACCOUNT}` });
  await expect(host.title("Sign in")).toBeVisible();
  await expect(page.getByText("Sign in here")).toBeVisible();
  const account = page.locator("vestibule-account");
  await expect(account).toHaveJSProperty("state", "signed-out");
  await expect(host.title("Your account")).toHaveCount(0);

  await host.signIn(person);
  await expect(host.title("Your account")).toBeVisible();
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(page.getByText("Sign in here")).toBeHidden();
  await expect(account).toHaveJSProperty("state", "signed-in");
  expect(host.fetched.filter((file) => file === "element_bg.wasm" || file === SIGNED_IN)).toEqual([
    "element_bg.wasm",
    SIGNED_IN,
  ]);
  // Only the sign-in element reports another sign-in.
  expect(await host.events("signed-in")).toHaveLength(1);

  const profile = page.getByRole("region", { name: "Profile", exact: true });
  await profile.getByRole("listitem").filter({ hasText: "Full name" }).getByRole("button", { name: "Add" }).click();
  await host.field("Full name (optional)").fill("Ada King");
  await host.button("Save").click();
  await expect(profile.getByText("Your change is saved.")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(host.title("Sign in")).toBeVisible();
  await expect(host.title("Your account")).toHaveCount(0);
  await expect(page.getByText("Sign in here")).toBeVisible();
});

test("a page with only the sign-in loads nothing of the account", async ({ host, emulator }) => {
  const person = await emulator.createUser();
  await host.open();
  await host.signIn(person);
  await host.expectSignedIn(person);
  await expect.poll(() => host.fetched).toContain("element_steps.wasm");
  expect(host.fetched).not.toContain(SIGNED_IN);
});

test("the account shows the sections that its attribute lists, and reports unknown ones", async ({
  host,
  page,
  emulator,
  pageErrors,
}) => {
  pageErrors.ignore(/^<vestibule-account> /);
  const person = await emulator.createUserIn(FACTORS);
  await host.open({
    body: AUTH + ACCOUNT.replace("vestibule-account ", 'vestibule-account sections="password profile" '),
  });
  await host.signIn(person);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Password", "Profile"]);
  await page.locator("vestibule-account").evaluate((element) => Object.assign(element, { sections: "password plan" }));
  await expect(page.getByRole("alert")).toContainText('sections: it is "plan"');
});

test("the account offers the pool's factors, and requires a recent sign-in where the attribute says so", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUserIn(FACTORS);
  const attributes = 'sections="second-factors delete-account" second-factors="email text-message"';
  const script = `import "/pkg/dist/element.js";
    document.querySelector("vestibule-account").options = { accountLevel: { maxAge: 0 } };`;
  await host.open({ body: AUTH + ACCOUNT.replace("vestibule-account ", `vestibule-account ${attributes} `), script });
  await host.signIn(person);
  await expect(page.locator("[name=factor-EMAIL_OTP]")).toBeVisible();
  await expect(page.getByText("Text message")).toBeVisible();
  await expect(page.getByText("Authenticator app")).toHaveCount(0);
  await page.locator("[name=delete-account]").click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Show that it is you" })).toBeVisible();
});

test("an error on the account page dispatches an event", async ({ host, page, emulator, pageErrors }) => {
  pageErrors.ignore(/./);
  const person = await emulator.createUserIn(FACTORS);
  await host.open({ body: AUTH + ACCOUNT.replace("vestibule-account ", 'vestibule-account sections="profile" ') });
  await page.route(`${setting("VESTIBULE_EMULATOR_URL")}**`, (route) =>
    route.request().headers()["x-amz-target"]?.endsWith(".GetUser")
      ? route.abort("internetdisconnected")
      : route.continue(),
  );
  await host.signIn(person);
  await expect(host.button("Try again")).toBeVisible();
  expect((await host.events("error")).map(({ detail }) => detail.kind)).toContain("network");
});

test("a section that waits for the server says so, and can be stopped and tried again", async ({
  host,
  page,
  emulator,
}) => {
  await page.clock.install();
  const person = await emulator.createUserIn(FACTORS);
  let isHung = true;
  const calls: string[] = [];
  await page.route(`${setting("VESTIBULE_EMULATOR_URL")}**`, (route) => {
    calls.push(route.request().headers()["x-amz-target"] ?? "");
    return isHung && calls.at(-1)!.endsWith(".GetUser") ? undefined : route.continue();
  });
  await host.open({ body: AUTH + ACCOUNT.replace("vestibule-account ", 'vestibule-account sections="profile" ') });
  await host.signIn(person);
  const profile = page.getByRole("region", { name: "Profile", exact: true });
  await expect.poll(() => calls.some((target) => target.endsWith(".GetUser"))).toBe(true);
  await page.clock.runFor(5100);
  await expect(profile.getByText("Still trying…")).toBeVisible();
  await profile.getByRole("button", { name: "Cancel" }).click();
  await expect(profile.getByText("Still trying…")).toHaveCount(0);
  isHung = false;
  await profile.getByRole("button", { name: "Try again" }).click();
  await expect(profile.getByText(person.email)).toBeVisible();
});

test("what the account needs can be loaded again", async ({ host, page, emulator, pageErrors }) => {
  pageErrors.ignore(/^<vestibule-account> |ERR_INTERNET_DISCONNECTED/);
  const person = await emulator.createUserIn(FACTORS);
  await page.route(`**/${SIGNED_IN}`, (route) => route.abort("internetdisconnected"));
  await host.open({ body: AUTH + ACCOUNT });
  await host.signIn(person);
  await expect(page.getByText("Your notes")).toBeVisible();
  await page.unroute(`**/${SIGNED_IN}`);
  await host.button("Try again").click();
  await expect(host.title("Your account")).toBeVisible();
});

test("the menu has the page's own entries, and switches between accounts", async ({ host, page, emulator }) => {
  const [ada, grace] = [await emulator.createUser(), await emulator.createUser()];
  const config = JSON.stringify({
    userPoolId: POOL,
    clientId: CLIENT,
    endpoint: setting("VESTIBULE_EMULATOR_URL"),
    accounts: true,
  });
  const script = `import "/pkg/dist/element.js";
    import { Vestibule } from "/pkg/dist/index.js";
    window.auth = await Vestibule.create(${config});
    window.menu = [];
    const button = document.querySelector("vestibule-user-button");
    button.addEventListener("vestibule-menu", (event) => {
      menu.push(event.detail.name);
      event.preventDefault();
    });
    button.options = { entries: [{ label: "Billing", href: "#billing" }, { label: "Help", name: "help" }] };
    button.addAccount = "";
    button.config = ${config};`;
  await host.open({ body: "<vestibule-user-button></vestibule-user-button>", script });
  const button = page.locator("vestibule-user-button");
  await expect(button).toHaveJSProperty("state", "signed-out");
  type Page = {
    auth: {
      signIn(given: object): Promise<unknown>;
      accounts: { list(): Promise<{ username: string; active: boolean }[]> };
    };
    menu: string[];
  };
  for (const { username, password } of [ada, grace]) {
    await page.evaluate((given) => (window as unknown as Page).auth.signIn(given).then(() => undefined), {
      username,
      password,
    });
  }
  const menu = page.getByRole("button", { name: /^Account of / });
  const choose = async (role: "menuitem" | "menuitemradio", name: string) => {
    await menu.click();
    await page.getByRole(role, { name, exact: true }).click();
    await expect(page.getByRole("menu")).toHaveCount(0);
  };
  await choose("menuitem", "Help");
  // The page handles it itself.
  await choose("menuitem", "Add another account");
  expect(await page.evaluate(() => (window as unknown as Page).menu)).toEqual(["help", "add-account"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await choose("menuitem", "Billing");
  expect(new URL(page.url()).hash).toBe("#billing");
  await choose("menuitemradio", ada.email);
  const active = () =>
    page.evaluate(
      async () => (await (window as unknown as Page).auth.accounts.list()).find((it) => it.active)?.username,
    );
  await expect.poll(active).toBe(ada.username);
});

test("another account is added in a dialog, whatever steps its sign-in has", async ({ host, page, emulator }) => {
  const [ada, grace] = [await emulator.createUserIn(FACTORS), await emulator.createUserIn(FACTORS)];
  await emulator.requireEmailCodes(grace, FACTORS);
  const script = `import "/pkg/dist/element.js";
    for (const element of document.querySelectorAll("vestibule-auth, vestibule-user-button")) element.config = { accounts: true };`;
  await host.open({ body: `${BUTTON.replace("account-href", 'add-account="" account-href')}${AUTH}`, script });
  await host.signIn(ada);
  await expect(page.getByText("Your notes")).toBeVisible();
  const menu = page.getByRole("button", { name: /^Account of / });
  const dialog = page.getByRole("dialog", { name: "Sign in" });
  const open = async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Add another account" }).click();
    await expect(dialog).toBeVisible();
  };
  await open();
  await expect(host.field("Username")).toBeFocused();
  await expectAccessible(page);
  await host.button("Cancel").click();
  await expect(dialog).toHaveCount(0);
  await expect(menu).toBeFocused();
  await open();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(menu).toBeFocused();

  // With the keyboard alone.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Add another account" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(host.field("Username")).toBeFocused();
  await host.signIn(grace);
  await expect(host.title("Check your email")).toBeVisible();
  await expect(menu).toHaveAccessibleName(`Account of ${ada.email}`);
  await host.field("Code").fill(await emulator.code(grace, "mfa"));
  await expect(page.locator("dialog")).toHaveCount(0);
  await expect(menu).toHaveAccessibleName(`Account of ${grace.email}`);
  await expect(menu).toBeFocused();
  await menu.click();
  await expect(page.getByRole("menuitemradio")).toHaveText([grace.email, ada.email]);
});

test("the site's own page has all of the elements, and its start page leads there", async ({
  host,
  page,
  emulator,
}, info) => {
  const person = await emulator.createUser();
  await page.goto(setting("VESTIBULE_SITE_URL"));
  await page.getByRole("link", { name: /as an element/ }).click();
  await expect(host.title("Sign in to Notes")).toBeVisible();
  await expect(page.getByText("Sign in as ada with the password Lovelace1815.")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("signed-out.png"), fullPage: true });
  await host.signIn(person);
  await expect(page.getByRole("heading", { name: `Hello, ${person.username}` })).toBeVisible();
  await expect(page.getByRole("button", { name: `Account of ${person.email}` })).toBeVisible();
  await expect(page.getByRole("region", { name: "Profile" }).getByText(person.email)).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("signed-in.png"), fullPage: true });
});

test("removed elements leave nothing, and the page's button styles do not apply to their buttons", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUserIn(FACTORS);
  const style =
    "button { padding: 30px !important; border: 5px dotted red; border-radius: 0; width: 50px } h1, h2 { color: red }";
  await host.open({ body: AUTH + BUTTON + ACCOUNT, style: style.replace(" !important", "") });
  await host.signIn(person);
  await expect(page.getByRole("button", { name: /^Account of / })).toHaveCSS("border-radius", /50%|999|\d{2,}px/);
  await expect(host.title("Your account")).not.toHaveCSS("color", "rgb(255, 0, 0)");
  await page.evaluate(() =>
    document.querySelectorAll("vestibule-auth, vestibule-account, vestibule-user-button").forEach((it) => it.remove()),
  );
  await expect.poll(() => page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
});

const OFFER = ElementPage.tagOf("vestibule-passkey-offer", "", "", FACTORS);

test("offers a passkey after a sign-in by password, until the user declines for good", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUserIn(FACTORS);
  const auth = ElementPage.tag("", '<div slot="signed-in"><h1>Your notes</h1></div>', FACTORS);
  await host.open({ body: `${auth}${OFFER}`, script: RECORDING });
  await host.signIn(person);
  const offer = page.locator("vestibule-passkey-offer");
  await expect(offer.getByRole("heading", { name: "Sign in faster next time" })).toBeVisible();
  await expectAccessible(page);
  await host.button("Not now").click();
  await expect(host.button("Not now")).toHaveCount(0);
  // The focus does not move to the body.
  await expect(host.title("Your notes")).toBeFocused();
  expect(await closings(page)).toEqual([{ passkeyAdded: false }]);
  await page.reload();
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(offer).toHaveJSProperty("state", "signed-in");
  await expect(offer).toHaveJSProperty("offsetHeight", 0);
});

test("accepting the offer creates a passkey and dispatches an event", async ({ host, page, emulator }) => {
  await authenticatorOf(page);
  const person = await emulator.createUserIn(FACTORS);
  await host.open({
    body: `${AUTH}${OFFER}${ACCOUNT.replace("vestibule-account ", 'vestibule-account sections="passkeys" ')}`,
    script: RECORDING,
  });
  await host.signIn(person);
  const offer = page.locator("vestibule-passkey-offer");
  await offer.getByRole("button", { name: "Add a passkey" }).click();
  await expect.poll(() => closings(page)).toEqual([{ passkeyAdded: true }]);
  await expect(offer.getByRole("button")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("region", { name: "Passkeys" }).getByRole("listitem")).toHaveCount(1);
});

const RECORDING = `import "/pkg/dist/element.js";
  window.offers = [];
  addEventListener("vestibule-offer-closed", ({ detail }) => window.offers.push(detail));`;

const closings = (page: Page) => page.evaluate(() => (window as unknown as { offers: object[] }).offers);
