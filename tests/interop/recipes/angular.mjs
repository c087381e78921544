// The Angular recipe, compiled by Angular's compiler, which also checks decorators and injection.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const ngc = join(here, "node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js");

/** `files` has the recipes' files, a folder for each page. */
export async function angularTests(test, files) {
  const out = join(files, "angular-compiled");
  await test("Angular's own compiler takes angular.md", () => {
    const { status, told } = compile(files, "angular", out);
    assert.equal(status, 0, told);
    const made = readdirSync(out)
      .filter((file) => file.endsWith(".js"))
      .sort();
    assert.deepEqual(made, ["auth.guard.js", "auth.interceptor.js", "auth.service.js"]);
  });
  await test("what Angular's compiler refuses would be seen", () => {
    const wrong =
      'import { Injectable } from "@angular/core";\n@Injectable()\nexport class A {\n  constructor(readonly name: string) {}\n}\n';
    mkdirSync(join(files, "angular-wrong"), { recursive: true });
    writeFileSync(join(files, "angular-wrong/a.ts"), wrong);
    const { status, told } = compile(files, "angular-wrong", out);
    assert.notEqual(status, 0);
    assert.match(told, /NG2003/);
  });
  for (const folder of [out, join(files, "angular-wrong")]) rmSync(folder, { recursive: true, force: true });
}

function compile(files, page, outDir) {
  const project = join(files, `tsconfig.${page}.json`);
  const compilerOptions = {
    strict: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom"],
    skipLibCheck: true,
    types: [],
    rootDir: page,
    outDir,
  };
  const angularCompilerOptions = { strictTemplates: true, strictInjectionParameters: true };
  writeFileSync(project, JSON.stringify({ compilerOptions, angularCompilerOptions, include: [page] }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [ngc, "-p", project], { encoding: "utf8" });
  return { status, told: stdout + stderr };
}
