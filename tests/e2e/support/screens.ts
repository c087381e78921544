// The page with only the screens, whose module is split into chunks.

import { Demo, TEXTS } from "./demo.ts";
import type { Person } from "./emulator.ts";
import { expect, setting, test as base } from "./test.ts";

/** A page with only the screens, and which of its files it has loaded. */
export class Screens extends Demo {
  readonly fetched: string[] = [];

  listen(): void {
    this.page.on("request", (request) => {
      const file = request.url().match(/vestibule_(\w+)\.wasm$/)?.[1];
      if (file) this.fetched.push(file);
    });
  }

  override async open(): Promise<void> {
    await this.page.goto(setting("VESTIBULE_SCREENS_URL"));
  }

  /** With the field that the page adds. */
  override async signUp(person: Person): Promise<void> {
    await this.button("Create an account").click();
    // The screen may have to be loaded, and the previous one has a field of the same name.
    await expect(this.title(TEXTS.signUp)).toBeVisible();
    await this.field("Username").fill(person.username);
    await this.field("Email").fill(person.email);
    await this.field("Your name").fill("Ada Lovelace");
    await this.field("Password").fill(person.password);
    await this.button("Create account").click();
  }

  override async expectSignedIn(person: Pick<Person, "username">): Promise<void> {
    await expect(this.title("You are signed in")).toBeVisible();
    await expect(this.page.getByText(`Signed in as ${person.username}`)).toBeVisible();
  }

  /** Blocks a chunk until the returned function is called. */
  async blockChunk(chunk: string): Promise<() => Promise<void>> {
    const file = `**/vestibule_${chunk}.wasm`;
    await this.page.route(file, (route) => route.abort("internetdisconnected"));
    return () => this.page.unroute(file);
  }
}

export const test = base.extend<{ screens: Screens }>({
  screens: async ({ page }, use) => {
    const screens = new Screens(page);
    screens.listen();
    await use(screens);
  },
});
