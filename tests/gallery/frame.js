// One screen of the gallery: `frame.html?screen=sign-in&language=de&theme=dark`. Cognito is a list of responses. Once the
// screen is there, the document says so by `data-ready`, or by `data-failed` why it is not. With `&focus` the screen moves
// the focus as it does in an app.

import { SCREENS, STATES } from "./states.js";

const POOL = { userPoolId: "eu-west-1_Gallery01", clientId: "gallery00000000000000000001" };
const ENDPOINT = "https://cognito.example";
const wanted = new URLSearchParams(location.search);
const replaced = wanted.get("replaced");
const { dataset } = document.documentElement;

/** After how many milliseconds without a response a screen says so. */
const SLOW_AFTER = 5000;

/** Unsigned tokens, which nobody outside of this page takes, of somebody who signed in so many seconds ago. */
function tokens(ago = 0) {
  const now = Math.floor(Date.now() / 1000);
  const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL.userPoolId}`;
  const claims = {
    iss,
    sub: "5f0c1c1e-0000-4000-8000-000000000001",
    iat: now,
    auth_time: now - ago,
    exp: now + 3600,
    jti: "1",
    origin_jti: "1",
    event_id: "1",
  };
  const token = (more) =>
    [{ alg: "RS256", kid: "1" }, { ...claims, ...more }, "x"]
      .map((part) => btoa(JSON.stringify(part)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_"))
      .join(".");
  return {
    ExpiresIn: 3600,
    TokenType: "Bearer",
    RefreshToken: "made-up",
    AccessToken: token({
      token_use: "access",
      client_id: POOL.clientId,
      username: "ada",
      scope: "aws.cognito.signin.user.admin",
    }),
    IdToken: token({
      token_use: "id",
      aud: POOL.clientId,
      "cognito:username": "ada",
      email: "ada@example.com",
      name: "Ada Lovelace",
    }),
  };
}

/** A session whose tokens have expired, as the library keeps it. */
function keepStale() {
  const { IdToken: idToken, AccessToken: accessToken, RefreshToken: refreshToken } = tokens();
  const expired = (token) => {
    const parts = token.split(".");
    const claims = {
      ...JSON.parse(atob(parts[1].replaceAll("-", "+").replaceAll("_", "/"))),
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    };
    return [
      parts[0],
      btoa(JSON.stringify(claims)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_"),
      parts[2],
    ].join(".");
  };
  const record = {
    v: 1,
    username: "ada",
    revision: 1_700_000_000_000,
    offset: 0,
    origin: "direct",
    idToken: expired(idToken),
    accessToken: expired(accessToken),
    refreshToken,
  };
  localStorage.setItem(`vestibule.${POOL.clientId}.session`, JSON.stringify(record));
}

/** Answers requests to Cognito; the page's own files are fetched. */
function script(responses, { isHeld, isAway, held }) {
  const real = window.fetch.bind(window);
  window.fetch = async (request, init) => {
    const address = request instanceof Request ? request.url : String(request);
    if (!address.startsWith(ENDPOINT)) return real(request, init);
    if (isHeld) return new Promise(() => {});
    if (isAway) throw new TypeError("no network");
    const headers = new Headers(init?.headers ?? request.headers);
    const operation = headers.get("x-amz-target")?.split(".")[1];
    if (held.includes(operation)) return new Promise(() => {});
    const response = responses[operation] ?? {
      status: 400,
      __type: "InvalidParameterException",
      message: `${operation} has no response`,
    };
    const { status = 200, ...body } = response;
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/x-amz-json-1.1" } });
  };
}

/**
 * With `&views`, views of the page's own in every place of every screen, which say where they are; with
 * `&replaced=sign-up`, one in place of that screen.
 */
function views() {
  const view = (screen, place) => (element) => {
    const own = document.createElement("i");
    own.textContent = `${screen} ${place}`;
    element.append(own);
  };
  if (replaced) return { views: { [replaced]: { screen: view(replaced, "screen") } } };
  if (!wanted.has("views")) return {};
  const places = [
    "header",
    "footer",
    "fields",
    ...["fields", "button"].flatMap((spot) => [`before ${spot}`, `after ${spot}`]),
  ];
  return {
    views: Object.fromEntries(
      Object.keys(SCREENS).map((screen) => [
        screen,
        Object.fromEntries(places.map((place) => [place, view(screen, place)])),
      ]),
    ),
  };
}

/** No second passes: what counts seconds stands still in every picture. A response may be late at once. */
function standStill({ isSlow }) {
  const real = window.setTimeout.bind(window);
  window.setTimeout = (act, millis = 0, ...given) => {
    if (isSlow && millis === SLOW_AFTER) return real(act, 0, ...given);
    return millis < 900 ? real(act, millis, ...given) : 0;
  };
  window.setInterval = () => 0;
}

/** Until a person does something nothing takes the focus, to which a browser would scroll, and draw a ring. */
function takeNoFocus() {
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = () => {};
  const giveBack = () => (HTMLElement.prototype.focus = focus);
  for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, giveBack, { capture: true, once: true });
}

/** In the index, where other frames are being looked at, what waits until it is seen need not be. */
function seeEverything() {
  window.IntersectionObserver = class {
    constructor(tell) {
      this.observe = (target) => queueMicrotask(() => tell([{ isIntersecting: true, target }], this));
      this.unobserve = this.disconnect = () => {};
    }
  };
}

/** Waits until something is there; in vain, once a screen is there that is replaced. */
async function until(find, what) {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = find();
    if (found) return found;
    if (replaced && shown("i").length) return undefined;
    await new Promise((next) => setTimeout(next, 10));
  }
  throw new Error(`there is no ${what}`);
}

const shown = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility());
const says = (it, text) => (it.getAttribute("aria-label") ?? it.textContent).trim().startsWith(text);

async function act([what, text, typed]) {
  if (what === "see")
    return until(
      () => shown(".vestibule *").find((it) => it.childElementCount === 0 && it.textContent.trim() === text),
      text,
    );
  if (what === "press")
    return (await until(() => shown("button, [role=menuitem]").find((it) => says(it, text)), text))?.click();
  const label = await until(() => shown("label").find((it) => it.textContent.trim() === text), text);
  if (!label) return;
  const input = document.getElementById(label.htmlFor);
  input.value = typed;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The state in the page's address. */
function stateOf(name) {
  if (!Object.hasOwn(STATES, name)) throw new Error(`tests/gallery/states.js: STATES has no ${name}`);
  return STATES[name];
}

async function show() {
  const {
    element = "vestibule-auth",
    attributes = {},
    config = {},
    options: own,
    properties = {},
    responses = {},
    isSignedIn = false,
    isOld = false,
    isStale = false,
    isHeld = false,
    isSlow = false,
    held = [],
    isAway = false,
    keepsFocus = false,
    go = [],
  } = stateOf(wanted.get("screen"));
  const language = wanted.get("language") ?? "en";
  const options = { ...own, ...views() };
  dataset.theme = wanted.get("theme") ?? "";
  const signedIn = isSignedIn ? { InitiateAuth: { AuthenticationResult: tokens(isOld ? 86_400 : 0) } } : {};
  script({ ...signedIn, ...responses }, { isHeld, isAway, held });
  standStill({ isSlow });
  localStorage.clear();
  sessionStorage.clear();
  if (isStale) keepStale();
  await import("../../pkg/dist/element.js");
  const made = (name, its) => {
    const it = document.createElement(name);
    const all = {
      "app-name": "Notes",
      endpoint: ENDPOINT,
      storage: "memory",
      "color-scheme": wanted.get("theme") ?? "system",
      language: "en",
      ...its,
    };
    for (const [attribute, value] of Object.entries(all)) it.setAttribute(attribute, value);
    it.config = { ...POOL, ...config };
    // They can change the language then.
    if (language !== "en") it.strings = {};
    return it;
  };
  if (isSignedIn) {
    // Somebody signs in on another element, which shares the client.
    const way = made("vestibule-auth", { "first-factor": "choice" });
    if (element === "vestibule-auth") way.options = options;
    document.body.append(way);
    await act(["fill", "Username", "ada"]);
    await act(["press", "Continue"]);
    await until(() => way.state === "signed-in", "session");
    if (element !== "vestibule-auth") {
      document.body.append(made(element, attributes));
      document.querySelector(element).options = options;
      await until(() => document.querySelector(element).state === "signed-in", element);
      way.hidden = true;
    }
  } else {
    const it = made(element, attributes);
    Object.assign(it, { options }, properties);
    document.body.append(it);
  }
  await until(() => shown(`${element} .vestibule *`).length, element);
  for (const step of go) await act(step);
  // What is pressed on the way has its English text.
  if (language !== "en") {
    takeNoFocus();
    document.querySelector(element).setAttribute("language", language);
    await until(() => document.querySelector(`${element} [lang="${language}"]`), language);
  }
  // A section is loaded when it is seen.
  for (const section of document.querySelectorAll(".vestibule-section")) {
    scrollTo(0, section.getBoundingClientRect().top + scrollY);
    if (!isSlow) await until(() => !section.querySelector("[aria-busy=true]"), "end of what turns");
  }
  scrollTo(0, 0);
  if (!isHeld && !isSlow) await until(() => !document.querySelector("[aria-busy=true]"), "end of what turns");
  await document.fonts.ready;
  if (keepsFocus || wanted.has("focus")) return;
  // A screen may move the focus later.
  takeNoFocus();
  document.activeElement?.blur();
}

if (parent !== window) {
  takeNoFocus();
  seeEverything();
}
try {
  await show();
} catch (error) {
  dataset.failed = error.message;
} finally {
  dataset.ready = "";
}
