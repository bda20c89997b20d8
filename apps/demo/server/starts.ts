import type { DemoSettings } from "./settings.ts";

/** A starting point: options, and the page that shows their effect best. */
export interface Start {
  id: string;
  name: string;
  text: string;
  path: "/signup" | "/login" | "/login/code";
  settings: Partial<DemoSettings>;
}

/** Each is applied over the demo's defaults. */
export const starts: readonly Start[] = [
  {
    id: "passkeys",
    name: "Passkeys only",
    text: "Sign up with a fingerprint, face or screen lock. No password anywhere.",
    path: "/signup",
    settings: {
      signupPassword: "off",
      emailVerificationBy: "code",
      passkeySignup: true,
      social: false,
      loginByCode: "enabled",
    },
  },
  {
    id: "code",
    name: "Code by email",
    text: "Enter your email address, get a code, and you are in. Each code works once.",
    path: "/login/code",
    settings: {
      loginByCode: "enabled",
      signupPassword: "off",
      emailVerificationBy: "code",
      codeFormat: "digits",
      passkeys: false,
      social: false,
    },
  },
  {
    id: "totp",
    name: "Password and TOTP",
    text: "A password, and a code from an authenticator app at every login.",
    path: "/signup",
    settings: { emailVerificationBy: "code", passkeys: false, social: false, mfaTrust: true },
  },
  {
    id: "social",
    name: "Social",
    text: "Continue with an OpenID provider that runs in the same process.",
    path: "/login",
    settings: { social: true, emailAuthentication: true, autoConnect: true },
  },
  {
    id: "privacy",
    name: "Strict privacy",
    text: "No answer, email or delay reveals who has an account.",
    path: "/signup",
    settings: { preventEnumeration: "strict", sessionLifetime: 86_400, logoutOnPasswordChange: true },
  },
  {
    id: "phone",
    name: "Phone",
    text: "Log in with a phone number, and get codes by text message.",
    path: "/signup",
    settings: {
      loginMethods: ["phone"],
      signupPhone: "required",
      emailVerification: "none",
      loginByCode: "enabled",
      codeFormat: "digits",
      passkeySignup: false,
      social: false,
    },
  },
];
