// Browser calls for redirects, popups and passkeys. The npm package loads this file on demand and provides it to
// `page.js`. The crate always includes it.

let ceremony;

export const extra = {
  /** A window that the app, or the package's entry, has already opened for the next popup. */
  window: undefined,

  /** Whether `signature` is the RS256 signature of `message` by the key with this modulus and exponent (base64url). */
  async verify(n, e, message, signature) {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const jwk = { kty: "RSA", alg: "RS256", n, e };
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    return crypto.subtle.verify(algorithm, key, signature, message);
  },

  // Returns the address at which the window ended, or throws an object whose `name` is the reason.
  //
  // The window passes its address by a BroadcastChannel and by localStorage, under the flow's `state`, not by `opener`:
  // a page with Cross-Origin-Opener-Policy severs the two windows, and then `closed` is true at once. So `closed` only
  // counts after this page has had the focus for some seconds; for longer if another window had the focus when `closed`
  // became true, because a window that the user closes gives the focus back to this page at once.
  async popup(url, state, millis) {
    const popup = extra.window ?? open(url, "_blank", windowFeatures());
    if (!popup) throw { name: "Blocked" };
    if (extra.window) {
      // This window was opened before the state was stored, so its copy of the session storage lacks it.
      attempt(() => popup.sessionStorage.setItem(POPUP_STATE_KEY, state));
      popup.location.href = url;
    }
    extra.window = undefined;
    const deadline = Date.now() + millis;
    const key = POPUP_PREFIX + state;
    let timer, channel;
    let pollsClosed = 0;
    let pollsUnfocused = 0;
    const result = new Promise((resolve, reject) => {
      try {
        channel = new BroadcastChannel(key);
        channel.onmessage = ({ data }) => {
          if (data === RECEIVED) return;
          channel.postMessage(RECEIVED);
          resolve(String(data));
        };
      } catch {
        // Only localStorage is used.
      }
      timer = setInterval(() => {
        const stored = takeStored(key);
        const hasFocus = document.hasFocus();
        if (popup.closed && !hasFocus) pollsUnfocused += 1;
        pollsClosed = popup.closed && hasFocus ? pollsClosed + 1 : 0;
        if (stored) resolve(stored);
        else if (pollsClosed > (pollsUnfocused > 1 ? SEVERED_POLLS : CLOSED_POLLS)) reject({ name: "Closed" });
        else if (Date.now() > deadline) reject({ name: "Timeout" });
      }, 500);
    });
    return result.finally(() => {
      clearInterval(timer);
      channel?.close();
      takeStored(key);
      popup.close();
    });
  },

  // Only pages of this origin can read the channel and the storage. The address is useless without the PKCE verifier,
  // which only the waiting page has. That page confirms the receipt on the channel, or by removing the address from the
  // storage.
  async handOver(state, url) {
    const key = POPUP_PREFIX + state;
    let isReceived = false;
    let channel;
    try {
      channel = new BroadcastChannel(key);
      channel.onmessage = ({ data }) => (isReceived ||= data === RECEIVED);
      channel.postMessage(url);
    } catch {
      // Only localStorage is used.
    }
    // An address with the tokens of the implicit grant is not stored.
    const isStored = !/[#&](access|id)_token=/.test(url) && attempt(() => (localStorage.setItem(key, url), true));
    const deadline = Date.now() + (channel ? RECEIPT_TIMEOUT : RECEIPT_TIMEOUT_BY_STORAGE);
    try {
      for (;;) {
        await new Promise((over) => setTimeout(over, 100));
        isReceived ||= isStored && attempt(() => localStorage.getItem(key) === null);
        // The other page may have tried to remove the address before its storage showed it.
        if (isReceived) takeStored(key);
        // `closed` is true at once if the browser closes the window. It does so only if a page opened it.
        close();
        if (globalThis.closed) return "closing";
        if (isReceived) return "taken";
        if (Date.now() > deadline) break;
      }
    } finally {
      channel?.close();
    }
    takeStored(key);
    return "unclaimed";
  },

  async passkey(kind, options) {
    const given = JSON.parse(options);
    const own = new AbortController();
    ceremony?.abort();
    ceremony = own;
    const creates = kind === "create";
    const publicKey = optionsOf(given, creates ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON");
    const mediation = kind === "autofill" ? "conditional" : undefined;
    const request = { publicKey, signal: own.signal, ...(mediation && { mediation }) };
    return JSON.stringify(jsonOf(await navigator.credentials[creates ? "create" : "get"](request)));
  },

  /** Aborts the running ceremony, if there is one. */
  abortPasskey: () => ceremony?.abort(),
};

// Conversions for browsers older than Chrome 129, Firefox 119 and Safari 18.4, which have passkeys but not their JSON
// methods, and for extensions whose credentials have a broken `toJSON`. As the standard defines them:
// https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON

function optionsOf(json, parse) {
  if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](json);
  const withBytes = (it) => ({ ...it, id: bytes(it.id) });
  const options = { ...json, challenge: bytes(json.challenge) };
  if (json.user) options.user = withBytes(json.user);
  for (const list of ["allowCredentials", "excludeCredentials"])
    if (json[list]) options[list] = json[list].map(withBytes);
  return options;
}

function jsonOf(credential) {
  try {
    if (credential.toJSON) return credential.toJSON();
  } catch {
    // Converted below.
  }
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const answer = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) answer[name] = text(response[name]);
  if (response.attestationObject) {
    const data = response.getAuthenticatorData?.();
    const key = response.getPublicKey?.();
    Object.assign(answer, {
      transports: response.getTransports?.() ?? [],
      authenticatorData: data && text(data),
      publicKey: key ? text(key) : undefined,
      publicKeyAlgorithm: response.getPublicKeyAlgorithm?.(),
    });
  }
  const clientExtensionResults = credential.getClientExtensionResults();
  // `null` must not be in the JSON, and JSON.stringify leaves `undefined` out.
  return {
    ...{ id, rawId: text(rawId), type, response: answer, clientExtensionResults },
    authenticatorAttachment: authenticatorAttachment ?? undefined,
  };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

const POPUP_PREFIX = "vestibule.popup.";
/** The key under which a popup stores the state of its flow (src/flow/redirect/popup.rs). */
const POPUP_STATE_KEY = "vestibule.popup";
/** The message that confirms the receipt of an address. */
const RECEIVED = "taken";
/** How long a page waits for the receipt, in milliseconds: with a channel; and without one, because browsers run the
 *  timers of a background page only once per second. */
const RECEIPT_TIMEOUT = 1000;
const RECEIPT_TIMEOUT_BY_STORAGE = 2500;
/** How many polls, of half a second each, a window must be closed while this page has the focus. */
const CLOSED_POLLS = 4;
/** The same if the window may be open but severed. */
const SEVERED_POLLS = 40;

function windowFeatures() {
  const [width, height] = [520, 680];
  const left = screenX + (outerWidth - width) / 2;
  const top = screenY + (outerHeight - height) / 2;
  return `popup,width=${width},height=${height},left=${left},top=${top}`;
}

function takeStored(key) {
  return attempt(() => {
    const url = localStorage.getItem(key);
    localStorage.removeItem(key);
    return url;
  });
}

function attempt(act) {
  try {
    return act();
  } catch {
    // The browser blocks its storage, or the window shows another origin.
  }
}
