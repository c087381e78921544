// Contexts in which the package cannot load its files: a policy that forbids them, and a service worker. These are not
// network errors, and a retry does not help.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CLIENT, POOL } from "./support/emulator.ts";
import { expect, setting, test as base } from "./support/test.ts";

const CONFIG = JSON.stringify({
  userPoolId: POOL,
  clientId: CLIENT,
  endpoint: setting("VESTIBULE_EMULATOR_URL"),
  storage: "memory",
});
const SERVICE_WORKER = `
  import { Vestibule } from "/pkg/dist/index.js";
  addEventListener("message", async ({ source }) => {
    const tell = ({ kind, retryable, help }) => ({ kind, retryable, help });
    const auth = await Vestibule.create(${CONFIG});
    source.postMessage(await auth.signIn({ username: "ada", password: "x" }).then(() => ({ kind: "none" }), tell));
  });`;

/** A site with the package, whose page can run one of its scripts and whose service worker imports it. */
const test = base.extend<{ origin: string }>({
  origin: async ({}, use) => {
    const files = new URL(setting("VESTIBULE_SITE_URL")).origin;
    const server: Server = createServer(async ({ url = "" }, response) => {
      const script = { "content-type": "text/javascript" };
      if (url === "/worker.js") return void response.writeHead(200, script).end(SERVICE_WORKER);
      if (url === "/" || url === "/others") {
        const allowed = url === "/" ? "index.js" : "";
        const policy = `script-src 'unsafe-inline' http://${response.req.headers.host}/pkg/dist/${allowed}`;
        return void response
          .writeHead(200, { "content-type": "text/html", "content-security-policy": policy })
          .end("<!doctype html><title>x</title>");
      }
      if (url === "/free")
        return void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>x</title>");
      const file = await fetch(files + url);
      response.writeHead(file.status, { "content-type": file.headers.get("content-type") ?? "" });
      response.end(Buffer.from(await file.arrayBuffer()));
    });
    await new Promise<void>((ready) => server.listen(0, "localhost", ready));
    await use(`http://localhost:${(server.address() as AddressInfo).port}`);
    server.close();
    server.closeAllConnections();
  },
});

interface ReportedError {
  kind: string;
  retryable: boolean;
  help: string;
}

test("reports a policy that blocks a file of the package, and not the network", async ({
  page,
  origin,
  pageErrors,
}) => {
  pageErrors.ignore(/Content Security Policy|Failed to fetch dynamically/);
  await page.goto(`${origin}/`);
  const ask = () =>
    page.evaluate(async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      const auth = await Vestibule.create(JSON.parse(config));
      return auth.signIn({ username: "ada", password: "x" }).then(
        () => undefined,
        ({ kind, retryable, help }: ReportedError) => ({ kind, retryable, help }),
      );
    }, CONFIG);
  for (let again = 0; again < 2; again++)
    expect(await ask()).toMatchObject({
      kind: "blockedByPolicy",
      retryable: false,
      help: expect.stringContaining("script-src"),
    });
});

test("a policy that blocks another site's script at the same time is not reported for a missing chunk", async ({
  page,
  origin,
  pageErrors,
}) => {
  pageErrors.ignore(
    /Content Security Policy|Failed to fetch dynamically|ERR_INTERNET_DISCONNECTED|Failed to load resource/,
  );
  await page.route(/\/core\.js$/, (route) => route.abort("internetdisconnected"));
  await page.goto(`${origin}/others`);
  const error = await page.evaluate(async (config) => {
    const { Vestibule } = await import("/pkg/dist/index.js");
    const auth = await Vestibule.create(JSON.parse(config));
    const signIn = auth.signIn({ username: "ada", password: "x" }).then(
      () => undefined,
      ({ kind, retryable }: ReportedError) => ({ kind, retryable }),
    );
    const script = document.createElement("script");
    script.src = "/others.js";
    document.head.append(script);
    return signIn;
  }, CONFIG);
  expect(error).toEqual({ kind: "network", retryable: true });
});

test("in a service worker the error says that import() does not exist there", async ({ page, origin }) => {
  await page.goto(`${origin}/free`);
  const error = await page.evaluate(async () => {
    await navigator.serviceWorker.register("/worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    return new Promise<ReportedError>((resolve) => {
      navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
      active!.postMessage("ask");
    });
  });
  expect(error).toMatchObject({
    kind: "dynamicImportMissing",
    retryable: false,
    help: expect.stringContaining("offscreen"),
  });
});
