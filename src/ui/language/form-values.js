// Keeps the values of the forms while the screens are rendered again in another language.

/** Captures the values of the screens' forms and the caret. Returns a function that restores them in the forms that have
 *  replaced these: they have the same fields and names. */
export function capture() {
  const { activeElement } = document;
  const { id, selectionStart, selectionEnd } = activeElement ?? {};
  const captured = forms().map((form) => controls(form).map(({ name, type, value, checked }) => ({ name, type, value, checked })));
  const isInside = !!activeElement?.closest(".vestibule");
  return () => {
    // Some lists get their options only after they are in the document.
    requestAnimationFrame(() => {
      forms().forEach((form, index) => {
        for (const control of controls(form)) restore(control, captured[index] ?? []);
      });
      const target = isInside && id && document.getElementById(id);
      if (!target) return;
      target.focus();
      // Not every control has a caret.
      try {
        target.setSelectionRange(selectionStart, selectionEnd);
      } catch {}
    });
  };
}

const forms = () => [...document.querySelectorAll(".vestibule form")];

const controls = ({ elements }) => [...elements].filter(({ name, readOnly }) => name && !readOnly);

function restore(control, captured) {
  const isTicked = ["checkbox", "radio"].includes(control.type);
  const same = ({ name, value }) => name === control.name && (!isTicked || value === control.value);
  const old = captured.find(same);
  if (!old || (control.value === old.value && control.checked === old.checked)) return;
  // A control of the app may not allow a script to set its value.
  try {
    if (isTicked) control.checked = old.checked;
    else control.value = old.value;
  } catch {}
  // Notify the listeners of the control. Not for codes: that would submit the form.
  if (control.autocomplete === "one-time-code") return;
  for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
}
