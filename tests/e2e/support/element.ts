// Pages with the custom element, under the site's strict policy, and the events of the element.

import { expect, type Page, type Locator } from "@playwright/test";
import { CLIENT, POOL, type Person } from "./emulator.ts";
import { setting } from "./test.ts";

/** The site's policy; any violation of it is an error on the console, which fails the test. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' http://127.0.0.1:* http://localhost:*; form-action 'self' http://127.0.0.1:*; base-uri 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const IMPORT = 'import "/pkg/dist/element.js";';

/** Records the events of all elements. */
const RECORD_EVENTS = `
window.events = [];
for (const name of ["signed-in", "signed-out", "step", "error"])
  addEventListener("vestibule-" + name, (event) => window.events.push([name, event.detail, event.cancelable]));`;

export interface ElementEvent {
  readonly name: string;
  readonly detail: Record<string, unknown>;
  readonly cancelable: boolean;
}

/** The content of a page. */
export interface PageContent {
  readonly body?: string;
  /** The page's script. */
  readonly script?: string;
  readonly style?: string;
  /** More for the page's head. */
  readonly head?: string;
  /** Styles in the page itself, which the policy allows. */
  readonly styleSource?: string;
}

interface TestPool {
  readonly pool: string;
  readonly client: string;
  /** The local Cognito that all tests share, unless set here. */
  readonly endpoint?: string;
}

export class ElementPage {
  readonly fetched: string[] = [];

  constructor(readonly page: Page) {
    page.on("request", (request) => {
      const file = request.url().match(/\/(\w+\.wasm|\w+\.js)$/)?.[1];
      if (file) this.fetched.push(file);
    });
  }

  /** The element with the local Cognito's pool, and more attributes. */
  static tag(more = "", content = "", pool: TestPool = { pool: POOL, client: CLIENT }): string {
    return ElementPage.tagOf("vestibule-auth", more, content, pool);
  }

  /** The same for another element. */
  static tagOf(
    name: string,
    more: string,
    content: string,
    { pool, client, endpoint = setting("VESTIBULE_EMULATOR_URL") }: TestPool,
  ): string {
    return `<${name} user-pool-id="${pool}" client-id="${client}" endpoint="${endpoint}" ${more}>${content}</${name}>`;
  }

  /** Opens a page under the site's origin; a reload returns the same page. */
  async open({
    body = ElementPage.tag(),
    script = IMPORT,
    style = "",
    head = "",
    styleSource = "",
  }: PageContent = {}): Promise<void> {
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/element-test/page.css"><script src="/element-test/note.js"></script>
<script type="module" src="/element-test/page.js"></script>${head}<body>${body}</body></html>`;
    const files: Record<string, [type: string, body: string]> = {
      "": ["text/html", html],
      "page.js": ["text/javascript", script],
      "note.js": ["text/javascript", RECORD_EVENTS],
      "page.css": ["text/css", style],
    };
    const policy = POLICY.replace("style-src 'self'", `style-src 'self' ${styleSource}`);
    await this.page.unroute("**/element-test/**");
    await this.page.route("**/element-test/**", (route) => {
      const name = new URL(route.request().url()).pathname.replace("/element-test/", "");
      const [contentType, body] = files[name] ?? ["text/plain", ""];
      return route.fulfill({ contentType, body, headers: { "content-security-policy": policy } });
    });
    await this.page.goto(`${new URL(setting("VESTIBULE_SITE_URL")).origin}/element-test/`);
  }

  get element(): Locator {
    return this.page.locator("vestibule-auth").first();
  }

  title(text: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: text, exact: typeof text === "string" });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true }).filter({ visible: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  async signIn({ username, password }: Pick<Person, "username" | "password">): Promise<void> {
    await this.field("Username").fill(username);
    await this.field("Password").fill(password);
    await this.button("Sign in").click();
  }

  async expectSignedIn({ username }: Pick<Person, "username">): Promise<void> {
    await expect(this.page.getByText(`Signed in as ${username}`)).toBeVisible();
    await expect.poll(() => this.state()).toBe("signed-in");
  }

  async state(): Promise<string> {
    return this.element.evaluate((element) => (element as unknown as { state: string }).state);
  }

  /** The events so far, or those with this name. */
  async events(name?: string): Promise<ElementEvent[]> {
    const events = await this.page.evaluate(
      () => (window as unknown as { events: [string, Record<string, unknown>, boolean][] }).events,
    );
    return events
      .map(([name, detail, cancelable]) => ({ name, detail, cancelable }))
      .filter((it) => !name || it.name === name);
  }
}
