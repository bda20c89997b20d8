import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { argon2id } from "../src/hashers.ts";
import type { AuthEvent, AuthOptions, Clock, RateLimitName } from "../src/index.ts";
import { createAuth } from "../src/index.ts";
import { consoleMail } from "../src/mail.ts";
import { github, google, oidc, type Provider } from "../src/providers.ts";
import type { AuthErrorCode, Authenticator, User } from "../src/types.ts";

declare const database: AuthOptions["database"];
const base = { database, secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com" };

describe("options of createAuth", () => {
  it("take what the README shows", () => {
    createAuth({
      ...base,
      secret: ["new".repeat(12), "old".repeat(12)],
      mail: consoleMail(),
      clients: ["browser"],
      clientAddress: (request) => request.headers.get("cf-connecting-ip"),
      account: {
        loginMethods: ["email", "username"],
        signup: { open: async () => true, phone: "optional" },
        loginByCode: { enabled: true, required: ["password"] },
        password: { hasher: argon2id(), isBlocked: async (password) => password.includes("acme") },
      },
      social: { providers: [github({ clientId: "id", clientSecret: "secret" })], emailAuthentication: ["github"] },
      mfa: { types: ["totp", "recovery_codes"], totp: { digits: 8 }, trust: { lifetime: 3600 } },
      session: { cookie: { sameSite: "strict" }, cache: { maxAge: 5 } },
      rateLimits: { login: "5/m/ip", signup: false },
      mails: { verify_email: ({ code }) => ({ subject: `Your code is ${code}` }) },
    });
  });

  it("map a provider's profile to the app's own signup fields", () => {
    const signup = { fields: z.object({ plan: z.enum(["free", "pro"]), seats: z.number() }) };
    createAuth({
      ...base,
      account: { signup },
      social: { signupFields: ({ name = "ada" }) => ({ plan: "pro", username: name }) },
    });
    // @ts-expect-error seats is a number
    createAuth({ ...base, account: { signup }, social: { signupFields: () => ({ seats: "two" }) } });
    // @ts-expect-error there is no such plan
    createAuth({ ...base, account: { signup }, social: { signupFields: async () => ({ plan: "gold" }) } });
  });

  it("refuse what is missing", () => {
    // @ts-expect-error the database is missing
    createAuth({ secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com" });
    // @ts-expect-error the secret is missing
    createAuth({ database, appName: "Acme", origin: "https://acme.com" });
  });

  it("refuse names that do not exist, at any depth", () => {
    // @ts-expect-error misspelt
    createAuth({ ...base, acount: {} });
    // @ts-expect-error misspelt
    createAuth({ ...base, account: { emailVerificationby: "code" } });
    // @ts-expect-error misspelt
    createAuth({ ...base, account: { signup: { emial: "off" } } });
    // @ts-expect-error misspelt
    createAuth({ ...base, session: { cookie: { secure: true } } });
    // @ts-expect-error there is no such limit
    createAuth({ ...base, rateLimits: { logins: "5/m/ip" } });
    // @ts-expect-error there is no such mail
    createAuth({ ...base, mails: { verify_mail: () => ({}) } });
  });

  it("refuse values that an option does not know", () => {
    // @ts-expect-error a number is no secret
    createAuth({ ...base, secret: 42 });
    // @ts-expect-error users do not log in with their name
    createAuth({ ...base, account: { loginMethods: ["name"] } });
    // @ts-expect-error verification is mandatory, optional or none
    createAuth({ ...base, account: { emailVerification: "sometimes" } });
    // @ts-expect-error codes of authenticator apps have 6 to 8 digits
    createAuth({ ...base, mfa: { totp: { digits: 5 } } });
    // @ts-expect-error there is no such factor
    createAuth({ ...base, mfa: { types: ["sms"] } });
    // @ts-expect-error the cache is off, or has a size and an age
    createAuth({ ...base, session: { cache: true } });
    // @ts-expect-error limits are switched off with false
    createAuth({ ...base, rateLimits: true });
    // @ts-expect-error a delivery has a method `send`
    createAuth({ ...base, mail: { deliver: async () => {} } });
    // @ts-expect-error a hasher verifies as well
    createAuth({ ...base, account: { password: { hasher: { hash: async (password: string) => password } } } });
    // @ts-expect-error the clock returns a Date
    createAuth({ ...base, clock: () => 0 });
    // @ts-expect-error fields are a zod object
    createAuth({ ...base, account: { signup: { fields: { displayName: z.string() } } } });
  });

  it("type the arguments of their callbacks", () => {
    createAuth({
      ...base,
      onEvent(event) {
        expectTypeOf(event).toEqualTypeOf<AuthEvent>();
        expectTypeOf(event.code).toEqualTypeOf<AuthErrorCode | undefined>();
        // @ts-expect-error there is no such event
        void (event.type === "logged_in");
      },
      onError: (error) => expectTypeOf(error).toEqualTypeOf<unknown>(),
      background: (promise) => expectTypeOf(promise).toEqualTypeOf<Promise<unknown>>(),
    });
    expectTypeOf<Clock>().toEqualTypeOf<() => Date>();
    expectTypeOf<"login">().toExtend<RateLimitName>();
  });

  it("pass the app's own fields to the hooks", () => {
    createAuth({
      ...base,
      account: { signup: { fields: z.object({ displayName: z.string(), age: z.coerce.number() }) } },
      hooks: {
        onSignup(user) {
          expectTypeOf(user).toEqualTypeOf<User<{ displayName: string; age: number }>>();
        },
        onLogin: (user, { client }) => {
          expectTypeOf(user.data.age).toEqualTypeOf<number>();
          expectTypeOf(client).toEqualTypeOf<"browser" | "app">();
        },
        canLogin: async (user) => user.data.age >= 18,
        canDeleteAuthenticator(user, { removed, remaining }) {
          expectTypeOf(user.data.age).toEqualTypeOf<number>();
          expectTypeOf(removed).toEqualTypeOf<Authenticator[]>();
          return remaining.length > 0;
        },
      },
    });
    createAuth({
      ...base,
      hooks: {
        // @ts-expect-error the hook returns whether the user may
        canLogin: (user) => user.email,
        // @ts-expect-error there is no such field
        onSignup: (user) => void user.data.nickname.length,
      },
    });
    // @ts-expect-error there is no such hook
    createAuth({ ...base, hooks: { onLogout: () => {} } });
  });
});

describe("providers", () => {
  it("are created from what the provider gave the app", () => {
    expectTypeOf(github({ clientId: "id", clientSecret: "secret" })).toEqualTypeOf<Provider>();
    expectTypeOf(
      oidc({ id: "acme", name: "Acme", issuer: "https://acme.com", clientId: "id", clientSecret: "secret" }),
    ).toEqualTypeOf<Provider>();
    // @ts-expect-error GitHub's clients have a secret
    github({ clientId: "id" });
    // @ts-expect-error the id of a client is a string
    google({ clientId: 1, clientSecret: "secret" });
    // @ts-expect-error without its issuer the server to ask is unknown
    oidc({ id: "acme", name: "Acme", clientId: "id", clientSecret: "secret" });
    // @ts-expect-error a provider is what its function returns
    createAuth({ ...base, social: { providers: [github] } });
    // @ts-expect-error a provider is what its function returns, no name
    createAuth({ ...base, social: { providers: ["github"] } });
  });
});
