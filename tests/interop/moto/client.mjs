// The requests of the npm package's client to moto, for run.py.

import assert from "node:assert/strict";
import { emulator, finish, fromDisk as wasm, load, test } from "../support/suite.mjs";

const { MOTO_URL: endpoint, MOTO_IDENTITY_POOL: id } = process.env;
const role = "arn:aws:iam::123456789012:role/web";
const provider = "arn:aws:iam::123456789012:saml-provider/Corp";
const { Vestibule } = await load();

const client = (more = {}) =>
  Vestibule.create(
    {
      userPoolId: "eu-west-1_Vestibule",
      clientId: "vestibuledemobrowser000001",
      endpoint: emulator,
      storage: "memory",
      identityPool: { id, endpoint, stsEndpoint: endpoint, ...more },
    },
    { wasm },
  );

/** What moto gives for so long, in seconds. */
function areFor(credentials, seconds) {
  for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"]) assert.ok(credentials[name].length > 0, name);
  const left = (credentials.expiration - Date.now()) / 1000;
  assert.ok(Math.abs(left - seconds) < 20, String(left));
}

await test("a guest has an identity and credentials, which are kept", async () => {
  const auth = await client();
  const ours = await auth.aws.credentials();
  areFor(ours, 90);
  assert.match(ours.identityId, /^[a-z]+-[a-z]+-\d:[0-9a-f-]{36}$/);
  assert.equal(await auth.aws.identityId(), ours.identityId);
  assert.deepEqual(await auth.aws.credentials(), ours);
  auth.free();
});

await test("who is signed in has them, too", async () => {
  const auth = await client();
  const { identityId } = await auth.aws.credentials();
  await auth.signIn({ username: "ada", password: "Lovelace1815" });
  const ours = await auth.aws.credentials();
  areFor(ours, 90);
  assert.equal(ours.identityId, identityId);
  auth.free();
});

await test("the basic flow goes by moto's STS, whose XML is read", async () => {
  const auth = await client({ basicRoleArn: role });
  areFor(await auth.aws.credentials(), 3600);
  auth.free();
});

await test("a role for a SAML assertion", async () => {
  const auth = await client();
  const attribute = (name, value) =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
  const xml = `<?xml version="1.0"?><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><saml:Assertion \
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:AttributeStatement>${attribute("RoleSessionName", "grace")}\
${attribute("Role", `${provider},${role}`)}${attribute("SessionDuration", "900")}</saml:AttributeStatement></saml:Assertion>\
</samlp:Response>`;
  const assertion = Buffer.from(xml).toString("base64");
  const given = await auth.aws.assumeRoleWithSaml({
    roleArn: role,
    providerArn: provider,
    assertion,
    durationSeconds: 900,
  });
  areFor(given, 900);
  assert.equal(given.assumedRoleArn, "arn:aws:sts::123456789012:assumed-role/web/grace");
  auth.free();
});

finish();
