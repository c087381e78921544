// The npm package with a second endpoint, where a replica of the pool answers while the first one is unavailable.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL, its program in VESTIBULE_EMULATOR_PROGRAM.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finish, fromDisk as wasm, load, test } from "../support/suite.mjs";

const { Vestibule } = await load();
const SETTINGS = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", storage: "memory" };
const ADA = { username: "ada", password: "Lovelace1815" };
/** An emulator whose pool is the replica of the other one's: it signs people in, and changes nothing. */
async function startReplica() {
  const folder = mkdtempSync(join(tmpdir(), "vestibule-replica-"));
  const config = join(folder, "pools.toml");
  const pool = `
    [[pool]]
    id = "${SETTINGS.userPoolId}"
    replica = "SECONDARY"
    [[pool.client]]
    id = "${SETTINGS.clientId}"
    explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    [[pool.user]]
    username = "${ADA.username}"
    password = "${ADA.password}"`;
  writeFileSync(config, pool);
  const given = ["--port", "0", "--config", config];
  const child = spawn(process.env.VESTIBULE_EMULATOR_PROGRAM, given, { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => {
    child.kill();
    rmSync(folder, { recursive: true });
  });
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error("the replica ended before it listened");
}

/** The endpoint of a Region before an emulator; it notes what it is asked, and can be away. */
async function region(emulator, asked, name) {
  const it = { away: undefined };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { "x-amz-target": target, "content-type": type } = request.headers;
    asked.push(`${name} ${target.split(".")[1]}`);
    if (it.away === "no answer") return request.socket.destroy();
    if (it.away) return response.writeHead(it.away).end();
    const upstream = await fetch(emulator, {
      method: "POST",
      headers: { "x-amz-target": target, "content-type": type },
      body,
    });
    response.writeHead(upstream.status, { "content-type": type }).end(await upstream.text());
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  it.url = `http://127.0.0.1:${server.address().port}`;
  return it;
}

const asked = [];
const first = await region(process.env.VESTIBULE_EMULATOR_URL, asked, "first");
const second = await region(await startReplica(), asked, "replica");
const make = () => Vestibule.create({ ...SETTINGS, endpoint: first.url, fallbackEndpoint: second.url }, { wasm });

/** What was asked since the last look. */
const since = () => asked.splice(0);

await test("as long as the first endpoint answers, nothing else is asked", async () => {
  first.away = undefined;
  const auth = await make();
  assert.equal((await auth.signIn(ADA)).kind, "done");
  await auth.refresh();
  assert.deepEqual(since(), ["first InitiateAuth", "first RespondToAuthChallenge", "first GetTokensFromRefreshToken"]);
  auth.free();
});

for (const away of ["no answer", 503])
  await test(`the replica signs people in and renews their tokens while the first endpoint is away (${away})`, async () => {
    first.away = away;
    since();
    const auth = await make();
    assert.equal((await auth.signIn(ADA)).kind, "done");
    const { accessToken } = await auth.session();
    await auth.refresh();
    assert.notEqual((await auth.session()).accessToken, accessToken);
    assert.equal((await auth.profile.user()).username, "ada");
    const [before, ...after] = since();
    assert.equal(before, "first InitiateAuth");
    // It is known by then that the first one is away.
    assert.deepEqual(
      after,
      ["InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken", "GetUser"].map((it) => `replica ${it}`),
    );
    auth.free();
  });

await test("what the replica cannot do is an error of its own, and the person stays signed in", async () => {
  first.away = 503;
  const auth = await make();
  assert.equal((await auth.signIn(ADA)).kind, "done");
  for (const refused of [
    () => auth.profile.updateAttributes({ name: "Ada" }),
    () => auth.signUp({ username: "emily", password: "Chatelet1706" }),
    () => auth.forgotPassword("ada"),
  ])
    await assert.rejects(
      refused,
      (error) => error.kind === "unavailableInRegion" && error.retryable && error.help !== "",
    );
  assert.equal((await auth.session()).username, "ada");
  auth.free();
});

await test("a refresh token that the replica does not know ends no session", async () => {
  first.away = undefined;
  const auth = await make();
  const changes = [];
  auth.onChange(({ kind }) => changes.push(kind));
  assert.equal((await auth.signIn(ADA)).kind, "done");
  first.away = "no answer";
  await assert.rejects(() => auth.refresh(), { retryable: true });
  assert.equal((await auth.current()).username, "ada");
  assert.deepEqual(changes, ["signedIn"]);
  // The first endpoint knows it, also while the replica is asked first.
  first.away = undefined;
  since();
  await auth.refresh();
  assert.deepEqual(since().slice(-1), ["first GetTokensFromRefreshToken"]);
  auth.free();
});

finish();
