// AWS's endpoints, and the issuers of a user pool's tokens, as in protocol/src/region.rs. tests/cases/records.json and
// tests/interop/diagnose compare the two.

import type { Config } from "./config.js";

const SUFFIXES: Readonly<Record<string, string>> = { cn: "amazonaws.com.cn", eusc: "amazonaws.eu" };

const suffixOf = (region: string) => SUFFIXES[before(region, "-")] ?? "amazonaws.com";

const before = (text: string, end: string) => text.split(end, 1).join();

const AWS = /^https:\/\/(?:[^/]+\.)?cognito-idp(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d+)\.(?:vpce\.)?([\w.]+)\/?$/;

/** The API endpoint of a Region. */
const addressOf = (region: string) => `https://cognito-idp.${region}.${suffixOf(region)}`;

/** The API endpoint of the Region in a user pool's id. */
export const endpointOf = (userPoolId: string) => addressOf(before(userPoolId, "_"));

/** The API endpoint of an identity pool, by the Region in its id. */
export const identityEndpointOf = (id: string) => addressOf(before(id, ":")).replace("-idp", "-identity");

/** The issuers that tokens may have. */
export function issuersOf({
  userPoolId,
  issuer,
  endpoint,
  fallbackEndpoint,
}: Pick<Config, "userPoolId" | "issuer" | "endpoint" | "fallbackEndpoint">) {
  if (issuer !== undefined) return [issuer];
  const own = endpointOf(userPoolId);
  const replicas = [endpoint, fallbackEndpoint].flatMap((url) => {
    const [, region, suffix] = AWS.exec(url ?? "") ?? [];
    return region && suffix && [suffixOf(region), "api.aws"].includes(suffix) ? addressOf(region) : [];
  });
  return [own, own.replace("cognito", "issuer-cognito"), ...replicas].map((it) => `${it}/${userPoolId}`);
}
