// `clientMetadata`: the requests with which it is sent.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fromDisk, test } from "../support/suite.mjs";
import { listen, POOL, Vestibule, VestibuleError } from "./support.mjs";

/** Records operations and their `ClientMetadata` before they are passed to the emulator. */
async function withRequests(run) {
  const sent = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const operation = request.headers["x-amz-target"].split(".")[1];
    sent.push([operation, JSON.parse(body).ClientMetadata]);
    const { "content-type": type, "x-amz-target": target } = request.headers;
    const headers = { "content-type": type, "x-amz-target": target };
    const upstream = await fetch(process.env.VESTIBULE_EMULATOR_URL, { method: "POST", headers, body });
    response.writeHead(upstream.status, { "content-type": upstream.headers.get("content-type") });
    response.end(await upstream.text());
  });
  await listen(server);
  try {
    const endpoint = `http://127.0.0.1:${server.address().port}`;
    await run({ ...POOL, clientId: "vestibuledemobrowser000001", endpoint }, sent);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const ADA = { username: "ada", password: "Lovelace1815" };

await test("clientMetadata as an object is sent with each request that accepts it", () =>
  withRequests(async (settings, sent) => {
    const auth = await Vestibule.create({ ...settings, clientMetadata: { tenant: "north" } }, { wasm: fromDisk });
    assert.equal((await auth.signIn(ADA)).kind, "done");
    await auth.refresh();
    await auth.withExtras({ clientMetadata: { tenant: "south", locale: "fr" } }).forgotPassword("ada");
    await auth.call("ForgotPassword", { Username: "ada", ClientMetadata: { tenant: "west" } });
    assert.deepEqual(sent, [
      ["InitiateAuth", { tenant: "north" }],
      ["RespondToAuthChallenge", { tenant: "north" }],
      ["GetTokensFromRefreshToken", { tenant: "north" }],
      ["ForgotPassword", { tenant: "south", locale: "fr" }],
      ["ForgotPassword", { tenant: "west" }],
    ]);
    auth.free();
  }));

await test("clientMetadata as a function is called before each request that accepts it", () =>
  withRequests(async (settings, sent) => {
    let calls = 0;
    const clientMetadata = (operation) => ({ operation, nth: String(++calls), 'quo"te': "\\" });
    const expected = (operation, nth) => [operation, { operation, nth: String(nth), 'quo"te': "\\" }];
    const outputs = { auth: { user_pool_id: settings.userPoolId, user_pool_client_id: settings.clientId } };
    const { endpoint, storage } = settings;
    for (const make of [
      () => Vestibule.create({ ...settings, clientMetadata }, { wasm: fromDisk }),
      () => Vestibule.fromAmplifyOutputs(outputs, { endpoint, storage, clientMetadata }, { wasm: fromDisk }),
    ]) {
      [calls, sent.length] = [0, 0];
      const auth = await make();
      assert.equal((await auth.signIn(ADA)).kind, "done");
      await auth.refresh();
      await auth.profile.user();
      assert.deepEqual(sent, [
        expected("InitiateAuth", 1),
        expected("RespondToAuthChallenge", 2),
        expected("GetTokensFromRefreshToken", 3),
        ["GetUser", undefined],
      ]);
      auth.free();
    }
  }));

await test("a clientMetadata function that fails is reported, and the request is sent without it", () =>
  withRequests(async (settings, sent) => {
    const reported = [];
    globalThis.reportError = (error) => reported.push(error);
    const thrown = new Error("of the app");
    let current;
    const clientId = "vestibuledemopassword00002";
    const auth = await Vestibule.create({ ...settings, clientId, clientMetadata: () => current() }, { wasm: fromDisk });
    for (const [name, clientMetadata] of Object.entries({
      throws: () => {
        throw thrown;
      },
      promise: async () => ({ tenant: "north" }),
      number: () => ({ tenant: 7 }),
      text: () => "tenant",
      list: () => [],
      null: () => null,
    })) {
      [current, reported.length, sent.length] = [clientMetadata, 0, 0];
      assert.equal((await auth.signIn({ ...ADA, flow: "password" })).kind, "done", name);
      // The previous session is revoked.
      const requests = sent.filter(([operation]) => operation !== "RevokeToken");
      assert.deepEqual(requests, [["InitiateAuth", undefined]], name);
      assert.equal(reported.length, 1, name);
      const [{ kind, field, message, cause }] = reported;
      assert.ok(reported[0] instanceof VestibuleError && /InitiateAuth/.test(message), name);
      assert.deepEqual([kind, field, cause instanceof Error], ["configuration", "clientMetadata", true], name);
      if (name === "throws") assert.equal(cause, thrown);
    }
    // Returning nothing is no error.
    [current, reported.length] = [() => undefined, 0];
    await auth.refresh();
    assert.deepEqual([reported, sent.at(-1)], [[], ["GetTokensFromRefreshToken", undefined]]);
    delete globalThis.reportError;
    auth.free();
  }));
