"use client";
// `vestibule-auth/react`: the element as a component, a client for all components, and hooks. On a server nobody is
// signed in and nothing is asked.

import { createContext, createElement, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import "./element.js";
import type { Config, CreateOptions } from "./config.js";
import type { ErrorDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
import { ELEMENTS } from "./element-table.js";
import type { VestibuleAuthElement, VestibuleAuthEvents, VestibuleAuthProperties } from "./element-types.js";
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

const { attributes, properties } = ELEMENTS["vestibule-auth"];
const PROPERTIES = [...Object.values(attributes).map(({ property }) => property), ...properties];

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

export interface VestibuleAuthProps extends VestibuleAuthProperties {
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  /** What somebody sees who is signed in, in place of a card that says so. */
  readonly children?: ReactNode;
  /** Above the card. */
  readonly header?: ReactNode;
  /** Below the card. */
  readonly footer?: ReactNode;
  /** What is seen until the form is there; on a server, too. */
  readonly fallback?: ReactNode;
  readonly onSignedIn?:
    ((detail: SignedInDetail, event: VestibuleAuthEvents["vestibule-signed-in"]) => void) | undefined;
  readonly onSignedOut?: ((detail: SignedOutDetail) => void) | undefined;
  readonly onStep?: ((detail: StepDetail) => void) | undefined;
  readonly onError?: ((detail: ErrorDetail, event: VestibuleAuthEvents["vestibule-error"]) => void) | undefined;
}

/**
 * The element `<vestibule-auth>`. Inside of a {@link VestibuleProvider} it has the configuration of that one, and with it the
 * session, unless it is given another.
 */
export function VestibuleAuth(props: VestibuleAuthProps): ReactElement {
  const { children, header, footer, fallback, className, id } = props;
  const shared = useContext(Context);
  const element = useRef<VestibuleAuthElement>(null);
  // Behind the hydration: a page that a server wrote has nothing in the element then that React does not know of. And
  // as properties, since React before 19 gives objects to an element as texts.
  useEffect(() => {
    const given = { ...props, config: props.config ?? shared?.config };
    const own = Object.fromEntries(PROPERTIES.map((name) => [name, given[name]]));
    Object.assign(element.current ?? {}, own);
  });
  const listeners = useRef(props);
  useEffect(() => {
    listeners.current = props;
  });
  useEffect(() => {
    const it = element.current;
    const heard = new AbortController();
    const { signal } = heard;
    const now = () => listeners.current;
    it?.addEventListener("vestibule-signed-in", (event) => now().onSignedIn?.(event.detail, event), { signal });
    it?.addEventListener("vestibule-signed-out", (event) => now().onSignedOut?.(event.detail), { signal });
    it?.addEventListener("vestibule-step", (event) => now().onStep?.(event.detail), { signal });
    it?.addEventListener("vestibule-error", (event) => now().onError?.(event.detail, event), { signal });
    return () => heard.abort();
  }, []);
  return createElement(
    "vestibule-auth",
    { id, class: className, ref: element, wait: "" },
    fallback,
    inSlot("header", header),
    inSlot("footer", footer),
    inSlot("signed-in", children),
  );
}

const inSlot = (slot: string, content: ReactNode) =>
  content === undefined || content === null ? null : createElement("div", { slot, key: slot }, content);
