// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.

import type { HTMLAttributes } from "vue";
import type { VestibuleAccountElement, VestibuleAccountAttributes, VestibuleAccountEvents, VestibuleAccountProperties, VestibuleAuthElement, VestibuleAuthAttributes, VestibuleAuthEvents, VestibuleAuthProperties, VestibulePasskeyOfferElement, VestibulePasskeyOfferAttributes, VestibulePasskeyOfferEvents, VestibulePasskeyOfferProperties, VestibuleUserButtonElement, VestibuleUserButtonAttributes, VestibuleUserButtonEvents, VestibuleUserButtonProperties } from "./element.js";

declare module "vue" {
  interface GlobalComponents {
    "vestibule-account": new () => {
      $props: HTMLAttributes & VestibuleAccountAttributes & VestibuleAccountProperties & {
        onVestibuleSignedOut?: ((event: VestibuleAccountEvents["vestibule-signed-out"]) => void) | undefined;
        onVestibuleError?: ((event: VestibuleAccountEvents["vestibule-error"]) => void) | undefined;
      };
    };
    "vestibule-auth": new () => {
      $props: HTMLAttributes & VestibuleAuthAttributes & VestibuleAuthProperties & {
        onVestibuleSignedOut?: ((event: VestibuleAuthEvents["vestibule-signed-out"]) => void) | undefined;
        onVestibuleError?: ((event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
        onVestibuleSignedIn?: ((event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
        onVestibuleStep?: ((event: VestibuleAuthEvents["vestibule-step"]) => void) | undefined;
      };
    };
    "vestibule-passkey-offer": new () => {
      $props: HTMLAttributes & VestibulePasskeyOfferAttributes & VestibulePasskeyOfferProperties & {
        onVestibuleSignedOut?: ((event: VestibulePasskeyOfferEvents["vestibule-signed-out"]) => void) | undefined;
        onVestibuleError?: ((event: VestibulePasskeyOfferEvents["vestibule-error"]) => void) | undefined;
        onVestibuleOfferClosed?: ((event: VestibulePasskeyOfferEvents["vestibule-offer-closed"]) => void) | undefined;
      };
    };
    "vestibule-user-button": new () => {
      $props: HTMLAttributes & VestibuleUserButtonAttributes & VestibuleUserButtonProperties & {
        onVestibuleSignedOut?: ((event: VestibuleUserButtonEvents["vestibule-signed-out"]) => void) | undefined;
        onVestibuleError?: ((event: VestibuleUserButtonEvents["vestibule-error"]) => void) | undefined;
        onVestibuleMenu?: ((event: VestibuleUserButtonEvents["vestibule-menu"]) => void) | undefined;
      };
    };
  }
}
