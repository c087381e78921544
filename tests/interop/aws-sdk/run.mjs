// AWS's own clients for JavaScript, in Node.js and in Chromium, and Amplify, against the emulator's identity pools, STS,
// Cognito Sync and bucket.
//
// Needs: the emulator at VESTIBULE_EMULATOR_URL.

import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { CognitoIdentityClient, GetIdCommand } from "@aws-sdk/client-cognito-identity";
import {
  CognitoSyncClient,
  DeleteDatasetCommand,
  DescribeDatasetCommand,
  DescribeIdentityUsageCommand,
  ListDatasetsCommand,
  ListRecordsCommand,
  UpdateRecordsCommand,
} from "@aws-sdk/client-cognito-sync";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromCognitoIdentity, fromCognitoIdentityPool } from "@aws-sdk/credential-providers";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { emulator as endpoint, finish, needsPackage, test } from "../support/suite.mjs";
import { inChromium } from "./browser.mjs";

const region = "eu-west-1";
const identityPoolId = "eu-west-1:11111111-2222-3333-4444-555555555555";
const userPool = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
const Bucket = "vestibule-demo";
const clientConfig = { region, endpoint, maxAttempts: 1 };

/** A call of the JSON protocol, without a client. */
async function call(service, operation, body) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `${service}.${operation}` },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${operation}: ${await response.clone().text()}`);
  return response.json();
}

async function logins(USERNAME, PASSWORD) {
  const response = await call("AWSCognitoIdentityProviderService", "InitiateAuth", {
    ClientId: "vestibuledemopassword00002",
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD },
  });
  return { [userPool]: response.AuthenticationResult.IdToken };
}

/** Somebody's bucket: of a guest unless there are logins. */
async function person(tokens) {
  const credentials = fromCognitoIdentityPool({ identityPoolId, clientConfig, logins: tokens });
  const { identityId } = await credentials();
  const s3 = new S3Client({ ...clientConfig, credentials, forcePathStyle: true });
  return { identityId, credentials, s3 };
}

const denied = (name) => (error) => {
  assert.equal(error.name, name, String(error));
  return true;
};

await test("a guest reads what is public, and nothing else", async () => {
  const { s3 } = await person();
  const read = await s3.send(new GetObjectCommand({ Bucket, Key: "public/welcome.txt" }));
  assert.equal(await read.Body.transformToString(), "Everybody can read this.");
  const put = new PutObjectCommand({ Bucket, Key: "public/x", Body: "x" });
  await assert.rejects(s3.send(put), denied("AccessDenied"));
});

await test("somebody who is signed in has files of their own", async () => {
  const { s3, identityId } = await person(await logins("charles", "Babbage1791"));
  const Key = `private/${identityId}/ä b+c (1)'!*.txt`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "mine", Metadata: { note: "x" } }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  assert.deepEqual([head.ContentLength, head.Metadata], [4, { note: "x" }]);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `private/${identityId}/` }));
  assert.deepEqual(
    listed.Contents.map((one) => one.Key),
    [Key],
  );
  const shared = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });
  assert.equal(await (await fetch(shared)).text(), "mine");
  const upload = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn: 60 });
  const put = await fetch(upload, { method: "PUT", body: "new" });
  assert.equal(put.status, 200, await put.text());
  const other = await person();
  await assert.rejects(other.s3.send(new GetObjectCommand({ Bucket, Key })), denied("AccessDenied"));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
});

await test("a body that is a stream comes in chunks", async () => {
  const { s3, identityId } = await person(await logins("charles", "Babbage1791"));
  const Key = `private/${identityId}/stream.txt`;
  const Body = Readable.from([Buffer.from("a"), Buffer.alloc(70_000, "b")]);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: 70_001 }));
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal((await read.Body.transformToString()).length, 70_001);
});

