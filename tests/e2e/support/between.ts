// A server between the browser and another one, which sees all that is sent, whoever sends it: a page or
// a worker.

import { createServer, type IncomingMessage, type Server } from "node:http";

export interface Exchange {
  /** The operation, or the path where there is none. */
  name: string;
  sent: string;
  answer: string;
}

export class Between {
  /** What was posted, oldest first. */
  readonly seen: Exchange[] = [];
  /** How long answers to what is posted are held up, in milliseconds. */
  delay = 0;
  /** The headers of what was posted, oldest first. */
  readonly headers: IncomingMessage["headers"][] = [];
  /** What goes along with every answer. */
  answerHeaders: Record<string, string> = {};
  /** Whether addresses that answer an app are kept here, in place of leading a window there. */
  keepsCallbacks = false;
  readonly callbacks: string[] = [];
  /** Where what is posted is sent on to by a redirect, in place of an answer. */
  redirect: string | undefined;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** @param policy What Trusted Types are allowed, in place of none. */
  static async start(other: string, policy = "'none'"): Promise<Between> {
    const server = createServer(async (request, response) => {
      const sent = await textOf(request);
      if (request.method === "POST") between.headers.push(request.headers);
      if (request.method === "POST" && between.redirect) {
        const allowed = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
        return void response.writeHead(307, { location: between.redirect + request.url, ...allowed }).end();
      }
      const { host, connection, "content-length": length, ...headers } = request.headers;
      const passed = await fetch(other + request.url, {
        method: request.method,
        headers: headers as Record<string, string>,
        body: sent || undefined,
        redirect: "manual",
      });
      const answer = Buffer.from(await passed.arrayBuffer());
      if (request.method === "POST") {
        const operation = String(request.headers["x-amz-target"] ?? "").split(".")[1];
        between.seen.push({ name: operation ?? request.url ?? "", sent, answer: answer.toString() });
        await new Promise((over) => setTimeout(over, between.delay));
      }
      for (const [name, value] of passed.headers) {
        if (/^(content-(length|encoding)|transfer-encoding|connection|keep-alive)$/.test(name)) continue;
        response.appendHeader(name, value.replace("trusted-types 'none'", `trusted-types ${policy}`));
      }
      const location = passed.headers.get("location");
      if (between.keepsCallbacks && location && /[?&]code=/.test(location)) {
        between.callbacks.push(location);
        response.removeHeader("location");
        return void response.writeHead(204).end();
      }
      response.writeHead(passed.status, between.answerHeaders).end(answer);
    });
    await new Promise<void>((ready) => server.listen(0, "localhost", ready));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const between = new Between(`http://localhost:${port}`, server);
    return between;
  }

  count(name: string): number {
    return this.seen.filter((exchange) => exchange.name === name).length;
  }

  /** Every refresh token that was given out, oldest first. */
  get refreshTokens(): string[] {
    return this.seen.flatMap(({ answer }) => answer.match(/"(?:RefreshToken|refresh_token)":"([^"]+)"/)?.[1] ?? []);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
