import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestKit } from "../support/kit.ts";

const MUTATIONS = [
  "account.login account.signup account.reauthenticate account.update account.password.change account.password.requestReset",
  "account.password.checkKey account.password.reset account.email.add account.email.remove account.email.setPrimary",
  "account.email.requestVerification account.email.checkKey account.email.verify account.email.change account.phone.set",
  "account.phone.verify account.code.request account.code.confirm session.revoke session.refresh mfa.trust",
  "mfa.authenticate mfa.reauthenticate mfa.totp.begin mfa.totp.activate mfa.totp.deactivate mfa.recoveryCodes.generate",
  "mfa.webauthn.beginRegistration mfa.webauthn.register mfa.webauthn.rename mfa.webauthn.remove mfa.trustedBrowsers.revoke",
  "mfa.webauthn.beginAuthentication mfa.webauthn.authenticate mfa.webauthn.beginReauthentication",
  "mfa.webauthn.reauthenticate mfa.webauthn.beginLogin mfa.webauthn.login mfa.webauthn.beginSignup",
  "mfa.webauthn.signupOptions mfa.webauthn.signup mfa.webauthn.upgrade.begin mfa.webauthn.upgrade.register",
  "social.redirect social.callback social.token social.signup.complete social.connections.disconnect",
].flatMap((line) => line.split(" "));

const NAMES = [
  "email",
  "username",
  "phone",
  "password",
  "code",
  "key",
  "currentPassword",
  "newPassword",
  "ids",
  "refreshToken",
  "trust",
  "remember",
  "id",
  "name",
  "passwordless",
  "response",
  "provider",
  "process",
  "callbackUrl",
  "state",
  "token",
  "uid",
];

const ODD: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "é",
  "x".repeat(1_000_000),
  [],
  ["a@example.com"],
  [[]],
  {},
  { toString: "x" },
  "ada@example.com\r\nBcc: eve@evil.com",
  "__proto__",
  "constructor",
  "#{7*7}",
  "' or 1=1 --",
  "\u202e",
  "٣٤٥",
  `${"a".repeat(254)}@example.com`,
];

describe("input of any kind", () => {
  it("is a clear error of the caller at every procedure, for every client, and never a failure of the server", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: {
        loginMethods: ["email", "username", "phone"],
        loginByCode: { enabled: true },
        emailVerificationBy: "code",
        signup: { phone: "optional" },
      },
      mfa: { passkeySignup: true, passkeyUpgrade: true },
    });
    const clients = [kit.client("app"), await kit.clientOf(await kit.createUser(), "app")];
    const send = async (path: string, body: string) => {
      for (const client of clients) {
        const response = await client.fetch(`${kit.origin}/trpc/auth.${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        const answer = await response.text();
        expect(response.status, `${path} ${body.slice(0, 80)} → ${answer.slice(0, 200)}`).toBeLessThan(500);
        if (response.status === 400) expect(JSON.parse(answer).error.data.auth.errors.length).toBeGreaterThan(0);
      }
    };
    for (const path of MUTATIONS) {
      for (const value of ODD) {
        await send(path, JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, value]))));
        await send(path, JSON.stringify(value));
      }
      await send(path, '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}');
      await send(path, "{");
      await send(path, "");
    }
    expect(kit.errors).toEqual([]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  }, 120_000);

  it("that a generator produces is no failure of the server", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const client = kit.client("app");
    const input = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MUTATIONS), input, async (path, body) => {
        const response = await client.fetch(`${kit.origin}/trpc/auth.${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        expect(response.status).toBeLessThan(500);
        await response.text();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
