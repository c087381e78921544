// A confirmed user of the local Cognito.

import { randomUUID } from "node:crypto";

export async function createUser(emulator) {
  const suffix = randomUUID().slice(0, 8);
  const user = { username: `ada-${suffix}`, password: `Engine-${suffix}-A1` };
  await admin(emulator, "AdminCreateUser", {
    Username: user.username,
    TemporaryPassword: user.password,
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: `${user.username}@example.com` },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await admin(emulator, "AdminSetUserPassword", {
    Username: user.username,
    Password: user.password,
    Permanent: true,
  });
  return user;
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
