// page.js and ours.js in Chromium, on their own origin, which also serves our package.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { dist, root } from "../support/suite.mjs";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** What a function of the page says of these. */
export async function inChromium(name, given) {
  const entryPoints = ["page.js", "ours.js"].map((file) => join(root, "tests/interop/aws-sdk", file));
  const options = { bundle: true, write: false, format: "iife", platform: "browser", logLevel: "error" };
  const built = await build({ ...options, entryPoints, outdir: "/", external: ["/dist/*"] });
  const scripts = new Map(built.outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]));
  const page = `<!doctype html><meta charset=utf-8>${[...scripts.keys()].map((path) => `<script src=${path}></script>`).join("")}`;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const found = scripts.get(path) ?? (path === "/" ? page : undefined);
    const content = found ?? (await readFile(join(dist, basename(path))).catch(() => undefined));
    response.writeHead(content ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "text/html" });
    response.end(content);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await chromium.launch({
    executablePath: process.env.CHROME || undefined,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const tab = await browser.newPage();
    // Workers and cryptography want a page that is safe, as localhost is.
    await tab.goto(`http://localhost:${server.address().port}/`);
    return await tab.evaluate(([run, all]) => globalThis[run](all), [name, given]);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}
