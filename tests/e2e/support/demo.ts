// The demo as users see it: what is on its screens, by role and label.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "./emulator.ts";

export const TEXTS = {
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

  /** Makes the demo use another of the emulator's pools. */
  async usePool(userPoolId: string, clientId: string): Promise<void> {
    await this.page.route("**/config.json", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), userPoolId, clientId } });
    });
  }

  title(text: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: text, exact: typeof text === "string" });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** The message above the form's button. */
  get alert(): Locator {
    return this.page.locator("form").getByRole("alert");
  }

  /** The signed-in page's message about the last action. */
  get status(): Locator {
    return this.page.getByRole("main").getByRole("status");
  }

  /** The button that signs in through the hosted pages. */
  redirect(grant: "code" | "implicit"): Locator {
    return this.button(grant === "code" ? "Continue with the hosted UI" : "Hosted UI by implicit grant");
  }

  /** The button that also signs out of the hosted pages. */
  get hostedSignOut(): Locator {
    return this.button("Sign out through the hosted UI");
  }

  /** Opens the sign-in screen. */
  async openSignIn(): Promise<void> {
    await this.open();
    await expect(this.title(TEXTS.signIn)).toBeVisible();
  }

  async signIn({ username, password }: Pick<Person, "username" | "password">): Promise<void> {
    await this.field("Username").fill(username);
    await this.field("Password").fill(password);
    await this.button("Sign in").click();
  }

  /** Opens the demo and signs in. */
  async openSignedIn(person: Person): Promise<void> {
    await this.openSignIn();
    await this.signIn(person);
    await this.expectSignedIn(person);
  }

  async signUp(person: Person): Promise<void> {
    await this.button("Create an account").click();
    await expect(this.title(TEXTS.signUp)).toBeVisible();
    await this.field("Username").fill(person.username);
    await this.field("Email").fill(person.email);
    await this.field("Password").fill(person.password);
    await this.button("Create account").click();
  }

  /** Fills in a code at once, as a browser does: the form submits itself. */
  async confirm(code: string): Promise<void> {
    await this.field("Code").fill(code);
  }

  async expectSignedIn(person: Pick<Person, "username">): Promise<void> {
    await expect(this.button("Sign out")).toBeVisible();
    // A pool that ignores case may return the name in lower case.
    await expect(this.page.getByRole("heading", { level: 1, name: `Hello, ${person.username}` })).toBeVisible();
  }

  async expectSignedOut(): Promise<void> {
    await expect(this.title(TEXTS.signIn)).toBeVisible();
  }

  /** A field has an error, visible and for screen readers, and has the focus. */
  async expectFieldError(label: string, text: string | RegExp): Promise<void> {
    const field = this.field(label);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    // The description may continue with a hint.
    await expect(field).toHaveAccessibleDescription(typeof text === "string" ? new RegExp(escapeRegExp(text)) : text);
    await expect(field).toBeFocused();
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
