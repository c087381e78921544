// The report of a diagnosis: its findings as a table, and the help texts, with the words of src/flow/diagnose/.

import type { Diagnosis, Finding, Subject, Verdict } from "./diagnosis.js";

export const WORDS = {
  unreachable:
    "Check the region, the endpoint and the network, and that the page's Content-Security-Policy has the address in connect-src.",
  noPool:
    "Check the pool id: it stands in the Cognito console under User pools > your pool > Overview, and begins with its region.",
  anotherIssuer:
    "Tokens of this pool would be refused: set `issuer` to what the pool calls itself, or take the pool whose id is in the configuration.",
  notCognito: "Something else than Cognito answers there: look at the endpoint, and at proxies on the way.",
  noReplica:
    "Check that the pool is replicated to the Region of the fallback endpoint: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html",
  inactiveReplica:
    "Activate the replica: until then nobody signs in there. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html",
  noClient: "Check that the client id is one of this pool: Cognito console > your pool > App clients.",
  hasSecret:
    "Create an app client without a client secret (type: single-page application) and use its id. A secret in a browser is no secret.",
  noFlow:
    "Nobody can sign in with this app client: App clients > your client > Authentication flows, ALLOW_USER_SRP_AUTH.",
  notRenewed:
    "The pool tracks devices, and renews no tokens of this flow: whoever signs in by it is signed out with their first tokens. Use USER_SRP_AUTH, or turn device tracking off: your pool > Sign-in > Device tracking.",
  mayNotBeRenewed:
    "Where the pool tracks devices (your pool > Sign-in > Device tracking), it renews no tokens of this flow: whoever signs in by it is signed out with their first tokens. USER_SRP_AUTH has no such limit.",
  setDomain:
    "For sign-in through the hosted pages, set `domain` to the one under Cognito console > your pool > Branding > Domain.",
  noDomain:
    "Nothing answers there: check the domain letter by letter under Cognito console > your pool > Branding > Domain, its DNS entry, and that the page's Content-Security-Policy has it in connect-src.",
  noCors:
    "The domain answers, and its answers are kept from this page. What stands in front of it has to pass on what Cognito answers at /oauth2/*, Access-Control-Allow-Origin included; or the page's Content-Security-Policy lacks the domain in connect-src.",
  notCognitosDomain:
    "Something else than Cognito answers at /oauth2/token: check the domain under Cognito console > your pool > Branding > Domain.",
  anotherPoolsDomain:
    "The domain does not know the app client: it belongs to another pool. See Cognito console > your pool > Branding > Domain.",
  otherDomain:
    "Fine where both are domains of this pool, one of your own and one of Cognito's; otherwise take the one that the pool names.",
  allowCode:
    "Allow the authorization code grant: App clients > your client > Login pages > OAuth grant types. The implicit grant still works where it is allowed.",
  setRedirectUri:
    "For sign-in through the hosted pages, set the redirect URI to one of the app client's allowed callback URLs.",
  anotherOrigin:
    "A sign-in has to come back to the origin where it began, and to the same tab: use an address of this page's own origin.",
  openLink:
    "Open the link: a sign-in page is a yes; redirect_mismatch means that the address is not, letter by letter, among the app client's allowed callback URLs; invalid_scope that one of the scopes is not allowed.",
  noIdentityPool:
    "Check the identity pool's id, which begins with its Region: Cognito console > Identity pools > your identity pool.",
  addProvider:
    "Add the user pool with this app client: Identity pools > your identity pool > User access > Identity providers. Where the identity pool knows the user pool by another name, set `loginKey` to it.",
  allowGuests: "If there are to be guests: Identity pools > your identity pool > User access > Guest access.",
  guestLimits:
    "Whatever their role says, AWS keeps guests to some thirty services (S3, DynamoDB, API Gateway, Lambda, AppSync, IoT and others, but not Bedrock, SSM or Secrets Manager): https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
  trust:
    "Set a role under Identity pools > your identity pool > User access, and let its trust policy allow sts:AssumeRoleWithWebIdentity to cognito-identity.amazonaws.com where cognito-identity.amazonaws.com:aud is the identity pool's id and cognito-identity.amazonaws.com:amr is authenticated, or unauthenticated for guests.",
  chooseRole:
    "Set `roleArn` to one of the roles that the ID token lists, or have the identity pool choose: Identity pools > your identity pool > User access > your provider > Role settings.",
  allowBasicFlow:
    "Turn it on under Identity pools > your identity pool > Identity pool properties > Basic (classic) authentication, or leave `basicRoleArn` (`basic_role_arn`) out.",
  signIn: "Sign in, and ask for the diagnosis once more: a token alone tells.",
  signOut: "Sign out, and ask for the diagnosis once more.",
  setClock:
    "Set this machine's clock. Sign-in by password bears with it; the implicit grant refuses tokens when it is five minutes off.",
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
