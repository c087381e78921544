// The script that keeps what was typed while the screens are rendered again in another language.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const SCRIPT = readFileSync(new URL("../../src/ui/language/form-values.js", import.meta.url), "utf8");

const BEFORE =
  '<div class="vestibule"><form><input id="name" name="username"><select name="country"><option>at<option>fr</select></form></div>';

/** The list gets its options later. */
const AFTER = BEFORE.replace(/<option>.*(?=<\/select>)/, "");

test("a list that gets its options later is restored, and a key that was typed before the next frame is kept", async ({
  page,
}) => {
  await page.setContent(BEFORE);
  const found = await page.evaluate(
    async ({ script, after }) => {
      const { capture } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as {
        capture: () => () => void;
      };
      const input = () => document.querySelector("input")!;
      const list = () => document.querySelector("select")!;
      input().value = "ada";
      list().value = "fr";
      input().focus();
      input().setSelectionRange(2, 2);
      const restore = capture();
      document.body.innerHTML = after;
      restore();
      const atOnce = {
        value: input().value,
        caret: input().selectionStart,
        hasFocus: document.activeElement === input(),
      };
      // As a key does.
      input().value = "adda";
      list().innerHTML = "<option>at<option>fr";
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return { atOnce, later: input().value, country: list().value };
    },
    { script: SCRIPT, after: AFTER },
  );
  expect(found).toEqual({ atOnce: { value: "ada", caret: 2, hasFocus: true }, later: "adda", country: "fr" });
});
