// What the browser does for redirects, popups and passkeys. The npm package loads it when something needs it, and
// lends it to `page.js`; elsewhere it is always there.

let ceremony;

export const extra = {
  /** A window that the app, or the package's entry, has opened for the next popup. */
  window: undefined,

  /** Whether it is the RS256 signature of `message` by the key with this modulus and exponent, in base64url. */
  async verify(n, e, message, signature) {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const jwk = { kty: "RSA", alg: "RS256", n, e };
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    return crypto.subtle.verify(algorithm, key, signature, message);
  },

  // The address that the window ended at. What is thrown says why there is none.
  //
  // The window hands its answer over by a channel and by the storage, under the flow's own state: a page with
  // Cross-Origin-Opener-Policy on the way cuts the two windows apart, `opener` is gone, and `closed` is true at
  // once. So `closed` counts only where the person has come back to this page for some seconds; for more of them
  // where they were elsewhere when it became true, since a window that they close gives the focus back.
  async popup(url, state, millis) {
    const popup = extra.window ?? open(url, "_blank", windowFeatures());
    if (!popup) throw { name: "Blocked" };
    if (extra.window) {
      // It was opened before this page wrote down the state, of which other windows begin with a copy.
      attempt(() => popup.sessionStorage.setItem(WINDOW, state));
      popup.location.href = url;
    }
    extra.window = undefined;
    const ends = Date.now() + millis;
    const key = POPUP + state;
    let timer, channel;
    let seenClosed = 0;
    let seenAway = 0;
    const ending = new Promise((resolve, reject) => {
      try {
        channel = new BroadcastChannel(key);
        channel.onmessage = ({ data }) => {
          if (data === TAKEN) return;
          channel.postMessage(TAKEN);
          resolve(String(data));
        };
      } catch {
        // The storage serves alone.
      }
      timer = setInterval(() => {
        const stored = takeStored(key);
        const isHere = document.hasFocus();
        if (popup.closed && !isHere) seenAway += 1;
        seenClosed = popup.closed && isHere ? seenClosed + 1 : 0;
        if (stored) resolve(stored);
        else if (seenClosed > (seenAway > 1 ? CUT_LOOKS : CLOSED_LOOKS)) reject({ name: "Closed" });
        else if (Date.now() > ends) reject({ name: "Timeout" });
      }, 500);
    });
    return ending.finally(() => {
      clearInterval(timer);
      channel?.close();
      takeStored(key);
      popup.close();
    });
  },

  // Channel and storage are this origin's alone, whoever opened the window. What is handed over is of no use
  // without the verifier, which the page that waits has in its memory. Whoever takes it says so, or takes it out of
  // the storage.
  async handOver(state, url) {
    const key = POPUP + state;
    let isTaken = false;
    let channel;
    try {
      channel = new BroadcastChannel(key);
      channel.onmessage = ({ data }) => (isTaken ||= data === TAKEN);
      channel.postMessage(url);
    } catch {
      // The storage serves alone.
    }
    // Not the tokens of the implicit grant: they would be of use.
    const isStored = !/[#&](access|id)_token=/.test(url) && attempt(() => (localStorage.setItem(key, url), true));
    const ends = Date.now() + (channel ? TAKEN_WITHIN : SEEN_WITHIN);
    try {
      for (;;) {
        await new Promise((over) => setTimeout(over, 100));
        isTaken ||= isStored && attempt(() => localStorage.getItem(key) === null);
        // The other page may not have seen yet what it removed.
        if (isTaken) takeStored(key);
        // True at once where the browser closes the window: one that a page opened, and no ordinary tab.
        close();
        if (globalThis.closed) return "closing";
        if (isTaken) return "taken";
        if (Date.now() > ends) break;
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

  /** Ends the ceremony that is under way, if there is one. */
  abortPasskey: () => ceremony?.abort(),
};

// Passkeys are older than their JSON, which came with Chrome 129, Firefox 119 and Safari 18.4; and what an
// extension puts in the place of a credential may have a `toJSON` that does not work. Both as the standard
// has them: https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON

function optionsOf(json, parse) {
  if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](json);
  const withBytes = (it) => ({ ...it, id: bytes(it.id) });
  const options = { ...json, challenge: bytes(json.challenge) };
  if (json.user) options.user = withBytes(json.user);
  for (const list of ["allowCredentials", "excludeCredentials"]) if (json[list]) options[list] = json[list].map(withBytes);
  return options;
}

function jsonOf(credential) {
  try {
    if (credential.toJSON) return credential.toJSON();
  } catch {
    // By hand, then.
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
  // What is `undefined` or `null` has no place in the JSON.
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

const POPUP = "vestibule.popup.";
/** Where a popup keeps the state of the flow that it was opened for (src/flow/redirect/popup.rs). */
const WINDOW = "vestibule.popup";
/** What the page says that has taken an address. */
const TAKEN = "taken";
/** For how long a page waits for that, in milliseconds; and where there are no channels: browsers let a page in the
 *  background look into the storage once a second. */
const TAKEN_WITHIN = 1000;
const SEEN_WITHIN = 2500;
/** How many looks, of half a second, a window has to be seen closed from a page that has the focus. */
const CLOSED_LOOKS = 4;
/** The same, where the window may be open and only cut off. */
const CUT_LOOKS = 40;

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
    // The browser refuses its storage, or the window shows another origin.
  }
}
