(() => {
  // What lies over an error, an alert or a view of the page's own (`<i>`): a line for each pair. An expression, which
  // Playwright and the Rust tests in the browser evaluate.
  // A dialog lies over its page.
  const root = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
  const isSeen = (it) => it.closest(".vestibule") && it.checkVisibility({ visibilityProperty: true });
  const seen = (selector) => [...root.querySelectorAll(selector)].filter(isSeen);
  const said = seen(":is(i, .vestibule-alert, .vestibule-error)");
  const around = seen(":is(.vestibule-title, .vestibule-lead, .vestibule-label, .vestibule-hint, .vestibule-input, .vestibule-check, .vestibule-remember, .vestibule-reveal, .vestibule-button, .vestibule-link, .vestibule-rules, .vestibule-caps)");
  const faults = [];
  for (const [at, one] of said.entries())
    for (const other of [...said.slice(at + 1), ...around]) {
      if (one.contains(other) || other.contains(one)) continue;
      if (boxesOf(one).some((box) => boxesOf(other).some((its) => isOver(box, its)))) faults.push(`${told(one)} / ${told(other)}`);
    }
  return faults;

  // Of what is only words, the lines: its box may be higher, for words to come.
  function boxesOf(element) {
    if (element.matches(".vestibule-input, .vestibule-check, .vestibule-button, .vestibule-reveal")) return [element.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  }

  function isOver(one, other) {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return across > 1 && down > 1;
  }

  function told(element) {
    return `${element.className || element.localName} "${element.textContent.trim().slice(0, 60)}"`;
  }
})()
