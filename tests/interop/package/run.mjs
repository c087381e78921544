// The built package in Node: what a server-side import, a bundler and a careless caller meet.
// The browser's part is told by the end-to-end tests.

import { finish } from "../support/suite.mjs";

// One after the other: they change what is global.
for (const file of ["loading", "settings", "client", "fetch", "observe", "metadata", "form", "aws", "records", "diagnose"]) await import(`./${file}.mjs`);
finish();
