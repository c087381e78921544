// The report of a diagnosis: its findings as a table, and the help texts, with the texts of src/flow/diagnose/.

import type { Diagnosis, Finding, Subject, Verdict } from "./diagnosis.js";

export const HELP = {
  unreachable:
    "Check the Region, the endpoint and the network, and that the page's Content-Security-Policy has the address in connect-src.",
  noPool:
    "Check the pool id: the Cognito console shows it under User pools > your pool > Overview. It begins with its Region.",
  anotherIssuer:
    "Tokens of this pool would be rejected: set `issuer` to the pool's issuer, or use the pool whose id is in the configuration.",
  notCognito: "The response is not Cognito's: check the endpoint, and proxies in between.",
  noReplica:
    "Check that the pool is replicated to the Region of the fallback endpoint: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html",
  inactiveReplica:
    "Activate the replica: until then nobody can sign in there. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html",
  noClient: "Check that the client id is one of this pool: Cognito console > your pool > App clients.",
  hasSecret:
    "Create an app client without a client secret (type: single-page application) and use its id. A secret in a browser is no secret.",
  noFlow:
    "Nobody can sign in with this app client: App clients > your client > Authentication flows, ALLOW_USER_SRP_AUTH.",
  notRenewed:
    "The pool tracks devices, and does not renew tokens of this flow: users who sign in with it are signed out when their first tokens expire. Use USER_SRP_AUTH, or turn device tracking off: your pool > Sign-in > Device tracking.",
  mayNotBeRenewed:
    "If the pool tracks devices (your pool > Sign-in > Device tracking), it does not renew tokens of this flow: users who sign in with it are signed out when their first tokens expire. USER_SRP_AUTH has no such limit.",
  setDomain:
    "For sign-in through the hosted pages, set `domain` to the one under Cognito console > your pool > Branding > Domain.",
  noDomain:
    "There is no response: check the spelling of the domain under Cognito console > your pool > Branding > Domain, its DNS entry, and that the page's Content-Security-Policy has it in connect-src.",
  noCors:
    "The domain responds, but this page cannot read its responses. A proxy in front of it has to pass on Cognito's responses at /oauth2/* with Access-Control-Allow-Origin; or the page's Content-Security-Policy does not have the domain in connect-src.",
  notCognitosDomain:
    "The response at /oauth2/token is not Cognito's: check the domain under Cognito console > your pool > Branding > Domain.",
  anotherPoolsDomain:
    "The domain does not know the app client: it belongs to another pool. See Cognito console > your pool > Branding > Domain.",
  otherDomain:
    "Correct if both are domains of this pool, one of your own and one of Cognito's; otherwise use the one that the pool names.",
  allowCode:
    "Allow the authorization code grant: App clients > your client > Login pages > OAuth grant types. The implicit grant works without it, if it is allowed.",
  setRedirectUri:
    "For sign-in through the hosted pages, set the redirect URI to one of the app client's allowed callback URLs.",
  anotherOrigin:
    "A sign-in has to return to the origin and the tab where it began: use an address of this page's own origin.",
  openLink:
    "Open the link: a sign-in page means that it is correct; redirect_mismatch that the address is not exactly one of the app client's allowed callback URLs; invalid_scope that one of the scopes is not allowed.",
  noIdentityPool:
    "Check the identity pool's id, which begins with its Region: Cognito console > Identity pools > your identity pool.",
  addProvider:
    "Add the user pool with this app client: Identity pools > your identity pool > User access > Identity providers. If the identity pool has another name for the user pool, set `loginKey` to it.",
  allowGuests: "To allow guests: Identity pools > your identity pool > User access > Guest access.",
  guestLimits:
    "Whatever their role allows, AWS limits guests to some thirty services (S3, DynamoDB, API Gateway, Lambda, AppSync, IoT and others, but not Bedrock, SSM or Secrets Manager): https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
  trust:
    "Set a role under Identity pools > your identity pool > User access, and let its trust policy allow sts:AssumeRoleWithWebIdentity to cognito-identity.amazonaws.com where cognito-identity.amazonaws.com:aud is the identity pool's id and cognito-identity.amazonaws.com:amr is authenticated, or unauthenticated for guests.",
  chooseRole:
    "Set `roleArn` to one of the roles that the ID token lists, or let the identity pool choose: Identity pools > your identity pool > User access > your provider > Role settings.",
  allowBasicFlow:
    "Turn it on under Identity pools > your identity pool > Identity pool properties > Basic (classic) authentication, or leave `basicRoleArn` (`basic_role_arn`) out.",
  signIn: "Sign in, and run the diagnosis again: this check needs a token.",
  signOut: "Sign out, and run the diagnosis again.",
  setClock:
    "Set this machine's clock. Sign-in with a password works nevertheless; the implicit grant rejects tokens if it is five minutes off.",
};

/** Collects findings in order. */
export class Report {
  readonly findings: Finding[] = [];

  right(subject: Subject, found: string): void {
    this.findings.push({ subject, verdict: "right", found, help: "" });
  }

  wrong(subject: Subject, found: string, help: string): void {
    this.findings.push({ subject, verdict: "wrong", found, help });
  }

  note(subject: Subject, found: string, help: string): void {
    this.findings.push({ subject, verdict: "note", found, help });
  }

  unknown(subject: Subject, found: string, help = "", link?: string): void {
    this.findings.push({ subject, verdict: "unknown", found, help, ...(link && { link }) });
  }

  has(subject: Subject, verdict: Verdict): boolean {
    return this.findings.some((it) => it.subject === subject && it.verdict === verdict);
  }

  end(): Diagnosis {
    const { findings } = this;
    return { well: !findings.some((it) => it.verdict === "wrong"), findings, toString: () => table(findings) };
  }
}

/** Formats a line for each finding, followed by its help. */
function table(findings: readonly Finding[]) {
  const lines = findings.flatMap(({ subject, verdict, found, help, link }) => [
    `${verdict.padEnd(8)} ${subject.padEnd(12)} ${found}`,
    ...[help, link].filter(Boolean).map((more) => `${" ".repeat(21)} ${more}`),
  ]);
  return `${lines.join("\n")}\n`;
}
