import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { bcrypt } from "../../src/hashers.ts";
import { type ImportedUser, importedUserId, importUsers } from "../../src/import.ts";
import { authenticators, emailAddresses, imports, recoveryCodes, socialAccounts, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createImportKit } from "./support.ts";

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const ada = {
  from: "old",
  oldId: "1",
  emails: [{ oldId: "10", email: "ada@example.com", verified: true }],
  connections: [{ oldId: "20", provider: "google", uid: "1111" }],
  totp: { oldId: "30", secret: SECRET },
  recoveryCodes: { oldId: "40", codes: ["11112222", "33334444"] },
} satisfies ImportedUser;
const idOfAda = importedUserId("old", "1");

describe("the id of an imported user", () => {
  it("is always the same, differs between systems, and is that of the old system where that is a UUID", () => {
    expect(importedUserId("old", "1")).toBe("c205a70f-6864-5491-980a-fe90cccb65d4");
    expect(importedUserId("other", "1")).not.toBe(idOfAda);
    const uuid = "0b5f1a1c-4a2e-4c3b-8f6d-1234567890ab";
    expect(importedUserId("old", uuid.toUpperCase())).toBe(uuid);
    expect(importedUserId("old", uuid.replaceAll("-", ""))).toBe(uuid);
  });
});

