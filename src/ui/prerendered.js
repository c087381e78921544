// Replaces a prerendered sign-in form.

/** Returns whether the form with this id is still in the page. */
export const isPresent = (id) => !!document.getElementById(id);

/** Removes the prerendered form. If a form has replaced it, that form has the same fields and ids: it gets the values, the
 *  focus and the caret, and is submitted if the person had submitted the prerendered one. */
export function takeOver(id) {
  const old = document.getElementById(id);
  if (!old) return;
  const { activeElement } = document;
  const { selectionStart, selectionEnd } = activeElement ?? {};
  const typed = named(old.querySelector("form"));
  old.remove();
  const form = document.getElementById(typed[0]?.id)?.form;
  if (!form) return;
  // The form seems to have been there all the time.
  form.closest(".vestibule-card")?.style.setProperty("animation", "none");
  const all = named(form);
  for (const control of typed) {
    const target = all.find((it) => it.name === nameOf(control) && (!isCheckable(it) || it.value === control.value));
    // A field of the site may not allow a script to set its value or caret.
    try {
      if (isCheckable(target)) target.checked = control.checked;
      else target.value = control.value;
      if (control !== activeElement) continue;
      target.focus();
      target.setSelectionRange(selectionStart, selectionEnd);
    } catch {}
  }
  // A closed dialog shows that the form was submitted. In browsers without dialogs `open` is undefined.
  if (old.open === false) form.querySelector("[type=submit]")?.click();
}

// The prerendered form has its names in `data-name`, so that it cannot send any values.
const nameOf = ({ name, dataset }) => dataset.name ?? name;
const named = (form) => [...(form?.elements ?? [])].filter(nameOf);
const isCheckable = ({ type }) => type === "checkbox" || type === "radio";
