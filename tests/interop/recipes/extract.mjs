// The files that the recipes hold: fenced blocks with `file=` behind the language.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const BLOCK = /^```(tsx?) file=(\S+)\n([\s\S]*?)^```$/gm;

/** Writes each page's files into a folder of its own below `to`, and gives the pages' names. */
export function extract(recipes, to) {
  rmSync(to, { recursive: true, force: true });
  const pages = [];
  for (const page of readdirSync(recipes)) {
    const files = filesOf(readFileSync(join(recipes, page), "utf8"));
    if (files.length === 0) continue;
    const folder = join(to, page.replace(/\.md$/, ""));
    for (const { path, text } of files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    pages.push(page.replace(/\.md$/, ""));
  }
  return pages;
}

function filesOf(markdown) {
  return [...markdown.matchAll(BLOCK)].map(([, , path, text]) => ({ path, text }));
}