describe.each(["browser", "app"] as const)("an imported address that nobody has proved, %s client", (kind) => {
  const dan = { from: "old", oldId: "4", username: "dan", emails: [{ email: "dan@example.com", verified: false }] };

  async function imported(account: NonNullable<Parameters<typeof createImportKit>[0]>["account"] = {}) {
    const hasher = bcrypt({ cost: 4 });
    const kit = await createImportKit({ account: { loginMethods: ["email", "username"], ...account } });
    const passwordHash = await hasher.hash("correct horse battery");
    expect(await kit.auth.importUser({ ...dan, passwordHash })).toMatchObject({ outcome: "imported" });
    const logIn = (client = kit.client(kind)) =>
      client.account.login.mutate({ username: "dan", password: "correct horse battery" });
    return { kit, logIn };
  }

  it("is verified by the link of a login that waits for it, and by nobody elsewhere", async () => {
    const { kit, logIn } = await imported({ loginOnEmailVerification: true });
    const client = kit.client(kind);
    expect(await logIn(client)).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    const { key } = (await kit.delivered()).lastMail("dan@example.com", "verify_email").context;
    const elsewhere = kit.client(kind).account.email.verify.mutate({ key: String(key) });
    expect(await refusalOf(elsewhere)).toMatchObject({ codes: ["not_authenticated"] });
    const state = await client.account.email.verify.mutate({ key: String(key) });
    expect(state).toMatchObject({ status: "authenticated", user: { email: "dan@example.com", emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });

  it("is verified by the code of a login that waits for it", async () => {
    const { kit, logIn } = await imported({ emailVerificationBy: "code" });
    const client = kit.client(kind);
    await logIn(client);
    const { code } = (await kit.delivered()).lastMail("dan@example.com", "verify_email_code").context;
    const state = await client.account.email.verify.mutate({ key: String(code) });
    expect(state).toMatchObject({ status: "authenticated", user: { emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });

  it("does not keep its user out where verification is optional", async () => {
    const { kit, logIn } = await imported({ emailVerification: "optional" });
    const user = { id: importedUserId("old", "4"), email: "dan@example.com", emailVerified: false };
    expect(await logIn()).toMatchObject({ status: "authenticated", user });
    await kit[Symbol.asyncDispose]();
  });
});

describe("an import", () => {
  it("is done once, when two run at the same time", async () => {
    await using kit = await createImportKit();
    const results = await Promise.all([1, 2, 3].map(() => kit.auth.importUser(ada)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["imported", "unchanged", "unchanged"]);
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(await kit.database.select().from(authenticators)).toMatchObject([{ isImported: true }]);
    expect(await kit.database.select().from(recoveryCodes)).toHaveLength(2);
    expect(kit.events.filter(({ type }) => type === "user_imported")).toEqual([
      expect.objectContaining({ userId: idOfAda, detail: "old" }),
    ]);
  });

  it("adds what is new, and voids what was pending for the account", async () => {
    await using kit = await createImportKit({ account: { loginByCode: { enabled: true } } });
    await kit.auth.importUser(ada);
    const client = kit.client("app");
    await client.account.code.request.mutate({ email: "ada@example.com" });
    const more = {
      ...ada,
      emails: [...ada.emails, { oldId: "11", email: "ada@work.example", verified: true }],
      connections: [...ada.connections, { oldId: "21", provider: "github", uid: "2222" }],
    };
    expect(await kit.auth.importUser(more)).toMatchObject({ outcome: "updated", userId: idOfAda, problems: [] });
    expect(await kit.auth.importUser(more)).toMatchObject({ outcome: "unchanged" });
    expect(await kit.database.select().from(socialAccounts)).toHaveLength(2);
    const { code } = (await kit.delivered()).lastMail("ada@example.com", "login_code").context;
    const late = client.account.code.confirm.mutate({ code: String(code) });
    expect(await refusalOf(late)).toMatchObject({ codes: ["no_pending_flow"] });
  });

  it("adds nothing to an account that the owner of its address has taken over", async () => {
    const hasher = bcrypt({ cost: 4 });
    await using kit = await createImportKit({ account: { loginByCode: { enabled: true } } });
    const mallory = {
      from: "old",
      oldId: "9",
      emails: [{ oldId: "90", email: "victim@example.com", verified: false }],
      passwordHash: await hasher.hash("chosen by mallory"),
      totp: { oldId: "91", secret: SECRET },
      recoveryCodes: { oldId: "92", codes: ["11112222"] },
    } satisfies ImportedUser;
    const accept = { accept: { unverified: true } };
    expect(await kit.auth.importUser(mallory, accept)).toMatchObject({ outcome: "imported" });
    const victim = kit.client("app");
    await victim.account.code.request.mutate({ email: "victim@example.com" });
    const { code } = (await kit.delivered()).lastMail("victim@example.com", "login_code").context;
    // Nobody vouches for the stranger's factors, so they are gone, and do not keep the owner out.
    expect(await victim.account.code.confirm.mutate({ code: String(code) })).toMatchObject({ status: "authenticated" });
    expect(await kit.database.select().from(authenticators)).toEqual([]);
    expect(await kit.database.select().from(recoveryCodes)).toEqual([]);
    const later = {
      ...mallory,
      emails: [...mallory.emails, { oldId: "93", email: "mallory@example.com", verified: true }],
      connections: [{ oldId: "94", provider: "google", uid: "666" }],
    };
    expect(await kit.auth.importUser(later, accept)).toMatchObject({
      outcome: "skipped",
      problems: [{ item: "user", reason: "taken" }],
    });
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    expect(await kit.database.select({ address: emailAddresses.address }).from(emailAddresses)).toEqual([
      { address: "victim@example.com" },
    ]);
  });

  it("does not bring back what its user has removed here, nor a deleted account", async () => {
    await using kit = await createImportKit();
    await kit.auth.importUser(ada);
    await kit.auth.removeAuthenticators(idOfAda);
    await kit.database.delete(socialAccounts);
    expect(await kit.auth.importUser(ada)).toMatchObject({ outcome: "unchanged" });
    expect(await kit.database.select().from(authenticators)).toEqual([]);
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    await kit.database.delete(users);
    const gone = { outcome: "skipped", userId: null, problems: [{ item: "user", reason: "deleted" }] };
    expect(await kit.auth.importUser(ada)).toMatchObject(gone);
    const more = { ...ada, connections: [{ oldId: "21", provider: "github", uid: "2222" }] };
    expect(await kit.auth.importUser(more)).toMatchObject(gone);
    expect(JSON.stringify(await kit.database.select().from(imports))).not.toContain("ada@");
  });

  it("takes nothing that somebody else has, and leaves nothing of a user who is left out", async () => {
    await using kit = await createImportKit();
    await kit.createUser({ email: "ada@example.com" });
    const taken = { outcome: "skipped", problems: [{ item: "email", reason: "taken" }] };
    const { connections: _none, ...onlyEmail } = ada;
    expect(await kit.auth.importUser(onlyEmail)).toMatchObject(taken);
    expect(await kit.database.select().from(imports)).toEqual([]);
    expect(await kit.database.select().from(authenticators)).toEqual([]);
    const problems = [{ item: "email", reason: "taken", oldId: "10" }];
    expect(await kit.auth.importUser(ada)).toMatchObject({ outcome: "imported", problems });
    const other = { ...ada, oldId: "2", emails: [{ email: "bob@example.com", verified: true }] };
    expect(await kit.auth.importUser(other)).toMatchObject({
      outcome: "imported",
      problems: [{ item: "connection", reason: "taken" }],
    });
    expect((await kit.auth.importUser(other)).problems).toHaveLength(1);
    const rows = await kit.database
      .select()
      .from(users)
      .where(eq(users.id, importedUserId("old", "2")));
    expect(rows).toMatchObject([{ version: 0 }]);
  });

  it("is not hindered by a stranger who has signed up with the address and never proved it", async () => {
    await using kit = await createImportKit();
    await kit.client("app").account.signup.mutate({ email: "ada@example.com", password: "a stranger's password" });
    expect(await kit.auth.importUser(ada)).toMatchObject({ outcome: "imported", problems: [] });
    const login = kit
      .client("app")
      .account.login.mutate({ email: "ada@example.com", password: "a stranger's password" });
    expect(await refusalOf(login)).toMatchObject({ codes: ["email_password_mismatch/password"] });
  });

  it("refuses what could not be stored or used, without repeating it", async () => {
    await using kit = await createImportKit();
    await expect(kit.auth.importUser({ ...ada, from: "" })).rejects.toThrow("`from` and `oldId`");
    const odd = {
      ...ada,
      username: "a\0b",
      verifiedPhone: "123",
      emails: [...ada.emails, { oldId: "11", email: "not an address", verified: true }],
      connections: [{ oldId: "20", provider: "google", uid: "\0" }],
      passkeys: [{ oldId: "50", credentialId: "AAAA", publicKey: "AAAA" }, null],
    };
    const result = await kit.auth.importUser(odd);
    expect(result.problems).toEqual([
      { item: "passkey", reason: "invalid", oldId: "50" },
      { item: "passkey", reason: "unreadable" },
      { item: "username", reason: "invalid" },
      { item: "phone", reason: "invalid" },
      { item: "email", reason: "invalid", oldId: "11" },
      { item: "connection", reason: "invalid", oldId: "20" },
    ]);
    expect(await kit.database.select().from(emailAddresses)).toHaveLength(1);
  });

  it("goes on where it was interrupted", async () => {
    await using kit = await createImportKit();
    const many = Array.from({ length: 5 }, (_, index) => ({
      from: "old",
      oldId: String(index),
      emails: [{ email: `user${index}@example.com`, verified: true }],
    }));
    const stops = ({ oldId }: { oldId: string }) => {
      if (oldId === "2") throw new Error("the network is gone");
    };
    await expect(importUsers(kit.auth, many, { onUser: stops })).rejects.toThrow("the network is gone");
    expect(await kit.database.select().from(users)).toHaveLength(3);
    expect(await importUsers(kit.auth, many)).toMatchObject({ imported: 2, unchanged: 3 });
  });
});
