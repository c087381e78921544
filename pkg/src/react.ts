"use client";
// `vestibule-auth/react`: the elements as components, a provider of a client, and hooks. On a server nobody is signed in,
// and no requests are sent.

import { createContext, createElement, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import "./element.js";
import type { Config, CreateOptions } from "./config.js";
import type {
  ErrorDetail,
  MenuDetail,
  OfferClosedDetail,
  SignedInDetail,
  SignedOutDetail,
  StepDetail,
} from "./element-options.js";
import { ELEMENTS, propertiesOf } from "./element-table.js";
import type {
  SharedElement,
  SharedEvents,
  SharedProperties,
  VestibuleAccountElement,
  VestibuleAccountProperties,
  VestibuleAuthElement,
  VestibuleAuthEvents,
  VestibuleAuthProperties,
  VestibulePasskeyOfferElement,
  VestibulePasskeyOfferProperties,
  VestibuleUserButtonElement,
  VestibuleUserButtonProperties,
} from "./element-types.js";
import { Vestibule } from "./index.js";
import type { AuthState, Session, SignOutReport } from "./session.js";

export type * from "./element-options.js";
export type * from "./element-types.js";

/** The result of {@link useAuth}. */
export interface Auth {
  /** The client, once it is created: not on a server, and not before the first effect. */
  readonly client: Vestibule | undefined;
  /** Who is signed in; `"starting"` until it is known. */
  readonly state: AuthState | { readonly kind: "starting"; readonly session?: undefined };
  /** Why there is no client: an invalid configuration. */
  readonly error: Error | undefined;
  /** Signs out, in all tabs. */
  signOut(): Promise<SignOutReport | undefined>;
}

/** The result of {@link useSession}. */
export type SessionStatus =
  | { readonly status: "starting" | "signed-out"; readonly session?: undefined }
  | { readonly status: "signed-in"; readonly session: Session };

interface Shared extends Auth {
  readonly config: Config;
}

const Context = createContext<Shared | undefined>(undefined);

export interface VestibuleProviderProps {
  /** The configuration. Later changes are ignored: use another `key` for another one. */
  readonly config: Config;
  /** The app's own APIs, and where the package's files are. Later changes are ignored. */
  readonly options?: CreateOptions | undefined;
  readonly children?: ReactNode;
}

/** Provides a client to the components inside, through {@link useAuth} and {@link useSession}. */
export function VestibuleProvider({ config, options, children }: VestibuleProviderProps): ReactElement {
  const [first] = useState(() => ({ config, options }));
  const [client, setClient] = useState<Vestibule>();
  const [state, setState] = useState<Auth["state"]>({ kind: "starting" });
  const [error, setError] = useState<Error>();
  useEffect(() => {
    let own: Vestibule | undefined;
    let isOver = false;
    Vestibule.create(first.config, first.options).then(
      (made) => {
        own = made;
        if (isOver) return made.free();
        setClient(made);
        made.observe(setState);
      },
      (reason: Error) => {
        if (!isOver) setError(reason);
      },
    );
    return () => {
      isOver = true;
      own?.free();
      setClient(undefined);
      setState({ kind: "starting" });
    };
  }, [first]);
  const shared = useMemo(
    () => ({ client, state, error, signOut: async () => client?.signOut(), config: first.config }),
    [client, state, error, first],
  );
  return createElement(Context.Provider, { value: shared }, children);
}

/** Returns the client of the surrounding {@link VestibuleProvider}, and who is signed in. */
export function useAuth(): Auth {
  const shared = useContext(Context);
  if (!shared)
    throw new Error("There is no <VestibuleProvider> around the component that calls useAuth() or useSession().");
  return shared;
}

/**
 * Returns whether somebody is signed in, and their last known session. For requests use `client.session()` or
 * `client.fetch`.
 */
export function useSession(): SessionStatus {
  const { state } = useAuth();
  if (state.kind === "starting") return { status: "starting" };
  return state.session ? { status: "signed-in", session: state.session } : { status: "signed-out" };
}

/** Properties of all components. */
interface SharedProps extends SharedProperties {
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  /** Above the card. */
  readonly header?: ReactNode;
  /** Below the card. */
  readonly footer?: ReactNode;
  /** Shown until the element is ready, and on a server. */
  readonly fallback?: ReactNode;
  readonly onSignedOut?: ((detail: SignedOutDetail) => void) | undefined;
  readonly onError?: ((detail: ErrorDetail, event: SharedEvents["vestibule-error"]) => void) | undefined;
}

export interface VestibuleAuthProps extends SharedProps, VestibuleAuthProperties {
  /** Shown to signed-in users, instead of a card that says that they are signed in. */
  readonly children?: ReactNode;
  readonly onSignedIn?:
    ((detail: SignedInDetail, event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
  readonly onStep?: ((detail: StepDetail) => void) | undefined;
}

/**
 * The element `<vestibule-auth>`. Inside of a {@link VestibuleProvider} it uses the provider's configuration, and so
 * its session, unless it has its own.
 */
export function VestibuleAuth(props: VestibuleAuthProps): ReactElement {
  const element = useElement<VestibuleAuthElement, VestibuleAuthProps>("vestibule-auth", props, (it, now, signal) => {
    it.addEventListener("vestibule-signed-in", (event) => now().onSignedIn?.(event.detail, event), { signal });
    it.addEventListener("vestibule-step", (event) => now().onStep?.(event.detail), { signal });
  });
  return rendered("vestibule-auth", element, props, inSlot("signed-in", props.children));
}

export interface AccountProps extends SharedProps, VestibuleAccountProperties {
  /** Shown if nobody is signed in. Default: nothing. */
  readonly children?: ReactNode;
}

/** The element `<vestibule-account>`: the account page of the signed-in user. */
export function Account(props: AccountProps): ReactElement {
  const element = useElement<VestibuleAccountElement, AccountProps>("vestibule-account", props);
  return rendered("vestibule-account", element, props, inSlot("signed-out", props.children));
}

export interface PasskeyOfferProps extends SharedProps, VestibulePasskeyOfferProperties {
  readonly onClosed?: ((detail: OfferClosedDetail) => void) | undefined;
}

/** The element `<vestibule-passkey-offer>`: a passkey, for somebody who has signed in by a password and has none. */
export function PasskeyOffer(props: PasskeyOfferProps): ReactElement {
  const name = "vestibule-passkey-offer";
  const element = useElement<VestibulePasskeyOfferElement, PasskeyOfferProps>(name, props, (it, now, signal) => {
    it.addEventListener("vestibule-offer-closed", (event) => now().onClosed?.(event.detail), { signal });
  });
  return rendered(name, element, props, null);
}

export interface UserButtonProps extends SharedProps, VestibuleUserButtonProperties {
  /** Shown if nobody is signed in. Default: nothing. */
  readonly children?: ReactNode;
  readonly onMenu?: ((detail: MenuDetail) => void) | undefined;
}

/** The element `<vestibule-user-button>`: the signed-in user, with a menu. */
export function UserButton(props: UserButtonProps): ReactElement {
  const name = "vestibule-user-button";
  const element = useElement<VestibuleUserButtonElement, UserButtonProps>(name, props, (it, now, signal) => {
    it.addEventListener("vestibule-menu", (event) => now().onMenu?.(event.detail), { signal });
  });
  return rendered(name, element, props, inSlot("signed-out", props.children));
}

/** Sets the properties of an element, and calls the component's current event handlers. */
function useElement<E extends SharedElement, P extends SharedProps>(
  name: keyof typeof ELEMENTS,
  props: P,
  listen?: (element: E, now: () => P, signal: AbortSignal) => void,
): RefObject<E | null> {
  const shared = useContext(Context);
  const element = useRef<E>(null);
  // In an effect, so that during hydration the element has no content that React does not know. As properties, since
  // React before 19 passes objects to elements as text.
  useEffect(() => {
    const given = new Map<string, unknown>(Object.entries({ ...props, config: props.config ?? shared?.config }));
    const names = propertiesOf(ELEMENTS[name]);
    Object.assign(element.current ?? {}, Object.fromEntries(names.map((name) => [name, given.get(name)])));
  });
  const listeners = useRef(props);
  useEffect(() => {
    listeners.current = props;
  });
  useEffect(() => {
    const it = element.current;
    if (!it) return;
    const removed = new AbortController();
    const { signal } = removed;
    const now = () => listeners.current;
    it.addEventListener("vestibule-signed-out", (event) => now().onSignedOut?.(event.detail), { signal });
    it.addEventListener("vestibule-error", (event) => now().onError?.(event.detail, event), { signal });
    listen?.(it, now, signal);
    return () => removed.abort();
  }, []);
  return element;
}

function rendered<E>(name: string, ref: RefObject<E | null>, props: SharedProps, own: ReactNode): ReactElement {
  const { header, footer, fallback, className, id } = props;
  const attributes = { id, class: className, ref, wait: "" };
  return createElement(name, attributes, fallback, inSlot("header", header), inSlot("footer", footer), own);
}

const inSlot = (slot: string, content: ReactNode) =>
  content === undefined || content === null ? null : createElement("div", { slot, key: slot }, content);
