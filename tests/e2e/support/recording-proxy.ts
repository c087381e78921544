// A proxy between the browser and another server that records all requests, of pages and workers.

import { createServer, type IncomingMessage, type Server } from "node:http";

export interface Exchange {
  /** The operation, or the path if there is none. */
  name: string;
  sent: string;
  body: string;
}

export class RecordingProxy {
  /** The `POST` requests, oldest first. */
  readonly seen: Exchange[] = [];
  /** The delay of responses to them, in milliseconds. */
  delay = 0;
  /** The headers of these requests, oldest first. */
  readonly headers: IncomingMessage["headers"][] = [];
  /** Additional headers of every response. */
  responseHeaders: Record<string, string> = {};
  /** Whether redirects to an app with a code are recorded instead of followed. */
  keepsCallbacks = false;
  readonly callbacks: string[] = [];
  /** The target to which these requests are redirected instead of being answered. */
  redirect: string | undefined;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** @param policy The allowed Trusted Types policies, instead of none. */
  static async start(other: string, policy = "'none'"): Promise<RecordingProxy> {
    const server = createServer(async (request, response) => {
      const sent = await textOf(request);
      if (request.method === "POST") recorder.headers.push(request.headers);
      if (request.method === "POST" && recorder.redirect) {
        const allowed = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
        return void response.writeHead(307, { location: recorder.redirect + request.url, ...allowed }).end();
      }
      const { host, connection, "content-length": length, ...headers } = request.headers;
      const passed = await fetch(other + request.url, {
        method: request.method,
        headers: headers as Record<string, string>,
        body: sent || undefined,
        redirect: "manual",
      });
      const body = Buffer.from(await passed.arrayBuffer());
      if (request.method === "POST") {
        const operation = String(request.headers["x-amz-target"] ?? "").split(".")[1];
        recorder.seen.push({ name: operation ?? request.url ?? "", sent, body: body.toString() });
        await new Promise((over) => setTimeout(over, recorder.delay));
      }
      for (const [name, value] of passed.headers) {
        if (/^(content-(length|encoding)|transfer-encoding|connection|keep-alive)$/.test(name)) continue;
        response.appendHeader(name, value.replace("trusted-types 'none'", `trusted-types ${policy}`));
      }
      const location = passed.headers.get("location");
      if (recorder.keepsCallbacks && location && /[?&]code=/.test(location)) {
        recorder.callbacks.push(location);
        response.removeHeader("location");
        return void response.writeHead(204).end();
      }
      response.writeHead(passed.status, recorder.responseHeaders).end(body);
    });
    await new Promise<void>((ready) => server.listen(0, "localhost", ready));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const recorder = new RecordingProxy(`http://localhost:${port}`, server);
    return recorder;
  }

  count(name: string): number {
    return this.seen.filter((exchange) => exchange.name === name).length;
  }

  /** Every refresh token that was given out, oldest first. */
  get refreshTokens(): string[] {
    return this.seen.flatMap(({ body }) => body.match(/"(?:RefreshToken|refresh_token)":"([^"]+)"/)?.[1] ?? []);
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
