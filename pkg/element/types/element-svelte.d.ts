// Made by tests/native/tests/npm_elements of pkg/element/elements.toml.

import type { HTMLAttributes } from "svelte/elements";
import type { VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties } from "./element.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "vestibule-auth": HTMLAttributes<VestibuleAuthElement> & VestibuleAuthAttributes & VestibuleAuthProperties & {
      "on:vestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
      "onvestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
      "on:vestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
      "onvestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
      "on:vestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
      "onvestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
      "on:vestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
      "onvestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
    };
  }
}
