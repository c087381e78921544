// What a page does in the background: its requests to Cognito, and errors in it.

import type { Page, Request } from "@playwright/test";

/** The operations that a page asks Cognito for, oldest first. */
export class Calls {
  private readonly seen: { operation: string; body: Record<string, unknown> }[] = [];

  constructor(page: Page) {
    page.on("request", (request) => {
      const operation = operationOf(request);
      if (operation) this.seen.push({ operation, body: request.postDataJSON() ?? {} });
    });
  }

  /** How many operations were asked for. */
  get total(): number {
    return this.seen.length;
  }

  /** How often an operation was asked for. */
  count(operation: string): number {
    return this.seen.filter((call) => call.operation === operation).length;
  }

  /** The bodies of all requests for an operation. */
  bodies(operation: string): Record<string, unknown>[] {
    return this.seen.filter((call) => call.operation === operation).map((call) => call.body);
  }
}

/** What the browsers say of a request that found no network: Chromium, and Firefox. */
export const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|CORS request did not succeed/;

/** The name of the operation that a request asks Cognito for. */
export function operationOf(request: Request): string | undefined {
  if (request.method() !== "POST") return undefined;
  return request.headers()["x-amz-target"]?.split(".")[1];
}

/** What a page complains about: errors on its console, its own crashes, and policy violations. */
export class Complaints {
  readonly all: string[] = [];
  /** What the library tells the developer besides. */
  readonly warnings: string[] = [];
  /** The browser's own note that an answer was a refusal, which tests bring about. */
  private readonly expected: RegExp[] = [/^Failed to load resource: the server responded with a status of 40\d/];

  constructor(page: Page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.all.push(message.text());
      if (message.type() === "warning") this.warnings.push(message.text());
    });
    page.on("pageerror", (error) => this.all.push(String(error)));
  }

  /** Takes what the test brings about for no complaint. */
  forgive(expected: RegExp): void {
    this.expected.push(expected);
  }

  /** Those that no test brought about. */
  get serious(): string[] {
    return this.all.filter((text) => !this.expected.some((expected) => expected.test(text)));
  }
}
