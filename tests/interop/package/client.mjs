// A client without a signed-in user: its methods, groups and steps, and its release.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule, VestibuleError, rejects } from "./support.mjs";

const client = await Vestibule.create({ ...POOL, endpoint: "http://127.0.0.1:1" }, { wasm: fromDisk }).catch(() => undefined);

await test("arguments of the wrong type are refused by name", async () => {
  const refused = (act, field) => rejects(act, { kind: "invalidInput", field, retryable: false });
  await refused(() => client.signIn(), "credentials");
  await refused(() => client.signIn({ username: 7, password: "x" }), "username");
  await refused(() => client.signIn({ username: "ada" }), "password");
  await refused(() => client.signIn({ username: "ada", password: "x", flow: "magic" }), "flow");
  await refused(() => client.signIn({ username: "ada", flow: "choice", preferred: 7 }), "preferred");
  await refused(() => client.signIn({ username: "ada", flow: "choice", password: 7 }), "password");
  await refused(() => client.signIn({ username: "ada", flow: "custom", password: 7 }), "password");
  await refused(() => client.call(7), "operation");
  await refused(() => client.call("GetUser", []), "input");
  await refused(() => client.signUp({ username: "ada", password: "x", attributes: { email: 1 } }), "email");
  await refused(() => client.signUp({ username: "ada", password: "x", attributes: [] }), "attributes");
  await refused(() => client.signUp({ username: "ada", password: 7 }), "password");
  await refused(() => client.signUp({ username: "ada", validationData: { x: 1 } }), "x");
  await refused(() => client.signIn({ username: "ada", flow: "signedUp" }), "session");
  await refused(() => client.withExtras(), "extras");
  await refused(() => client.withExtras({ clientMetadata: { a: 1 } }), "a");
  await refused(() => client.withExtras({ userContext: {} }), "userContext");
  await refused(() => client.forgotPassword(), "username");
  await refused(() => client.confirmSignUp(Symbol("x")), "username");
  await refused(() => client.profile.changePassword("x"), "newPassword");
  await refused(() => client.onChange({}), "listener");
  await refused(() => client.observe("x"), "listener");
  await refused(() => client.aws.onIdentityChange("x"), "listener");
  await refused(() => client.signInWithRedirect({ grant: "token" }), "grant");
  await refused(() => client.signInWithRedirect({ provider: 1 }), "provider");
  await refused(() => client.signInWithRedirect({ state: "x" }), "state");
  await refused(() => client.signInWithPopup({ grant: "token" }), "grant");
  await refused(() => client.signInWithPopup({ scopes: "phone" }), "scopes");
  await refused(() => client.signInWithRedirect({ scopes: [1] }), "scopes");
  await refused(() => client.signInWithRedirect({ remember: "no" }), "remember");
  await refused(() => client.stepUp({ maxAge: 0.5 }), "maxAge");
  await refused(() => client.stepUpWithRedirect({ preferred: "SMS_OTP" }), "preferred");
  await refused(() => client.devices.forget(), "key");
  await refused(() => client.accounts.switch(7), "username");
});

await test("what is no JSON is refused, and what a command does not take is let be", async () => {
  const circle = { username: "ada" };
  circle.self = circle;
  await rejects(() => client.signIn(circle), { kind: "invalidInput", message: /signIn cannot be written as JSON/ });
  await rejects(() => client.forgotPassword(7n), { kind: "invalidInput" });
  const half = "😀".slice(0, 1);
  const wanted = { kind: "invalidInput", field: "arguments", message: /half of a character/ };
  await rejects(() => client.forgotPassword(half), wanted);
  await rejects(() => client.records.dataset("notes").put("key", half), wanted);
  // Called by an event, say.
  assert.equal(await client.forgetUnfinished(circle), undefined);
  await rejects(() => client.profile.deleteUser(circle), { kind: "signedOut" });
});

await test("empty credentials are refused at their field", async () => {
  await rejects(() => client.signIn({ username: "", password: "x" }), { kind: "invalidInput", field: "username" });
  await rejects(() => client.signIn({ username: "ada", password: "" }), { kind: "invalidInput", field: "password" });
});

await test("nobody is signed in at first", async () => {
  await rejects(() => client.session(), { kind: "signedOut", retryable: false });
  await rejects(() => client.profile.user(), { kind: "signedOut" });
  assert.equal(await client.current(), undefined);
  assert.deepEqual(await client.signOut(), {});
});

await test("the groups are there at once, and each of their methods runs a command", async () => {
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
    passkeys: { register: [], list: ["next"], delete: ["id"], autofill: [], lastUser: [], forgetLastUser: [], abort: [] },
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
  // Nobody is signed in: all others say so.
  const others = {
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
  const along = client.withExtras({ clientMetadata: { a: "b" } });
  for (const auth of [client, along]) {
    for (const [group, methods] of Object.entries(groups)) {
      assert.equal(auth[group], auth[group], "the same at each access");
      assert.deepEqual(Object.keys(auth[group]).sort(), Object.keys(methods).sort(), group);
      for (const [method, given] of Object.entries(methods)) {
        const name = `${group}.${method}`;
        // It is taken off the group.
        const call = auth[group][method];
        const given_back = await Promise.resolve(call(...given)).catch(({ kind }) => kind);
        const found = typeof given_back === "function" ? "a function" : given_back?.observe ? "an object" : given_back;
        assert.deepEqual(found, name in others ? others[name] : "signedOut", name);
      }
    }
  }
  assert.notEqual(along.mfa, client.mfa);
});

await test("the groups of a client that was freed say so", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const { passkeys } = auth;
  auth.free();
  await rejects(() => passkeys.list(), { kind: "aborted" });
  assert.throws(() => passkeys.abort(), { kind: "aborted" });
});

await test("asking can be given up", async () => {
  const given = new AbortController();
  given.abort();
  await rejects(() => client.session({ signal: given.signal }), { kind: "aborted", retryable: false });
  const open = new AbortController();
  await rejects(() => client.refresh({ signal: open.signal }), { kind: "signedOut" });
  open.abort();
  await rejects(() => client.session({ signal: 7 }), { kind: "invalidInput", field: "signal" });
});

await test("no network is retryable", () =>
  rejects(() => client.signIn({ username: "ada", password: "x" }), { kind: "network", retryable: true }));

await test("a step has its fields, its methods and nothing else", async () => {
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

await test("a listener ends once, and ending it again does nothing", () => {
  const stop = client.onChange(() => {});
  stop();
  stop();
});

await test("a client that was freed says so", async () => {
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
  const [before, after] = [await Vestibule.create(POOL, { wasm: fromDisk }), await Vestibule.create(POOL, { wasm: fromDisk })];
  for (const it of [before, after]) it.onChange((change) => changes.push(change));
  before.free();
  await after.current();
  after.free();
  const channel = new BroadcastChannel(`vestibule.${POOL.clientId}.session`);
  channel.postMessage('{"kind":"signedIn"}');
  await new Promise((over) => setTimeout(over, 200));
  channel.close();
  assert.deepEqual(changes, []);
  if (Symbol.dispose) assert.equal(typeof client[Symbol.dispose], "function");
});

await test("an error can be made for tests", () => {
  const error = new VestibuleError({ kind: "codeMismatch", field: "code", cause: 7 });
  assert.equal(error.name, "VestibuleError");
  assert.equal(error.message, "codeMismatch");
  assert.equal(error.retryable, false);
  assert.equal(error.cause, 7);
  assert.equal(error.status, undefined);
});
