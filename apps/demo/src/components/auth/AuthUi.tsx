import { type AnchorHTMLAttributes, type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { FlowOf, OwnSteps } from "@/components/auth/steps/flowOf";

/** Where the pages are in this app. */
export interface AuthPaths {
  /** The page after a login. */
  home: string;
  login: string;
  loginByCode: string;
  signup: string;
  forgotPassword: string;
  connections: string;
}

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  href: string;
}

/** What the forms need from the app around them; each member has a default that works without a router. */
export interface AuthUi {
  paths: AuthPaths;
  /** The router's link. */
  Link: ComponentType<LinkProps>;
  /** The router's navigation to another page. */
  navigate(href: string, options?: { replace?: boolean }): void;
  /** Reports an action whose effect is not visible on the page. */
  notify(text: string): void;
  /** Shown below a form that waits for a message or a code, for an app with something to add there. */
  Hint: ComponentType<{ about: "mail" | "sms" | "totp" }>;
  /** The screens of the app's own login stages. */
  steps: Partial<OwnSteps>;
  /** The widget of each kind of challenge that the app uses, except for a proof of work, which needs none. */
  challenges: Readonly<Record<string, ComponentType<{ flow: FlowOf<"challenge"> }>>>;
}

const defaults: AuthUi = {
  paths: {
    home: "/",
    login: "/login",
    loginByCode: "/login/code",
    signup: "/signup",
    forgotPassword: "/forgot-password",
    connections: "/account/connections",
  },
  Link: ({ href, children, ...rest }) => (
    <a {...rest} href={href}>
      {children}
    </a>
  ),
  navigate: (href, { replace = false } = {}) => (replace ? location.replace(href) : location.assign(href)),
  notify: () => {},
  Hint: () => null,
  steps: {},
  challenges: {},
};

const Context = createContext<AuthUi>(defaults);

export function useAuthUi(): AuthUi {
  return useContext(Context);
}

/** Does not compile without the screen of each of the app's own stages. */
type Steps = Record<never, never> extends OwnSteps ? { steps?: OwnSteps } : { steps: OwnSteps };

/** Gives the forms the app's router, pages, and the screens of its own stages. */
export function AuthUiProvider({
  children,
  paths,
  ...given
}: Partial<Omit<AuthUi, "paths" | "steps">> & Steps & { paths?: Partial<AuthPaths>; children: ReactNode }) {
  return (
    <Context.Provider value={{ ...defaults, ...given, paths: { ...defaults.paths, ...paths } }}>
      {children}
    </Context.Provider>
  );
}
