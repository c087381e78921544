// AWS credentials: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing
// here runs.

import { Vestibule } from "../../../pkg/dist/index.js";

declare const auth: Vestibule;

// case: the AWS SDK for JavaScript accepts the credentials
type Identity = { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date };
const provider: (options?: { forceRefresh?: boolean }) => Promise<Identity> = auth.aws.provider();
void provider({ forceRefresh: true });
void auth.aws.fetch(new URL("https://api.example.com/"), {
  service: "execute-api",
  region: "eu-west-1",
  method: "POST",
  body: "x",
});
void auth.aws.presign("https://b.s3.eu-west-1.amazonaws.com/key", { method: "PUT", expiresIn: 60 });
const saml = { roleArn: "arn:aws:iam::1:role/r", providerArn: "arn:aws:iam::1:saml-provider/p", assertion: "PHNhbWw+" };
const role: () => Promise<Identity> = () => auth.aws.assumeRoleWithSaml({ ...saml, durationSeconds: 900 });
void role();
// @ts-expect-error
void auth.aws.assumeRoleWithSaml({ roleArn: "arn:aws:iam::1:role/r" });
const stop: () => void = auth.aws.onIdentityChange(({ from, to }): string => `${from} ${to}`);
stop();
// @ts-expect-error
auth.aws.onIdentityChange(({ before }) => before);
void auth.aws.credentials().then(({ replacedIdentityId }): string | undefined => replacedIdentityId);
void Vestibule.create({ userPoolId: "x", clientId: "y", identityPool: "eu-west-1:1" });
void Vestibule.create({
  userPoolId: "x",
  clientId: "y",
  identityPool: { id: "eu-west-1:1", roleArn: "arn:aws:iam::1:role/r" },
});
// @ts-expect-error
void Vestibule.create({ userPoolId: "x", clientId: "y", identityPool: { roleArn: "arn:aws:iam::1:role/r" } });

// case: an identity pool accepts logins of other providers
const pool = { userPoolId: "x", clientId: "y" };
const id = "eu-west-1:1";
const server = { identityId: "eu-west-1:1", token: "a.b.c" };
void Vestibule.create({ ...pool, identityPool: { id, logins: () => ({ "accounts.google.com": "a.b.c" }) } });
void Vestibule.create({ ...pool, identityPool: { id, logins: async () => ({ "idp.example/tenant": "a.b.c" }) } });
void Vestibule.create({ ...pool, identityPool: { id, logins: () => ({ "cognito-identity.amazonaws.com": server }) } });
// @ts-expect-error
void Vestibule.create({ ...pool, identityPool: { id, logins: { "accounts.google.com": "a.b.c" } } });
// @ts-expect-error
void Vestibule.create({ ...pool, identityPool: { id, logins: () => ({ "accounts.google.com": 7 }) } });
