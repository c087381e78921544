// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.

import type { HTMLAttributes } from "svelte/elements";
import type { VestibuleAccountElement, VestibuleAccountAttributes, VestibuleAccountEvents, VestibuleAccountProperties, VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties, VestibulePasskeyOfferElement, VestibulePasskeyOfferAttributes, VestibulePasskeyOfferEvents, VestibulePasskeyOfferProperties, VestibuleUserButtonElement, VestibuleUserButtonAttributes, VestibuleUserButtonEvents, VestibuleUserButtonProperties } from "./element.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "vestibule-account": HTMLAttributes<VestibuleAccountElement> & VestibuleAccountAttributes & VestibuleAccountProperties & {
      "on:vestibule-signed-out"?: ((event: VestibuleAccountEvents["vestibule-signed-out"]) => void) | undefined;
      "onvestibule-signed-out"?: ((event: VestibuleAccountEvents["vestibule-signed-out"]) => void) | undefined;
      "on:vestibule-error"?: ((event: VestibuleAccountEvents["vestibule-error"]) => void) | undefined;
      "onvestibule-error"?: ((event: VestibuleAccountEvents["vestibule-error"]) => void) | undefined;
    };
    "vestibule-auth": HTMLAttributes<VestibuleAuthElement> & VestibuleAuthAttributes & VestibuleAuthProperties & {
      "on:vestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
      "onvestibule-signed-out"?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
      "on:vestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
      "onvestibule-error"?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
      "on:vestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
      "onvestibule-signed-in"?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
      "on:vestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
      "onvestibule-step"?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
    };
    "vestibule-passkey-offer": HTMLAttributes<VestibulePasskeyOfferElement> & VestibulePasskeyOfferAttributes & VestibulePasskeyOfferProperties & {
      "on:vestibule-signed-out"?: ((event: VestibulePasskeyOfferEvents["vestibule-signed-out"]) => void) | undefined;
      "onvestibule-signed-out"?: ((event: VestibulePasskeyOfferEvents["vestibule-signed-out"]) => void) | undefined;
      "on:vestibule-error"?: ((event: VestibulePasskeyOfferEvents["vestibule-error"]) => void) | undefined;
      "onvestibule-error"?: ((event: VestibulePasskeyOfferEvents["vestibule-error"]) => void) | undefined;
      "on:vestibule-offer-closed"?: ((event: VestibulePasskeyOfferEvents["vestibule-offer-closed"]) => void) | undefined;
      "onvestibule-offer-closed"?: ((event: VestibulePasskeyOfferEvents["vestibule-offer-closed"]) => void) | undefined;
    };
    "vestibule-user-button": HTMLAttributes<VestibuleUserButtonElement> & VestibuleUserButtonAttributes & VestibuleUserButtonProperties & {
      "on:vestibule-signed-out"?: ((event: VestibuleUserButtonEvents["vestibule-signed-out"]) => void) | undefined;
      "onvestibule-signed-out"?: ((event: VestibuleUserButtonEvents["vestibule-signed-out"]) => void) | undefined;
      "on:vestibule-error"?: ((event: VestibuleUserButtonEvents["vestibule-error"]) => void) | undefined;
      "onvestibule-error"?: ((event: VestibuleUserButtonEvents["vestibule-error"]) => void) | undefined;
      "on:vestibule-menu"?: ((event: VestibuleUserButtonEvents["vestibule-menu"]) => void) | undefined;
      "onvestibule-menu"?: ((event: VestibuleUserButtonEvents["vestibule-menu"]) => void) | undefined;
    };
  }
}
