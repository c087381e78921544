// `import "vestibule-auth/element"` defines the custom elements, once per page. On a server it does nothing.

import { ScreensElement } from "./element-screens.js";
import { ELEMENTS, propertyOf } from "./element-table.js";
import type { ElementRow } from "./element-table.js";

export type * from "./awaitable.js";
export type * from "./config.js";
export type * from "./element-options.js";
export type * from "./element-types.js";
export type * from "./error.js";
export type * from "./session.js";

if ("customElements" in globalThis) for (const [name, row] of Object.entries(ELEMENTS)) define(name, row);

function define(name: string, row: ElementRow) {
  if (customElements.get(name)) return;
  class Defined extends ScreensElement {
    static readonly observedAttributes = Object.keys(row.attributes);

    constructor() {
      super(row);
    }
  }
  for (const [attribute, its] of Object.entries(row.attributes))
    reflect(Defined, attribute, propertyOf(attribute, its));
  customElements.define(name, Defined);
}

/** Reflects an attribute as a property. */
function reflect(element: { readonly prototype: HTMLElement }, attribute: string, property: string) {
  Object.defineProperty(element.prototype, property, {
    configurable: true,
    enumerable: true,
    get(this: HTMLElement) {
      return this.getAttribute(attribute) ?? undefined;
    },
    set(this: HTMLElement, value: unknown) {
      if (value == null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, `${value as string}`);
    },
  });
}