await test("the basic flow leads to the same place", async () => {
  const { IdentityId } = await new CognitoIdentityClient(clientConfig).send(
    new GetIdCommand({ IdentityPoolId: identityPoolId }),
  );
  const { Token } = await call("AWSCognitoIdentityService", "GetOpenIdToken", { IdentityId });
  const ask = {
    RoleArn: "arn:aws:iam::123456789012:role/VestibuleGuest",
    RoleSessionName: "node",
    WebIdentityToken: Token,
  };
  const response = await new STSClient(clientConfig).send(new AssumeRoleWithWebIdentityCommand(ask));
  assert.ok(response.Credentials.Expiration instanceof Date);
  const { AccessKeyId, SecretAccessKey, SessionToken } = response.Credentials;
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const me = await new STSClient({ ...clientConfig, credentials }).send(new GetCallerIdentityCommand({}));
  assert.equal(me.Arn, "arn:aws:sts::123456789012:assumed-role/VestibuleGuest/node");
  const wrong = new STSClient({ ...clientConfig, credentials: { ...credentials, secretAccessKey: "x" } });
  await assert.rejects(wrong.send(new GetCallerIdentityCommand({})), denied("SignatureDoesNotMatch"));
});

await test("datasets of Cognito Sync are read and changed", async () => {
  const { identityId, credentials } = await person();
  const sync = new CognitoSyncClient({ ...clientConfig, credentials });
  const who = { IdentityPoolId: identityPoolId, IdentityId: identityId };
  const dataset = { ...who, DatasetName: "a.b_c:d-e" };
  const list = (LastSyncCount) => sync.send(new ListRecordsCommand({ ...dataset, LastSyncCount }));
  const update = async (...RecordPatches) => {
    const { SyncSessionToken } = await list(0);
    return sync.send(new UpdateRecordsCommand({ ...dataset, SyncSessionToken, RecordPatches }));
  };
  const put = (Key, Value, SyncCount) => ({ Op: "replace", Key, Value, SyncCount });
  const when = new Date(1795953600250);
  const { Records } = await update({ ...put("ä b", "1", 0), DeviceLastModifiedDate: when }, put("b", "", 0));
  assert.deepEqual(
    Records.map((one) => [one.Key, one.Value, one.SyncCount]),
    [
      ["ä b", "1", 1],
      ["b", "", 1],
    ],
  );
  assert.equal(Records[0].DeviceLastModifiedDate.getTime(), when.getTime());
  await update({ Op: "remove", Key: "b", SyncCount: 1 });
  const changed = await list(1);
  assert.equal(changed.DatasetSyncCount, 2);
  assert.deepEqual(
    changed.Records.map((one) => [one.Key, one.Value ?? null]),
    [["b", null]],
  );
  await assert.rejects(update(put("ä b", "2", 7)), (error) => {
    assert.equal(error.name, "ResourceConflictException");
    assert.equal(error.message, "Current SyncCount for: ä b is: 1 not: 7");
    return error.$metadata.httpStatusCode === 409;
  });
  await assert.rejects(list(37), denied("InvalidParameterException"));
  const { Datasets } = await sync.send(new ListDatasetsCommand(who));
  assert.deepEqual(
    Datasets.map((one) => one.DatasetName),
    ["a.b_c:d-e"],
  );
  const usage = await sync.send(new DescribeIdentityUsageCommand(who));
  assert.equal(usage.IdentityUsage.DatasetCount, 1);
  const { Dataset } = await sync.send(new DescribeDatasetCommand(dataset));
  assert.ok(Dataset.CreationDate instanceof Date);
  await sync.send(new DeleteDatasetCommand(dataset));
  await assert.rejects(sync.send(new DescribeDatasetCommand(dataset)), denied("ResourceNotFoundException"));
  const other = await person(await logins("charles", "Babbage1791"));
  const theirs = new CognitoSyncClient({ ...clientConfig, credentials: other.credentials });
  await assert.rejects(theirs.send(new ListDatasetsCommand(who)), denied("AccessDeniedException"));
});

await test("an identity that is not there is told by its name", async () => {
  const identityId = "eu-west-1:00000000-0000-0000-0000-000000000000";
  const lost = fromCognitoIdentity({ identityId, clientConfig });
  await assert.rejects(lost(), denied("ResourceNotFoundException"));
});

