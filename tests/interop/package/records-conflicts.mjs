// Conflicts of records: functions that resolve them, and their questions to users.

import assert from "node:assert/strict";
import { test } from "../support/suite.mjs";
import { cognitoSync, newDevice, newDevicesOfAda, release, waitUntil, writeConflicts } from "./devices.mjs";
import { rejection } from "./support.mjs";

await test("a dataset's function is called by automatic synchronizations", async () => {
  const automatic = { onWake: false, afterWrite: 10 };
  const remote = await newDevice();
  const local = await newDevice({ records: { ...cognitoSync, automatic } });
  const devices = { remote, local };
  const waitForState = (expected) =>
    waitUntil(async () => {
      const [{ unsynchronized, conflicts }] = await local.auth.records.local();
      return unsynchronized === expected.unsynchronized && conflicts === expected.conflicts;
    });

  const calls = [];
  await local.notes.onConflict(async (conflict) => {
    calls.push([conflict.key, conflict.local, conflict.remote]);
    return { value: `${conflict.local} and ${conflict.remote}` };
  });
  await writeConflicts(devices, "a");
  await waitUntil(() => calls.length);
  await waitForState({ unsynchronized: 0, conflicts: 0 });
  assert.deepEqual(calls, [["a", "local", "remote"]]);
  await remote.notes.synchronize();
  assert.equal(await remote.notes.get("a"), "local and remote");

  // The last function counts. If it returns nothing or fails, the conflict stays open, and it is not called again.
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.cause?.message ?? error.field);
  const resolvers = [
    () => undefined,
    () => "mine",
    () => {
      throw new Error("of the app");
    },
    () => "remote",
  ];
  let count = 0;
  await local.notes.onConflict(() => resolvers[count++]());
  for (const [index, key] of ["b", "c", "d"].entries()) {
    await writeConflicts(devices, key);
    await waitUntil(() => count === index + 1);
    await waitForState({ unsynchronized: index + 1, conflicts: index + 1 });
  }
  assert.deepEqual(reported, ["onConflict", "of the app"]);
  await writeConflicts(devices, "e");
  await waitUntil(() => count === 4);
  await waitForState({ unsynchronized: 3, conflicts: 3 });
  assert.deepEqual([await local.notes.get("e"), count], ["remote", 4]);

  // A function of one synchronization replaces that of the dataset.
  const keys = [];
  const { conflicts } = await local.notes.synchronize({ onConflict: ({ key }) => (keys.push(key), "local") });
  assert.deepEqual([conflicts, keys, count], [0, ["b", "c", "d"], 4]);
  await local.notes.onConflict("local");
  await writeConflicts(devices, "f");
  await waitForState({ unsynchronized: 0, conflicts: 0 });
  assert.deepEqual([await local.notes.get("f"), count], ["local", 4]);
  delete globalThis.reportError;
  await release(devices);
});

await test("an open question ends with its conflict, its user or its function", async () => {
  const devices = await newDevicesOfAda();
  const { local, signInAda, signInCharles } = devices;
  const questions = [];
  const ask = (conflict) => new Promise((answer) => questions.push({ ...conflict, answer }));
  const askedKeys = () => questions.map(({ key }) => key).join("");
  const hasNoConflicts = async () => !(await local.notes.conflicts()).length;
  await writeConflicts(devices, "a", "b");
  await local.notes.onConflict(ask);
  await local.notes.synchronize();
  await waitUntil(() => askedKeys() === "a");

  // Another user has the same conflict. The question of the first user is not answered for this one.
  await signInCharles();
  await writeConflicts(devices, "a");
  await local.notes.synchronize();
  await waitUntil(() => askedKeys() === "aa");
  questions[0].answer({ value: "of ada" });
  questions[1].answer({ value: "of charles" });
  await waitUntil(hasNoConflicts);
  await local.notes.synchronize();
  assert.deepEqual([askedKeys(), await local.notes.entries()], ["aa", [["a", "of charles"]]]);
  await local.auth.records.delete("notes");
  await local.notes.synchronize();

  // A conflict that is resolved otherwise ends its question, and so does another function.
  await signInAda();
  await waitUntil(() => askedKeys() === "aaa");
  await local.notes.resolve("a", "remote");
  await waitUntil(() => askedKeys() === "aaab");
  await local.notes.onConflict((conflict) => (questions.push(conflict), "local"));
  await waitUntil(hasNoConflicts);
  questions[3].answer("remote");
  await local.notes.synchronize();
  const entries = await local.notes.entries();
  assert.deepEqual(
    [askedKeys(), entries],
    [
      "aaabb",
      [
        ["a", "remote"],
        ["b", "local"],
      ],
    ],
  );

  // A deleted dataset has no conflicts.
  await local.notes.onConflict(ask);
  await writeConflicts(devices, "c", "d");
  await local.notes.synchronize();
  await waitUntil(() => askedKeys() === "aaabbc");
  await local.auth.records.delete("notes");
  questions[5].answer({ value: "too late" });
  await local.notes.synchronize();
  assert.deepEqual([askedKeys(), await local.notes.entries()], ["aaabbc", []]);
  await release(devices);
});

await test("a function may write, synchronize and sign out", async () => {
  const devices = await newDevicesOfAda();
  const { local } = devices;
  let calls = 0;
  const writeAndSynchronize = async ({ key }) => {
    calls++;
    await local.notes.put(key, "written by the function");
    await local.notes.synchronize();
    return { value: `after ${calls}` };
  };
  await writeConflicts(devices, "a");
  await local.notes.onConflict(writeAndSynchronize);
  await local.notes.synchronize();
  // The value that the function has written is another conflict.
  await waitUntil(async () => (await local.notes.get("a")) === "after 2");
  await local.notes.synchronize();
  await local.notes.onConflict("ask");

  await writeConflicts(devices, "a");
  const done = await local.notes.synchronize({ onConflict: writeAndSynchronize });
  assert.deepEqual([done.conflicts, done.pushed, await local.notes.get("a")], [0, 1, "after 4"]);

  await writeConflicts(devices, "a");
  const signOut = async () => (await local.auth.signOut(), "local");
  const error = await rejection(local.notes.synchronize({ onConflict: signOut }));
  assert.equal(error.kind, "identityChanged");
  assert.deepEqual(await local.notes.entries(), []);
  await release(devices);
});
