"use client";
// `vestibule-auth/react`: the elements as components, a client for all components, and hooks. On a server nobody is
// signed in and nothing is asked.

import { createContext, createElement, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import "./element.js";
import type { Config, CreateOptions } from "./config.js";
import type { ErrorDetail, MenuDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
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
  VestibuleUserButtonElement,
  VestibuleUserButtonProperties,
} from "./element-types.js";
import { Vestibule } from "./index.js";
import type { AuthState, Session, SignOutReport } from "./session.js";

export type * from "./element-options.js";
export type * from "./element-types.js";

/** Who is there, as {@link useAuth} gives it. */
export interface Auth {
  /** The client, once it is there: not on a server, nor before the first effect. */
  readonly client: Vestibule | undefined;
  /** Who is signed in; `"starting"` until that is known. */
  readonly state: AuthState | { readonly kind: "starting"; readonly session?: undefined };
  /** Why there is no client: a configuration that was refused. */
  readonly error: Error | undefined;
  /** Signs out, in all tabs. */
  signOut(): Promise<SignOutReport | undefined>;
}

/** What {@link useSession} gives. */
export type SessionStatus =
  | { readonly status: "starting" | "signed-out"; readonly session?: undefined }
  | { readonly status: "signed-in"; readonly session: Session };

interface Shared extends Auth {
  readonly config: Config;
}

const Context = createContext<Shared | undefined>(undefined);

export interface VestibuleProviderProps {
  /** The configuration. The first one counts: another one needs another `key`. */
  readonly config: Config;
  /** The app's own APIs, and where the package's files are. The first ones count. */
  readonly options?: CreateOptions | undefined;
  readonly children?: ReactNode;
}

/** Has one client for all components inside, which {@link useAuth} and {@link useSession} give. */
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

/** The client of the {@link VestibuleProvider} around this component, and who is signed in. */
export function useAuth(): Auth {
  const shared = useContext(Context);
  if (!shared)
    throw new Error("There is no <VestibuleProvider> around the component that calls useAuth() or useSession().");
  return shared;
}

/** Whether somebody is signed in, and their session as it was last heard of. For a request ask `client.session()` or `client.fetch`. */
export function useSession(): SessionStatus {
  const { state } = useAuth();
  if (state.kind === "starting") return { status: "starting" };
  return state.session ? { status: "signed-in", session: state.session } : { status: "signed-out" };
}

/** What the component of each element takes. */
interface SharedProps extends SharedProperties {
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  /** Above the card. */
  readonly header?: ReactNode;
  /** Below the card. */
  readonly footer?: ReactNode;
  /** What is seen until the element is there; on a server, too. */
  readonly fallback?: ReactNode;
  readonly onSignedOut?: ((detail: SignedOutDetail) => void) | undefined;
  readonly onError?: ((detail: ErrorDetail, event: SharedEvents["vestibule-error"]) => void) | undefined;
}

export interface VestibuleAuthProps extends SharedProps, VestibuleAuthProperties {
  /** What somebody sees who is signed in, in place of a card that says so. */
  readonly children?: ReactNode;
  readonly onSignedIn?:
    ((detail: SignedInDetail, event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
  readonly onStep?: ((detail: StepDetail) => void) | undefined;
}

/**
 * The element `<vestibule-auth>`. Inside of a {@link VestibuleProvider} it has the configuration of that one, and with it the
 * session, unless it is given another.
 */
export function VestibuleAuth(props: VestibuleAuthProps): ReactElement {
  const element = useElement<VestibuleAuthElement, VestibuleAuthProps>("vestibule-auth", props, (it, now, signal) => {
    it.addEventListener("vestibule-signed-in", (event) => now().onSignedIn?.(event.detail, event), { signal });
    it.addEventListener("vestibule-step", (event) => now().onStep?.(event.detail), { signal });
  });
  return rendered("vestibule-auth", element, props, inSlot("signed-in", props.children));
}

export interface AccountProps extends SharedProps, VestibuleAccountProperties {
  /** What somebody sees who is not signed in: nothing, without it. */
  readonly children?: ReactNode;
}

/** The element `<vestibule-account>`: the page of the account of who is signed in. */
export function Account(props: AccountProps): ReactElement {
  const element = useElement<VestibuleAccountElement, AccountProps>("vestibule-account", props);
  return rendered("vestibule-account", element, props, inSlot("signed-out", props.children));
}

export interface UserButtonProps extends SharedProps, VestibuleUserButtonProperties {
  /** What stands in its place where nobody is signed in: nothing, without it. */
  readonly children?: ReactNode;
  readonly onMenu?: ((detail: MenuDetail) => void) | undefined;
}

/** The element `<vestibule-user-button>`: who is signed in, with a menu. */
export function UserButton(props: UserButtonProps): ReactElement {
  const name = "vestibule-user-button";
  const element = useElement<VestibuleUserButtonElement, UserButtonProps>(name, props, (it, now, signal) => {
    it.addEventListener("vestibule-menu", (event) => now().onMenu?.(event.detail), { signal });
  });
  return rendered(name, element, props, inSlot("signed-out", props.children));
}

/** Gives an element its properties, and has it tell its events to what the component was given last. */
function useElement<E extends SharedElement, P extends SharedProps>(
  name: keyof typeof ELEMENTS,
  props: P,
  listen?: (element: E, now: () => P, signal: AbortSignal) => void,
): RefObject<E | null> {
  const shared = useContext(Context);
  const element = useRef<E>(null);
  // Behind the hydration: a page that a server wrote has nothing in the element then that React does not know of. And
  // as properties, since React before 19 gives objects to an element as texts.
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
    const heard = new AbortController();
    const { signal } = heard;
    const now = () => listeners.current;
    it.addEventListener("vestibule-signed-out", (event) => now().onSignedOut?.(event.detail), { signal });
    it.addEventListener("vestibule-error", (event) => now().onError?.(event.detail, event), { signal });
    listen?.(it, now, signal);
    return () => heard.abort();
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
