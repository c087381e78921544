// A browser, a file server, and a user.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "@playwright/test";

const endpoint = process.env.VESTIBULE_EMULATOR_URL.replace(/\/$/, "");
export const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", endpoint };

const KINDS = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };

async function admin(operation, body) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization: "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=00",
    },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${operation}: ${response.status} ${await response.clone().text()}`);
}

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

/** A page of its own, and what is written on its console as an error. */
export async function open() {
  browser ??= await chromium.launch({
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
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  return { page, said, end: () => context.close() };
}

export const close = () => browser?.close();
