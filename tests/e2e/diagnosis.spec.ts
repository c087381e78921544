// The diagnosis of the configuration: the demo's page, and the npm package in a real browser with its restrictions.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Diagnosis, Vestibule } from "../../pkg/src/index.ts";
import { CLIENT, POOL } from "./support/emulator.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

async function diagnose(page: Page, config: object): Promise<Omit<Diagnosis, "toString"> & { table: string }> {
  await page.goto(new URL("../pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  return page.evaluate(async (config) => {
    const address = new URL("index.js", location.href).href;
    const { Vestibule } = await import(address);
    const auth: Vestibule = await Vestibule.create(config);
    const has = () => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/diagnose.js"));
    if (has()) throw new Error("diagnose.js was loaded by a page that did not ask for it");
    const diagnosis = await auth.diagnose();
    if (!has()) throw new Error("diagnose.js was not loaded");
    const { well, findings } = diagnosis;
    return { well, findings, table: String(diagnosis) };
  }, config as never);
}

const of = ({ findings }: Pick<Diagnosis, "findings">, subject: string) =>
  findings.find((it) => it.subject === subject);

test("the demo shows what is right and what to change", async ({ page }, info) => {
  await page.goto("/?diagnosis");
  const row = (name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  await expect(page.getByText("No problems were found.")).toBeVisible();
  await expect(row("User pool")).toContainText("✓ OK");
  await expect(row("Client secret")).toContainText("there is none");
  await expect(row("Choice-based sign-in")).toContainText("ALLOW_USER_AUTH");
  await expect(row("Clock of this machine")).toContainText("✓ OK");
  await expect(row("Redirect URI and scopes")).toContainText("? Unknown");
  await expectAccessibleLayout(page, "diagnosis", info);
  // The address to open is a sign-in page, since the demo's redirect URI is allowed.
  const [hosted] = await Promise.all([
    page.waitForEvent("popup"),
    row("Redirect URI and scopes").getByRole("link").click(),
  ]);
  await expect(hosted.getByLabel("Password", { exact: true })).toBeVisible();
});

test("reports a clock that is wrong", async ({ page }) => {
  await page.clock.setSystemTime(Date.now() + 3_600_000);
  await page.goto("/?diagnosis");
  await expect(page.getByText(/^3\d\d\d seconds ahead of Cognito's$/)).toBeVisible();
  await expect(page.getByText("Some settings have to be changed.")).toBeVisible();
});

test("the package finds the same, and loads the code for it on demand", async ({ page, emulator }) => {
  const origin = new URL(setting("VESTIBULE_SITE_URL")).origin;
  const diagnosis = await diagnose(page, {
    userPoolId: POOL,
    clientId: CLIENT,
    endpoint: emulator.url,
    domain: emulator.url,
    redirectUri: `${origin}/callback`,
  });
  expect(diagnosis.well).toBe(true);
  expect(of(diagnosis, "clock")).toMatchObject({ verdict: "right" });
  expect(of(diagnosis, "redirectUri")?.link).toContain("/oauth2/authorize?client_id=");
  expect(diagnosis.table).toMatch(/^right {4}pool/);
});

test("reports a client secret, and a domain whose responses pages cannot read", async ({
  page,
  emulator,
  pageErrors,
}) => {
  // The browser itself logs what it blocked.
  pageErrors.ignore(/blocked by CORS policy|^Failed to load resource: net::/);
  const proxy = createServer((_, response) => response.writeHead(400).end("{}")).listen(0, "127.0.0.1");
  await new Promise((resolve) => proxy.once("listening", resolve));
  const domain = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const diagnosis = await diagnose(page, {
    userPoolId: POOL,
    clientId: "vestibuledemosecret0000003",
    endpoint: emulator.url,
    domain,
    redirectUri: "https://elsewhere.example/callback",
  });
  await new Promise((resolve) => proxy.close(resolve));
  expect(diagnosis.well).toBe(false);
  expect(of(diagnosis, "secret")).toMatchObject({ verdict: "wrong" });
  expect(of(diagnosis, "domain")?.help).toMatch(/^The domain responds, but this page cannot read its responses/);
  expect(of(diagnosis, "redirectUri")).toMatchObject({ verdict: "wrong" });

  const silent = await diagnose(page, { userPoolId: POOL, clientId: CLIENT, endpoint: emulator.url, domain });
  expect(of(silent, "domain")?.help).toMatch(/^There is no response/);
});
