// The client against npm's cognito-local, a server that somebody else wrote.
//
// Starts the server on a free port with a pool and an app client, puts a proxy in front of it for
// what it lacks (the nonce in ID tokens), and runs the program that holds the checks. Its last line
// says how many passed.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const require = createRequire(join(root, "package.json"));
const home = dirname(require.resolve("cognito-local/package.json"));
const jwt = createRequire(join(home, "package.json"))("jsonwebtoken");

const POOL = "eu-west-1_Local0001";
const CALLBACK = "http://localhost:8080/callback";

const folder = mkdtempSync(join(tmpdir(), "vestibule-cognito-local-"));
let server;
let proxy;
let code = 1;
try {
  const url = await startServer();
  const client = await createClient(url);
  proxy = await listen(await addNonces(url));
  code = await runChecks({
    COGNITO_LOCAL_URL: url,
    COGNITO_LOCAL_WITH_NONCE_URL: addressOf(proxy),
    COGNITO_LOCAL_POOL: POOL,
    COGNITO_LOCAL_CLIENT: client,
  });
} catch (error) {
  console.log(error);
  console.log("0 passed, 1 failed");
} finally {
  server?.kill();
  proxy?.close();
  proxy?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code;

// The server makes pools of its own in a region called "local"; a pool that has a region is one
// that it finds in its folder.
async function startServer() {
  const database = join(folder, ".cognito/db");
  mkdirSync(database, { recursive: true });
  const policy = { MinimumLength: 8, RequireLowercase: true, RequireNumbers: true };
  const options = {
    Id: POOL,
    AutoVerifiedAttributes: ["email"],
    MfaConfiguration: "OFF",
    Policies: { PasswordPolicy: policy },
  };
  const pool = { Users: {}, Options: options };
  writeFileSync(join(database, `${POOL}.json`), JSON.stringify(pool));

  const port = await freePort();
  server = spawn(process.execPath, [join(home, "lib/bin/start.js")], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), HOST: "127.0.0.1", CODE: "123456" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return url;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error("cognito-local did not start within 10 seconds");
}

async function createClient(url) {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPoolClient",
    },
    body: JSON.stringify({
      UserPoolId: POOL,
      ClientName: "vestibule",
      CallbackURLs: [CALLBACK],
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`CreateUserPoolClient: ${JSON.stringify(body)}`);
  return body.UserPoolClient.ClientId;
}

// Cognito repeats the nonce of the request in the ID token; cognito-local forgets it. The proxy
// remembers it by the state, then by the code, and signs the token anew with the server's own key.
async function addNonces(url) {
  const key = JSON.parse(readFileSync(join(home, "lib/keys/cognitoLocal.private.json"), "utf8"));
  const byState = new Map();
  const byCode = new Map();
  return async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const query = new URL(request.url, url).searchParams;
    if (query.has("nonce")) byState.set(query.get("state"), query.get("nonce"));
    const headers = { ...request.headers };
    for (const name of ["host", "connection", "content-length"]) delete headers[name];
    const upstream = await fetch(url + request.url, {
      method: request.method,
      headers,
      body: request.method === "GET" ? undefined : body,
      redirect: "manual",
    });
    let text = await upstream.text();
    const location = upstream.headers.get("location");
    if (location) {
      const back = new URL(location).searchParams;
      byCode.set(back.get("code"), byState.get(back.get("state")));
    }
    if (request.url === "/oauth2/token" && upstream.ok) {
      const tokens = JSON.parse(text);
      const claims = jwt.decode(tokens.id_token);
      claims.nonce = byCode.get(new URLSearchParams(body.toString()).get("code"));
      const how = { algorithm: "RS256", keyid: "CognitoLocal" };
      tokens.id_token = jwt.sign(claims, key.pem, how);
      text = JSON.stringify(tokens);
    }
    const forwarded = ["content-type", "location"].filter((name) => upstream.headers.has(name));
    const kind = Object.fromEntries(forwarded.map((name) => [name, upstream.headers.get(name)]));
    response.writeHead(upstream.status, kind).end(text);
  };
}

function runChecks(variables) {
  const program = "against-cognito-local";
  const command = ["run", "--quiet", "--package", "vestibule-native-tests", "--bin", program];
  return new Promise((finish, fail) => {
    const env = { ...process.env, ...variables };
    const checks = spawn("cargo", command, { cwd: root, env, stdio: "inherit" });
    checks.on("error", fail);
    checks.on("exit", (status) => finish(status ?? 1));
  });
}

function listen(handler) {
  const answering = (request, response) =>
    handler(request, response).catch((error) => response.writeHead(502).end(String(error)));
  return new Promise((finish) => {
    const listening = createServer(answering);
    listening.listen(0, "127.0.0.1", () => finish(listening));
  });
}

function addressOf(listening) {
  return `http://127.0.0.1:${listening.address().port}`;
}

async function freePort() {
  const probe = await listen(async () => {});
  const { port } = probe.address();
  await new Promise((finish) => probe.close(finish));
  return port;
}
