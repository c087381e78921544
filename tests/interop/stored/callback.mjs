// Responses of the hosted pages in the page's address.

import assert from "node:assert/strict";
import { test } from "../support/suite.mjs";
import { createClient, newPage, newSignedInPage, outcome, POOL, wasmLoads } from "./support.mjs";

await test("an address without a response needs no WebAssembly", async () => {
  newSignedInPage();
  const auth = await createClient();
  const before = wasmLoads();
  for (const href of ["https://example.com/", "https://example.com/?q=1#decoded", undefined]) {
    globalThis.location = { href };
    assert.equal(await auth.handleCallback(), undefined);
  }
  assert.equal(wasmLoads(), before);
  delete globalThis.location;
});

await test("a code or an error of the app is ignored; an error without a state needs the WebAssembly", async () => {
  const page = "https://example.com/cb";
  const denied = "?error=x&error_description=y";
  const none = {};
  const hosted = { domain: "auth.example.com", redirectUri: `${page}?from=us` };
  const idpInitiated = { ...hosted, idpInitiated: "Mailbox" };
  // The settings, whether a redirect or a popup of this client has started, the address, and whether it is a response.
  for (const [settings, started, href, isResponse] of [
    [none, "redirect", `${page}?code=SUMMER`, false],
    [hosted, "", `${page}?code=SUMMER`, false],
    [hosted, "redirect", `${page}?code=SUMMER`, false],
    [hosted, "redirect", `${page}?code=1&state=2`, false],
    [hosted, "redirect", `${page}#code=1&state=another.abc`, false],
    [hosted, "", page + denied, false],
    [hosted, "redirect", `${page}${denied}&state=2`, false],
    [hosted, "redirect", `https://example.com/${denied}`, false],
    [hosted, "redirect", page + denied, true],
    [hosted, "redirect", `${page}/${denied}`, true],
    [hosted, "redirect", page + denied.replace("?", "#"), true],
    [hosted, "redirect", `${page}?a=1&${denied.slice(1)}`, true],
    [hosted, "popup", page + denied, true],
    [hosted, "popup", `${page}?code=SUMMER`, false],
    [idpInitiated, "", `${page}?code=1`, true],
    [idpInitiated, "", page + denied, true],
    [idpInitiated, "", `${page}?code=1&state=2`, false],
    [idpInitiated, "", `${page}?promocode=1`, false],
    [idpInitiated, "", "https://example.com/sale?code=SUMMER", false],
  ]) {
    const { sessionStorage } = newSignedInPage();
    const keys = {
      "": "vestibule.redirect.another.abc",
      redirect: `vestibule.redirect.${POOL.clientId}.abc`,
      popup: "vestibule.popup",
    };
    sessionStorage[keys[started]] = "{}";
    const auth = await createClient(settings);
    const before = wasmLoads();
    globalThis.location = { href };
    const { error } = await outcome(auth.handleCallback());
    assert.equal(error?.kind, isResponse ? "network" : undefined, href);
    assert.equal(wasmLoads() - before, isResponse ? 1 : 0, href);
    assert.equal(globalThis.location.href, href);
  }
  delete globalThis.location;
});

await test("a response is removed from the address before anything is loaded, and kept for the next try", async () => {
  const { sessionStorage } = newPage();
  const state = `${POOL.clientId}.abc`;
  const callbackKey = `vestibule.callback.${POOL.clientId}`;
  globalThis.history = { state: 7, replaceState: (same, _, href) => (globalThis.location = { href, same }) };
  for (const [address, clean, isKept] of [
    [`/cb?a=%20&code=1&state=${state}&b`, "/cb?a=%20&b", true],
    [`/cb?code=1&state=${encodeURIComponent(state)}#top`, "/cb#top", true],
    [`/cb?error=access_denied&error_description=No&state=${state}`, "/cb", true],
    [`/cb?x=1#access_token=a&id_token=b&expires_in=3600&token_type=Bearer&state=${state}&mine`, "/cb?x=1#mine", false],
  ]) {
    delete sessionStorage[callbackKey];
    globalThis.location = { href: `https://example.com${address}` };
    const auth = await createClient();
    const error = async () => (await outcome(auth.handleCallback())).error;
    assert.equal((await error()).kind, "network");
    assert.equal(globalThis.location.href, `https://example.com${clean}`);
    const stored = sessionStorage[callbackKey]?.replace(/^\d+ /, "");
    assert.equal(stored, isKept ? `https://example.com${address}` : undefined);
    // The next try is in this page, or after a reload; tokens are not stored for that.
    assert.equal((await error()).kind, "network");
    const reloaded = await createClient();
    assert.equal((await outcome(reloaded.handleCallback())).error?.kind, isKept ? "network" : undefined);
  }
  // Responses to another app client, and parameters of the app.
  for (const query of ["?code=1&state=another.abc", `?code=1&xstate=${state}`]) {
    globalThis.location = { href: `https://example.com/${query}` };
    await outcome((await createClient()).handleCallback());
    assert.equal(globalThis.location.href, `https://example.com/${query}`);
  }
  delete globalThis.location;
  delete globalThis.history;
});
