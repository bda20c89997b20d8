import { createAuth, type Database } from "@latchkey/server";
import { proofOfWork } from "@latchkey/server/challenges";
import { bcrypt } from "@latchkey/server/hashers";
import { french, german } from "@latchkey/server/locales";
import { oidc } from "@latchkey/server/providers";
import { z } from "zod";
import { acceptTerms } from "./acceptTerms.ts";
import { authOptionsOf } from "./authOptions.ts";
import { CLIENT_ID, type LocalProvider } from "./openid/provider.ts";
import type { Outbox } from "./outbox.ts";
import type { DemoSettings } from "./settings.ts";

/** The demo's own signup fields. Their types reach the form in the browser automatically. */
const signupFields = z.object({
  displayName: z.string().trim().min(1, "Tell us what to call you.").max(80),
  newsletter: z.boolean().optional(),
});

/** Everything that is kept when the options change. */
export interface DemoEnvironment {
  database: Database;
  secret: string;
  origin: string;
  outbox: Outbox;
  clock: () => Date;
  /** The demo's own OpenID provider. */
  openId: LocalProvider;
  /** Of bcrypt; the default without it. */
  hashCost?: number | undefined;
}

/** Latchkey as used by the demo. */
export type DemoAuth = ReturnType<typeof makeAuth>;

const isBreached = (password: string) => password.includes("breached");

/** @throws SetupError when the settings contradict each other */
export function makeAuth(environment: DemoEnvironment, settings: DemoSettings) {
  const { database, secret, origin, outbox, clock, openId, hashCost } = environment;
  const { issuer, clientSecret } = openId;
  const options = authOptionsOf(settings);
  return createAuth({
    appName: "Latchkey demo",
    database,
    secret,
    origin,
    clock,
    mail: outbox.mail,
    sms: outbox.sms,
    texts: { catalogues: settings.language === "browser" ? [german, french] : [] },
    ...options,
    account: {
      ...options.account,
      signup: { ...options.account.signup, fields: signupFields },
      // In place of `haveIBeenPwned()`: the demo works without a network.
      password: {
        ...(settings.breachedPasswords ? { ...options.account.password, isBlocked: isBreached } : {}),
        ...(hashCost === undefined ? {} : { hasher: bcrypt({ cost: hashCost }) }),
      },
    },
    social: {
      ...options.social,
      providers: settings.social
        ? [oidc({ id: "local", name: "Local provider", issuer, clientId: CLIENT_ID, clientSecret })]
        : [],
    },
    hooks: settings.keepLastFactor ? { canDeleteAuthenticator: (_user, { remaining }) => remaining.length > 0 } : {},
    ...(settings.challenge === "off" ? {} : { challenge: challengeOf(settings.challenge) }),
    stages: settings.acceptTerms ? [acceptTerms] : [],
    // On, as everywhere, but a user who tries things out makes more requests in a minute than others in a month.
    rateLimits: {
      login: "120/m/ip",
      signup: "60/m/ip",
      requestLoginCode: "60/m/ip, 10/m/key",
      resetPassword: "60/m/ip, 10/m/key",
      confirmEmail: "5/m/key",
      confirmEmailCode: "10/m/key",
      changePassword: "20/m/user",
      changePhone: "10/m/user",
      manageEmail: "30/m/user",
      verifyPhone: "10/m/key, 30/m/ip",
    },
  });
}

/** Work for the browser: the forms show nothing of it, and need no key of a provider. */
function challengeOf(when: "suspicious" | "always") {
  return { by: proofOfWork(), login: when, signup: when, reset: when, code: when };
}
