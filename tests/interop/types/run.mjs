// Compiles cases.ts against the package's types and counts its cases.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const types = join(root, "pkg/index.d.ts");
const failures = [];
let passed = 0;

function check(name, problem) {
  if (!problem) return void passed++;
  failures.push(name);
  console.log(`FAILED ${name}\n    ${problem.replaceAll("\n", "\n    ")}`);
}

const tsc = join(root, "node_modules/typescript/bin/tsc");
if (!existsSync(tsc)) {
  console.log("TypeScript is missing: run `cargo xtask setup`, or `npm ci`");
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const run = spawnSync(process.execPath, [tsc, "--pretty", "false", "--project", here], { encoding: "utf8" });
const output = run.stdout + run.stderr;
const complaints = [...output.matchAll(/^(?:.*\/)?([\w.-]+\.ts)\((\d+),\d+\): (.*)$/gm)].map(
  ([, file, line, text]) => ({ file, line: Number(line), text }),
);

const cases = [];
readFileSync(join(here, "cases.ts"), "utf8").split("\n").forEach((text, index) => {
  const name = /^\/\/ case: (.*)/.exec(text)?.[1];
  if (name) cases.push({ name, from: index + 1 });
});
cases.forEach(({ name, from }, index) => {
  const to = cases[index + 1]?.from ?? Infinity;
  const mine = complaints.filter(({ file, line }) => file === "cases.ts" && line >= from && line < to);
  check(name, mine.map(({ line, text }) => `line ${line}: ${text}`).join("\n"));
});

const first = cases[0]?.from ?? 0;
const others = complaints.filter(({ file, line }) => file !== "cases.ts" || line < first);
const unread = run.status !== 0 && complaints.length === 0 ? output.trim() || `tsc ended with ${run.status}` : "";
check("the types compile by themselves, with no library of the consumer's checked away",
  [...others.map(({ file, line, text }) => `${file}:${line}: ${text}`), unread].filter(Boolean).join("\n"));

const code = readFileSync(types, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
check("no type is any", /\bany\b/.test(code) ? "index.d.ts has the word `any`" : "");

console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
