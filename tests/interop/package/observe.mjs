// `observe`: which listeners are notified, with what, and when.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dist, fromDisk, test } from "../support/suite.mjs";
import { inNewCopy, POOL, sleep, Vestibule } from "./support.mjs";

await test("an observer is called after `observe` returns, and not after it has stopped", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const states = [];
  let hasReturned = false;
  const first = new Promise((resolve) => {
    auth.observe((state) => (states.push({ hasReturned, ...state }), resolve()));
  });
  auth.observe(() => assert.fail("it has stopped"))();
  hasReturned = true;
  await first;
  await sleep(100);
  assert.deepEqual(states, [{ hasReturned: true, kind: "signedOut", reason: undefined }]);
  auth.free();
});

await test("an observer whose script cannot be loaded is called later", async () => {
  const page = inNewCopy("index.js");
  const script = fileURLToPath(new URL("observe.js", page));
  const { Vestibule } = await import(page);
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const unhandled = [];
  const record = (error) => unhandled.push(error);
  process.on("unhandledRejection", record);
  const { setTimeout } = globalThis;
  let tries = 0;
  // Without the pauses between tries. The script exists after the second one.
  globalThis.setTimeout = (run, delay, ...args) => {
    if (delay !== 5000) return setTimeout(run, delay, ...args);
    if (++tries === 2) cpSync(join(dist, "observe.js"), script);
    return setTimeout(run, 0);
  };
  rmSync(script);
  try {
    assert.equal((await new Promise((resolve) => auth.observe(resolve))).kind, "signedOut");
    assert.equal(tries, 2);
    // A stopped observer loads nothing.
    rmSync(script);
    auth.observe(() => assert.fail("it has stopped"))();
  } finally {
    globalThis.setTimeout = setTimeout;
    process.off("unhandledRejection", record);
    auth.free();
  }
  assert.deepEqual(unhandled, []);
});

await test("an observer of a freed client is not called, whenever it was freed", async () => {
  const unhandled = [];
  const record = (error) => unhandled.push(error);
  process.on("unhandledRejection", record);
  const states = [];
  for (const later of [0, 1, 20]) {
    const auth = await Vestibule.create(POOL, { wasm: fromDisk });
    let release;
    // A call from before `free` may end after it.
    auth.current = () => new Promise((resolve) => (release = () => resolve(undefined)));
    auth.observe((state) => states.push(state));
    if (later) await sleep(later);
    auth.free();
    release?.();
  }
  await sleep(100);
  process.off("unhandledRejection", record);
  assert.deepEqual([states, unhandled], [[], []]);
});
