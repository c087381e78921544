// The page that run.mjs opens in Chromium: AWS's clients, from another origin.

import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromCognitoIdentityPool } from "@aws-sdk/credential-provider-cognito-identity";

const Bucket = "vestibule-demo";

globalThis.run = async ({ endpoint, region, identityPoolId, logins, token }) => {
  const clientConfig = { region, endpoint, maxAttempts: 1 };
  const person = (tokens) => fromCognitoIdentityPool({ identityPoolId, clientConfig, logins: tokens });
  // By the name of the bucket's own host.
  const guest = new S3Client({ ...clientConfig, credentials: person() });
  const read = await guest.send(new GetObjectCommand({ Bucket, Key: "public/welcome.txt" }));
  const said = { welcome: await read.Body.transformToString(), etag: read.ETag };
  said.refused = await guest
    .send(new PutObjectCommand({ Bucket, Key: "public/x", Body: "x" }))
    .catch((error) => error.name);
  const credentials = person(logins);
  const { identityId } = await credentials();
  // With a checksum of its own it takes no Blob.
  const requestChecksumCalculation = "WHEN_REQUIRED";
  const s3 = new S3Client({ ...clientConfig, credentials, forcePathStyle: true, requestChecksumCalculation });
  const Key = `private/${identityId}/ä b.txt`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: new Blob(["mine"]), ContentType: "text/plain" }));
  said.own = await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString();
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const RoleArn = "arn:aws:iam::123456789012:role/VestibuleGuest";
  const ask = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "page", WebIdentityToken: token });
  said.role = (await new STSClient(clientConfig).send(ask)).AssumedRoleUser.Arn;
  return said;
};
