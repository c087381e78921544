// A page that uses our client: its credentials for AWS's clients, and requests that it signs itself.

import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromCognitoIdentityPool } from "@aws-sdk/credential-provider-cognito-identity";

const Bucket = "vestibule-demo";
/** Who has an identity already, by the tests before. */
const user = { username: "charles", password: "Babbage1791" };

const caught = (promise) => promise.then(String, ({ kind, code, help }) => ({ kind, code, hasHelp: help.length > 0 }));

const keys = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("aws:cognito-identity-ids");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("IdentityIds").objectStore("IdentityIds").getAllKeys();
      asked.onsuccess = () => resolve(asked.result);
    };
  });

/** A guest of the SDK's own, who becomes ours and then somebody. */
globalThis.runOurs = async ({ endpoint, region, identityPoolId, settings }) => {
  const { Vestibule } = await import("/dist/index.js");
  const clientConfig = { region, endpoint, maxAttempts: 1 };
  const said = {};
  // Nobody has made the database yet, and we do not, either.
  const first = await Vestibule.create({ ...settings, clientId: "vestibuledemopassword00002" });
  await first.aws.credentials();
  await first.signOut();
  first.free();
  said.databases = (await indexedDB.databases()).map(({ name }) => name);
  const theirs = await fromCognitoIdentityPool({ identityPoolId, clientConfig })();
  while (!(await keys()).length) await new Promise((resolve) => setTimeout(resolve, 20));

  const auth = await Vestibule.create(settings);
  said.isMoved = (await auth.aws.identityId()) === theirs.identityId;
  said.left = (await keys()).length;
  const credentials = auth.aws.provider();
  const sts = new STSClient({ ...clientConfig, credentials });
  const s3 = new S3Client({ ...clientConfig, credentials, forcePathStyle: true });
  const role = async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn.split("/")[1];
  const text = async (Key) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString();
  said.guest = [await role(), await text("public/welcome.txt")];

  await auth.signIn(user);
  const { identityId, replacedIdentityId } = await auth.aws.credentials();
  said.isReplaced = replacedIdentityId === theirs.identityId;
  // By the same clients of AWS's.
  const Key = `private/${identityId}/a b+ä.txt`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "by the SDK", ContentType: "text/plain" }));
  said.user = [await role(), await text(Key)];

  // By ourselves.
  const file = (key) => `${endpoint}/${Bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const scope = { service: "s3", region };
  const put = await auth.aws.fetch(file(Key), {
    ...scope,
    method: "PUT",
    body: new Blob(["by fetch"], { type: "text/plain" }),
  });
  const read = await auth.aws.fetch(new URL(file(Key)), scope);
  said.fetch = [put.status, read.headers.get("content-type"), await read.text()];
  const link = await auth.aws.presign(file(Key), { ...scope, expiresIn: 60 });
  said.link = await (await fetch(link)).text();
  said.refused = await caught(auth.aws.fetch(file("private/eu-west-1:0/x"), { ...scope, method: "PUT", body: "x" }));
  const stream = new Response("x").body;
  said.stream = await caught(auth.aws.fetch(file(Key), { ...scope, method: "PUT", body: stream, duplex: "half" }));
  // Only a browser takes it away, and only a browser does not show an answer without CORS headers.
  said.dropped = await caught(auth.aws.fetch(file(Key), { ...scope, headers: { Cookie: "a=b" } }));
  said.unread = await caught(auth.aws.fetch(`${location.origin.replace("localhost", "127.0.0.1")}/x`, scope));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));

  await auth.signOut();
  said.isAnother = (await auth.aws.identityId()) !== identityId;
  said.after = await role();
  auth.free();
  return said;
};

/** The same with a session that is in a worker alone, and with one in a store of the app's own: no key is at rest. */
globalThis.runAtRest = async ({ endpoint, region, settings }) => {
  const { Vestibule } = await import("/dist/index.js");
  const { sealed } = await import("/dist/sealed.js");
  const said = {};
  for (const [name, storage] of Object.entries({ worker: "worker", sealed: sealed(), local: undefined })) {
    localStorage.clear();
    sessionStorage.clear();
    const auth = await Vestibule.create({ ...settings, storage });
    await auth.signIn(user);
    const { secretAccessKey, accessKeyId } = await auth.aws.credentials();
    const sts = new STSClient({ region, endpoint, maxAttempts: 1, credentials: auth.aws.provider() });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const isKept = (await auth.aws.credentials()).accessKeyId === accessKeyId;
    const rest = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    said[name] = [Arn.split("/")[1], isKept, rest.includes(secretAccessKey)];
    await auth.signOut();
    if (JSON.stringify({ ...localStorage }).includes(secretAccessKey)) said[name].push("left");
    auth.free();
  }
  return said;
};
