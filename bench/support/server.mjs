// One file server for all libraries. Files are compressed with brotli 11, as a site would publish them, at their first
// request. That is in the warm-up round, so that no measurement waits for it.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { pages } from "./pages.mjs";

const CONTENT_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves folders, each under its name, and the pages of the measurements. */
export async function serve(folders) {
  const files = new Map();
  for (const [name, folder] of Object.entries(folders)) {
    for (const path of walk(folder)) {
      files.set(
        `/${name}/${relative(folder, path)}`,
        lazy(() => compress(path, readFileSync(path))),
      );
    }
  }
  for (const [path, text] of Object.entries(await pages()))
    files.set(
      path,
      lazy(() => compress(path, Buffer.from(text))),
    );
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = files.get(path)?.();
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": file.contentType,
      "content-encoding": "br",
      "cache-control": "max-age=3600",
    });
    response.end(file.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}

function lazy(create) {
  let value;
  return () => (value ??= create());
}

function compress(path, content) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const contentType = CONTENT_TYPES[extname(path)] ?? "application/octet-stream";
  return { contentType, body: brotliCompressSync(content, { params }) };
}

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}
