// Somebody with a confirmed account at the local Cognito.

import { randomUUID } from "node:crypto";

export async function resident(emulator) {
  const mark = randomUUID().slice(0, 8);
  const person = { username: `ada-${mark}`, password: `Engine-${mark}-A1` };
  await admin(emulator, "AdminCreateUser", {
    Username: person.username,
    TemporaryPassword: person.password,
    MessageAction: "SUPPRESS",
    UserAttributes: [{ Name: "email", Value: `${person.username}@example.com` }, { Name: "email_verified", Value: "true" }],
  });
  await admin(emulator, "AdminSetUserPassword", { Username: person.username, Password: person.password, Permanent: true });
  return person;
}

async function admin(emulator, operation, body) {
  const response = await fetch(emulator, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization: "AWS4-HMAC-SHA256 Credential=bench, SignedHeaders=host, Signature=00",
    },
    body: JSON.stringify({ UserPoolId: "eu-west-1_Vestibule", ...body }),
  });
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
}
