// What a page adds to the custom element: content for signed-in users, a dialog around it, custom challenges, a
// password strength estimator.

import { ElementPage } from "./support/element.ts";
import { FACTORS } from "./support/emulator.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { expect, test as base } from "./support/test.ts";

const test = base.extend<{ host: ElementPage }>({
  host: async ({ page }, use) => {
    await use(new ElementPage(page));
  },
});

test("the page's content for signed-in users replaces the card", async ({ host, page, emulator }) => {
  const person = await emulator.createUser();
  await host.open({
    body: ElementPage.tag("", '<p>Wait</p><p slot="header">Hello</p><p slot="signed-in">Your notes</p>'),
  });
  await expect(host.title("Sign in")).toBeVisible();
  await expect(page.getByText("Wait")).toBeHidden();
  await expect(page.getByText("Hello")).toBeVisible();
  await expect(page.getByText("Your notes")).toBeHidden();
  await host.signIn(person);
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(page.getByText("Signed in as")).toBeHidden();
  await host.element.evaluate((element) => (element as unknown as { signOut(): Promise<object> }).signOut());
  await expect(host.title("Sign in")).toBeVisible();
  await expect(page.getByText("Your notes")).toBeHidden();
});

test("in a dialog of the page it keeps what was typed, and after the sign-in the focus is back", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUser();
  const script = `import "/pkg/dist/element.js";
    const dialog = document.querySelector("dialog");
    document.querySelector("#open").onclick = () => dialog.showModal();
    addEventListener("vestibule-signed-in", (event) => {
      event.preventDefault();
      dialog.close();
    });`;
  const body = `<button id="open">Sign in to comment</button><dialog aria-label="Sign in">${ElementPage.tag()}</dialog>`;
  await host.open({ body, script });
  const opener = host.button("Sign in to comment");
  await opener.click();
  await host.field("Username").fill(person.username);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(host.field("Username")).toHaveValue(person.username);
  await host.signIn(person);
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a listener can prevent the card for a signed-in user", async ({ host, page, emulator }) => {
  const person = await emulator.createUser();
  await host.open();
  await page.evaluate(() => addEventListener("vestibule-signed-in", (event) => event.preventDefault()));
  await host.signIn(person);
  await expect.poll(() => host.state()).toBe("signed-in");
  await expect(page.getByText("Signed in as")).toBeHidden();
});

test("a page shows its own form for the challenges of the pool's triggers", async ({ host, page }) => {
  const script = `import "/pkg/dist/element.js";
    window.over = 0;
    document.querySelector("vestibule-auth").customChallenge = ({ username, parameters, submit }, place) => {
      const [title, form, input, button, problem] = ["h1", "form", "input", "button", "p"].map((tag) => document.createElement(tag));
      title.textContent = username + ": " + parameters.question;
      input.setAttribute("aria-label", "Answer");
      button.textContent = "Send";
      form.onsubmit = (event) => {
        event.preventDefault();
        submit(input.value).catch(({ kind }) => (problem.textContent = kind));
      };
      form.append(input, button);
      place.append(title, form, problem);
      return () => window.over++;
    };`;
  await host.open({ body: ElementPage.tag('first-factor="custom"', "", FACTORS), script });
  const begin = async () => {
    await host.field("Username").fill("hedy");
    await host.button("Continue").click();
    await expect(host.title("hedy: What is the magic word?")).toBeVisible();
  };
  const answer = async (text: string) => {
    await host.field("Answer").fill(text);
    await host.button("Send").click();
  };
  await begin();
  await expect(host.field("Answer")).toBeFocused();
  for (const _ of [1, 2]) {
    await answer("abracadabra");
    await expect(host.field("Answer")).toHaveValue("");
  }
  await answer("abracadabra");
  await expect(page.getByRole("alert").getByText("Those details do not match.")).toBeVisible();
  await expect(host.field("Username")).toHaveValue("hedy");
  await host.button("Continue").click();
  await expect(host.title("hedy: What is the magic word?")).toBeVisible();
  await answer("xyzzy");
  await expect(host.title("hedy: And the other one?")).toBeVisible();
  await answer("plugh");
  await host.expectSignedIn({ username: "hedy" });
  // Each was notified when its challenge was over.
  expect(await page.evaluate(() => (window as unknown as { over: number }).over)).toBe(5);
});

test("a page rates the strength of a new password", async ({ host, page }) => {
  const script = `import "/pkg/dist/element.js";
    document.querySelector("vestibule-auth").passwordStrength = async (password) => (password.length > 12 ? 4 : 1);`;
  await host.open({ script });
  await host.button("Create an account").click();
  await expect(host.title("Create an account")).toBeVisible();
  await host.field("Password").fill("Engine");
  await expect(page.getByText("Weak: easy to guess")).toBeVisible();
  await host.field("Password").fill("Engine-1843-Analytical");
  await expect(page.getByText("Strong: very hard to guess")).toBeVisible();
  await expectAccessible(page);
});
