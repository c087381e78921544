// The React recipe in use: built from the page's text, in StrictMode, in Chromium, with the local Cognito.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "esbuild";

const KINDS = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** Builds the recipe, with the local Cognito's ids in the place of the example's. */
async function bundle(folder, dist, settings) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "main.tsx")],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    jsxDev: true,
    define: { "process.env.NODE_ENV": '"development"' },
    // The package is served beside the page as it is.
    external: ["vestibule-auth"],
    plugins: [
      {
        name: "settings",
        setup: (it) =>
          it.onLoad({ filter: /[\\/]auth\.ts$/ }, ({ path }) => ({
            loader: "ts",
            contents: localised(path, settings),
          })),
      },
    ],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

function localised(path, { userPoolId, clientId, endpoint }) {
  const text = readFileSync(path, "utf8");
  const changed = text
    .replace("eu-west-1_AbCdEf123", userPoolId)
    .replace("1h57kf5cpq17m0eml12EXAMPLE", clientId)
    .replace('domain: "auth.example.com"', `domain: "${endpoint}", endpoint: "${endpoint}"`);
  assert.notEqual(changed, text, "auth.ts has the example's ids");
  return changed;
}

async function serve(script, dist) {
  const page = `<!doctype html><meta charset="utf-8"><title>recipe</title><link rel="icon" href="data:,">
    <script type="importmap">{"imports": {"vestibule-auth": "/package/index.js"}}</script>
    <div id="root"></div><script type="module" src="/main.js"></script>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const send = (kind, body) => response.writeHead(200, { "content-type": kind }).end(body);
    if (pathname === "/main.js") return send(KINDS[".js"], script);
    const file = /^\/package\/([\w.-]+)$/.exec(pathname)?.[1];
    if (file) return send(KINDS[extname(file)] ?? "text/plain", readFileSync(join(dist, file)));
    send("text/html", page);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}

/** Each of these is a test; `test` runs and counts it. */
export async function reactTests(test, { folder, dist, endpoint, person }) {
  const settings = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", endpoint };
  const site = await serve(await bundle(folder, dist, settings), dist);
  const browser = await chromium.launch({
    executablePath: process.env.CHROME,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

  /** A page of its own; what it complains of fails the test. */
  const visit = async (body) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    try {
      await body(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const heading = (page, text) => page.getByRole("heading", { name: text }).waitFor({ timeout: 15_000 });
  const signIn = async (page) => {
    await page.getByLabel("E-mail").fill(person.username);
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  const orders = `Orders of ${person.username}`;

  try {
    await test("React: a guest signs in and comes to the place that they wanted, and a reload stays there", () =>
      visit(async (page) => {
        await page.goto(`${site.url}/orders`);
        await heading(page, "Sign in");
        assert.equal(new URL(page.url()).pathname, "/sign-in");
        await signIn(page);
        await heading(page, orders);
        const seen = [];
        page.on("framenavigated", () => seen.push(new URL(page.url()).pathname));
        await page.reload();
        await heading(page, orders);
        assert.deepEqual([...new Set(seen)], ["/orders"]);
      }));

    await test("React: the hosted page leads back once in StrictMode, and a reload of the callback leads on", () =>
      visit(async (page) => {
        await page.goto(`${site.url}/orders`);
        await page.getByRole("button", { name: "Sign in at the hosted page" }).click();
        await page.waitForURL(`${endpoint}/**`);
        await page.getByLabel("User name", { exact: true }).fill(person.username);
        await page.getByLabel("Password", { exact: true }).fill(person.password);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await heading(page, orders);
        assert.equal(page.url(), `${site.url}/orders`);
        const left = [];
        page.on(
          "request",
          (request) => request.url().startsWith(`${endpoint}/oauth2/authorize`) && left.push(request.url()),
        );
        await page.goto(`${site.url}/callback`);
        await page.getByRole("link", { name: "Orders" }).click();
        await heading(page, orders);
        assert.deepEqual(left, []);
      }));

    await test("React: signing out in one tab shows the sign-in in the other", () =>
      visit(async (page) => {
        await page.goto(`${site.url}/orders`);
        await signIn(page);
        await heading(page, orders);
        const other = await page.context().newPage();
        await other.goto(`${site.url}/orders`);
        await heading(other, orders);
        await other.getByRole("button", { name: "Sign out" }).click();
        await heading(page, "Sign in");
      }));
  } finally {
    await browser.close();
    site.close();
  }
}
