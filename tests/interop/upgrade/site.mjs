// One origin with old and new code: an empty page, the other libraries as bundled, and this project's package.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../../../pkg/dist");
const KINDS = { ".js": "text/javascript", ".wasm": "application/wasm" };

export const PEERS = ["identity-js", "amplify-5", "amplify-6"];

export async function serve() {
  const { outputFiles } = await build({
    entryPoints: PEERS.map((peer) => join(here, "peers", `${peer}.js`)),
    bundle: true,
    format: "esm",
    write: false,
    outdir: "/peers",
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    banner: { js: "globalThis.process ??= { env: {} };" },
    logLevel: "error",
  });
  const bundles = new Map(outputFiles.map(({ path, contents }) => [path.replaceAll("\\", "/"), contents]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const send = (kind, body) => response.writeHead(200, { "content-type": kind }).end(body);
    if (bundles.has(pathname)) return send(KINDS[".js"], bundles.get(pathname));
    const file = /^\/ours\/([\w.]+)$/.exec(pathname)?.[1];
    if (file) return send(KINDS[extname(file)] ?? "text/plain", readFileSync(join(dist, file)));
    send("text/html", '<!doctype html><meta charset="utf-8"><title>upgrade</title><link rel="icon" href="data:,">');
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}
