// The chunks that a page with records loads.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { endpoint, newDevice } from "./devices.mjs";

await test("a page loads only the chunks of its remote", async () => {
  for (const [remote, expected] of [
    [{ url: "http://127.0.0.1:1/records" }, ["own_api"]],
    [{ cognitoSync: { endpoint } }, ["aws", "cognito_sync"]],
    [{ dynamoDb: { table: "vestibule-records", endpoint } }, ["aws", "dynamo_db"]],
  ]) {
    const names = new Set();
    const { auth } = await newDevice(
      { records: { remote, automatic: false } },
      (file) => (names.add(file), fromDisk(file)),
    );
    const notes = auth.records.dataset("other");
    const chunksOfRemotes = () =>
      [...names].filter((name) => /aws|own_api|cognito_sync|dynamo_db|datasets|merging/.test(name)).sort();
    await notes.put("key", "value");
    assert.deepEqual(chunksOfRemotes(), []);
    await notes.synchronize().catch((error) => error);
    assert.deepEqual(
      chunksOfRemotes(),
      expected.map((name) => `vestibule_${name}.wasm`),
    );
    await auth.records.local();
    assert.ok(names.has("vestibule_datasets.wasm"));
    auth.free();
  }
});
