// A sign-in form without a framework or a build step, on the npm package.
// Serve the repository's root and open /www/. `cargo xtask pkg` builds the package.

import { Vestibule, VestibuleError } from "../pkg/dist/index.js";

const $ = (id) => document.getElementById(id);
const forms = { newPassword: $("new-password"), confirmSignUp: $("confirm"), resetPassword: $("reset") };

let auth;
let step; // the current step of the sign-in
let session;
let credentials; // for another sign-in, after the account has been confirmed

// The messages by kind of error. All other kinds have a general message.
const MESSAGES = {
  accessDenied: "The sign-in was refused.",
  codeExpired: "That code is too old. Ask for another one.",
  codeMismatch: "That code did not match. Check it and try again.",
  configuration: "This page is not set up correctly.",
  network: "The server could not be reached. Check your connection and try again.",
  passwordReused: "That password was used before. Choose another one.",
  sessionExpired: "Your session has ended. Sign in again.",
  signInExpired: "That took a little too long. Sign in again.",
  throttled: "Too many people at once. Try again in a moment.",
  timeout: "The server took too long. Try again.",
  tooManyAttempts: "Too many attempts. Wait a while, then try again.",
  unsupported: "This account asks for something that this page cannot do.",
  unknownState: "That sign-in was begun somewhere else, or long ago. Start again.",
  userDisabled: "This account is switched off.",
  userNotFound: "The user name or the password is wrong.",
  wrongCredentials: "The user name or the password is wrong.",
};
const POOL_MESSAGES = ["invalidPassword", "lambdaRejected"]; // the pool's own message is more specific

start();

async function start() {
  listen();
  try {
    const config = await (await fetch("config.json")).json();
    const here = location.origin + location.pathname;
    auth = await Vestibule.create({ redirectUri: here, logoutUri: here, ...config });
    auth.onChange((change) => (change.kind === "signedOut" ? showSignIn() : showSession(change.session)));
    const outcome = await auth.handleCallback();
    showSession(outcome ? outcome.session : await auth.session());
  } catch (error) {
    showSignIn();
    if (error.kind !== "signedOut") explain(error);
  }
}

function listen() {
  onSubmit($("sign-in"), async ({ username, password }) => {
    credentials = { username, password };
    show(await auth.signIn({ username, password }));
  });
  onSubmit(forms.newPassword, async ({ newPassword, ...attributes }) =>
    show(await step.submit(newPassword, attributes)),
  );
  onSubmit(forms.confirmSignUp, async ({ code }) => {
    await step.submit(code);
    show(await auth.signIn(credentials));
  });
  onSubmit(forms.resetPassword, async ({ code, newPassword }) => {
    await step.submit(code, newPassword);
    show(await auth.signIn({ username: step.username, password: newPassword }));
  });
  onClick($("forgot"), async () => {
    const username = $("sign-in").elements.username;
    if (username.reportValidity()) show(await auth.forgotPassword(username.value));
  });
  onClick($("redirect"), () => auth.signInWithRedirect());
  onClick($("refresh"), () => auth.refresh());
  onClick($("sign-out"), () => auth.signOut());
  onClick($("everywhere"), () => auth.signOutEverywhere());
  for (const button of document.querySelectorAll(".resend")) onClick(button, async () => show(await step.resend()));
  for (const button of document.querySelectorAll(".back")) onClick(button, () => showSignIn());
  setInterval(tick, 1000);
}

// Screens

function show(next) {
  if (next.kind === "done") return showSession(next.session);
  if (!forms[next.kind]) throw new VestibuleError({ kind: "unsupported", message: next.challenge });
  step = next;
  const hint = next.delivery
    ? `We sent a code to ${next.delivery.destination}.`
    : next.kind === "newPassword"
      ? `${next.username}, the present password was meant for one use.`
      : "Enter the code that you were sent, or ask for another one.";
  if (next.kind === "newPassword") askFor(next.missingAttributes);
  screen(forms[next.kind], hint);
  for (const input of document.querySelectorAll(".username")) input.value = next.username;
}

function showSession(next) {
  session = next;
  credentials = undefined;
  $("user").textContent = next.username;
  $("email").textContent = next.claims.email ?? "none";
  $("groups").textContent = next.groups.join(", ") || "none";
  $("claims").textContent = JSON.stringify(next.claims, null, 2);
  tick();
  screen($("signed-in"), `Welcome, ${next.claims.name ?? next.username}.`);
}

function showSignIn() {
  session = step = undefined;
  screen($("sign-in"), "A plain page with a form of its own. No framework, no build step.");
}

function screen(wanted, hint) {
  const isShown = !wanted.hidden;
  for (const other of document.querySelectorAll("main > form, main > section")) other.hidden = other !== wanted;
  $("title").textContent = wanted.dataset.title;
  $("hint").textContent = hint;
  if (isShown) return;
  if (wanted !== $("sign-in")) for (const form of document.forms) form.reset();
  (wanted.querySelector("input") ?? $("title")).focus();
}

function askFor(attributes) {
  $("missing").replaceChildren(
    ...attributes.map((name) => {
      const label = document.createElement("label");
      const input = document.createElement("input");
      Object.assign(input, { name, required: true });
      label.append(name, input);
      return label;
    }),
  );
}

function tick() {
  if (!session) return;
  const seconds = Math.max(0, Math.round((session.expiresAt - Date.now()) / 1000));
  $("left").textContent = `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

// Forms

function onSubmit(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector(".primary"), () => act(Object.fromEntries(new FormData(form))));
  });
}

function onClick(button, act) {
  button.addEventListener("click", () => busy(button, act));
}

async function busy(button, act) {
  if (document.querySelector(".busy")) return; // one thing at a time
  button.classList.add("busy");
  explain();
  try {
    await act();
  } catch (error) {
    explain(error);
  } finally {
    button.classList.remove("busy");
  }
}

function explain(error) {
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  $("alert").textContent = error ? messageFor(error) : "";
  if (!error) return;
  console.warn(error.kind, error.message, error.help ?? "");
  const form = document.querySelector("main > form:not([hidden])");
  const input = error.field && form?.elements[error.field];
  if (input) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

function messageFor(error) {
  if (POOL_MESSAGES.includes(error.kind)) return error.message;
  return MESSAGES[error.kind] ?? "That did not work. Try again.";
}
