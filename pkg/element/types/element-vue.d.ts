// Made by tests/native/tests/npm_elements of pkg/element/elements.toml.

import type { HTMLAttributes } from "vue";
import type { VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties } from "./element.js";

declare module "vue" {
  interface GlobalComponents {
    "vestibule-auth": new () => {
      $props: HTMLAttributes & VestibuleAuthAttributes & VestibuleAuthProperties & {
        onVestibuleSignedIn?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
        onVestibuleSignedOut?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
        onVestibuleStep?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
        onVestibuleError?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
      };
    };
  }
}
