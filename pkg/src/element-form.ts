// The sign-in form of the screens as data, for the time before the module is loaded. A test
// (tests/interop/package/form.mjs) compares it with the form of the screens.

import { PLACE } from "./element-styles.js";
import { isRecord } from "./json.js";
import type { Fields } from "./json.js";

/** An element: its tag, its attributes, and its content. */
export interface Tree {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly inside: readonly (Tree | string)[];
}

type Attributes = Readonly<Record<string, string>>;

/** The texts of the form, by their names in a file of `languages/`. */
export type FormTexts = Readonly<Record<keyof typeof ENGLISH, string>>;

const ENGLISH = {
  sign_in_title: "Sign in",
  sign_in_title_app: "Sign in to {app}",
  username: "Username",
  email: "Email",
  phone_number: "Phone number",
  password: "Password",
  show: "Show",
  show_password: "Show password",
  remember_me: "Keep me signed in on this device",
  sign_in: "Sign in",
  go_on: "Continue",
  without_password: "Sign in without a password",
  forgot_link: "Forgot your password?",
  sign_up_question: "New here?",
  sign_up_link: "Create an account",
};

/** The texts of the form, and the attributes of another language than English. */
export interface FormLanguage {
  readonly texts: FormTexts;
  readonly attributes: Attributes;
}

export const ENGLISH_FORM: FormLanguage = { texts: ENGLISH, attributes: {} };

/** The form in the language of a file. Texts that the file lacks are in English. */
export function formLanguage(language: string, file: unknown): FormLanguage {
  const texts = isRecord(file) && isRecord(file.strings) ? file.strings : {};
  const own = Object.entries(texts).filter(([name, text]) => name in ENGLISH && typeof text === "string");
  const dir = /^(ar|he)\b/.test(language) ? "rtl" : "ltr";
  return { texts: { ...ENGLISH, ...Object.fromEntries(own) }, attributes: { lang: language, dir } };
}

/** The prefix of the ids in an element. Each element of a page has a number, starting at 0. */
export const idOf = (number: number) => (number ? `vestibule-${number + 1}` : "vestibule");

/** The id of the form that is shown before the module is loaded. */
export const earlyId = (id: string) => `${id}-prerendered`;

/** Whether a form with these options can be created here. */
export const isSupported = ({ extras, startsAt }: Fields) => !extras && startsAt === undefined;

/**
 * The form in its dialog: if it is submitted too early, it closes the dialog and sends nothing (docs/decisions/0021).
 * Its controls have no names, so that no input gets into an address.
 */
export function formTree(
  { app, username, firstFactor, rememberMe, signUp, layout }: Fields,
  id: string,
  { texts, attributes }: FormLanguage,
): Tree {
  const isPage = layout === "page";
  const asksPassword = firstFactor !== "choice" && firstFactor !== "custom";
  const title = typeof app === "string" ? texts.sign_in_title_app.replace("{app}", () => app) : texts.sign_in_title;
  const aside = [
    ...(asksPassword ? [link(texts.forgot_link)] : []),
    ...(firstFactor === "password-or-choice" ? [link(texts.without_password)] : []),
  ];
  const isAsked = Boolean(rememberMe) && rememberMe !== "not-asked";
  const form = element(
    "form",
    { class: `vestibule-form${isAsked ? "" : " vestibule-shares-line"}`, novalidate: "", method: "dialog" },
    nameField(username, id, texts, asksPassword, isPage),
    ...(asksPassword ? [passwordField(id, texts)] : []),
    ...(isAsked ? [tickBox(texts, rememberMe === "ticked")] : []),
    block(
      "messages",
      {},
      block("alert", { role: "alert" }),
      button(asksPassword ? texts.sign_in : texts.go_on),
      block("slow", { role: "status" }),
    ),
    ...(aside.length ? [block("aside", {}, ...aside)] : []),
    element("span", { class: "vestibule-hidden", role: "status" }, " "),
  );
  const links = block("links", {}, element("span", {}, texts.sign_up_question), link(texts.sign_up_link));
  const body = block("body", {}, form, ...(signUp === "closed" ? [] : [links]));
  const heading = element("h1", { class: "vestibule-title", id: `${id}-title`, tabindex: "-1" }, title);
  const card = block("card", isPage ? { role: "main" } : {}, heading, body);
  const frame = { class: isPage ? "vestibule vestibule-whole-page" : "vestibule", ...attributes };
  const dialog = { class: "vestibule-prerendered", open: "", id: earlyId(id), "aria-labelledby": `${id}-title` };
  return element("dialog", dialog, element("div", frame, card));
}

/** The container of the form in its element. */
export const placeTree = (form: Tree) => element("div", { class: PLACE, slot: "vestibule" }, form);

function nameField(username: unknown, id: string, texts: FormTexts, isFollowed: boolean, hasFocus: boolean) {
  const kinds = { email: ["email", "email"], "phone-number": ["tel", "phone_number"] } as const;
  const [type, label] = kinds[username as keyof typeof kinds] ?? (["text", "username"] as const);
  const its = { autocomplete: "username", inputmode: type, enterkeyhint: isFollowed ? "next" : "go", type };
  return field(`${id}-username`, texts[label], "username", { ...its, ...(hasFocus && { autofocus: "" }) });
}

function passwordField(id: string, texts: FormTexts) {
  const its = { autocomplete: "current-password", inputmode: "text", enterkeyhint: "go", type: "password" };
  const reveal = { type: "button", "aria-controls": `${id}-password`, "aria-label": texts.show_password };
  const show = element("button", { class: "vestibule-reveal", ...reveal }, texts.show);
  return field(`${id}-password`, texts.password, "password", its, show);
}

function field(id: string, label: string, name: string, its: Attributes, reveal?: Tree) {
  const input = element("input", {
    ...its,
    class: reveal ? "vestibule-input vestibule-secret" : "vestibule-input",
    id,
    "data-name": name,
    "aria-describedby": `${id}-error ${id}-hint`,
    "aria-required": "true",
    "aria-invalid": "false",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
  });
  const error = element("p", { class: "vestibule-error", id: `${id}-error` });
  const hint = { class: "vestibule-hint", id: `${id}-hint`, ...(reveal && { "aria-live": "polite" }) };
  return block(
    "field",
    {},
    element("label", { class: "vestibule-label", for: id }, label),
    block("control", {}, input, ...(reveal ? [reveal] : [])),
    block("line", {}, error, element("p", hint, " ")),
  );
}

function tickBox(texts: FormTexts, isTicked: boolean) {
  const its = { class: "vestibule-check", type: "checkbox", "data-name": "remember", value: "yes" };
  const box = element("input", { ...its, ...(isTicked && { checked: "" }) });
  return element("label", { class: "vestibule-remember" }, box, texts.remember_me);
}

const link = (label: string) => element("button", { class: "vestibule-link", type: "button" }, label);

function button(label: string) {
  const its = { class: "vestibule-button vestibule-primary", type: "submit", "aria-busy": "false" };
  const text = element("span", { class: "vestibule-button-label" }, label);
  return element("button", its, text, element("span", { class: "vestibule-spinner" }));
}

const block = (name: string, attributes: Attributes, ...inside: (Tree | string)[]) =>
  element("div", { class: `vestibule-${name}`, ...attributes }, ...inside);

const element = (tag: string, attributes: Attributes, ...inside: (Tree | string)[]): Tree => ({
  tag,
  attributes,
  inside,
});
