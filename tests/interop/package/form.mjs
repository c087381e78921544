// The form of the custom element before its module is loaded, compared with the form of the screens for the same
// attributes.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, test } from "../support/suite.mjs";

const CASES = JSON.parse(readFileSync(new URL("../../cases/forms.json", import.meta.url), "utf8"));
const { prerender } = await import(pathToFileURL(join(dist, "prerender.js")));

/** The HTML with the attributes of each tag sorted by name. */
const sortAttributes = (html) =>
  html.replace(
    /<([\w-]+)((?: [\w-]+="[^"]*")*)>/g,
    (_, tag, attributes) => `<${[tag, ...(attributes.match(/[\w-]+="[^"]*"/g) ?? []).sort()].join(" ")}>`,
  );

const language = (tag) => tag && { tag, file: JSON.parse(readFileSync(join(dist, `languages/${tag}.json`), "utf8")) };

await test("the form is the same as that of the screens", async () => {
  assert.ok(CASES.length > 20);
  for (const { attributes, html } of CASES) {
    const { language: tag, "color-scheme": _, ...others } = attributes;
    const form = await prerender(others, language(tag));
    const [, content] = /^<div class="vestibule-place" slot="vestibule">(.*)<\/div>$/s.exec(form.html) ?? [];
    // The element has its colour scheme in the page's style sheet, by its attribute.
    const screens = html.replace(/ data-theme="\w+"/, "");
    assert.equal(sortAttributes(content), sortAttributes(screens), JSON.stringify(attributes));
  }
});

await test("its styles are those of the element, and match the hash", async () => {
  const { style, styleSource } = await prerender({ "app-name": "Notes" });
  const [, css] = /^<style>([^<]*)<\/style>$/.exec(style) ?? [];
  assert.equal(styleSource, `'sha256-${createHash("sha256").update(css).digest("base64")}'`);
  assert.match(
    css,
    /:where\(vestibule-account,vestibule-auth,vestibule-passkey-offer,vestibule-user-button\)\{--vestibule-font:/,
  );
  assert.match(css, /\.vestibule-input\{/);
  assert.doesNotMatch(css, /\.vestibule-tokens|\/\*/);
});

await test("attributes that it does not support are rejected by name", async () => {
  const rejected = (attributes, message) => assert.rejects(prerender(attributes), { name: "TypeError", message });
  await rejected({ "first-factor": "sms" }, /^first-factor: it is "sms"/);
  await rejected({ providers: "Google" }, /providers/);
  await rejected({ mode: "shadow" }, /shadow root/);
});

await test("the main module has no second copy of the style sheet", () => {
  const module = readFileSync(join(dist, "element_bg.wasm"), "latin1");
  assert.ok(!module.includes(".vestibule-input{"));
  assert.ok(readFileSync(join(dist, "element.js"), "utf8").includes(".vestibule-input{"));
});
