// The layout of the screens: distances, and the user's settings.

import { TEXTS } from "./support/demo.ts";
import { expect, test } from "./support/test.ts";

test("an error keeps its distance from the box below the fields", async ({ page, demo }) => {
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), rememberMe: true } });
  });
  await demo.openSignIn();
  await demo.signIn({ username: "nobody", password: "Wrong-1843" });
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  const box = (await page.locator(".vestibule-remember").boundingBox())!;
  const alert = (await demo.alert.boundingBox())!;
  expect(alert.y).toBeGreaterThanOrEqual(box.y + box.height);
});

test("a field's error is nearer to it than to the next field", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.button("Sign in").click();
  await demo.expectFieldError("Username", "Enter your username.");
  const field = (await demo.field("Username").boundingBox())!;
  const error = (await page.locator(".vestibule-error").first().boundingBox())!;
  const next = (await page.locator(".vestibule-label").nth(1).boundingBox())!;
  const [above, below] = [error.y - field.y - field.height, next.y - error.y - error.height];
  expect(below).toBeGreaterThanOrEqual(2 * above);
});

test("the logo stays in its place from screen to screen", async ({ page, demo }) => {
  await demo.openSignIn();
  const top = async () => (await page.locator(".vestibule-logo").boundingBox())!.y;
  const before = await top();
  for (const [link, title] of [
    ["Forgot your password?", TEXTS.forgot],
    ["Create an account", TEXTS.signUp],
  ] as const) {
    await demo.button(link).click();
    await expect(demo.title(title)).toBeVisible();
    expect(await top()).toBe(before);
    await page.goBack();
    await demo.expectSignedOut();
  }
});

test("text follows the user's font size, and no word widens the card", async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await demo.openSignIn();
  const size = () => demo.field("Username").evaluate((field) => parseFloat(getComputedStyle(field).fontSize));
  const before = await size();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% }");
    document.adoptedStyleSheets.push(sheet);
    document.querySelector(".vestibule-title")!.textContent = "Rechtsschutzversicherungsgesellschaften".repeat(2);
  });
  expect(await size()).toBe(2 * before);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test("from right to left, the button that shows a password is on the other side and covers nothing", async ({
  page,
  demo,
}) => {
  await demo.openSignIn();
  await page.locator(".vestibule").evaluate((card) => card.setAttribute("dir", "rtl"));
  const show = demo.button("Show password");
  await show.evaluate((button) => (button.textContent = "Passwort anzeigen"));
  const [input, button] = [(await demo.field("Password").boundingBox())!, (await show.boundingBox())!];
  expect(button.x + button.width).toBeLessThanOrEqual(input.x + 1);
});

test("each password is shown by its own button", async ({ demo, emulator }) => {
  await demo.openSignedIn(await emulator.createUser());
  await demo.button("Change password").click();
  await expect(demo.title(TEXTS.changePassword)).toBeVisible();
  await demo.button("Show password").first().click();
  await expect(demo.field("Current password")).toHaveAttribute("type", "text");
  await expect(demo.field("New password")).toHaveAttribute("type", "password");
});

test("in forced colours, links and the main button differ from text and other buttons", async ({ page, demo }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await demo.openSignIn();
  const style = (name: string, property: "textDecorationLine" | "backgroundColor") =>
    demo.button(name).evaluate((button, property) => getComputedStyle(button)[property], property);
  expect(await style("Create an account", "textDecorationLine")).toBe("underline");
  expect(await style("Sign in", "backgroundColor")).not.toBe(
    await style("Continue with the hosted UI", "backgroundColor"),
  );
});

test("on the demo's pages no link covers another, and waiting is visible", async ({ page, demo, emulator }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await demo.openSignedIn(await emulator.createUser());
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    expect(await page.evaluate(overlapping), `${width} px`).toEqual([]);
  }
  await page.route(`${emulator.url}/`, async (route) => {
    await held;
    await route.continue();
  });
  await demo.button("Refresh now").click();
  await expect(demo.button("Refresh now")).toHaveAttribute("aria-busy", "true");
  release();
  await expect(demo.button("Refresh now")).toHaveAttribute("aria-busy", "false");
});

/** The controls that overlap another control. */
function overlapping(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>("a[href], button")].filter((it) => it.checkVisibility());
  const places = all.map((it) => ({ it, box: it.getBoundingClientRect() }));
  const overlap = (one: DOMRect, other: DOMRect) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  return places.flatMap((one, at) =>
    places
      .slice(at + 1)
      .filter(({ box }) => overlap(one.box, box))
      .map(({ it }) => `${one.it.outerHTML} / ${it.outerHTML}`),
  );
}

test("a page whose program cannot start shows an error", async ({ page, pageErrors }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Notes cannot start" })).toBeVisible();
  pageErrors.ignore(/./);
});
