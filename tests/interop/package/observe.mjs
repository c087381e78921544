// `observe`: which listeners are notified, with what, and when.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dist, fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule, ofItsOwn } from "./support.mjs";

await test("an observer is told that nobody is there, after it was set up, and not once it has ended", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const states = [];
  let isSetUp = false;
  const first = new Promise((resolve) => {
    auth.observe((state) => (states.push({ isSetUp, ...state }), resolve()));
  });
  auth.observe(() => assert.fail("it was ended"))();
  isSetUp = true;
  await first;
  await new Promise((over) => setTimeout(over, 100));
  assert.deepEqual(states, [{ isSetUp: true, kind: "signedOut", reason: undefined }]);
  auth.free();
});

await test("an observer whose script cannot be fetched is told later, and nothing fails unseen", async () => {
  const page = ofItsOwn("index.js");
  const script = fileURLToPath(new URL("observe.js", page));
  const { Vestibule } = await import(page);
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const unseen = [];
  const note = (error) => unseen.push(error);
  process.on("unhandledRejection", note);
  const { setTimeout } = globalThis;
  let tries = 0;
  // Its pauses are no part of this test: each one ends at once, and the script is there after the second.
  globalThis.setTimeout = (act, pause, ...given) => {
    if (pause !== 5000) return setTimeout(act, pause, ...given);
    if (++tries === 2) cpSync(join(dist, "observe.js"), script);
    return setTimeout(act, 0);
  };
  rmSync(script);
  try {
    assert.equal((await new Promise((resolve) => auth.observe(resolve))).kind, "signedOut");
    assert.equal(tries, 2);
    // Whoever has ended it is not asked for again.
    rmSync(script);
    auth.observe(() => assert.fail("it was ended"))();
  } finally {
    globalThis.setTimeout = setTimeout;
    process.off("unhandledRejection", note);
    auth.free();
  }
  assert.deepEqual(unseen, []);
});

await test("an observer whose client was freed is told nothing, whenever that was, and nothing fails unseen", async () => {
  const unseen = [];
  const note = (error) => unseen.push(error);
  process.on("unhandledRejection", note);
  const states = [];
  for (const later of [0, 1, 20]) {
    const auth = await Vestibule.create(POOL, { wasm: fromDisk });
    let release;
    // What was asked before free() is done before it.
    auth.current = () => new Promise((resolve) => (release = () => resolve(undefined)));
    auth.observe((state) => states.push(state));
    if (later) await new Promise((over) => setTimeout(over, later));
    auth.free();
    release?.();
  }
  await new Promise((over) => setTimeout(over, 100));
  process.off("unhandledRejection", note);
  assert.deepEqual([states, unseen], [[], []]);
});
