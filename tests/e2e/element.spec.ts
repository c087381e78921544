// The custom element on pages with a strict policy and Trusted Types: what users do, and the events for the page. Any
// violation of the policy fails a test.

import { TEXTS } from "./support/demo.ts";
import { ElementPage } from "./support/element.ts";
import { FACTORS, POOL, CLIENT, newPerson } from "./support/emulator.ts";
import { expect, setting, test as base } from "./support/test.ts";

const test = base.extend<{ host: ElementPage }>({
  host: async ({ page }, use) => {
    await use(new ElementPage(page));
  },
});

test("signs in with a password, and stays signed in", async ({ host, page, emulator }) => {
  const person = await emulator.createUser();
  await host.open({ body: ElementPage.tag('app-name="Notes"') });
  await expect(host.title("Sign in to Notes")).toBeVisible();
  // On a page that only embeds the form, the focus does not move.
  await expect(page.locator("body")).toBeFocused();
  await host.signIn(person);
  await host.expectSignedIn(person);
  expect(host.fetched.filter((file) => file !== "page.js" && file !== "note.js").slice(0, 3)).toEqual([
    "element.js",
    "element_bg.wasm",
    "element_sign_in.wasm",
  ]);
  const [signedIn] = await host.events("signed-in");
  expect(signedIn).toEqual({
    name: "signed-in",
    detail: { username: person.username, userId: expect.stringMatching(/^[\w-]{36}$/) },
    cancelable: true,
  });
  expect((await host.events("step")).map(({ detail }) => detail.screen)).toEqual(["sign-in", "signed-in"]);

  await page.reload();
  await host.expectSignedIn(person);
  await host.button("Sign out").click();
  await expect(host.title("Sign in to Notes")).toBeVisible();
  expect(await host.events("signed-out")).toEqual([
    { name: "signed-out", detail: { reason: "asked" }, cancelable: false },
  ]);
  expect(await host.state()).toBe("signed-out");
});

test("a wrong password shows an error, and dispatches an event without secrets", async ({ host, emulator }) => {
  const person = await emulator.createUser();
  await host.open();
  await host.signIn({ ...person, password: "Something-else-1" });
  await expect(host.page.getByRole("alert")).toHaveText(TEXTS.wrongCredentials);
  const [error] = await host.events("error");
  expect(error?.detail).toMatchObject({ kind: "wrongCredentials", retryable: false });
  const all = JSON.stringify(await host.events());
  expect(all).not.toContain("Something-else-1");
  await host.signIn(person);
  await host.expectSignedIn(person);
  const { idToken, username } = await host.element.evaluate((element) =>
    (element as unknown as { session(): Promise<{ idToken: string; username: string }> }).session(),
  );
  expect(username).toBe(person.username);
  expect(JSON.stringify(await host.events())).not.toContain(idToken);
});

test("signs in with a second factor", async ({ host, page, emulator }) => {
  const person = await emulator.createUserIn(FACTORS);
  await emulator.requireEmailCodes(person, FACTORS);
  await host.open({ body: ElementPage.tag("", "", FACTORS) });
  await host.signIn(person);
  await expect(host.title(TEXTS.checkEmail)).toBeVisible();
  // Fields for password managers are hidden.
  await expect(page.locator(".vestibule input[hidden]")).toHaveCount(1);
  await expect(page.locator(".vestibule input[hidden]")).toBeHidden();
  await host.field("Code").fill(await emulator.sentTo(person.email));
  await host.expectSignedIn(person);
});

test("creates and confirms an account, across a reload", async ({ host, page, emulator }) => {
  const person = newPerson();
  await host.open({ body: ElementPage.tag('app-name="Notes"') });
  await host.element.evaluate((element) => {
    Object.assign(element, {
      options: { signUpFields: [{ attribute: "name", label: "Your name", autocomplete: "name" }] },
    });
  });
  await host.button("Create an account").click();
  await expect(host.title(TEXTS.signUp)).toBeVisible();
  await host.field("Username").fill(person.username);
  await host.field("Email").fill(person.email);
  await host.field("Your name").fill("Ada Lovelace");
  await host.field("Password").fill(person.password);
  await host.button("Create account").click();
  await expect(host.title(TEXTS.checkEmail)).toBeVisible();
  await page.reload();
  await expect(host.title(TEXTS.checkEmail)).toBeVisible();
  // The form submits itself after the last digit.
  await host.field("Code").fill(await emulator.code(person, "sign_up"));
  await expect(host.title("Sign in to Notes")).toBeVisible();
  await host.signIn(person);
  await host.expectSignedIn(person);
});

