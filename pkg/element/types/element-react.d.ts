// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { VestibuleAccountElement, VestibuleAccountAttributes, VestibuleAccountEvents, VestibuleAccountProperties, VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties, VestibulePasskeyOfferElement, VestibulePasskeyOfferAttributes, VestibulePasskeyOfferEvents, VestibulePasskeyOfferProperties, VestibuleUserButtonElement, VestibuleUserButtonAttributes, VestibuleUserButtonEvents, VestibuleUserButtonProperties } from "./element.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "vestibule-account": DetailedHTMLProps<HTMLAttributes<VestibuleAccountElement>, VestibuleAccountElement> & VestibuleAccountAttributes & VestibuleAccountProperties & {
        "onvestibule-signed-out"?: ((event: VestibuleAccountEvents["vestibule-signed-out"]) => void) | undefined;
        "onvestibule-error"?: ((event: VestibuleAccountEvents["vestibule-error"]) => void) | undefined;
      };
      "vestibule-auth": DetailedHTMLProps<HTMLAttributes<VestibuleAuthElement>, VestibuleAuthElement> & VestibuleAuthAttributes & VestibuleAuthProperties & {
        "onvestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
        "onvestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
        "onvestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
        "onvestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
      };
      "vestibule-passkey-offer": DetailedHTMLProps<HTMLAttributes<VestibulePasskeyOfferElement>, VestibulePasskeyOfferElement> & VestibulePasskeyOfferAttributes & VestibulePasskeyOfferProperties & {
        "onvestibule-signed-out"?: ((event: VestibulePasskeyOfferEvents["vestibule-signed-out"]) => void) | undefined;
        "onvestibule-error"?: ((event: VestibulePasskeyOfferEvents["vestibule-error"]) => void) | undefined;
        "onvestibule-offer-closed"?: ((event: VestibulePasskeyOfferEvents["vestibule-offer-closed"]) => void) | undefined;
      };
      "vestibule-user-button": DetailedHTMLProps<HTMLAttributes<VestibuleUserButtonElement>, VestibuleUserButtonElement> & VestibuleUserButtonAttributes & VestibuleUserButtonProperties & {
        "onvestibule-signed-out"?: ((event: VestibuleUserButtonEvents["vestibule-signed-out"]) => void) | undefined;
        "onvestibule-error"?: ((event: VestibuleUserButtonEvents["vestibule-error"]) => void) | undefined;
        "onvestibule-menu"?: ((event: VestibuleUserButtonEvents["vestibule-menu"]) => void) | undefined;
      };
    }
  }
}
