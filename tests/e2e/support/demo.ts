// The demo as users see it: what is on its screens, by role and label.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "./emulator.ts";

export const WORDS = {
  signIn: /^Sign in to /,
  signUp: /^Create your .* account$/,
  checkEmail: "Check your email",
  enterCode: "Enter your code",
  forgot: "Forgot your password?",
  newPassword: "Choose a new password",
  changePassword: "Change your password",
  unavailable: "One moment",
  wrongCredentials: "Those details do not match. Try again.",
  wrongCode: "That code did not match. Check it and try again.",
  wrongCurrentPassword: "That is not your current password.",
  noNetwork: "We cannot reach the service. Check your connection.",
  idle: "You were signed out because you had not been active for a while.",
  total: "You were signed out because you had been signed in for a long time.",
  ended: "You were signed out. Sign in again.",
  revoked: "You were signed out elsewhere. Sign in again.",
  redirectFailed: "That sign-in did not finish. Try again.",
  cancelled: "Sign-in was cancelled.",
} as const;

export class Demo {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/");
  }

  /** Has the demo talk to another of the emulator's pools. */
  async inPool(userPoolId: string, clientId: string): Promise<void> {
    await this.page.route("**/config.json", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), userPoolId, clientId } });
    });
  }

  title(words: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: words, exact: typeof words === "string" });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** What the form says above its button. */
  get alert(): Locator {
    return this.page.locator("form").getByRole("alert");
  }

  /** What the signed-in page says of the last thing that was done. */
  get said(): Locator {
    return this.page.getByRole("main").getByRole("status");
  }

  /** The button that signs in through the hosted pages. */
  redirect(grant: "code" | "implicit"): Locator {
    return this.button(grant === "code" ? "Continue with the hosted UI" : "Hosted UI by implicit grant");
  }

  /** The button that signs out of the hosted pages besides. */
  get hostedSignOut(): Locator {
    return this.button("Sign out through the hosted UI");
  }

  /** Goes to the sign-in screen, and is there. */
  async toSignIn(): Promise<void> {
    await this.open();
    await expect(this.title(WORDS.signIn)).toBeVisible();
  }

  async signIn({ username, password }: Pick<Person, "username" | "password">): Promise<void> {
    await this.field("Username").fill(username);
    await this.field("Password").fill(password);
    await this.button("Sign in").click();
  }

  /** Signs in from nothing, and is in. */
  async enter(person: Person): Promise<void> {
    await this.toSignIn();
    await this.signIn(person);
    await this.expectSignedIn(person);
  }

  async signUp(person: Person): Promise<void> {
    await this.button("Create an account").click();
    await expect(this.title(WORDS.signUp)).toBeVisible();
    await this.field("Username").fill(person.username);
    await this.field("Email").fill(person.email);
    await this.field("Password").fill(person.password);
    await this.button("Create account").click();
  }

  /** Fills in a code at once, as a browser does: it sends itself. */
  async confirm(code: string): Promise<void> {
    await this.field("Code").fill(code);
  }

  async expectSignedIn(person: Pick<Person, "username">): Promise<void> {
    await expect(this.button("Sign out")).toBeVisible();
    // A pool that tells no capital letters from small ones may give them back small.
    await expect(this.page.getByRole("heading", { level: 1, name: `Hello, ${person.username}` })).toBeVisible();
  }

  async expectSignedOut(): Promise<void> {
    await expect(this.title(WORDS.signIn)).toBeVisible();
  }

  /** A field says what is wrong with it, to eyes and to screen readers, and has the focus. */
  async expectFieldError(label: string, words: string | RegExp): Promise<void> {
    const field = this.field(label);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    // The description may go on with a hint.
    await expect(field).toHaveAccessibleDescription(typeof words === "string" ? new RegExp(literal(words)) : words);
    await expect(field).toBeFocused();
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