test("resets a forgotten password", async ({ host, emulator }) => {
  const person = await emulator.createUser();
  await host.open();
  await host.field("Username").fill(person.username);
  await host.button("Forgot your password?").click();
  await expect(host.title(TEXTS.forgot)).toBeVisible();
  await expect(host.field("Username")).toHaveValue(person.username);
  await host.button("Send code").click();
  await expect(host.title(TEXTS.newPassword)).toBeVisible();
  await host.field("Code").fill(await emulator.code(person, "forgot_password"));
  await host.field("New password").fill("Replaced-by-1-A");
  await host.button("Save password").click();
  await host.expectSignedIn(person);
});

for (const storage of ["session", "memory", "sharedMemory"]) {
  test(`a session in storage="${storage}"`, async ({ host, page, emulator }) => {
    const person = await emulator.createUser();
    await host.open({ body: ElementPage.tag(`storage="${storage}"`) });
    await host.signIn(person);
    await host.expectSignedIn(person);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(person.username);
  });
}

test("the form is in the light DOM, where password managers look for it", async ({ host, page }) => {
  await host.open();
  await expect(host.title("Sign in")).toBeVisible();
  const found = await page.evaluate(() => {
    const password = document.querySelector<HTMLInputElement>("input[type=password]");
    const username = document.querySelector<HTMLInputElement>("input[autocomplete~=username]");
    return [password?.form === username?.form, password?.autocomplete, password?.getRootNode() === document];
  });
  expect(found).toEqual([true, "current-password", true]);
});

test("with mode shadow it is in the shadow root, and works as well", async ({ host, page, emulator }) => {
  const person = await emulator.createUser();
  await host.open({ body: ElementPage.tag('mode="shadow"'), style: "input, button { display: none !important }" });
  await expect(host.title("Sign in")).toBeVisible();
  expect(await page.evaluate(() => document.querySelectorAll("input").length)).toBe(0);
  await host.signIn(person);
  await host.expectSignedIn(person);
});

test("the page's styles for inputs and headings do not apply to the form", async ({ host, page }) => {
  const styles = () =>
    page.evaluate(() =>
      [...document.querySelectorAll(".vestibule *")].map((element) => {
        const {
          display,
          color,
          font,
          padding,
          margin,
          border,
          background,
          textAlign,
          textTransform,
          letterSpacing,
          width,
        } = getComputedStyle(element);
        return [
          element.tagName,
          element.className,
          display,
          color,
          font,
          padding,
          margin,
          border,
          background,
          textAlign,
          textTransform,
          letterSpacing,
          width,
        ];
      }),
    );
  await host.open();
  await expect(host.title("Sign in")).toBeVisible();
  const plain = await styles();
  const style = `h1 { font: italic 40px serif; color: red } p, label { margin: 3em; text-transform: uppercase }
    input, button { border: 5px dotted red; padding: 30px; background: yellow; width: 50px; display: inline } div { margin: 7px; float: left }
    body { margin: 8px; text-align: center } * { letter-spacing: 3px }`;
  await host.open({ style });
  await expect(host.title("Sign in")).toBeVisible();
  expect(await styles()).toEqual(plain);
});

test("custom properties that a page sets on the element set its colours, in light and dark", async ({ host, page }) => {
  const style = "vestibule-auth { --vestibule-accent: rgb(1, 2, 3) }";
  await host.open({ style });
  const button = host.button("Sign in");
  await expect(button).toHaveCSS("background-color", "rgb(1, 2, 3)");
  const card = page.locator(".vestibule-card");
  await expect(card).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await host.element.evaluate((element) => element.setAttribute("color-scheme", "dark"));
  await expect(card).toHaveCSS("background-color", "rgb(24, 27, 32)");
  await expect(button).toHaveCSS("background-color", "rgb(1, 2, 3)");
});

