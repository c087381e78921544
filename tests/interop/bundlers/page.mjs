// A browser that opens a bundler's output, and a user to sign in there.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "@playwright/test";
import { admin, emulator as endpoint } from "../support/suite.mjs";

export const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", endpoint };

const KINDS = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
  ".json": "application/json",
};

/** Somebody with an account. */
export async function person() {
  const UserPoolId = POOL.userPoolId;
  const mark = randomUUID().slice(0, 8);
  const [Username, Password] = [`ada-${mark}`, `Engine-${mark}-A1`];
  const UserAttributes = [
    { Name: "email", Value: `${mark}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  await admin("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", UserAttributes });
  await admin("AdminSetUserPassword", { UserPoolId, Username, Password, Permanent: true });
  return { username: Username, password: Password };
}

/** The files of a folder; `/` is its index.html, and what is not there is 404. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const body = await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { "content-type": KINDS[extname(file)] ?? "text/plain" }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => (server.close(), server.closeAllConnections());
  return { url: `http://localhost:${server.address().port}/`, close };
}

let browser;

async function open() {
  return (browser ??= chromium.launch({
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
  }));
}

export const close = async () => (await browser)?.close();

/** What app/main.js says on the page at this address. */
export async function outcomeAt(url, options) {
  const context = await (await open()).newContext();
  try {
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    const given = { config: POOL, options, ...(await person()) };
    await page.goto(`${url}#${encodeURIComponent(JSON.stringify(given))}`);
    const found = await page
      .waitForFunction(() => window.outcome, undefined, { timeout: 60_000 })
      .catch((error) => assert.fail(`${error.message}\n${said.join("\n")}`));
    const outcome = await found.jsonValue();
    return { outcome, said, given };
  } finally {
    await context.close();
  }
}

/** Somebody can sign in on the page at this address, with each kind of storage. */
export async function signsIn(url, options) {
  const { outcome, said, given } = await outcomeAt(url, options);
  assert.deepEqual(outcome, { steps: ["done", "done"], username: given.username }, said.join("\n"));
  const warned = said.filter((text) => text.startsWith("vestibule:"));
  assert.deepEqual(warned, [], "nothing had to be done without");
}

/** The page at this address says what is wrong, and what to do. */
export async function fails(url, wanted, options) {
  const { outcome, said } = await outcomeAt(url, options);
  for (const [name, value] of Object.entries(wanted))
    assert.match(String(outcome[name]), value, `${JSON.stringify(outcome)}\n${said.join("\n")}`);
}
