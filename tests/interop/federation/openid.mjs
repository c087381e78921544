// OpenID providers of other projects.

import { OAuth2Server } from "oauth2-mock-server";
import Provider from "oidc-provider";

export const CLIENT_ID = "cognito";
export const CLIENT_SECRET = "a secret of the pool's";

/** One that lets everybody in at once, and says what a test makes it say. */
export async function mockServer() {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, "localhost");
  return {
    server,
    issuer: server.issuer.url,
    /** Changes what happens next, once. */
    next: (event, change) => server.service.once(event, change),
    stop: () => server.stop(),
  };
}

/** A certified one, with its own pages for signing in and consenting. */
export async function certified(port, redirectUri) {
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => false },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@provider.example`, email_verified: true, name: `Name of ${id}` }),
    }),
    cookies: { keys: ["of this test only"] },
  });
  const server = await new Promise((resolve) => {
    const listening = provider.listen(port, "localhost", () => resolve(listening));
  });
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

/** The settings of a provider in the pool. */
export function settings(name, issuer, more = {}) {
  return {
    name,
    type: "OIDC",
    mapping: { email: "email", email_verified: "email_verified", name: "name" },
    ...more,
    details: {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      authorize_scopes: "openid email profile",
      oidc_issuer: issuer,
      ...more.details,
    },
  };
}
