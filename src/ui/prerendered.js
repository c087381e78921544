// The page's side of a sign-in form that stood there before the module.

/** Whether the form of this id is still there. */
export const isThere = (id) => !!document.getElementById(id);

/** Removes it. What was typed into it, the focus and the caret move to the form that has come alive, if that is what
 *  came: it has the same fields under the same ids. It is sent where the person had sent the other. */
export function takeOver(id) {
  const old = document.getElementById(id);
  if (!old) return;
  const { activeElement } = document;
  const { selectionStart, selectionEnd } = activeElement;
  const typed = [...old.querySelector("form").elements].filter(({ name }) => name);
  old.remove();
  const form = document.getElementById(typed[0].id)?.form;
  if (!form) return;
  // It has been there all the time, to look at.
  form.closest(".vestibule-card").style.animation = "none";
  for (const control of typed) {
    const alive = form.elements[control.name];
    if (!alive) continue;
    alive.value = control.value;
    alive.checked = control.checked;
    if (control === activeElement) {
      alive.focus();
      // Not every kind of input tells where its caret is.
      if (selectionStart !== null) alive.setSelectionRange(selectionStart, selectionEnd);
    }
  }
  if (!old.open) form.requestSubmit();
}
