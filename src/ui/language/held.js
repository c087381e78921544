// What a person has typed, while the screens are made anew in another language.

/** Notes what stands in the forms of the screens, and where the caret is. Gives a function that puts it back into the
 *  forms that have taken their place: they have the same fields by the same names. */
export function hold() {
  const { activeElement } = document;
  const { id, selectionStart, selectionEnd } = activeElement ?? {};
  const noted = forms().map((form) => controls(form).map(({ name, type, value, checked }) => ({ name, type, value, checked })));
  const isInside = !!activeElement?.closest(".vestibule");
  return () => {
    // Lists are filled once they are on the page.
    requestAnimationFrame(() => {
      forms().forEach((form, index) => {
        for (const control of controls(form)) put(control, noted[index] ?? []);
      });
      const alive = isInside && id && document.getElementById(id);
      if (!alive) return;
      alive.focus();
      // A control may have no caret.
      try {
        alive.setSelectionRange(selectionStart, selectionEnd);
      } catch {}
    });
  };
}

const forms = () => [...document.querySelectorAll(".vestibule form")];

const controls = ({ elements }) => [...elements].filter(({ name, readOnly }) => name && !readOnly);

function put(control, noted) {
  const isTicked = ["checkbox", "radio"].includes(control.type);
  const same = ({ name, value }) => name === control.name && (!isTicked || value === control.value);
  const old = noted.find(same);
  if (!old || (control.value === old.value && control.checked === old.checked)) return;
  // A control of the app's own may take no value from a script.
  try {
    if (isTicked) control.checked = old.checked;
    else control.value = old.value;
  } catch {}
  // What follows a control looks again. A code would be sent by that.
  if (control.autocomplete === "one-time-code") return;
  for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
}
