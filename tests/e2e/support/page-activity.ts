// What a page does in the background: its requests to Cognito, and errors in it.

import type { Page, Request } from "@playwright/test";

/** The operations that a page requests from Cognito, oldest first. */
export class Calls {
  private readonly seen: { operation: string; body: Record<string, unknown> }[] = [];

  constructor(page: Page) {
    page.on("request", (request) => {
      const operation = operationOf(request);
      if (operation) this.seen.push({ operation, body: request.postDataJSON() ?? {} });
    });
  }

  /** The number of requests. */
  get total(): number {
    return this.seen.length;
  }

  /** The number of requests for an operation. */
  count(operation: string): number {
    return this.seen.filter((call) => call.operation === operation).length;
  }

  /** The bodies of all requests for an operation. */
  bodies(operation: string): Record<string, unknown>[] {
    return this.seen.filter((call) => call.operation === operation).map((call) => call.body);
  }
}

/** The message of Chromium or Firefox about a request without a network. */
export const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|CORS request did not succeed/;

/** The name of the operation that is requested from Cognito. */
export function operationOf(request: Request): string | undefined {
  if (request.method() !== "POST") return undefined;
  return request.headers()["x-amz-target"]?.split(".")[1];
}

/** What goes wrong on a page: errors on its console, exceptions, and policy violations. */
export class PageErrors {
  readonly all: string[] = [];
  /** The library's warnings for developers. */
  readonly warnings: string[] = [];
  /** The browser logs every rejected request, which tests cause on purpose. */
  private readonly expected: RegExp[] = [/^Failed to load resource: the server responded with a status of 40\d/];

  constructor(page: Page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.all.push(message.text());
      if (message.type() === "warning") this.warnings.push(message.text());
    });
    page.on("pageerror", (error) => this.all.push(String(error)));
  }

  /** Ignores errors that the test causes. */
  ignore(expected: RegExp): void {
    this.expected.push(expected);
  }

  /** Errors that no test causes. */
  get unexpected(): string[] {
    return this.all.filter((text) => !this.expected.some((expected) => expected.test(text)));
  }
}
