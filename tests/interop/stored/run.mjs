// What the entry of the npm package (index.js) does without WebAssembly.

import { finish } from "../support/suite.mjs";

await import("./session.mjs");
await import("./callback.mjs");
await import("./sign-out.mjs");
await import("./time-limits.mjs");
await import("./identity.mjs");
await import("./first-credentials.mjs");
await import("./stored-credentials.mjs");
finish();
