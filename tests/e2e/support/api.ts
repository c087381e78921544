// An app's own API: a small server that verifies the access token, as a real one has to.

import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CLIENT, POOL, type Emulator } from "./emulator.ts";

interface ReceivedRequest {
  method: string;
  path: string;
  /** The value of `Authorization`. */
  token?: string;
  body: string;
}

interface Claims {
  token_use: string;
  username?: string;
  exp: number;
  client_id?: string;
  aud?: string;
}

/**
 * Answers a request with a valid token with the user's name and the received body; all others with 401.
 * `/to?<address>` redirects to another address.
 */
export class Api {
  readonly received: ReceivedRequest[] = [];
  /** Tokens that it rejects, valid or not. */
  readonly rejected = new Set<string>();

  private constructor(
    private readonly server: Server,
    private readonly emulator: Emulator,
  ) {
    server.on("request", (request, response) => void this.respond(request, response));
  }

  static async start(emulator: Emulator): Promise<Api> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new Api(server, emulator);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The received tokens, oldest first. */
  get tokens(): (string | undefined)[] {
    return this.received.map((it) => it.token);
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    response.setHeader("access-control-allow-methods", "*");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    let body = "";
    for await (const chunk of request) body += chunk;
    const { authorization } = request.headers;
    const token = authorization?.replace(/^Bearer /, "");
    this.received.push({ method: request.method ?? "", path: request.url ?? "", token, body });
    if (request.url?.startsWith("/to?")) {
      return void response.writeHead(307, { location: decodeURIComponent(request.url.slice(4)) }).end();
    }
    const claims = token && !this.rejected.has(token) ? await this.verifyToken(token) : undefined;
    if (!claims) return void response.writeHead(401).end("who are you?");
    response.end(JSON.stringify({ use: claims.token_use, user: claims.username, body }));
  }

  private async verifyToken(token: string): Promise<Claims | undefined> {
    const [header, payload, signature] = token.split(".");
    const { kid } = parse(header) as { kid: string };
    const jwks = await (await fetch(`${this.emulator.url}/${POOL}/.well-known/jwks.json`)).json();
    const key = (jwks.keys as (JsonWebKey & { kid: string })[]).find((it) => it.kid === kid);
    if (!key) return undefined;
    const publicKey = createPublicKey({ key, format: "jwk" });
    const isSigned = verify(
      "RSA-SHA256",
      Buffer.from(`${header}.${payload}`),
      publicKey,
      Buffer.from(signature, "base64url"),
    );
    const claims = parse(payload) as Claims;
    const isOurs = (claims.client_id ?? claims.aud) === CLIENT && claims.exp * 1000 > Date.now();
    return isSigned && isOurs ? claims : undefined;
  }
}

function parse(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
