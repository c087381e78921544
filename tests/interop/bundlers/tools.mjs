// The bundlers: each builds the app in a folder into `dist`, beside index.html.

import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Runs a script of a package, or another, and gives what it printed; it fails where the script does. */
export function run(script, args, cwd, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, env: { ...process.env, ...env } });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${script} ${args.join(" ")}\n${text}`)),
    );
  });
}

export const fileOf = (name) => join(here, "node_modules", name);

/** The page that the bundled script stands in. */
export function page(folder, script) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body>${script}</body>`,
  );
}

/** What `npx vestibule-auth copy` does in the app's folder. */
export const copy = (app, to) => run(join(app, "node_modules/vestibule-auth/copy.js"), ["copy", to], app);

const vite = (major) => import(`vite-${major}`);

export async function viteBuild(major, app) {
  page(app, '<script type="module" src="/main.js"></script>');
  await (await vite(major)).build({ root: app, configFile: false, logLevel: "error" });
}

/** The dev server; the address and what ends it. */
export async function viteDev(major, app, more = {}) {
  page(app, '<script type="module" src="/main.js"></script>');
  const server = await (
    await vite(major)
  ).createServer({ root: app, configFile: false, logLevel: "error", server: { port: 0, host: "127.0.0.1" }, ...more });
  await server.listen();
  return { url: `http://localhost:${server.httpServer.address().port}/`, close: () => server.close() };
}

export async function webpack(app) {
  const compiler = require("webpack")({
    mode: "production",
    context: app,
    entry: "./main.js",
    output: { path: join(app, "dist"), filename: "main.js" },
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
  );
  await new Promise((over) => compiler.close(over));
  if (stats.hasErrors() || stats.hasWarnings()) {
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    const serious = [...errors, ...warnings].filter(({ message }) => !/size limit|performance/i.test(message));
    if (serious.length) throw new Error(serious.map(({ message }) => message).join("\n"));
  }
  page(join(app, "dist"), '<script src="main.js"></script>');
}

export async function parcel(app) {
  page(app, '<script type="module" src="./main.js"></script>');
  const { Parcel } = require("@parcel/core");
  const bundler = new Parcel({
    entries: join(app, "index.html"),
    defaultConfig: require.resolve("@parcel/config-default"),
    mode: "production",
    shouldDisableCache: true,
    cacheDir: join(app, ".parcel-cache"),
    defaultTargetOptions: { distDir: join(app, "dist"), publicUrl: "/" },
  });
  await bundler.run();
}

export async function rollup(app) {
  const { rollup } = await import("rollup");
  const { nodeResolve } = await import("@rollup/plugin-node-resolve");
  const bundle = await rollup({
    input: join(app, "main.js"),
    plugins: [nodeResolve({ browser: true })],
    logLevel: "silent",
  });
  await bundle.write({ dir: join(app, "dist"), format: "es" });
  await bundle.close();
  page(join(app, "dist"), '<script type="module" src="main.js"></script>');
}

export async function esbuild(app, options) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: app,
    entryPoints: ["main.js"],
    bundle: true,
    outdir: "dist",
    logLevel: "silent",
    ...options,
  });
  page(join(app, "dist"), `<script ${options.format === "esm" ? 'type="module" ' : ""}src="main.js"></script>`);
}

export async function next(app) {
  mkdirSync(join(app, "app"), { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "next-app", private: true }));
  writeFileSync(
    join(app, "next.config.mjs"),
    `export default { output: "export", distDir: "dist", turbopack: { root: ${JSON.stringify(here)} } };`,
  );
  writeFileSync(join(app, "app/layout.js"), "export default ({ children }) => <html><body>{children}</body></html>;");
  // The package is imported on the server, too, where the page is rendered ahead.
  writeFileSync(
    join(app, "app/page.js"),
    `"use client";
import { Vestibule } from "vestibule-auth";
import { useEffect } from "react";
export default function Page() {
  useEffect(() => void import("../main.js"), []);
  return <p>{typeof Vestibule.create}</p>;
}`,
  );
  await run(fileOf("next/dist/bin/next"), ["build"], app, { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" });
}

export { copyFileSync, cpSync, readFileSync, writeFileSync };
