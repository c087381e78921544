// Times Vestibule and other libraries in one browser, in turns, and writes bench/RESULTS.md. `cargo xtask bench` builds
// everything and passes the paths in the environment.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { chromium } from "@playwright/test";
import { measureAws } from "./measure/aws.mjs";
import { measureForms } from "./measure/forms.mjs";
import { measureMemory } from "./measure/memory.mjs";
import { measureReturning } from "./measure/returning.mjs";
import { measureSignIn } from "./measure/sign-in.mjs";
import { measureFirstSrp, measureSrp } from "./measure/srp.mjs";
import { report } from "./support/report.mjs";
import { serve } from "./support/server.mjs";
import { createUser } from "./support/user.mjs";

const MEASUREMENTS = {
  srp: measureSrp,
  "first-srp": measureFirstSrp,
  returning: measureReturning,
  forms: measureForms,
  "sign-in": measureSignIn,
  aws: measureAws,
  memory: measureMemory,
};
const env = process.env;
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const budgets = read("budgets.json").times;
const versions = Object.entries(read("package.json").dependencies)
  .map((pair) => pair.join(" "))
  .join(", ");
const rounds = Number(env.VESTIBULE_BENCH_ROUNDS ?? 20);
const signIns = Number(env.VESTIBULE_BENCH_SIGN_INS ?? 1000);

const site = await serve({
  ours: env.VESTIBULE_BENCH_PACKAGE,
  peers: env.VESTIBULE_BENCH_PEERS,
  // Only built if forms are measured.
  ...(env.VESTIBULE_BENCH_SCREENS && { screens: env.VESTIBULE_BENCH_SCREENS }),
});
const browser = await chromium.launch({
  executablePath: env.CHROME,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const user = await createUser(env.VESTIBULE_EMULATOR_URL);
  const bench = { browser, site: site.url, rounds, signIns, user };
  const tables = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (env.VESTIBULE_BENCH_ONLY && name !== env.VESTIBULE_BENCH_ONLY) continue;
    for (const table of await measure(bench)) tables.push(table);
    console.log(`${name}: done`);
  }
  const { text, plot } = report(tables, {
    browser: browser.version(),
    cores: cpus().length,
    load: loadavg()[0].toFixed(1),
    rounds,
    budgets,
    versions,
  });
  // RESULTS.md has all measurements of one run.
  if (!env.VESTIBULE_BENCH_ONLY) {
    writeFileSync(new URL("RESULTS.md", import.meta.url), text);
    writeFileSync(new URL("results.svg", import.meta.url), plot);
  }
  console.log(text);
} finally {
  await browser.close();
  site.close();
}
