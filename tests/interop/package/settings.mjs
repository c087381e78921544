// The settings that `create` accepts, and those that it rejects by name.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, test } from "../support/suite.mjs";
import { POOL, rejects, Vestibule } from "./support.mjs";

await test("invalid settings are rejected by name before anything is loaded", async () => {
  const rejected = (config, field) => rejects(() => Vestibule.create(config), { kind: "configuration", field });
  await rejected(undefined, "config");
  await rejected(null, "config");
  await rejected("eu-west-1_A", "config");
  await rejected({ ...POOL, userPoolId: 7 }, "userPoolId");
  await rejected({ ...POOL, domain: null }, "domain");
  await rejected({ ...POOL, userpoolid: "x" }, "userpoolid");
  await rejected({ ...POOL, storage: "cookies" }, "storage");
  await rejected({ ...POOL, scopes: "openid" }, "scopes");
  await rejected({ ...POOL, sideBySide: "yes" }, "sideBySide");
  await rejected({ ...POOL, scopes: ["openid", 1] }, "scopes");
  for (const clientMetadata of ["x", ["x"], 7]) await rejected({ ...POOL, clientMetadata }, "clientMetadata");
  await rejected({ ...POOL, clientMetadata: { tenant: 1 } }, "tenant");
  await rejected({ ...POOL, clientMetadata: Symbol("x") }, "clientMetadata");
  for (const timeout of [0, -1, NaN, Infinity, 1.5, "5", 86400001]) await rejected({ ...POOL, timeout }, "timeout");
  await rejects(() => Vestibule.create({ ...POOL, clientSecret: "s" }), {
    field: "clientSecret",
    help: /no secret|has none/,
  });
});

await test("an error does not repeat an invalid value", async () => {
  await rejects(() => Vestibule.create({ ...POOL, storage: "hunter2" }), { message: /^(?!.*hunter2)/ });
});

await test("settings of the right type with an invalid value are rejected by name", async () => {
  const rejected = (change, field) =>
    rejects(() => Vestibule.create({ ...POOL, ...change }), {
      kind: "configuration",
      field,
      message: new RegExp(field),
    });
  await rejected({ userPoolId: undefined }, "userPoolId");
  await rejected({ userPoolId: "eu-west-1" }, "userPoolId");
  await rejected({ clientId: "" }, "clientId");
  await rejected({ domain: "auth" }, "domain");
  await rejected({ redirectUri: "http://example.com" }, "redirectUri");
  await rejected({ logoutUri: "example.com" }, "logoutUri");
  await rejected({ endpoint: "http://example.com" }, "endpoint");
  await rejected({ scopes: ["openid email"] }, "scopes");
});

const ID = "eu-west-1:11111111-2222-3333-4444-555555555555";

