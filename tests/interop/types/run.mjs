// Compiles cases.ts and similar files against the types of the built package, and counts their cases.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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
const compile = (tsc, project = here) =>
  spawnSync(process.execPath, [tsc, "--pretty", "false", "--project", project], { encoding: "utf8" });
const run = compile(tsc);
const output = run.stdout + run.stderr;
const complaints = [...output.matchAll(/^(?:.*\/)?([\w.-]+\.ts)\((\d+),\d+\): (.*)$/gm)].map(
  ([, file, line, text]) => ({ file, line: Number(line), text }),
);

const FILES = ["cases.ts", "aws.ts", "records.ts"];

/** The cases of a file, each with its complaints; what stands before the first is nobody's. */
function casesOf(file) {
  const starts = [];
  readFileSync(join(here, file), "utf8").split("\n").forEach((text, index) => {
    const name = /^\/\/ case: (.*)/.exec(text)?.[1];
    if (name) starts.push({ name, from: index + 1 });
  });
  return starts.map(({ name, from }, index) => {
    const to = starts[index + 1]?.from ?? Infinity;
    return { name, mine: complaints.filter((it) => it.file === file && it.line >= from && it.line < to) };
  });
}

const cases = FILES.flatMap(casesOf);
for (const { name, mine } of cases) check(name, mine.map(({ line, text }) => `line ${line}: ${text}`).join("\n"));

const expected = new Set(cases.flatMap(({ mine }) => mine));
const others = complaints.filter((it) => !expected.has(it));
const unread = run.status !== 0 && complaints.length === 0 ? output.trim() || `tsc ended with ${run.status}` : "";
check("the types compile by themselves, with no library of the consumer's checked away",
  [...others.map(({ file, line, text }) => `${file}:${line}: ${text}`), unread].filter(Boolean).join("\n"));

const native = compile(join(root, "node_modules/typescript-7/bin/tsc"));
check("TypeScript 7 takes the same", native.status === 0 ? "" : native.stdout + native.stderr);

const { default: ts } = await import("typescript");

/** The links in the documentation of these files behind which there is nothing. */
function brokenLinks(files) {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], noEmit: true };
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const broken = new Set();
  let links = 0;
  for (const file of files.map((it) => program.getSourceFile(it))) {
    const visit = (node) => {
      // Of an address, what stands before the colon goes for a name.
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

const typeFiles = readdirSync(dist).filter((file) => /\.d\.c?ts$/.test(file)).map((file) => join(dist, file));
const { broken, links } = brokenLinks(typeFiles);
check("what the documentation links to is found", links > 50 ? broken : `${links} links`);

// The documentation of each group begins with an example.
const groups = readFileSync(join(dist, "groups.d.ts"), "utf8");
// That of the records has a file of its own.
const documented = groups + readFileSync(join(dist, "dataset.d.ts"), "utf8");
const examples = [...documented.matchAll(/\/\*\*\n \* ```ts\n([\s\S]*?) \* ```\n/g)].map(([, text]) => text.replace(/^ \* ?/gm, ""));
const interfaces = [...documented.matchAll(/^export interface (?!Groups\b)\w+/gm)].filter(([it]) => groups.includes(it) || it.endsWith(" Records"));
check("each group has an example", examples.length === interfaces.length ? "" : `${examples.length} of ${interfaces.length}`);
const folder = mkdtempSync(join(tmpdir(), "vestibule-examples-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const head = `import { Vestibule } from ${JSON.stringify(join(dist, "index.js"))};\n`;
// In a block of its own, since an example may make the client that it uses.
const bodies = examples.map((text) => `export const example = async (auth: Vestibule) => { {\n${text}} };\n`);
bodies.forEach((text, index) => writeFileSync(join(folder, `example-${index}.mts`), head + text));
const { compilerOptions } = JSON.parse(readFileSync(join(here, "tsconfig.json"), "utf8"));
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts"] }));
const tried = compile(tsc, folder);
check("the examples compile", tried.status === 0 ? "" : tried.stdout + tried.stderr);

const declared = readdirSync(dist).filter((file) => file.endsWith(".d.ts"));
const codeOf = (file) => readFileSync(join(dist, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
check("no type is any", declared.filter((file) => /\bany\b/.test(codeOf(file))).map((file) => `${file} has the word \`any\``).join("\n"));

// What the package's own scripts share is no promise to anybody.
const PUBLIC = ["index", "cookies", "cookies-server", "sealed", "element", "element-options", "element-types", "element-react", "element-svelte", "element-vue", "prerender", "react", "awaitable", "commands", "config", "dataset", "diagnosis", "error", "groups", "operations", "profile", "session", "steps"];
const wanted = PUBLIC.map((name) => `${name}.d.ts`).sort().join();
check("nothing but what is public is declared", declared.sort().join() === wanted ? "" : `${declared.join()} in place of ${wanted}`);
const inside = declared.filter((file) => /#private|unique symbol;\s*\}\s*\n|\bSTATE\b|\bClient\b/.test(codeOf(file).replace(/interface SymbolConstructor[^}]*\}/, "")));
check("nothing of a client's inside is declared", inside.join());
check("every type file has its twin for CommonJS",
  declared.filter((file) => !existsSync(join(dist, file.replace(/ts$/, "cts")))).join());

// As those who publish packages look at them: https://publint.dev, https://arethetypeswrong.github.io
const tool = (name, ...given) => {
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin", name), given, { encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
};
check("publint finds nothing", tool("publint", dist, "--strict"));
const IMPORTED = [".", "sealed.js", "cookies.js", "cookies-server.js", "element", "prerender", "react"];
check("Are the types wrong? No", tool("attw", "--pack", dist, "--format", "ascii", "--entrypoints", ...IMPORTED));

console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
