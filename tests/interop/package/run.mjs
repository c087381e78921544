// The built package in Node.js: what imports on a server, bundlers and wrong calls meet. tests/e2e has the browser's
// part.

import { finish } from "../support/suite.mjs";

// One after another, because they change globals.
const FILES = [
  "loading",
  "settings",
  "client",
  "fetch",
  "observe",
  "metadata",
  "form",
  "aws",
  "records",
  "records-conflicts",
  "records-chunks",
  "diagnose",
];
for (const file of FILES) await import(`./${file}.mjs`);
finish();
