import { createAuth, type Database } from "@latchkey/server";
import { oidc } from "@latchkey/server/providers";
import { z } from "zod";
import { authOptionsOf } from "./authOptions.ts";
import { CLIENT_ID, type LocalProvider } from "./openid/provider.ts";
import type { Outbox } from "./outbox.ts";
import type { DemoSettings } from "./settings.ts";

/** The demo's own signup fields. Their types reach the form in the browser by themselves. */
const signupFields = z.object({
  displayName: z.string().trim().min(1, "Tell us what to call you.").max(80),
  newsletter: z.boolean().optional(),
});

/** Everything that stays when the options change. */
export interface DemoEnvironment {
  database: Database;
  secret: string;
  origin: string;
  outbox: Outbox;
  clock: () => Date;
  /** The OpenID provider of the demo's own. */
  openId: LocalProvider;
}

/** Latchkey as the demo uses it. */
export type DemoAuth = ReturnType<typeof makeAuth>;

/** @throws SetupError when the settings contradict each other */
export function makeAuth(environment: DemoEnvironment, settings: DemoSettings) {
  const { database, secret, origin, outbox, clock, openId } = environment;
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
    ...options,
    account: { ...options.account, signup: { ...options.account.signup, fields: signupFields } },
    social: {
      ...options.social,
      providers: settings.social
        ? [oidc({ id: "local", name: "Local provider", issuer, clientId: CLIENT_ID, clientSecret })]
        : [],
    },
    // On, as everywhere, but a person who tries things out does in a minute what others do in a month.
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
