import { describe, expect, it } from "vitest";
import { ASVS_L2 } from "../src/config/assurance/preset.ts";
import { resolveOptions } from "../src/config/resolveOptions.ts";
import { consoleMail } from "../src/mail.ts";
import { consoleSms } from "../src/sms.ts";
import { refusalOf } from "./support/errors.ts";
import { createTestKit, testDatabase } from "./support/kit.ts";

const { database } = await testDatabase();
const base = {
  database,
  secret: "x".repeat(32),
  appName: "Acme",
  origin: "https://acme.com",
  mail: consoleMail(),
  sms: consoleSms(),
};
const resolved = (options: object) => resolveOptions({ ...base, ...options });

describe("preset asvs-l2", () => {
  it("sets what the level demands, and leaves what the app sets", () => {
    const options = resolved({ preset: "asvs-l2", session: { lifetime: 3_600, cookie: { name: "acme" } } });
    expect(options).toMatchObject({
      account: { password: { minLength: 15 } },
      mfa: { required: { isForAll: true } },
      session: { lifetime: 3_600, idleTimeout: 3_600, cookie: { name: "acme" } },
    });
    expect(resolved({})).toMatchObject({
      account: { password: { minLength: 8 } },
      mfa: { required: false },
      session: { lifetime: 14 * 86_400, idleTimeout: null },
    });
  });

  it("wants 15 characters, or a second factor of everybody", () => {
    const minLength = (mfa: object, account: object = {}) =>
      resolved({ preset: "asvs-l2", mfa, account }).account.password.minLength;
    expect(minLength({ required: true })).toBe(8);
    expect(minLength({ required: () => true })).toBe(15);
    expect(minLength({ required: { after: new Date("2027-01-01") } })).toBe(15);
    expect(minLength({ required: true }, { password: { minLength: 10 } })).toBe(10);
    expect(() => minLength({ required: () => true }, { password: { minLength: 10 } })).toThrow(
      /account\.password\.minLength: preset "asvs-l2" expects at least 15/,
    );
  });

  it.each<[string, object]>([
    ["mfa.required", { mfa: { required: false } }],
    ["account.codes", { account: { codes: { login: { lifetime: 601 } } } }],
    ["mfa.totp.period", { mfa: { totp: { period: 60 } } }],
    ["account.phoneVerification", { account: { phoneVerification: "none", signup: { phone: "optional" } } }],
    ["rateLimits", { rateLimits: false }],
    ["rateLimits", { rateLimits: { mfaFailed: false } }],
    ["account.reauthentication.required", { account: { reauthentication: { required: { email: false } } } }],
    ["account.reauthentication.required", { account: { reauthentication: { required: false } } }],
    ["session.lifetime", { session: { lifetime: 86_401 } }],
    ["session.idleTimeout", { session: { idleTimeout: null } }],
    ["session.idleTimeout", { session: { idleTimeout: 3_601 } }],
  ])("refuses %s: %j, and says which line to change and why", (option, options) => {
    const rule = ASVS_L2.find((one) => one.option === option);
    expect(() => resolved({ preset: "asvs-l2", ...options })).toThrow(
      `createAuth: ${option}: preset "asvs-l2" expects ${rule?.expected} (${rule?.because})`,
    );
    expect(() => resolved(options)).not.toThrow();
  });

  it("refuses an unknown name", () => {
    expect(() => resolved({ preset: "asvs-l4" })).toThrow(/preset: .*asvs-l2/);
  });

  it("refuses a value that is no group of options, as ever", () => {
    expect(() => resolved({ preset: "asvs-l2", mfa: "all" })).toThrow(/createAuth: mfa:/);
  });

  it.each(["browser", "app"] as const)(
    "has a %s client set up a second factor, and ends its idle session",
    async (kind) => {
      await using kit = await createTestKit({ preset: "asvs-l2" });
      const ada = await kit.createUser({ password: "a long and fine password" });
      const client = kit.client(kind);
      const state = await client.account.login.mutate({ email: ada.email, password: ada.password });
      expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_enroll" } });
      const { secret } = await client.mfa.enroll.beginTotp.mutate();
      await client.mfa.enroll.activateTotp.mutate({ code: await kit.totp({ secret }) });
      expect(await client.mfa.enroll.complete.mutate()).toMatchObject({
        status: "authenticated",
        session: { level: 2 },
      });
      kit.clock.advance(3_600);
      const refusal = await refusalOf(client.account.user.query());
      expect(refusal?.codes).toEqual(["session_gone"]);
    },
  );
});
