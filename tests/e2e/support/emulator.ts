// The local Cognito, outside of the browser: its inbox, its clock, and the administrators' operations that prepare a
// test.

import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

export const POOL = "eu-west-1_Vestibule";
export const CLIENT = "vestibuledemobrowser000001";
/** The pool that has every factor. */
export const FACTORS = { pool: "eu-west-1_Factors01", client: "vestibuledemofactors000008" } as const;

/** A user with an account, or about to create one. */
export interface Person {
  username: string;
  email: string;
  password: string;
}

interface Message {
  to: string;
  kind: "sign_up" | "forgot_password" | "invitation" | "attribute_verification" | "mfa";
  code: string;
}

/** A user that no other test knows. */
export function newPerson(): Person {
  const suffix = randomUUID().slice(0, 8);
  return {
    username: `ada-${suffix}`,
    email: `ada-${suffix}@example.com`,
    password: `Engine-${suffix}-A1`,
  };
}

export class Emulator {
  constructor(readonly url: string) {}

  /** The code of the newest message of this kind, once there are as many of them as expected. */
  async code(person: Person, kind: Message["kind"], count = 1): Promise<string> {
    // The message is written while the page is still waiting for the response, or a moment later.
    let codes = await this.codes(person, kind);
    for (let tries = 0; codes.length < count && tries < 50; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      codes = await this.codes(person, kind);
    }
    if (codes.length !== count) {
      throw new Error(`${person.email} has ${codes.length} messages of kind ${kind}, not ${count}`);
    }
    return codes[codes.length - 1];
  }

  /** The codes of all messages of this kind, oldest first. */
  async codes(person: Person, kind: Message["kind"]): Promise<string[]> {
    const response = await fetch(`${this.url}/_inbox.json?to=${encodeURIComponent(person.email)}`);
    const { messages } = (await response.json()) as { messages: Message[] };
    return messages.filter((message) => message.kind === kind).map((message) => message.code);
  }

  /** The code of the newest message to an address or a number, once there are as many as expected. */
  async sentTo(to: string, count = 1): Promise<string> {
    const read = async () => {
      const response = await fetch(`${this.url}/_inbox.json?to=${encodeURIComponent(to)}`);
      return ((await response.json()) as { messages: Message[] }).messages;
    };
    // The message is written while the page is still waiting for the response, or a moment later.
    let messages = await read();
    for (let tries = 0; messages.length < count && tries < 50; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      messages = await read();
    }
    if (messages.length !== count) throw new Error(`${to} has ${messages.length} messages, not ${count}`);
    return messages[count - 1].code;
  }

  /** Creates a user with a confirmed account. */
  async createUser(person = newPerson(), attributes: Record<string, string> = {}): Promise<Person> {
    await this.inviteUser(person, attributes);
    await this.admin("AdminSetUserPassword", {
      Username: person.username,
      Password: person.password,
      Permanent: true,
    });
    return person;
  }

  /** Creates a user with a confirmed account in another pool. */
  async createUserIn({ pool }: { pool: string }, person = newPerson()): Promise<Person> {
    const all = { email: person.email, email_verified: "true" };
    await this.call("AdminCreateUser", {
      UserPoolId: pool,
      Username: person.username,
      TemporaryPassword: person.password,
      MessageAction: "SUPPRESS",
      UserAttributes: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
    });
    await this.call("AdminSetUserPassword", {
      UserPoolId: pool,
      Username: person.username,
      Password: person.password,
      Permanent: true,
    });
    return person;
  }

  /** From now on the user needs a code by email after the password. */
  async requireEmailCodes(person: Person, { client }: { client: string }): Promise<void> {
    const signedIn = await this.call("InitiateAuth", {
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: person.username, PASSWORD: person.password },
    });
    const { AccessToken } = signedIn.AuthenticationResult as { AccessToken: string };
    await this.call("SetUserMFAPreference", {
      AccessToken,
      EmailMfaSettings: { Enabled: true, PreferredMfa: true },
    });
  }

  /** Creates a user whose password was set by an administrator, and has to be replaced. */
  async inviteUser(person = newPerson(), attributes: Record<string, string> = {}): Promise<Person> {
    const all = { email: person.email, email_verified: "true", ...attributes };
    await this.admin("AdminCreateUser", {
      Username: person.username,
      TemporaryPassword: person.password,
      MessageAction: "SUPPRESS",
      UserAttributes: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
    });
    return person;
  }

  /** Signs up a user who never enters the code. */
  async signUpUnconfirmed(person = newPerson()): Promise<Person> {
    await this.call("SignUp", {
      ClientId: CLIENT,
      Username: person.username,
      Password: person.password,
      UserAttributes: [{ Name: "email", Value: person.email }],
    });
    return person;
  }

  /** An administrator's operation in the pool. */
  async admin(operation: string, body: object): Promise<Record<string, unknown>> {
    return this.call(operation, { UserPoolId: POOL, ...body });
  }

  /** Moves the emulator's clock forward. Only for a test's own emulator: it affects all its users. */
  async advance(seconds: number): Promise<void> {
    const response = await fetch(`${this.url}/_clock`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ advance_seconds: seconds }),
    });
    if (!response.ok) throw new Error(`/_clock: ${response.status} ${await response.text()}`);
  }

  private async call(operation: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
        // The emulator only checks that there is a signature.
        authorization: "AWS4-HMAC-SHA256 Credential=e2e, SignedHeaders=host, Signature=00",
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : {};
  }
}

/** An emulator that belongs to one test, on its own port. */
export class OwnEmulator extends Emulator {
  private constructor(
    url: string,
    private readonly process: ChildProcess,
  ) {
    super(url);
  }

  /** @param config The path of its configuration; the built-in one unless given. */
  static async start(config?: string): Promise<OwnEmulator> {
    const program = process.env.VESTIBULE_EMULATOR_PROGRAM;
    if (!program) throw new Error("VESTIBULE_EMULATOR_PROGRAM is not set");
    const configArguments = config === undefined ? [] : ["--config", config];
    const child = spawn(program, ["--port", "0", ...configArguments], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      const url = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (url) return new OwnEmulator(url, child);
    }
    throw new Error("the emulator ended before it listened");
  }

  stop(): void {
    this.process.kill();
  }
}
