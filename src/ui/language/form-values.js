// Keeps the values of the forms while the screens are rendered again in another language.

/** Captures the values of the screens' forms and the caret. Returns a function that restores them in the forms that have
 *  replaced these: they have the same fields and names. */
export function capture() {
  const captured = forms().map((form) => controls(form).map(stateOf));
  const { activeElement } = document;
  const { id, selectionStart, selectionEnd } = activeElement ?? {};
  const isInside = !!activeElement?.closest(".vestibule");
  return () => {
    restoreAll(captured);
    if (isInside && id) focus(document.getElementById(id), selectionStart, selectionEnd);
    // Some lists get their options only after they are in the document. What the user has entered since is kept.
    const complete = forms()
      .flatMap(controls)
      .filter(({ options }) => options?.length !== 0);
    const restored = new Map(complete.map((control) => [control, stateOf(control)]));
    requestAnimationFrame(() => restoreAll(captured, (control) => isEqual(control, restored.get(control) ?? control)));
  };
}

const forms = () => [...document.querySelectorAll(".vestibule form")];

const controls = ({ elements }) => [...elements].filter(({ name, readOnly }) => name && !readOnly);

const stateOf = ({ name, value, checked }) => ({ name, value, checked });

const isEqual = (one, other) => one.value === other.value && one.checked === other.checked;

function restoreAll(captured, isUnchanged = () => true) {
  forms().forEach((form, index) => {
    for (const control of controls(form).filter(isUnchanged)) restore(control, captured[index] ?? []);
  });
}

function restore(control, captured) {
  const isTicked = ["checkbox", "radio"].includes(control.type);
  const isSame = ({ name, value }) => name === control.name && (!isTicked || value === control.value);
  const old = captured.find(isSame);
  if (!old || isEqual(control, old)) return;
  // A control of the app may not allow a script to set its value.
  try {
    if (isTicked) control.checked = old.checked;
    else control.value = old.value;
  } catch {}
  // Notify the listeners of the control. Not for codes: that would submit the form.
  if (control.autocomplete === "one-time-code") return;
  for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
}

function focus(target, selectionStart, selectionEnd) {
  target?.focus();
  // Not every control has a caret.
  try {
    target?.setSelectionRange(selectionStart, selectionEnd);
  } catch {}
}
