// A client without a signed-in user: its methods, groups and steps, and its release.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, rejects, sleep, Vestibule, VestibuleError } from "./support.mjs";

const client = await Vestibule.create({ ...POOL, endpoint: "http://127.0.0.1:1" }, { wasm: fromDisk }).catch(
  () => undefined,
);

await test("arguments of the wrong type are rejected by name", async () => {
  const rejected = (call, field) => rejects(call, { kind: "invalidInput", field, retryable: false });
  await rejected(() => client.signIn(), "credentials");
  await rejected(() => client.signIn({ username: 7, password: "x" }), "username");
  await rejected(() => client.signIn({ username: "ada" }), "password");
  await rejected(() => client.signIn({ username: "ada", password: "x", flow: "magic" }), "flow");
  await rejected(() => client.signIn({ username: "ada", flow: "choice", preferred: 7 }), "preferred");
  await rejected(() => client.signIn({ username: "ada", flow: "choice", password: 7 }), "password");
  await rejected(() => client.signIn({ username: "ada", flow: "custom", password: 7 }), "password");
  await rejected(() => client.call(7), "operation");
  await rejected(() => client.call("GetUser", []), "input");
  await rejected(() => client.signUp({ username: "ada", password: "x", attributes: { email: 1 } }), "email");
  await rejected(() => client.signUp({ username: "ada", password: "x", attributes: [] }), "attributes");
  await rejected(() => client.signUp({ username: "ada", password: 7 }), "password");
  await rejected(() => client.signUp({ username: "ada", validationData: { x: 1 } }), "x");
  await rejected(() => client.signIn({ username: "ada", flow: "signedUp" }), "session");
  await rejected(() => client.withExtras(), "extras");
  await rejected(() => client.withExtras({ clientMetadata: { a: 1 } }), "a");
  await rejected(() => client.withExtras({ userContext: {} }), "userContext");
  await rejected(() => client.forgotPassword(), "username");
  await rejected(() => client.confirmSignUp(Symbol("x")), "username");
  await rejected(() => client.profile.changePassword("x"), "newPassword");
  await rejected(() => client.onChange({}), "listener");
  await rejected(() => client.observe("x"), "listener");
  await rejected(() => client.aws.onIdentityChange("x"), "listener");
  await rejected(() => client.signInWithRedirect({ grant: "token" }), "grant");
  await rejected(() => client.signInWithRedirect({ provider: 1 }), "provider");
  await rejected(() => client.signInWithRedirect({ state: "x" }), "state");
  await rejected(() => client.signInWithPopup({ grant: "token" }), "grant");
  await rejected(() => client.signInWithPopup({ scopes: "phone" }), "scopes");
  await rejected(() => client.signInWithRedirect({ scopes: [1] }), "scopes");
  await rejected(() => client.signInWithRedirect({ remember: "no" }), "remember");
  await rejected(() => client.stepUp({ maxAge: 0.5 }), "maxAge");
  await rejected(() => client.stepUpWithRedirect({ preferred: "SMS_OTP" }), "preferred");
  await rejected(() => client.devices.forget(), "key");
  await rejected(() => client.accounts.switch(7), "username");
});

await test("arguments that cannot be JSON are rejected, additional ones are ignored", async () => {
  const circular = { username: "ada" };
  circular.self = circular;
  await rejects(() => client.signIn(circular), { kind: "invalidInput", message: /signIn cannot be written as JSON/ });
  await rejects(() => client.forgotPassword(7n), { kind: "invalidInput" });
  const half = "😀".slice(0, 1);
  const expected = { kind: "invalidInput", field: "arguments", message: /half of a character/ };
  await rejects(() => client.forgotPassword(half), expected);
  await rejects(() => client.records.dataset("notes").put("key", half), expected);
  // As an event listener, a method gets an event.
  assert.equal(await client.forgetUnfinished(circular), undefined);
  await rejects(() => client.profile.deleteUser(circular), { kind: "signedOut" });
});

await test("empty credentials are rejected by field", async () => {
  await rejects(() => client.signIn({ username: "", password: "x" }), { kind: "invalidInput", field: "username" });
  await rejects(() => client.signIn({ username: "ada", password: "" }), { kind: "invalidInput", field: "password" });
});

await test("at first, nobody is signed in", async () => {
  await rejects(() => client.session(), { kind: "signedOut", retryable: false });
  await rejects(() => client.profile.user(), { kind: "signedOut" });
  assert.equal(await client.current(), undefined);
  assert.deepEqual(await client.signOut(), {});
});

