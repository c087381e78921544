// Checks the types of the built package: the cases of the TypeScript files beside this one, the examples of the
// documentation, and what publint and "Are the types wrong?" report.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** All of the package's public declarations. Scripts that the package shares within itself have none. */
const PUBLIC = [
  "awaitable",
  "commands",
  "config",
  "cookies",
  "cookies-server",
  "dataset",
  "diagnosis",
  "element",
  "element-options",
  "element-react",
  "element-svelte",
  "element-types",
  "element-vue",
  "error",
  "groups",
  "index",
  "operations",
  "prerender",
  "profile",
  "react",
  "sealed",
  "session",
  "steps",
];
const ENTRY_POINTS = [".", "sealed.js", "cookies.js", "cookies-server.js", "element", "prerender", "react"];

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const dist = join(root, "pkg/dist");
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

function compile(tsc, project = here) {
  const args = [tsc, "--pretty", "false", "--project", project];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

checkCases();
checkDeclarations();
checkLinks();
checkExamples();
checkPublished();
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);

/** Each case, with the compiler's errors in its lines. Errors elsewhere fail a check of their own. */
function checkCases() {
  const { status, output } = compile(tsc);
  const errors = [...output.matchAll(/^(?:.*\/)?([\w.-]+\.ts)\((\d+),\d+\): (.*)$/gm)].map(([, file, line, text]) => ({
    file,
    line: Number(line),
    text,
  }));
  const cases = readdirSync(here)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => casesOf(file, errors));
  for (const { name, errors } of cases) check(name, errors.map(({ line, text }) => `line ${line}: ${text}`).join("\n"));

  const inCases = new Set(cases.flatMap(({ errors }) => errors));
  const others = errors
    .filter((error) => !inCases.has(error))
    .map(({ file, line, text }) => `${file}:${line}: ${text}`);
  if (status !== 0 && errors.length === 0) others.push(output.trim() || `tsc ended with ${status}`);
  check("the types compile without skipLibCheck", others.join("\n"));

  const native = compile(join(root, "node_modules/typescript-7/bin/tsc"));
  check("TypeScript 7 has the same result", native.status === 0 ? "" : native.output);
}

/** The cases of a file, each with the errors in its lines. */
function casesOf(file, errors) {
  const starts = [];
  const lines = readFileSync(join(here, file), "utf8").split("\n");
  lines.forEach((text, index) => {
    const name = /^\/\/ case: (.*)/.exec(text)?.[1];
    if (name) starts.push({ name, from: index + 1 });
  });
  return starts.map(({ name, from }, index) => {
    const to = starts[index + 1]?.from ?? Infinity;
    return { name, errors: errors.filter((it) => it.file === file && it.line >= from && it.line < to) };
  });
}

function checkDeclarations() {
  const declared = readdirSync(dist).filter((file) => file.endsWith(".d.ts"));
  const codeOf = (file) => readFileSync(join(dist, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const withAny = declared.filter((file) => /\bany\b/.test(codeOf(file)));
  check("no type is any", withAny.map((file) => `${file} has the word \`any\``).join("\n"));

  const expected = PUBLIC.map((name) => `${name}.d.ts`)
    .sort()
    .join();
  const actual = declared.sort().join();
  check("only public files are declared", actual === expected ? "" : `${actual} instead of ${expected}`);

  const withInternals = declared.filter((file) => {
    const code = codeOf(file).replace(/interface SymbolConstructor[^}]*\}/, "");
    return /#private|unique symbol;\s*\}\s*\n|\bSTATE\b|\bClient\b/.test(code);
  });
  check("no internal of a client is declared", withInternals.join());

  const withoutCommonJs = declared.filter((file) => !existsSync(join(dist, file.replace(/ts$/, "cts"))));
  check("every declaration has one for CommonJS", withoutCommonJs.join());
}

/** The links in the documentation have targets. */
function checkLinks() {
  const files = readdirSync(dist)
    .filter((file) => /\.d\.c?ts$/.test(file))
    .map((file) => join(dist, file));
  const { broken, links } = brokenLinks(files);
  check("links in the documentation have targets", links > 50 ? broken : `only ${links} links were found`);
}

function brokenLinks(files) {
  const module = ts.ModuleKind.NodeNext;
  const moduleResolution = ts.ModuleResolutionKind.NodeNext;
  const program = ts.createProgram(files, { module, moduleResolution, types: [], noEmit: true });
  const checker = program.getTypeChecker();
  const broken = new Set();
  let links = 0;
  for (const file of files.map((it) => program.getSourceFile(it))) {
    const visit = (node) => {
      // The scheme of an address is parsed as a name.
      if (ts.isJSDocLink(node) && node.name && !node.text.startsWith("://")) {
        links += 1;
        const name = node.name.getText(file);
        if (!checker.getSymbolAtLocation(node.name)) broken.add(`${basename(file.fileName)}: ${name}`);
      }
      node.getChildren(file).forEach(visit);
    };
    visit(file);
  }
  return { broken: [...broken].join("\n"), links };
}

/** The documentation of each group begins with an example, which compiles. */
function checkExamples() {
  const groups = readFileSync(join(dist, "groups.d.ts"), "utf8");
  // The group of records is declared in a file of its own.
  const documentation = groups + readFileSync(join(dist, "dataset.d.ts"), "utf8");
  const examples = [...documentation.matchAll(/\/\*\*\n \* ```ts\n([\s\S]*?) \* ```\n/g)].map(([, text]) =>
    text.replace(/^ \* ?/gm, ""),
  );
  const interfaces = [...documentation.matchAll(/^export interface (?!Groups\b)\w+/gm)].filter(
    ([declaration]) => groups.includes(declaration) || declaration.endsWith(" Records"),
  );
  const complete = examples.length === interfaces.length;
  check("each group has an example", complete ? "" : `${examples.length} of ${interfaces.length}`);

  const folder = mkdtempSync(join(tmpdir(), "vestibule-examples-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const head = `import { Vestibule } from ${JSON.stringify(join(dist, "index.js"))};\n`;
  examples.forEach((text, index) => {
    // The inner block allows an example to declare its own `auth`.
    const body = `export const example = async (auth: Vestibule) => { {\n${text}} };\n`;
    writeFileSync(join(folder, `example-${index}.mts`), head + body);
  });
  const { compilerOptions } = JSON.parse(readFileSync(join(here, "tsconfig.json"), "utf8"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts"] }));
  const { status, output } = compile(tsc, folder);
  check("the examples compile", status === 0 ? "" : output);
}

/** See https://publint.dev and https://arethetypeswrong.github.io. */
function checkPublished() {
  const run = (name, ...args) => {
    const command = join(root, "node_modules/.bin", name);
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
    return status === 0 ? "" : stdout + stderr;
  };
  check("publint reports nothing", run("publint", dist, "--strict"));
  const attw = run("attw", "--pack", dist, "--format", "ascii", "--entrypoints", ...ENTRY_POINTS);
  check('"Are the types wrong?" reports nothing', attw);
}
