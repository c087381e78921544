#!/usr/bin/env node
// `npx vestibule-auth copy <folder>`: the files that a page fetches and that some bundlers leave out.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = JSON.parse(readFileSync(join(here, "assets.json"), "utf8")) as readonly string[];
const [command, folder, ...more] = process.argv.slice(2);

if (command !== "copy" || !folder || more.length) {
  console.error(`Usage: vestibule-auth copy <folder>\n\nCopies into the folder: ${assets.join(", ")}`);
  process.exit(2);
}
try {
  for (const file of assets) {
    const to = join(folder, file);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(join(here, file), to);
  }
  console.log(`${assets.length} files of vestibule-auth are in ${folder}`);
} catch (error) {
  console.error(`vestibule-auth: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
