import { createRootRoute, createRoute, createRouter, type RouteComponent } from "@tanstack/react-router";
import { Activity } from "@/components/auth/account/Activity";
import { Connections } from "@/components/auth/account/Connections";
import { DeleteAccount } from "@/components/auth/account/DeleteAccount";
import { Emails } from "@/components/auth/account/Emails";
import { Password } from "@/components/auth/account/Password";
import { Phone } from "@/components/auth/account/Phone";
import { Profile } from "@/components/auth/account/Profile";
import { Sessions } from "@/components/auth/account/Sessions";
import { Security } from "@/components/auth/account/security/Security";
import { ForgotPassword } from "@/components/auth/ForgotPassword";
import { LoginByCode } from "@/components/auth/LoginByCode";
import { ProviderCallback } from "@/components/auth/ProviderCallback";
import { ResetPassword } from "@/components/auth/ResetPassword";
import { Signup } from "@/components/auth/Signup";
import { VerifyEmailLink } from "@/components/auth/VerifyEmailLink";
import { FIELD_LABELS } from "@/demo/fieldLabels";
import { Account } from "@/demo/pages/Account";
import { LoginPage } from "@/demo/pages/LoginPage";
import { Mailbox } from "@/demo/pages/Mailbox";
import { NotFound } from "@/demo/pages/NotFound";
import { Options } from "@/demo/pages/Options";
import { Welcome } from "@/demo/pages/Welcome";
import { Shell } from "@/demo/Shell";

/** The audience of a page, and its file. */
interface PageInfo {
  /**
   * `open`: the same for everybody, whatever is pending; `anonymous`: for visitors who are not logged in; `account`:
   * for users.
   */
  access?: "open" | "anonymous" | "account";
  /** Below `src`. */
  file?: string;
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption extends PageInfo {}
  interface Register {
    router: typeof router;
  }
}

const auth = (name: string) => `components/auth/${name}.tsx`;
const page = (name: string) => `demo/pages/${name}.tsx`;

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const route = <Path extends string>(path: Path, component: RouteComponent, staticData: PageInfo) =>
  createRoute({ getParentRoute: () => root, path, component, staticData });

const account = createRoute({ getParentRoute: () => root, path: "/account", component: Account });

const accountPage = <Path extends string>(path: Path, component: RouteComponent, file: string) =>
  createRoute({
    getParentRoute: () => account,
    path,
    component,
    staticData: { access: "account", file: auth(`account/${file}`) },
  });

const routeTree = root.addChildren([
  route("/", Welcome, { access: "anonymous", file: page("Welcome") }),
  route("/login", LoginPage, { access: "anonymous", file: auth("Login") }),
  route("/login/code", LoginByCode, { access: "anonymous", file: auth("LoginByCode") }),
  route("/signup", () => <Signup labels={FIELD_LABELS} />, { access: "anonymous", file: auth("Signup") }),
  route("/forgot-password", ForgotPassword, { access: "anonymous", file: auth("ForgotPassword") }),
  route("/verify-email", VerifyEmailLink, { access: "open", file: auth("VerifyEmailLink") }),
  route("/reset-password", ResetPassword, { access: "open", file: auth("ResetPassword") }),
  route("/auth/callback/$provider", ProviderCallback, { access: "open", file: auth("ProviderCallback") }),
  route("/options", Options, { access: "open", file: page("Options") }),
  route("/dev/mail", Mailbox, { access: "open", file: page("Mailbox") }),
  account.addChildren([
    accountPage("/", () => <Profile labels={FIELD_LABELS} />, "Profile"),
    accountPage("emails", Emails, "Emails"),
    accountPage("phone", Phone, "Phone"),
    accountPage("password", Password, "Password"),
    accountPage("security", Security, "security/Security"),
    accountPage("connections", Connections, "Connections"),
    accountPage("sessions", Sessions, "Sessions"),
    accountPage("activity", Activity, "Activity"),
    accountPage("delete", DeleteAccount, "DeleteAccount"),
  ]),
]);

export const router = createRouter({ routeTree, scrollRestoration: true });