test("properties that were set before the element was defined survive", async ({ host, emulator }) => {
  const person = await emulator.createUser();
  const config = JSON.stringify({ userPoolId: POOL, clientId: CLIENT, endpoint: setting("VESTIBULE_EMULATOR_URL") });
  const script = `const element = document.querySelector("vestibule-auth");
    element.config = ${config};
    element.appName = "Early";
    await import("/pkg/dist/element.js");`;
  await host.open({ body: "<vestibule-auth></vestibule-auth>", script });
  await expect(host.title("Sign in to Early")).toBeVisible();
  expect(await host.element.getAttribute("app-name")).toBe("Early");
  await host.signIn(person);
  await host.expectSignedIn(person);
});

test("keeps its state when it is moved in the document", async ({ host, page }) => {
  await host.open({ body: `<main>${ElementPage.tag()}</main><aside></aside>` });
  await host.field("Username").fill("ada");
  await page.evaluate(() => document.querySelector("aside")!.append(document.querySelector("vestibule-auth")!));
  await expect(host.field("Username")).toHaveValue("ada");
  // Into another shadow root, where the page's style sheets do not apply.
  await page.evaluate(() => {
    const root = document.querySelector("main")!.attachShadow({ mode: "open" });
    root.append(document.querySelector("vestibule-auth")!);
  });
  await expect(host.field("Username")).toHaveValue("ada");
  await expect(host.page.locator(".vestibule-card")).toHaveCSS("padding-left", "32px");
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
});

test("removed, it leaves nothing; inserted again, it starts anew", async ({ host, page }) => {
  await host.open();
  await host.field("Username").fill("ada");
  await page.evaluate(() => {
    const element = document.querySelector("vestibule-auth")!;
    Object.assign(window, { element });
    element.remove();
  });
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { element: Element }).element.childNodes.length))
    .toBe(0);
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  await page.evaluate(() => document.body.append((window as unknown as { element: Element }).element));
  await expect(host.field("Username")).toHaveValue("");
});

test("two elements on a page share the session and have their own ids", async ({ host, page, emulator }) => {
  const person = await emulator.createUser();
  await host.open({ body: `<main>${ElementPage.tag()}</main><aside>${ElementPage.tag()}</aside>` });
  const main = page.locator("main");
  await expect(page.getByLabel("Username", { exact: true })).toHaveCount(2);
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  await main.getByLabel("Username", { exact: true }).fill(person.username);
  await main.getByLabel("Password", { exact: true }).fill(person.password);
  await main.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText(`Signed in as ${person.username}`)).toHaveCount(2);
  await page.locator("aside").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Username", { exact: true })).toHaveCount(2);
});

test("a client of the npm package with the same configuration has the same session", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUser();
  const config = JSON.stringify({ userPoolId: POOL, clientId: CLIENT, endpoint: setting("VESTIBULE_EMULATOR_URL") });
  const script = `import "/pkg/dist/element.js";
    import { Vestibule } from "/pkg/dist/index.js";
    window.auth = await Vestibule.create(${config});
    window.seen = [];
    auth.observe((state) => seen.push(state.kind));
    document.querySelector("vestibule-auth").config = ${config};`;
  await host.open({ body: "<vestibule-auth></vestibule-auth>", script });
  interface Auth {
    session(): Promise<{ username: string; accessToken: string }>;
    signOut(): Promise<unknown>;
    signIn(given: object): Promise<unknown>;
  }
  type Page = { auth: Auth; seen: string[] };
  await host.signIn(person);
  await host.expectSignedIn(person);
  await expect.poll(() => page.evaluate(() => (window as unknown as Page).seen.at(-1))).toBe("signedIn");
  const own = await page.evaluate(async () => (await (window as unknown as Page).auth.session()).accessToken);
  const its = await host.element.evaluate(
    async (element) => (await (element as unknown as Auth).session()).accessToken,
  );
  expect(own).toBe(its);
  // And the other way round.
  await page.evaluate(() => (window as unknown as Page).auth.signOut().then(() => undefined));
  await expect(host.title("Sign in")).toBeVisible();
  await page.evaluate(
    ({ username, password }) => (window as unknown as Page).auth.signIn({ username, password }).then(() => undefined),
    person,
  );
  await host.expectSignedIn(person);
});

