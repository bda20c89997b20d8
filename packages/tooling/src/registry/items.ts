/** One thing to add to an app: what is listed, with all that it imports. */
export interface Form {
  name: string;
  title: string;
  description: string;
  /** Below the folder of the forms, without the ending. */
  components: readonly string[];
}

/** Every form that can be added, in the order in which an app needs them. */
export const FORMS: readonly Form[] = [
  {
    name: "auth-gate",
    title: "Gate",
    description:
      "Shows the pending step, the reason why a step has ended, or your page; `AuthUi` connects the forms to your router",
    components: ["AuthGate", "AuthUi"],
  },
  {
    name: "login",
    title: "Login",
    description:
      "Providers, passkey, password and a link to login by code in one card; optionally asks for the email address first",
    components: ["Login"],
  },
  {
    name: "login-by-code",
    title: "Login by code",
    description: "Sends a code to an email address or phone number",
    components: ["LoginByCode"],
  },
  {
    name: "signup",
    title: "Signup",
    description: "The fields that your options require, including your own; with a password or a passkey",
    components: ["Signup"],
  },
  {
    name: "provider-buttons",
    title: "Provider buttons",
    description: "A button for each provider, and the page to which providers redirect",
    components: ["parts/ProviderButtons", "ProviderCallback"],
  },
  {
    name: "flow",
    title: "Steps of a login",
    description: "A screen for every step that a login or signup can wait at",
    components: ["FlowScreen", "EndedCard"],
  },
  {
    name: "reauthentication-dialog",
    title: "Reauthentication",
    description: "A dialog that asks for a credential again; the call that required it then continues",
    components: ["ReauthenticateDialog"],
  },
  {
    name: "challenge-dialog",
    title: "Challenge",
    description:
      "A dialog for the widget of a challenge that keeps bots out; the call that had to solve it then continues",
    components: ["ChallengeDialog"],
  },
  {
    name: "password-reset",
    title: "Password reset",
    description: "Requests the link or code, and the page behind `/reset-password`",
    components: ["ForgotPassword", "ResetPassword"],
  },
  {
    name: "verify-email",
    title: "Email verification",
    description: "The page behind `/verify-email`",
    components: ["VerifyEmailLink"],
  },
  {
    name: "account-profile",
    title: "Profile",
    description: "Username and your own fields",
    components: ["account/Profile"],
  },
  {
    name: "account-emails",
    title: "Email addresses",
    description: "Add, verify, make primary, remove",
    components: ["account/Emails"],
  },
  { name: "account-phone", title: "Phone", description: "Add, change, remove", components: ["account/Phone"] },
  { name: "account-password", title: "Password", description: "Set or change it", components: ["account/Password"] },
  {
    name: "account-security",
    title: "Security",
    description: "Passkeys, authenticator app, recovery codes, trusted browsers",
    components: ["account/security/Security"],
  },
  {
    name: "account-connections",
    title: "Connections",
    description: "Accounts at providers: connect, disconnect",
    components: ["account/Connections"],
  },
  {
    name: "account-sessions",
    title: "Sessions",
    description: "Browsers and devices that are logged in: end one, or all others",
    components: ["account/Sessions"],
  },
  {
    name: "account-activity",
    title: "Recent activity",
    description: "What happened in the account, when and from where",
    components: ["account/Activity"],
  },
  {
    name: "account-delete",
    title: "Delete account",
    description: "With a confirmation",
    components: ["account/DeleteAccount"],
  },
];
