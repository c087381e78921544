// The server's side of cookies.js: the tokens in a request's `Cookie` header. They are what a browser
// sent: verify the signature, issuer, audience, use and expiry of each before it means anything.

/**
 * The session of an app client in a `Cookie` header; nothing where there is none that is whole.
 * `prefix` is what cookies.js puts before the names.
 */
export function sessionOf(header, clientId, prefix = "__Host-") {
  const all = new Map();
  for (const pair of String(header ?? "").split(";")) {
    const [name, ...value] = pair.trim().split("=");
    if (!all.has(name)) all.set(name, value.join("="));
  }
  const name = `${prefix}vestibule.${clientId}.session`;
  const [, place, count, sum] = /^([ab])(\d\d?)\.(-?\d+)$/.exec(all.get(name) ?? "") ?? [];
  if (!place) return undefined;
  const text = Array.from({ length: +count }, (_, at) => all.get(`${name}.${place}${at}`)).join("");
  if (checksum(text) !== +sum) return undefined;
  try {
    const { v, username, idToken, accessToken, refreshToken } = JSON.parse(decodeURIComponent(text));
    const isWhole = [username, idToken, accessToken].every((it) => typeof it === "string");
    if (isWhole && v <= 2) return { username, idToken, accessToken, refreshToken: refreshToken ?? undefined };
  } catch {
    // It is none of ours.
  }
  return undefined;
}

// FNV-1a.
function checksum(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x1000193);
  return sum;
}
