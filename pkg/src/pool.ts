// AWS's addresses of a user pool, and the issuers that its tokens can name: what
// protocol/src/region.rs says. tests/cases/records.json and tests/interop/diagnose hold both together.

import type { Config } from "./config.js";

const SUFFIXES: Readonly<Record<string, string>> = { cn: "amazonaws.com.cn", eusc: "amazonaws.eu" };

const suffixOf = (region: string) => SUFFIXES[before(region, "-")] ?? "amazonaws.com";

const before = (text: string, end: string) => text.split(end, 1).join();

const AWS = /^https:\/\/(?:[^/]+\.)?cognito-idp(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d+)\.(?:vpce\.)?([\w.]+)\/?$/;

/** The address of a Region's API. */
const addressOf = (region: string) => `https://cognito-idp.${region}.${suffixOf(region)}`;

/** The address of the API of the Region in a pool's id. */
export const endpointOf = (userPoolId: string) => addressOf(before(userPoolId, "_"));

/** The address of the API of an identity pool, by the Region in its id. */
export const identityEndpointOf = (id: string) => addressOf(before(id, ":")).replace("-idp", "-identity");

/** The issuers of which the tokens must have one. */
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