await test("the groups are complete, and each of their methods runs a command", async () => {
  const groups = {
    profile: {
      user: [],
      updateAttributes: [{ email: "ada@example.org" }],
      deleteAttributes: [["name"]],
      sendAttributeCode: ["email"],
      verifyAttribute: ["email", "123456"],
      changePassword: ["old", "new"],
      setPassword: ["new"],
      deleteUser: [],
    },
    mfa: { factors: [], setPreference: [{ totp: "on" }], setUpTotp: [] },
    passkeys: {
      register: [],
      list: ["next"],
      delete: ["id"],
      autofill: [],
      lastUser: [],
      forgetLastUser: [],
      abort: [],
    },
    devices: { this: [], list: [], get: ["key"], remember: ["key"], doNotRemember: ["key"], forget: ["key"] },
    sessions: { list: [], revoke: ["id"], revokeLinked: ["id"] },
    accounts: { list: [], switch: ["ada"], signOutOfAll: [] },
    records: { dataset: ["notes"], local: [], list: [], describe: ["notes"], delete: ["notes"], usage: [], forget: [] },
    aws: {
      credentials: [],
      provider: [],
      identityId: [],
      onIdentityChange: [() => {}],
      fetch: ["https://b.s3.eu-west-1.amazonaws.com/key", { method: "PUT", body: "x" }],
      presign: ["https://b.s3.eu-west-1.amazonaws.com/key", { expiresIn: 60 }],
      assumeRoleWithSaml: [{}],
      unlink: [],
    },
  };
  // All others reject with `signedOut`.
  const results = {
    "passkeys.autofill": undefined,
    "passkeys.lastUser": undefined,
    "passkeys.forgetLastUser": undefined,
    "passkeys.abort": undefined,
    "accounts.list": [],
    "accounts.switch": "invalidInput",
    "accounts.signOutOfAll": {},
    // There is no identity pool.
    "aws.credentials": "configuration",
    "aws.provider": "a function",
    "aws.identityId": "configuration",
    "aws.onIdentityChange": "a function",
    "aws.fetch": "configuration",
    "aws.presign": "configuration",
    "aws.assumeRoleWithSaml": "invalidInput",
    "aws.unlink": "configuration",
    "records.dataset": "an object",
    "records.local": "configuration",
    "records.list": "configuration",
    "records.describe": "configuration",
    "records.delete": "configuration",
    "records.usage": "configuration",
    "records.forget": "configuration",
  };
  const withExtras = client.withExtras({ clientMetadata: { a: "b" } });
  for (const auth of [client, withExtras]) {
    for (const [group, methods] of Object.entries(groups)) {
      assert.equal(auth[group], auth[group], "a group is the same object at each access");
      assert.deepEqual(Object.keys(auth[group]).sort(), Object.keys(methods).sort(), group);
      for (const [method, args] of Object.entries(methods)) {
        const name = `${group}.${method}`;
        // Destructured from the group.
        const call = auth[group][method];
        const result = await Promise.resolve(call(...args)).catch(({ kind }) => kind);
        const description = typeof result === "function" ? "a function" : result?.observe ? "an object" : result;
        assert.deepEqual(description, name in results ? results[name] : "signedOut", name);
      }
    }
  }
  assert.notEqual(withExtras.mfa, client.mfa);
});

await test("the groups of a freed client reject", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const { passkeys } = auth;
  auth.free();
  await rejects(() => passkeys.list(), { kind: "aborted" });
  assert.throws(() => passkeys.abort(), { kind: "aborted" });
});

await test("a request for the session can be aborted", async () => {
  const aborted = AbortSignal.abort();
  await rejects(() => client.session({ signal: aborted }), { kind: "aborted", retryable: false });
  const open = new AbortController();
  await rejects(() => client.refresh({ signal: open.signal }), { kind: "signedOut" });
  open.abort();
  await rejects(() => client.session({ signal: 7 }), { kind: "invalidInput", field: "signal" });
});

await test("without a network, an error is retryable", () =>
  rejects(() => client.signIn({ username: "ada", password: "x" }), { kind: "network", retryable: true }));

await test("a step has only its fields and methods", async () => {
  const step = client.confirmSignUp("ada");
  assert.deepEqual(Object.keys(step).sort(), ["kind", "resend", "submit", "username"]);
  assert.equal(step.kind, "confirmSignUp");
  assert.equal(step.username, "ada");
  await rejects(() => step.submit(123456), { kind: "invalidInput", field: "code" });
  await rejects(() => step.submit("123456"), { kind: "network" });
  await rejects(() => step.submit("123456"), { kind: "network" });
  const reset = client.resetPassword("ädä +%\u{1F511}");
  assert.equal(reset.kind, "resetPassword");
  assert.equal(reset.username, "ädä +%\u{1F511}");
  await rejects(() => reset.submit("123456"), { field: "newPassword" });
  await rejects(() => reset.resend(), { kind: "network" });
});

await test("stopping a listener twice does nothing", () => {
  const stop = client.onChange(() => {});
  stop();
  stop();
});

await test("a freed client rejects, and calls no listeners", async () => {
  const short = await Vestibule.create(POOL);
  const early = short.confirmSignUp("ada");
  const pending = short.session();
  const stop = short.onChange(() => {});
  short.free();
  short.free();
  await rejects(() => pending, { kind: "signedOut" });
  await rejects(() => short.session(), { kind: "aborted", message: /free/ });
  await rejects(() => early.submit("1"), { kind: "aborted", message: /free/ });
  stop();
  // After a client is freed, its listeners are not called.
  const changes = [];
  const [before, after] = [
    await Vestibule.create(POOL, { wasm: fromDisk }),
    await Vestibule.create(POOL, { wasm: fromDisk }),
  ];
  for (const it of [before, after]) it.onChange((change) => changes.push(change));
  before.free();
  await after.current();
  after.free();
  const channel = new BroadcastChannel(`vestibule.${POOL.clientId}.session`);
  channel.postMessage('{"kind":"signedIn"}');
  await sleep(200);
  channel.close();
  assert.deepEqual(changes, []);
  if (Symbol.dispose) assert.equal(typeof client[Symbol.dispose], "function");
});

await test("an app's tests can make an error", () => {
  const error = new VestibuleError({ kind: "codeMismatch", field: "code", cause: 7 });
  assert.equal(error.name, "VestibuleError");
  assert.equal(error.message, "codeMismatch");
  assert.equal(error.retryable, false);
  assert.equal(error.cause, 7);
  assert.equal(error.status, undefined);
});
