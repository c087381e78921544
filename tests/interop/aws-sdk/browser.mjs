// page.js in Chromium, on an origin of its own.

import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { root } from "../support/suite.mjs";

/** What page.js says of these. */
export async function inChromium(given) {
  const entry = join(root, "tests/interop/aws-sdk/page.js");
  const built = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife", platform: "browser", logLevel: "error" });
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? built.outputFiles[0].contents : "<!doctype html><meta charset=utf-8><script src=/page.js></script>");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await chromium.launch({
    executablePath: process.env.CHROME || undefined,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await page.evaluate((all) => globalThis.run(all), given);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}
