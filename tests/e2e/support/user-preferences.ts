// Checks of a screen under the user's browser settings. Each runs in the page and returns a line for each problem.

/** Text that is cut off, covered, or outside of its container. */
export function findLostText(): string[] {
  const faults: string[] = [];
  const top = [...document.querySelectorAll("dialog[open], .vestibule-menu-box")]
    .filter((it) => it.checkVisibility())
    .pop();
  const roots = top
    ? [top]
    : [...document.querySelectorAll(".vestibule")].filter((it) => !it.parentElement?.closest(".vestibule"));
  const lines: { node: Node; text: string; rect: DOMRect }[] = [];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>("*"))
      if (isCut(element)) faults.push(`cut off: ${element.outerHTML.slice(0, 200)}`);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) lines.push(...linesOf(texts.currentNode));
  }
  for (const { node, text, rect } of lines) {
    const box = node.parentElement!.closest(
      "button, a, label, [role=menuitem], dialog, .vestibule-card, .vestibule-section, .vestibule-menu-box, .vestibule",
    )!;
    const around = box.getBoundingClientRect();
    if (rect.left < around.left - 1 || rect.right > around.right + 1)
      faults.push(`sticks out of its ${box.className || box.tagName}: ${text}`);
    if (rect.left < -1 || rect.right > document.documentElement.clientWidth + 1) faults.push(`out of sight: ${text}`);
  }
  for (const [at, one] of lines.entries())
    for (const other of lines.slice(at + 1)) {
      const [across, down] = [
        overlap(one.rect, other.rect, "left", "right"),
        overlap(one.rect, other.rect, "top", "bottom"),
      ];
      if (one.node !== other.node && across > 2 && down > 4)
        faults.push(`one over the other: ${one.text} / ${other.text}`);
    }
  return faults;

  /** The visible lines of a text. */
  function linesOf(node: Node) {
    const parent = node.parentElement!;
    const text = node.textContent!.trim();
    const isSeen = parent.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!text || !isSeen || parent.closest(".vestibule-hidden, svg, option")) return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((rect) => rect.width > 0).map((rect) => ({ node, text, rect }));
  }

  /** An input scrolls what is typed. The digits of a code move below their cells. */
  function isCut(element: HTMLElement): boolean {
    const { overflowX, overflowY, display } = getComputedStyle(element);
    if (
      !element.checkVisibility() ||
      display === "inline" ||
      element.matches(".vestibule-hidden, input, select, svg *, :has(> .vestibule-cells)")
    )
      return false;
    const hides = (overflow: string) => overflow === "hidden" || overflow === "clip";
    return (
      (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  }

  function overlap(one: DOMRect, other: DOMRect, from: "left" | "top", to: "right" | "bottom"): number {
    return Math.min(one[to], other[to]) - Math.max(one[from], other[from]);
  }
}

/** What cannot be told apart in the few colours of forced colours. */
export function findLostInForcedColours(): string[] {
  const faults: string[] = [];
  const visible = <T extends HTMLElement>(selector: string) =>
    [...document.querySelectorAll<T>(`.vestibule ${selector}`)].filter((it) => it.checkVisibility());
  const style = (it: Element) => getComputedStyle(it);
  const [face, text] = [system("ButtonFace"), system("ButtonText")];
  for (const link of visible(":is(.vestibule-link, p a, label a):not([aria-disabled=true])"))
    if (!style(link).textDecorationLine.includes("underline")) faults.push(`a link looks like text: ${link.outerHTML}`);
  for (const button of visible("button.vestibule-primary, a.vestibule-primary")) {
    const { backgroundColor, color } = style(button);
    if (backgroundColor !== text || color !== face)
      faults.push(`the main button is ${color} on ${backgroundColor}: ${button.outerHTML}`);
  }
  for (const button of visible(
    ":is(.vestibule-button, .vestibule-reveal, .vestibule-input):not(.vestibule-primary, .vestibule-cells)",
  )) {
    const { backgroundColor, borderBlockStartWidth, borderBlockStartColor } = style(button);
    const isBare = parseFloat(borderBlockStartWidth) < 1 || borderBlockStartColor === backgroundColor;
    if (isBare) faults.push(`has no edge: ${button.outerHTML}`);
    if (button.matches("button, a") && backgroundColor === text)
      faults.push(`looks like the main button: ${button.outerHTML}`);
  }
  return faults;

  function system(colour: string): string {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.setProperty("forced-color-adjust", "none");
    probe.style.color = colour;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }
}

/** What moves, or would when pressed, hovered or busy. */
export function findMotion(): string[] {
  // The gallery stops all animations for its pictures.
  for (const sheet of document.styleSheets)
    for (const [at, rule] of [...sheet.cssRules].entries())
      if (rule.cssText.startsWith("*, ::before")) sheet.deleteRule(at);
  for (const button of document.querySelectorAll(".vestibule-button")) button.setAttribute("aria-busy", "true");
  const moving: string[] = [];
  const list = (text: string) => text.split(", ").map(parseFloat);
  for (const element of document.querySelectorAll<HTMLElement>(".vestibule, .vestibule *"))
    for (const part of ["", "::before", "::after"]) {
      const { animationName, animationDuration, transitionDuration } = getComputedStyle(element, part);
      const turns = animationName !== "none" && list(animationDuration).some((seconds) => seconds > 0);
      if (turns || list(transitionDuration).some((seconds) => seconds > 0)) moving.push(`${element.className}${part}`);
    }
  return moving;
}

/** Texts with their own direction that do not begin where the surrounding lines begin. */
export function findStrayText(): string[] {
  const autoDirected = [...document.querySelectorAll<HTMLElement>(".vestibule [dir=auto]")].filter(
    (it) => it.checkVisibility() && it.textContent.trim(),
  );
  return autoDirected.flatMap((it) => {
    const text = document.createRange();
    text.selectNodeContents(it);
    const isRtl = getComputedStyle(it.parentElement!).direction === "rtl";
    const [box, line] = [it.getBoundingClientRect(), text.getClientRects()[0]];
    const gap = isRtl ? box.right - line.right : line.left - box.left;
    return gap > 1 ? [`${gap} px from where its line begins: ${it.textContent}`] : [];
  });
}

/** The position of every box, from the side where a line begins. */
export function placesOf(direction: "ltr" | "rtl"): Record<string, string> {
  document.documentElement.dir = direction;
  for (const root of document.querySelectorAll(".vestibule[dir]")) root.setAttribute("dir", direction);
  const { clientWidth } = document.documentElement;
  const places: Record<string, string> = {};
  for (const [at, element] of [...document.querySelectorAll<HTMLElement>(".vestibule *")].entries()) {
    // What is inside a sentence follows its words, and digits run from left to right everywhere.
    const stays =
      getComputedStyle(element).display === "inline" || element.closest("svg *, .vestibule-cells, .vestibule-hidden");
    if (stays || !element.checkVisibility()) continue;
    const { left, right, top } = element.getBoundingClientRect();
    const { paddingLeft, paddingRight } = getComputedStyle(element);
    const [start, before] = direction === "ltr" ? [left, paddingLeft] : [clientWidth - right, paddingRight];
    places[`${at} ${element.tagName} ${element.className}`] = `${Math.round(start)} ${Math.round(top)} ${before}`;
  }
  return places;
}
