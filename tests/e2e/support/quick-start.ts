// The app of the README's quick start, built by Trunk, on its own server.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { Demo } from "./demo.ts";
import type { Person } from "./emulator.ts";
import { expect, setting, test as base } from "./test.ts";

const CONTENT_TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** The address of the local Cognito in the README. */
const LOCAL_COGNITO = "http://127.0.0.1:9229";

/** The app, and which of its chunks the page has loaded. */
export class QuickStart extends Demo {
  readonly fetched: string[] = [];
  url = "";

  override async open(): Promise<void> {
    await this.page.goto(this.url);
  }

  // The app does not set a name for the screens.
  override async openSignIn(): Promise<void> {
    await this.open();
    await this.expectSignedOut();
  }

  override async expectSignedOut(): Promise<void> {
    await expect(this.title("Sign in")).toBeVisible();
  }

  override async signUp(person: Person): Promise<void> {
    await this.button("Create an account").click();
    await expect(this.title("Create an account")).toBeVisible();
    await this.field("Username").fill(person.username);
    await this.field("Email").fill(person.email);
    await this.field("Password").fill(person.password);
    await this.button("Create account").click();
  }

  override async expectSignedIn(person: Pick<Person, "username">): Promise<void> {
    await expect(this.title("You are signed in")).toBeVisible();
    await expect(this.page.getByText(`Signed in as ${person.username}`)).toBeVisible();
  }
}

export const test = base.extend<{ quickStart: QuickStart }>({
  quickStart: async ({ page, emulator }, use) => {
    const app = new QuickStart(page);
    page.on("request", (request) => {
      const chunk = request.url().match(/_(\w+)\.wasm$/)?.[1];
      if (chunk) app.fetched.push(chunk);
    });
    const server = createServer(async (request, response) => {
      const path = request.url === "/" ? "/index.html" : (request.url ?? "");
      const content = await readFile(join(setting("VESTIBULE_QUICK_START"), path)).catch(() => undefined);
      if (!content) return void response.writeHead(404).end();
      response.writeHead(200, { "content-type": CONTENT_TYPES[extname(path)] });
      response.end(path.endsWith(".wasm") ? withEmulator(content, emulator.url) : content);
    });
    await new Promise<void>((listening) => server.listen(0, "localhost", listening));
    app.url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    await use(app);
    server.close();
  },
});

/**
 * Replaces the README's address in the module with the local Cognito's. It is one of the module's constants, with room
 * for as many characters.
 */
function withEmulator(module: Buffer, url: string): Buffer {
  expect(url).toHaveLength(LOCAL_COGNITO.length);
  return Buffer.from(module.toString("latin1").replaceAll(LOCAL_COGNITO, url), "latin1");
}
