// The custom element in typical apps (apps/): each is built with the packed package and opened in Chromium; a user
// signs in, stays signed in, and signs out. Errors on the console fail the test.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL, the browser in CHROME. Names on the command line select apps.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { close, open, person, POOL, serve } from "./page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../../../pkg/dist");
const work = join(here, "work");
const chosen = process.argv.slice(2);
let passed = 0;
let failed = 0;

async function test(name, body) {
  if (chosen.length && !chosen.some((it) => name.includes(it))) return;
  try {
    await body();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}: ${error.stack ?? error}`);
  }
}

if (!existsSync(join(dist, "element.js"))) {
  console.log("The package is not built: run `cargo xtask pkg`");
  console.log("0 passed, 1 failed");
  process.exit(1);
}

// As npm would publish it, and as it would install it.
rmSync(work, { recursive: true, force: true });
mkdirSync(work);
const packed = execFileSync("npm", ["pack", dist, "--json", "--pack-destination", work], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "ignore"],
});
execFileSync("tar", ["xzf", join(work, JSON.parse(packed)[0].filename), "-C", work]);

/** A folder with the app, in which the package is installed, and the local Cognito is the pool. */
function app(name) {
  const folder = join(work, name);
  cpSync(join(here, "apps", name), folder, { recursive: true });
  cpSync(join(work, "package"), join(folder, "node_modules/vestibule-auth"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  writeFileSync(join(folder, "pool.js"), `export const pool = ${JSON.stringify(POOL)};\n`);
  return folder;
}

async function built(name, plugins = [], also = undefined) {
  const folder = app(name);
  const { build } = await import("vite");
  await build({ root: folder, configFile: false, logLevel: "error", plugins });
  const site = await serve(join(folder, "dist"));
  try {
    await lives(site.url, { also });
  } finally {
    site.close();
  }
}

/** Somebody signs in, is there after a reload, and leaves. */
async function lives(url, { greets = true, also = undefined } = {}) {
  const { page, said, end } = await open();
  try {
    const somebody = await person();
    const greeting = greets ? page.getByText(`Notes of ${somebody.username}`) : page.getByText("Your notes");
    const form = page.getByRole("heading", { name: "Sign in to Notes" });
    await page.goto(url);
    await form.waitFor();
    await page.getByLabel("Username", { exact: true }).fill(somebody.username);
    await page.getByLabel("Password", { exact: true }).fill(somebody.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await greeting.waitFor();
    await page.reload();
    await greeting.waitFor();
    await also?.(page);
    if (greets) await page.getByRole("button", { name: "Leave" }).click();
    else await page.evaluate(() => document.querySelector("vestibule-auth").signOut());
    await form.waitFor();
  } catch (error) {
    error.message += `\n${said.join("\n")}\n${await page.content()}`;
    throw error;
  } finally {
    await end();
  }
  assert.deepEqual(said, []);
}

await test("plain HTML, with one script tag", async () => {
  const folder = app("html");
  cpSync(join(work, "package"), join(folder, "vestibule-auth"), { recursive: true });
  const index = readFileSync(join(folder, "index.html"), "utf8");
  writeFileSync(join(folder, "index.html"), index.replace("http://127.0.0.1:9229", POOL.endpoint));
  const site = await serve(folder);
  await lives(site.url, { greets: false }).finally(site.close);
});

/** The components for who is signed in. */
async function hasAccount(page) {
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("menuitem", { name: "Help" }).click();
  await page.getByText(/Seen: .*help/).waitFor();
  assert.equal(await page.getByText("Nobody").isVisible(), false);
}

await test("vite with react", () => built("react", [], hasAccount));

await test("vite with vue", async () => {
  const { default: vue } = await import("@vitejs/plugin-vue");
  await built("vue", [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("vestibule-") } } }),
  ]);
});

await test("vite with svelte", async () => {
  const { svelte } = await import("@sveltejs/vite-plugin-svelte");
  await built("svelte", [svelte({ configFile: false })]);
});

await test("next, rendered on its server", async () => {
  const folder = app("next");
  const next = join(here, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  execFileSync(process.execPath, [next, "build"], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = spawn(process.execPath, [next, "start", "--port", "0", "--hostname", "127.0.0.1"], {
    cwd: folder,
    env,
  });
  try {
    const port = await new Promise((resolve, reject) => {
      let text = "";
      server.stdout.on("data", (chunk) => {
        const found = (text += chunk).match(/127\.0\.0\.1:(\d+)[\s\S]*Ready/)?.[1];
        if (found) resolve(found);
      });
      server.on("exit", () => reject(new Error(`next start\n${text}`)));
    });
    const url = `http://localhost:${port}/`;
    const html = await (await fetch(url)).text();
    assert.match(html, /<vestibule-auth[^>]*><p>One moment<\/p>/);
    await lives(url);
  } finally {
    server.kill();
  }
});

await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
