// An emulator with a pool that has these providers, and an app of that pool.

import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const POOL = "eu-west-1_Federated";
export const CLIENT = "federatedapp";
export const CALLBACK = "http://localhost:1/callback";

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function start(port, providers) {
  const folder = await mkdtemp(join(tmpdir(), "vestibule-federation-"));
  const path = join(folder, "pools.toml");
  await writeFile(path, config(providers));
  const child = spawn(process.env.VESTIBULE_EMULATOR_PROGRAM, ["--port", String(port), "--config", path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) if (line.includes("listening on")) break;
  if (child.exitCode !== null) throw new Error("the emulator ended before it listened");
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await rm(folder, { recursive: true });
    },
  };
}

function config(providers) {
  const names = ["COGNITO", ...providers.map(({ name }) => name)];
  const pool = [
    "[[pool]]",
    `id = "${POOL}"`,
    'required_attributes = ["email"]',
    "[[pool.client]]",
    `id = "${CLIENT}"`,
    'allowed_oauth_flows = ["code"]',
    'allowed_oauth_scopes = ["openid", "email", "profile", "aws.cognito.signin.user.admin"]',
    `callback_urls = ["${CALLBACK}"]`,
    `supported_identity_providers = ${JSON.stringify(names)}`,
  ];
  return [...pool, ...providers.map(provider)].join("\n") + "\n";
}

function provider({ name, type, mapping, identifiers = [], details }) {
  const pairs = (object) => Object.entries(object).map(([key, value]) => `"${key}" = ${JSON.stringify(value)}`);
  return [
    "[[pool.provider]]",
    `name = "${name}"`,
    `type = "${type}"`,
    `idp_identifiers = ${JSON.stringify(identifiers)}`,
    `attribute_mapping = { ${pairs(mapping).join(", ")} }`,
    "[pool.provider.details]",
    ...pairs(details),
  ].join("\n");
}

/** One sign-in of the app: where it begins, and what its tokens say. */
export class App {
  #verifier = randomBytes(32).toString("base64url");

  constructor(emulator) {
    this.emulator = emulator;
  }

  address(more) {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: CLIENT,
      redirect_uri: CALLBACK,
      scope: "openid email profile aws.cognito.signin.user.admin",
      state: "of the app",
      nonce: "the app's nonce",
      code_challenge: createHash("sha256").update(this.#verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    });
    return `${this.emulator.url}/oauth2/authorize?${query}`;
  }

  async tokens(callback) {
    const response = await fetch(`${this.emulator.url}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: CLIENT,
        redirect_uri: CALLBACK,
        code: callback.searchParams.get("code"),
        code_verifier: this.#verifier,
      }),
    });
    const tokens = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(tokens));
    const claims = JSON.parse(Buffer.from(tokens.id_token.split(".")[1], "base64url"));
    return { ...tokens, claims };
  }
}
