import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { bcrypt } from "../../src/hashers.ts";
import { users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const password = "correct horse battery";
const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a password hash from another system", () => {
  it("logs its user in, and is replaced by the app's own", async () => {
    await using kit = await createTestKit({ account: { password: { hasher: bcrypt({ cost: 5 }) } } });
    const passwordHash = await bcrypt({ cost: 4 }).hash(password);
    const ada = await kit.auth.createUser({ email: "ada@example.com", emailVerified: true, passwordHash });
    const client = kit.client("browser");
    const wrong = client.account.login.mutate({ email: "ada@example.com", password: "something else" });
    expect(await refusalOf(wrong)).toMatchObject({ codes: ["email_password_mismatch/password"] });
    const state = await client.account.login.mutate({ email: "ada@example.com", password });
    expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    const [row] = await kit.database.select().from(users);
    expect(row?.passwordHash).not.toBe(passwordHash);
  });

  it("is refused beside a password, and in a format that nobody could verify, without being repeated", async () => {
    await using kit = await createTestKit();
    const made = (values: object) => kit.auth.createUser({ email: "ada@example.com", ...values });
    await expect(made({ password, passwordHash: "$2b$04$x" })).rejects.toThrow("found both");
    const refused = await made({ passwordHash: "pbkdf2_sha256$1$salt$hash" }).catch(String);
    expect(refused).toContain("account.password.legacyHashers");
    expect(refused).not.toContain("salt");
    expect(await kit.database.select().from(users)).toEqual([]);
  });

  it("may be missing, also as null, as systems write what they do not have", async () => {
    await using kit = await createTestKit();
    const missing: string | undefined = JSON.parse("null");
    const ada = await kit.auth.createUser({
      email: "ada@example.com",
      passwordHash: missing,
      password: missing,
      phone: missing,
    });
    expect(
      await kit.auth.importAuthenticators(ada.id, JSON.parse('{ "totpSecret": null, "recoveryCodes": null }')),
    ).toBe(true);
    expect(await kit.database.select().from(users)).toMatchObject([{ passwordHash: null }]);
  });
});

describe("an authenticator app from another system", () => {
  it.each(["", "not base32!", "JBSWY3DPEHPK3PXP"])(
    "is refused when no code could be checked with it: %j",
    async (secret) => {
      await using kit = await createTestKit();
      const ada = await kit.createUser();
      const refused = await kit.auth.importAuthenticators(ada.id, { totpSecret: secret }).catch(String);
      expect(refused).toContain("importAuthenticators: expected `totpSecret`");
      if (secret !== "") expect(refused).not.toContain(secret);
    },
  );
});

describe("connections from another system", () => {
  it("log their user in", async () => {
    const { kit, visitor, logIn } = await createSocialKit();
    const ada = await kit.createUser();
    const sub = visitor("ada-there", { email: ada.email, email_verified: true });
    expect(await kit.auth.importConnections(ada.id, [{ provider: "local", uid: sub }])).toBe(true);
    expect(await logIn(kit.client("browser"), sub)).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    const [{ version } = { version: 0 }] = await kit.database.select().from(users).where(eq(users.id, ada.id));
    expect(version).toBeGreaterThan(0);
    expect(kit.events).toContainEqual(expect.objectContaining({ type: "account_connected", userId: ada.id }));
    await kit[Symbol.asyncDispose]();
  });

  it("are refused where nobody could log in with them", async () => {
    const { kit } = await createSocialKit();
    const ada = await kit.createUser();
    const add = (provider: string, uid: string) => kit.auth.importConnections(ada.id, [{ provider, uid }]);
    await expect(add("lcoal", "1")).rejects.toThrow('social.providers (local, other), found "lcoal"');
    await expect(add("local", "")).rejects.toThrow("`uid`");
    expect(
      await kit.auth.importConnections(ada.id, JSON.parse('[{ "provider": "local", "uid": "1", "display": null }]')),
    ).toBe(true);
    await kit[Symbol.asyncDispose]();
  });

  it("belong to one user: whoever has one that is connected gets none of them", async () => {
    const { kit } = await createSocialKit();
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const [first, second] = [
      { provider: "local", uid: "1" },
      { provider: "other", uid: "2" },
    ];
    expect(await kit.auth.importConnections(ada.id, [second])).toBe(true);
    expect(await kit.auth.importConnections(bob.id, [first, second])).toBe(false);
    expect(await kit.auth.importConnections(ada.id, [first])).toBe(true);
    expect(await kit.auth.importConnections(NOBODY, [])).toBe(false);
    expect(await kit.auth.importConnections("nobody", [])).toBe(false);
    const accounts = await (await kit.clientOf(ada, "browser")).social.connections.list.query();
    expect(accounts.map(({ uid, display }) => [uid, display]).sort()).toEqual([
      ["1", "1"],
      ["2", "2"],
    ]);
    await kit[Symbol.asyncDispose]();
  });
});
