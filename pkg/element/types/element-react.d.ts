// Made by tests/native/tests/npm_elements of pkg/element/elements.toml.

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties } from "./element.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "vestibule-auth": DetailedHTMLProps<HTMLAttributes<VestibuleAuthElement>, VestibuleAuthElement> & VestibuleAuthAttributes & VestibuleAuthProperties & {
        "onvestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
        "onvestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
        "onvestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
        "onvestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
      };
    }
  }
}
