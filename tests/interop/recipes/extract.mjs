// Extracts the files of the recipes: fenced blocks with `file=` after the language. TypeScript files are compiled
// together; one page is a crate.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const TYPESCRIPT = /^tsx?$/;

/** Writes each page's files into a folder of its own below `to`, and gives the pages' names. */
export function extract(recipes, to) {
  rmSync(to, { recursive: true, force: true });
  const pages = [];
  for (const page of readdirSync(recipes)) {
    const files = filesOf(readFileSync(join(recipes, page), "utf8"), TYPESCRIPT);
    if (files.length === 0) continue;
    write(files, join(to, page.replace(/\.md$/, "")));
    pages.push(page.replace(/\.md$/, ""));
  }
  return pages;
}

/** The files in these languages that a page holds. */
export function filesOf(markdown, languages) {
  const blocks = [...markdown.matchAll(/^```(\w+) file=(\S+)\n([\s\S]*?)^```$/gm)];
  return blocks.filter(([, language]) => languages.test(language)).map(([, , path, text]) => ({ path, text }));
}

export function write(files, folder) {
  for (const { path, text } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
