// A SAML provider of another project: samlp, which signs with xml-crypto.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import samlp from "samlp";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
// The certificate is of this key, which everybody knows.
const key = read("../../../emulator/keys/development-only-id-token.pem");
const cert = read("certificate.pem");

export const EMAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
export const NAME = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";

export async function provider(port, consumer) {
  const issuer = "urn:samlp-of-the-tests";
  const it = {
    metadataUrl: `http://localhost:${port}/metadata`,
    issuer,
    user: undefined,
    /** Options of samlp for the next sign-in. */
    options: {},
    /** What samlp read of the last request. */
    request: undefined,
  };
  const metadata = samlp.metadata({ issuer, cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso" });
  const server = createServer((req, res) => {
    const url = new URL(req.url, `http://localhost:${port}`);
    Object.assign(req, {
      query: Object.fromEntries(url.searchParams),
      body: {},
      originalUrl: req.url,
      protocol: "http",
    });
    // What samlp takes for granted of Express.
    res.set = (name, value) => res.setHeader(name, value);
    res.send = (body) => res.end(typeof body === "number" ? String(body) : body);
    const next = (error) => {
      res.statusCode = 500;
      res.end(String(error?.stack ?? error));
    };
    if (url.pathname === "/metadata") return metadata(req, res, next);
    samlp.parseRequest(req, {}, (problem, request) => {
      if (problem) return next(problem);
      it.request = request;
      answer(req)(req, res, next);
    });
  });
  const getPostURL = (...given) => given.at(-1)(null, consumer);
  const common = { issuer, cert, key, getPostURL, destination: consumer };
  const answer = (req) => {
    if (it.user)
      return samlp.auth({ ...common, recipient: consumer, getUserFromRequest: () => it.user, ...it.options });
    return samlp.sendError({
      ...common,
      error: { code: "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed" },
      inResponseTo: it.request.id,
      RelayState: req.query.RelayState,
    });
  };
  await new Promise((resolve) => server.listen(port, "localhost", resolve));
  it.stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  return it;
}

export const person = (id) => ({
  id,
  displayName: `Name of ${id} <&>`,
  name: {},
  emails: [{ value: `${id}@saml.example` }],
});
