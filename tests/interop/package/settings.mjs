// The settings that `create` accepts, and those that it refuses by name.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, test } from "../support/suite.mjs";
import { POOL, Vestibule, rejects } from "./support.mjs";

await test("settings are refused by name before anything is loaded", async () => {
  const refused = (config, field) => rejects(() => Vestibule.create(config), { kind: "configuration", field });
  await refused(undefined, "config");
  await refused(null, "config");
  await refused("eu-west-1_A", "config");
  await refused({ ...POOL, userPoolId: 7 }, "userPoolId");
  await refused({ ...POOL, domain: null }, "domain");
  await refused({ ...POOL, userpoolid: "x" }, "userpoolid");
  await refused({ ...POOL, storage: "cookies" }, "storage");
  await refused({ ...POOL, scopes: "openid" }, "scopes");
  await refused({ ...POOL, sideBySide: "yes" }, "sideBySide");
  await refused({ ...POOL, scopes: ["openid", 1] }, "scopes");
  for (const clientMetadata of ["x", ["x"], 7]) await refused({ ...POOL, clientMetadata }, "clientMetadata");
  await refused({ ...POOL, clientMetadata: { tenant: 1 } }, "tenant");
  await refused({ ...POOL, clientMetadata: Symbol("x") }, "clientMetadata");
  for (const timeout of [0, -1, NaN, Infinity, 1.5, "5", 86400001]) await refused({ ...POOL, timeout }, "timeout");
  await rejects(() => Vestibule.create({ ...POOL, clientSecret: "s" }), { field: "clientSecret", help: /no secret|has none/ });
});

await test("a value in the wrong place is not repeated in the message", async () => {
  await rejects(() => Vestibule.create({ ...POOL, storage: "hunter2" }), { message: /^(?!.*hunter2)/ });
});

await test("settings that have the right type and the wrong form are refused by name", async () => {
  const refused = (change, field) =>
    rejects(() => Vestibule.create({ ...POOL, ...change }), { kind: "configuration", field, message: new RegExp(field) });
  await refused({ userPoolId: undefined }, "userPoolId");
  await refused({ userPoolId: "eu-west-1" }, "userPoolId");
  await refused({ clientId: "" }, "clientId");
  await refused({ domain: "auth" }, "domain");
  await refused({ redirectUri: "http://example.com" }, "redirectUri");
  await refused({ logoutUri: "example.com" }, "logoutUri");
  await refused({ endpoint: "http://example.com" }, "endpoint");
  await refused({ scopes: ["openid email"] }, "scopes");
});

const ID = "eu-west-1:11111111-2222-3333-4444-555555555555";

await test("what create takes without a closer look, the WebAssembly takes as well", async () => {
  const hosts = ["auth.example.com", "example", "a.b:8443", "-a.b", ".a.b", "a..b", "a_b.c", "a b.c", "é.com", "localhost", "localhost:80", "127.0.0.1", "127.0.0.2", "[::1]:1", "a.localhost", "localhost.evil.com", "a.b:x", "a.b:", "user@a.b", ""];
  const ends = ["", "/", "/x", "/x?y=1", "?x", "/#x", "#", "/a b", "/\u0001", "/é", "//", "\n"];
  const addresses = ["", "http://", "https://", "ftp://", "HTTPS://", "myapp://"].flatMap((scheme) => hosts.flatMap((host) => ends.map((end) => scheme + host + end)));
  const tried = {
    userPoolId: ["", "_", "eu-west-1", "eu-west-1_", "_AbC", "eu_west_1_AbC", "euwest1_AbC", "eu-west_AbC", "eu-west-1_Ab C", "eu-west-1_Ab-C", "EU-WEST-1_AbC", "eu-west-1_é", "eu--1_AbC", "eu-west-1_AbC\n", "us-gov-west-1_AbC", "eu-1_A", `eu-west-1_${"A".repeat(45)}`, `eu-west-1_${"A".repeat(46)}`],
    clientId: ["", " ", "a b", "a/b", "é", "a\n", "a+_9", "a".repeat(128), "a".repeat(129)],
    domain: addresses,
    endpoint: addresses,
    redirectUri: addresses,
    logoutUri: addresses,
    scopes: [[], ["openid"], ["email"], ["openid", "openid email"], ["openid", ""], ["openid", 'a"b'], ["openid", "a\\b"], ["openid", "é"], ["openid", "https://api.example.com/read:all"]],
    issuer: ["", "x", "http://127.0.0.1:9229/pool"],
    timeout: [1, 86400000],
    identityPool: [
      ...["", "eu-west-1_AbC", ID, `${ID}\n`, "eu-west-1:x", `eu-west-1:${"a".repeat(45)}`, `eu-west-1:${"a".repeat(46)}`, {}, { id: "" }],
      ...["http://example.com", "http://localhost:9229", "https://a.b/", "https://a.b/x", "a.b"].flatMap((url) => [
        { id: ID, endpoint: url },
        { stsEndpoint: url, id: ID },
      ]),
      ...["", "admin", "arn:aws:iam::123456789012:role/x", "arn:aws-cn:iam::1:role/a/b", "arn:aws:s3:::b", ' arn:aws:iam::1:role/x"'].flatMap((role) => [
        { id: ID, roleArn: role },
        { id: ID, basicRoleArn: role, loginKey: "a.b/c" },
      ]),
      ...["", "key", "a:b/c_D", 'a"b', "é"].map((loginKey) => ({ id: ID, loginKey })),
      ...[`eu-west-1:${"a".repeat(45)}`, `eu-west-1:${"a".repeat(46)}`, "x"].map((id) => ({ id })),
    ],
  };
  const core = await import(pathToFileURL(join(dist, "core.js")));
  let [taken, refused] = [0, 0];
  for (const [name, values] of Object.entries(tried))
    for (const value of values) {
      const client = await Vestibule.create({ ...POOL, [name]: value }).catch((error) => void assert.equal(error.kind, "configuration"));
      if (!client) refused++;
      else taken++;
      if (!client) continue;
      // The WebAssembly does not check what the entry is sure of, unless it is told to.
      const settings = { ...POOL, [name]: value };
      (await core.open(undefined, settings, JSON.stringify(settings), "")).free();
      await rejects(() => client.refresh(), { kind: "signedOut" });
      client.free();
    }
  assert.ok(taken > 100 && refused > 1000, `${taken} taken, ${refused} refused`);
});

await test("amplify outputs come as text or as an object", async () => {
  const auth = { user_pool_id: "eu-west-1_Vestibule", user_pool_client_id: "abc123" };
  for (const outputs of [{ auth }, JSON.stringify({ auth })]) {
    const client = await Vestibule.fromAmplifyOutputs(outputs, { storage: "memory" });
    await rejects(() => client.session(), { kind: "signedOut" });
  }
  await rejects(() => Vestibule.fromAmplifyOutputs("{}"), { kind: "configuration", message: /auth/ });
  await rejects(() => Vestibule.fromAmplifyOutputs(7), { kind: "configuration", field: "outputs" });
  await rejects(() => Vestibule.fromAmplifyOutputs({ auth }, { clientId: "x" }), { field: "clientId" });
});

await test("a client is made by create alone", () => rejects(() => new Vestibule(), { kind: "configuration" }));