await test("settings that create accepts without the WebAssembly are accepted by it", async () => {
  const hosts = [
    "auth.example.com",
    "example",
    "a.b:8443",
    "-a.b",
    ".a.b",
    "a..b",
    "a_b.c",
    "a b.c",
    "é.com",
    "localhost",
    "localhost:80",
    "127.0.0.1",
    "127.0.0.2",
    "[::1]:1",
    "a.localhost",
    "localhost.evil.com",
    "a.b:x",
    "a.b:",
    "user@a.b",
    "",
  ];
  const ends = ["", "/", "/x", "/x?y=1", "?x", "/#x", "#", "/a b", "/\u0001", "/é", "//", "\n"];
  const addresses = ["", "http://", "https://", "ftp://", "HTTPS://", "myapp://"].flatMap((scheme) =>
    hosts.flatMap((host) => ends.map((end) => scheme + host + end)),
  );
  const candidates = {
    userPoolId: [
      "",
      "_",
      "eu-west-1",
      "eu-west-1_",
      "_AbC",
      "eu_west_1_AbC",
      "euwest1_AbC",
      "eu-west_AbC",
      "eu-west-1_Ab C",
      "eu-west-1_Ab-C",
      "EU-WEST-1_AbC",
      "eu-west-1_é",
      "eu--1_AbC",
      "eu-west-1_AbC\n",
      "us-gov-west-1_AbC",
      "eu-1_A",
      `eu-west-1_${"A".repeat(45)}`,
      `eu-west-1_${"A".repeat(46)}`,
    ],
    clientId: ["", " ", "a b", "a/b", "é", "a\n", "a+_9", "a".repeat(128), "a".repeat(129)],
    domain: addresses,
    endpoint: addresses,
    redirectUri: addresses,
    logoutUri: addresses,
    scopes: [
      [],
      ["openid"],
      ["email"],
      ["openid", "openid email"],
      ["openid", ""],
      ["openid", 'a"b'],
      ["openid", "a\\b"],
      ["openid", "é"],
      ["openid", "https://api.example.com/read:all"],
    ],
    issuer: ["", "x", "http://127.0.0.1:9229/pool"],
    timeout: [1, 86400000],
    identityPool: [
      ...[
        "",
        "eu-west-1_AbC",
        ID,
        `${ID}\n`,
        "eu-west-1:x",
        `eu-west-1:${"a".repeat(45)}`,
        `eu-west-1:${"a".repeat(46)}`,
        {},
        { id: "" },
      ],
      ...["http://example.com", "http://localhost:9229", "https://a.b/", "https://a.b/x", "a.b"].flatMap((url) => [
        { id: ID, endpoint: url },
        { stsEndpoint: url, id: ID },
      ]),
      ...[
        "",
        "admin",
        "arn:aws:iam::123456789012:role/x",
        "arn:aws-cn:iam::1:role/a/b",
        "arn:aws:s3:::b",
        ' arn:aws:iam::1:role/x"',
      ].flatMap((role) => [
        { id: ID, roleArn: role },
        { id: ID, basicRoleArn: role, loginKey: "a.b/c" },
      ]),
      ...["", "key", "a:b/c_D", 'a"b', "é"].map((loginKey) => ({ id: ID, loginKey })),
      ...[`eu-west-1:${"a".repeat(45)}`, `eu-west-1:${"a".repeat(46)}`, "x"].map((id) => ({ id })),
    ],
  };
  const core = await import(pathToFileURL(join(dist, "core.js")));
  let [accepted, rejected] = [0, 0];
  for (const [name, values] of Object.entries(candidates))
    for (const value of values) {
      const client = await Vestibule.create({ ...POOL, [name]: value }).catch(
        (error) => void assert.equal(error.kind, "configuration"),
      );
      if (!client) rejected++;
      else accepted++;
      if (!client) continue;
      // The WebAssembly checks what the entry has checked only if it is asked to.
      const settings = { ...POOL, [name]: value };
      (await core.open(undefined, settings, JSON.stringify(settings), "")).free();
      await rejects(() => client.refresh(), { kind: "signedOut" });
      client.free();
    }
  assert.ok(accepted > 100 && rejected > 1000, `${accepted} accepted, ${rejected} rejected`);
});

await test("Amplify outputs are text or an object", async () => {
  const auth = { user_pool_id: "eu-west-1_Vestibule", user_pool_client_id: "abc123" };
  for (const outputs of [{ auth }, JSON.stringify({ auth })]) {
    const client = await Vestibule.fromAmplifyOutputs(outputs, { storage: "memory" });
    await rejects(() => client.session(), { kind: "signedOut" });
  }
  await rejects(() => Vestibule.fromAmplifyOutputs("{}"), { kind: "configuration", message: /auth/ });
  await rejects(() => Vestibule.fromAmplifyOutputs(7), { kind: "configuration", field: "outputs" });
  await rejects(() => Vestibule.fromAmplifyOutputs({ auth }, { clientId: "x" }), { field: "clientId" });
});

await test("only create makes a client", () => rejects(() => new Vestibule(), { kind: "configuration" }));
