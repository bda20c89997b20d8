import fc from "fast-check";
import type { NoFields } from "../../src/config/signupFields.ts";
import type { Provider } from "../../src/ports/provider.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import { testChallenge } from "../support/challenges.ts";

/** The start of a run: the account, and the options. */
export interface Setup {
  /**
   * settled: the owner has a verified account; unproved: nothing of it is verified; squatted: a stranger took the
   * address.
   */
  start: "settled" | "settled with a factor" | "unproved" | "squatted" | "empty";
  /** What is in progress when the account is changed, before anything else happens. */
  opening:
    | "nothing"
    | "a login waits"
    | "a code waits"
    | "a reset waits"
    | "an address was added"
    | "a security key was added";
  loginMethods: readonly ("email" | "username" | "phone")[];
  verification: "mandatory by link" | "mandatory by code" | "optional" | "none";
  verifiesNumbers: boolean;
  passwordResetBy: "link" | "code";
  loginByCode: boolean;
  changeEmail: boolean;
  preventEnumeration: boolean | "strict";
  logsInOnVerification: boolean;
  logsInOnReset: boolean;
  mfaTypes: readonly ("totp" | "recovery_codes" | "webauthn")[];
  trust: boolean;
  allowUnverifiedEmail: boolean;
  /** Whether users must have a second factor, where the other options allow that. */
  requiresFactor: boolean;
  social: "off" | "on" | "by address" | "by address, connecting";
  /** When calls that a bot may make must solve a challenge. */
  challenge: "never" | "suspicious" | "always";
  limits: boolean;
  /** Whether the process caches sessions; then every change of them must be announced. */
  remembers: boolean;
}

export const setups: fc.Arbitrary<Setup> = fc.record({
  start: fc.oneof(
    { weight: 4, arbitrary: fc.constant("settled" as const) },
    { weight: 2, arbitrary: fc.constant("settled with a factor" as const) },
    { weight: 2, arbitrary: fc.constant("unproved" as const) },
    { weight: 5, arbitrary: fc.constant("squatted" as const) },
    { weight: 1, arbitrary: fc.constant("empty" as const) },
  ),
  opening: fc.constantFrom(
    "nothing" as const,
    "a login waits" as const,
    "a code waits" as const,
    "a reset waits" as const,
    "an address was added" as const,
    "a security key was added" as const,
  ),
  loginMethods: fc.oneof(
    { weight: 4, arbitrary: fc.constant(["email"] as const) },
    { weight: 2, arbitrary: fc.constant(["email", "username"] as const) },
    { weight: 4, arbitrary: fc.constant(["email", "phone"] as const) },
    { weight: 1, arbitrary: fc.constant(["email", "username", "phone"] as const) },
    { weight: 1, arbitrary: fc.constant(["phone"] as const) },
  ),
  verification: fc.oneof(
    { weight: 4, arbitrary: fc.constant("mandatory by link" as const) },
    { weight: 2, arbitrary: fc.constant("mandatory by code" as const) },
    { weight: 3, arbitrary: fc.constant("optional" as const) },
    { weight: 1, arbitrary: fc.constant("none" as const) },
  ),
  verifiesNumbers: fc.constantFrom(true, true, false),
  passwordResetBy: fc.constantFrom("link", "link", "code"),
  loginByCode: fc.boolean(),
  changeEmail: fc.constantFrom(false, false, false, true),
  preventEnumeration: fc.constantFrom<boolean | "strict">(true, true, "strict", false),
  logsInOnVerification: fc.boolean(),
  logsInOnReset: fc.boolean(),
  mfaTypes: fc.constantFrom(
    ["totp", "recovery_codes", "webauthn"] as const,
    ["totp", "recovery_codes", "webauthn"] as const,
    ["totp"] as const,
    ["webauthn"] as const,
    [],
  ),
  trust: fc.boolean(),
  allowUnverifiedEmail: fc.constantFrom(false, true),
  requiresFactor: fc.constantFrom(false, false, true),
  social: fc.constantFrom("off", "off", "on", "by address", "by address, connecting"),
  challenge: fc.constantFrom("never", "never", "never", "suspicious", "always"),
  limits: fc.constantFrom(false, false, true),
  remembers: fc.boolean(),
});

export function hasPhones({ loginMethods }: Pick<Setup, "loginMethods">): boolean {
  return loginMethods.includes("phone");
}

/** Users may only have to set up what they can. */
export function mustHaveFactor({ requiresFactor, mfaTypes, verification, allowUnverifiedEmail }: Setup): boolean {
  return requiresFactor && mfaTypes.length > 0 && (verification.startsWith("mandatory") || allowUnverifiedEmail);
}

export function kitOptions(setup: Setup): TestKitOptions<NoFields> {
  const [emailVerification = "none", , by = "link"] = setup.verification.split(" ");
  const account: TestKitOptions<NoFields>["account"] = {
    loginMethods: setup.loginMethods,
    passwordResetBy: setup.passwordResetBy,
    // The parts of the type above, split.
    emailVerification: emailVerification as "mandatory" | "optional" | "none",
    emailVerificationBy: by as "link" | "code",
    phoneVerification: setup.verifiesNumbers || !hasPhones(setup) ? "mandatory" : "none",
    loginByCode: { enabled: setup.loginByCode },
    changeEmail: setup.changeEmail,
    preventEnumeration: setup.preventEnumeration,
    loginOnEmailVerification: setup.logsInOnVerification,
    loginOnPasswordReset: setup.logsInOnReset,
  };
  return {
    account,
    mfa: {
      types: setup.mfaTypes,
      trust: setup.trust,
      allowUnverifiedEmail: setup.allowUnverifiedEmail,
      required: mustHaveFactor(setup),
    },
    social: {
      providers: setup.social === "off" ? [] : [peopleProvider],
      emailAuthentication: setup.social.startsWith("by address"),
      autoConnect: setup.social === "by address, connecting",
    },
    ...challengeOf(setup),
    ...(setup.limits ? {} : { rateLimits: false }),
    session: { cache: setup.remembers ? {} : false },
  };
}

/** Without limits, nothing is counted that could be suspicious. */
function challengeOf({ challenge: when, limits }: Setup): Pick<TestKitOptions<NoFields>, "challenge"> {
  if (when === "never" || (when === "suspicious" && !limits)) return {};
  return { challenge: { by: testChallenge().port, login: when, signup: when, reset: when, code: when } };
}

/** A provider that knows everyone by name: the code of its redirect is `name address`. */
const peopleProvider: Provider = {
  id: "people",
  name: "People",
  clientId: "latchkey",
  responseMode: "query",
  issuer: null,
  requiresIss: false,
  authorizationUrl: async ({ state }) => new URL(`https://people.example/authorize?state=${state}`),
  exchange: async ({ code }) => ({
    accessToken: code,
    refreshToken: null,
    idToken: null,
    expiresAt: null,
    scopes: [],
    extra: {},
  }),
  profile: async ({ accessToken }) => {
    const [uid = "", email = ""] = (accessToken ?? "").split(" ");
    return { uid, emails: [{ email, verified: true, primary: true }], raw: {} };
  },
};
