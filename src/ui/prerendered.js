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
    const alive = all.find((it) => it.name === control.name && (!ticked(it) || it.value === control.value));
    // A site's own field may be of a kind that takes no value, or gives no caret, from a script.
    try {
      if (ticked(alive)) alive.checked = control.checked;
      else alive.value = control.value;
      if (control !== activeElement) continue;
      alive.focus();
      alive.setSelectionRange(selectionStart, selectionEnd);
    } catch {}
  }
  if (!old.open) form.requestSubmit?.();
}

const named = (form) => [...(form?.elements ?? [])].filter(({ name }) => name);
const ticked = ({ type }) => type === "checkbox" || type === "radio";