for (const [what, attributes, problem, help] of [
  [
    "a wrong word",
    'first-factor="pasword"',
    'first-factor: it is "pasword"',
    "It can be password, password-or-choice, choice, custom.",
  ],
  [
    "a wrong pool",
    'domain="nonsense here" redirect-uri="https://example.com/"',
    "domain",
    "Correct the attribute or property that the message names.",
  ],
] as const) {
  test(`${what} in an attribute is reported on the card and on the console`, async ({ host, page, pageErrors }) => {
    pageErrors.ignore(/^<vestibule-auth> /);
    await host.open({ body: ElementPage.tag(attributes) });
    await expect(page.getByRole("alert")).toContainText(problem);
    await expect(page.getByRole("alert")).toContainText(help);
    expect(pageErrors.all.join()).toContain(problem);
    expect((await host.events("error"))[0]?.detail).toMatchObject({
      kind: "configuration",
      field: problem.split(":")[0],
    });
    expect(await host.state()).toBe("failed");
    await host.element.evaluate((element) => ["first-factor", "domain"].forEach((it) => element.removeAttribute(it)));
    await expect(host.title("Sign in")).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("without a pool it shows an error, and a listener can prevent the card", async ({ host, page, pageErrors }) => {
  pageErrors.ignore(/^<vestibule-auth> /);
  await host.open({ body: "<vestibule-auth></vestibule-auth>" });
  await expect(page.getByRole("alert")).toContainText("user-pool-id: it is missing");
  await host.open({
    body: `<vestibule-auth id="quiet"></vestibule-auth>`,
    script: `addEventListener("vestibule-error", (event) => event.preventDefault()); await import("/pkg/dist/element.js");`,
  });
  await expect.poll(() => host.state()).toBe("failed");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("providers have their brands' styles, which a page without providers does not load", async ({ host }) => {
  const domain = 'domain="https://auth.example.com"';
  await host.open({ body: ElementPage.tag(`${domain} providers="Google SignInWithApple LoginWithAmazon Okta"`) });
  for (const [label, brand] of [
    ["Continue with Google", "google"],
    ["Continue with Apple", "apple"],
    ["Login with Amazon", "amazon"],
  ]) {
    await expect(host.button(label)).toHaveClass(new RegExp(`vestibule-${brand}`));
    await expect(host.button(label).locator("svg")).toBeVisible();
  }
  await expect(host.button("Continue with Okta").locator("svg")).toHaveCount(0);
  expect(host.fetched).toContain("element_extras.wasm");
  host.fetched.length = 0;
  await host.open();
  await expect(host.title("Sign in")).toBeVisible();
  expect(host.fetched).not.toContain("element_extras.wasm");
});

test("a module that cannot be loaded can be tried again", async ({ host, page, pageErrors }) => {
  pageErrors.ignore(/^<vestibule-auth> |ERR_INTERNET_DISCONNECTED/);
  await page.route("**/element_bg.wasm", (route) => route.abort("internetdisconnected"));
  await host.open();
  await expect(page.getByRole("alert")).toContainText("The sign-in form could not be loaded");
  await page.unroute("**/element_bg.wasm");
  await host.button("Try again").click();
  await expect(host.title("Sign in")).toBeVisible();
});

test("after a sign-in the focus is on the next heading: the card's, or the page's own", async ({ page, emulator }) => {
  const host = new ElementPage(page);
  const person = await emulator.createUser();
  await host.open();
  await host.signIn(person);
  await expect(host.title("You are signed in")).toBeFocused();
  // For a returning visitor the focus does not move.
  await page.reload();
  await host.expectSignedIn(person);
  await expect(host.title("You are signed in")).not.toBeFocused();

  await host.button("Sign out").click();
  await host.open({ body: ElementPage.tag("", '<div slot="signed-in"><h2>Your notes</h2></div>') });
  await host.signIn(person);
  await expect(page.getByRole("heading", { name: "Your notes" })).toBeFocused();
});