await test("Amplify's fetchAuthSession has an identity and credentials", async () => {
  // It has no setting for the endpoint of identity pools: its requests are led to the emulator.
  const aws = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = String(input?.url ?? input);
    return url.startsWith("https://cognito-identity.") ? aws(endpoint, init) : aws(input, init);
  };
  try {
    const { Amplify } = await import("aws-amplify");
    const { fetchAuthSession } = await import("aws-amplify/auth");
    const Cognito = { identityPoolId, allowGuestAccess: true };
    Amplify.configure({ Auth: { Cognito } });
    const session = await fetchAuthSession();
    assert.match(session.identityId, /^eu-west-1:[0-9a-f-]{36}$/);
    assert.match(session.credentials.accessKeyId, /^ASIA/);
    const s3 = new S3Client({ ...clientConfig, credentials: session.credentials, forcePathStyle: true });
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: "public/welcome.txt" }));
    assert.equal(read.ETag.length, 34);
    // And who is signed in has the identity that every other client of theirs has.
    const userPoolClientId = "vestibuledemopassword00002";
    const of = { ...Cognito, userPoolId: "eu-west-1_Vestibule", userPoolClientId, userPoolEndpoint: endpoint };
    Amplify.configure({ Auth: { Cognito: of } });
    const { signIn, signOut } = await import("aws-amplify/auth");
    const options = { authFlowType: "USER_PASSWORD_AUTH" };
    assert.ok((await signIn({ username: "charles", password: "Babbage1791", options })).isSignedIn);
    const mine = await fetchAuthSession({ forceRefresh: true });
    assert.equal(mine.identityId, (await person(await logins("charles", "Babbage1791"))).identityId);
    assert.match(mine.credentials.accessKeyId, /^ASIA/);
    await signOut();
  } finally {
    globalThis.fetch = aws;
  }
});

// The settings of an app. A bucket has a host below this one.
const address = endpoint.replace("127.0.0.1", "localhost");
const settings = {
  userPoolId: "eu-west-1_Vestibule",
  clientId: "vestibuledemobrowser000001",
  endpoint: address,
  identityPool: { id: identityPoolId, endpoint: address, stsEndpoint: address },
};

await test("a page of another origin does the same", async () => {
  const { IdentityId } = await call("AWSCognitoIdentityService", "GetId", { IdentityPoolId: identityPoolId });
  const { Token } = await call("AWSCognitoIdentityService", "GetOpenIdToken", { IdentityId });
  const tokens = await logins("charles", "Babbage1791");
  // A bucket has a host below this one.
  const said = await inChromium("run", { endpoint: address, region, identityPoolId, logins: tokens, token: Token });
  assert.equal(said.etag.length, 34);
  delete said.etag;
  assert.deepEqual(said, {
    welcome: "Everybody can read this.",
    refused: "AccessDenied",
    own: "mine",
    role: "arn:aws:sts::123456789012:assumed-role/VestibuleGuest/page",
  });
});

await test("AWS's clients in a page take our credentials, and we sign requests ourselves", async () => {
  needsPackage();
  const said = await inChromium("runOurs", { endpoint: address, region, identityPoolId, settings });
  assert.deepEqual(said, {
    databases: [],
    isMoved: true,
    left: 0,
    guest: ["VestibuleGuest", "Everybody can read this."],
    isReplaced: true,
    user: ["VestibuleSignedIn", "by the SDK"],
    fetch: [200, "text/plain", "by fetch"],
    link: "by fetch",
    refused: { kind: "awsRefused", code: "AccessDenied", hasHelp: true },
    stream: { kind: "invalidInput", code: undefined, hasHelp: true },
    dropped: { kind: "invalidInput", code: undefined, hasHelp: true },
    unread: { kind: "network", code: undefined, hasHelp: true },
    isAnother: true,
    after: "VestibuleGuest",
  });
});

await test("no key is at rest where the session is in a worker or in a store of the app's own", async () => {
  const said = await inChromium("runAtRest", { endpoint: address, region, settings });
  const role = said.local[0];
  assert.deepEqual(said, { worker: [role, true, false], sealed: [role, true, false], local: [role, true, true] });
});

await test("credentials end when they say", async () => {
  const credentials = await (await person()).credentials();
  const { expiration } = credentials;
  assert.ok(Math.abs(expiration - Date.now() - 3600_000) < 60_000, String(expiration));
  // By a client that renews nothing.
  const s3 = new S3Client({
    ...clientConfig,
    credentials: { ...credentials, expiration: undefined },
    forcePathStyle: true,
  });
  await fetch(`${endpoint}/_clock`, { method: "POST", body: JSON.stringify({ advance_seconds: 3700 }) });
  const read = s3.send(new GetObjectCommand({ Bucket, Key: "public/welcome.txt" }));
  await assert.rejects(read, denied("ExpiredToken"));
});

finish();
