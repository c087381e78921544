// Validation of requests to be signed. What the browser would remove or write differently is refused here: AWS would
// only say that the signature does not match.

import type { Tools } from "./checks.js";
import type { Fields } from "./json.js";

/**
 * Returns the request as the browser understands it, which is what is signed: with the whole address, and the content
 * type of the body.
 */
export function requestOf(url: unknown, init: Fields, tools: Tools): Request {
  const href = addressOf(url, tools);
  const headers = checkInit(href, init, tools);
  const request = unless(tools.wrongType(init, "init", "what `fetch` takes"), () => new Request(href, init));
  for (const [name, value] of headers) {
    if (/[^\t -~]/.test(value))
      throw tools.wrongType(value, `headers["${name}"]`, "ASCII, with other characters encoded (encodeURIComponent)");
    if (!request.headers.has(name))
      throw new tools.VestibuleError({
        kind: "invalidInput",
        field: "headers",
        message: `No page may send the header \`${name}\``,
        help: "Remove it: the browser sets it itself, or sends none.",
      });
  }
  return request;
}

/** Returns the headers if everything can be sent. The browser's own errors do not say what is wrong. */
function checkInit(href: string, init: Fields, tools: Tools): Headers {
  const { body, headers, method, mode, signal } = init;
  const refusal = (field: string, wanted: string) => tools.wrongType(init[field], field, wanted);
  if (typeof ReadableStream === "function" && body instanceof ReadableStream)
    throw refusal("body", "a body that is no stream: one cannot be signed before it is sent");
  if (signal != null && !(signal instanceof AbortSignal)) throw refusal("signal", "an AbortSignal");
  if (mode === "no-cors") throw refusal("mode", "left out: without CORS no signature is sent");
  // As the browser reads it, whatever its type.
  const { method: normalized } = unless(
    refusal("method", "a method that pages may send"),
    () => new Request(href, { method: method as string }),
  );
  if (body != null && /^(GET|HEAD)$/.test(normalized)) throw refusal("body", `left out of a ${normalized} request`);
  const wanted = "headers with names and values that HTTP has";
  return unless(refusal("headers", wanted), () => new Headers(headers as HeadersInit));
}

/** Returns the absolute address. Without a page, it has to be absolute already. */
export function addressOf(url: unknown, tools: Tools): string {
  const text = url instanceof URL ? url.href : tools.text(url, "url");
  const refusal = tools.wrongType(url, "url", "an address of http or https, without a name or password in it");
  const page = (globalThis as { location?: Location }).location?.href;
  const { href, protocol, username, password } = unless(refusal, () => new URL(text, page));
  if (!/^https?:$/.test(protocol) || username || password) throw refusal;
  return href;
}

function unless<T>(refusal: Error, make: () => T): T {
  try {
    return make();
  } catch {
    throw refusal;
  }
}
