(() => {
  // Elements that overlap an error, an alert or a view of the page (`<i>`): a line for each pair. An expression, which
  // Playwright and the Rust tests in the browser evaluate.
  // Below an open dialog nothing counts.
  const root = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
  const isVisible = (it) => it.closest(".vestibule") && it.checkVisibility({ visibilityProperty: true });
  const visible = (selector) => [...root.querySelectorAll(selector)].filter(isVisible);
  const messages = visible(":is(i, .vestibule-alert, .vestibule-error)");
  const controls = visible(
    ":is(.vestibule-title, .vestibule-lead, .vestibule-label, .vestibule-hint, .vestibule-input, .vestibule-check, .vestibule-remember, .vestibule-reveal, .vestibule-button, .vestibule-link, .vestibule-rules, .vestibule-caps)",
  );
  const faults = [];
  for (const [at, one] of messages.entries())
    for (const other of [...messages.slice(at + 1), ...controls]) {
      if (one.contains(other) || other.contains(one)) continue;
      if (boxesOf(one).some((box) => boxesOf(other).some((its) => isOver(box, its))))
        faults.push(`${describe(one)} / ${describe(other)}`);
    }
  return faults;

  // The lines of a text: its box may be higher, for longer texts.
  function boxesOf(element) {
    if (element.matches(".vestibule-input, .vestibule-check, .vestibule-button, .vestibule-reveal"))
      return [element.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  }

  function isOver(one, other) {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return across > 1 && down > 1;
  }

  function describe(element) {
    return `${element.className || element.localName} "${element.textContent.trim().slice(0, 60)}"`;
  }
})();
