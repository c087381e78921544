// The page's side of a sign-in form that stood there before the module.

/** Whether the form of this id is still there. */
export const isThere = (id) => !!document.getElementById(id);

/** Removes it. What was typed into it, the focus and the caret move to the form that has come alive, if that is what
 *  came: it has the same fields under the same ids. It is sent where the person had sent the other. */
export function takeOver(id) {
  const old = document.getElementById(id);
  if (!old) return;
  const { activeElement } = document;
  const { selectionStart, selectionEnd } = activeElement ?? {};
  const typed = named(old.querySelector("form"));
  old.remove();
  const form = document.getElementById(typed[0]?.id)?.form;
  if (!form) return;
  // It has been there all the time, to look at.
  form.closest(".vestibule-card")?.style.setProperty("animation", "none");
  const all = named(form);
  for (const control of typed) {
    const alive = all.find((it) => it.name === nameOf(control) && (!ticked(it) || it.value === control.value));
    // A site's own field may be of a kind that takes no value, or gives no caret, from a script.
    try {
      if (ticked(alive)) alive.checked = control.checked;
      else alive.value = control.value;
      if (control !== activeElement) continue;
      alive.focus();
      alive.setSelectionRange(selectionStart, selectionEnd);
    } catch {}
  }
  // Only a dialog that was closed tells that the form was sent: where browsers know no dialogs, it says nothing.
  if (old.open === false) form.querySelector("[type=submit]")?.click();
}

// The form in the page has its names under another one, so that it can send none of its values.
const nameOf = ({ name, dataset }) => dataset.name ?? name;
const named = (form) => [...(form?.elements ?? [])].filter(nameOf);
const ticked = ({ type }) => type === "checkbox" || type === "radio";
