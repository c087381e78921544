// A browser without scripts: cookies by host, redirects, forms.

import { strict as assert } from "node:assert";

export class Browser {
  #jars = new Map();
  /** Where each redirect led, oldest first. */
  trail = [];

  /** Opens an address and follows it until it leaves for `stop`, or until a page is there. */
  async open(address, stop, form) {
    let url = new URL(address);
    let body = form && new URLSearchParams(form);
    for (let hops = 0; hops < 30; hops += 1) {
      if (stop && url.href.startsWith(stop)) return { url, html: "" };
      const response = await fetch(url, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: { cookie: this.#cookies(url), accept: "text/html" },
      });
      this.#keep(url, response.headers.getSetCookie());
      const location = response.headers.get("location");
      if (!location) return { url, html: await response.text(), status: response.status };
      url = new URL(location, url);
      this.trail.push(url.href);
      body = undefined;
    }
    throw new Error(`${address} leads nowhere`);
  }

  /** Sends the first form of a page, its hidden fields and these. */
  submit({ url, html }, fields, stop) {
    const form = html.match(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/);
    assert(form, `no form at ${url}: ${html.slice(0, 300)}`);
    const all = {};
    for (const [input] of form[2].matchAll(/<input[^>]*>/g)) {
      const name = attribute(input, "name");
      if (name) all[name] = attribute(input, "value") ?? "";
    }
    return this.open(new URL(unescape(form[1]), url), stop, { ...all, ...fields });
  }

  #cookies({ hostname }) {
    const jar = this.#jars.get(hostname) ?? new Map();
    return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep({ hostname }, cookies) {
    const jar = this.#jars.get(hostname) ?? new Map();
    this.#jars.set(hostname, jar);
    for (const cookie of cookies) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
  }
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found && unescape(found[1]);
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescape(text) {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return NAMED[name] ?? all;
    return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
  });
}
