import { describe, expect, it } from "vitest";
import { countingHasher } from "../../support/countingHasher.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo, loggedIn } from "../../support/mailboxes.ts";

const email = "taken@example.com";
const password = "a fine password";
const mismatch = { trpc: "BAD_REQUEST", codes: ["email_password_mismatch/password"] };

describe.each(["browser", "app"] as const)("a signup with a number that is taken, %s client", (kind) => {
  const phone = "+4915112345703";
  const setUp = async (emailVerification: "mandatory" | "optional") => {
    const kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods: ["email", "phone"], emailVerification },
    });
    const owner = await kit.createUser({ email: "owner@example.com", phone, phoneVerified: true });
    await kit.client(kind).account.signup.mutate({ email, phone, password });
    return { kit, owner };
  };

  it.each(["mandatory", "optional"] as const)(
    "waits for the number at the next login by its free address, and its owner gets no code for it, %s",
    async (emailVerification) => {
      const { kit } = await setUp(emailVerification);
      const state = await kit.client(kind).account.login.mutate({ email, password });
      expect(state).toMatchObject({ status: "pending", flow: { id: "verify_phone", phone } });
      expect((await kit.delivered()).lastSms(phone).template).toBe("account_already_exists");
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    },
  );

  it("becomes an account at the next login, once the number is no longer taken", async () => {
    const { kit, owner } = await setUp("optional");
    await (await loggedIn(kit, kind, owner)).account.delete.mutate();
    const client = kit.client(kind);
    expect(await client.account.login.mutate({ email, password })).toMatchObject({
      status: "pending",
      flow: { id: "verify_phone", phone },
    });
    const { code = "" } = (await kit.delivered()).lastSms(phone).context;
    const state = await client.account.phone.verify.mutate({ code });
    expect(state).toMatchObject({ status: "authenticated", user: { email, phone } });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("a signup with an address that is taken, %s client", (kind) => {
  it("waits at the next login too, and never logs in", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const owner = await kit.createUser({ email });
    await kit.client(kind).account.signup.mutate({ email, password });
    const client = kit.client(kind);
    const state = await client.account.login.mutate({ email, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email, by: "link" } });
    expect(await refusalOf(client.account.login.mutate({ email, password: "wrong" }))).toEqual(mismatch);
    expect(await kit.sessionsOf(owner)).toEqual([]);
    expect(await loggedIn(kit, kind, owner)).toBeDefined();
  });

  it("takes its username, which nobody else gets, and its owner has theirs", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "username"] } });
    await kit.createUser({ email, username: "owner" });
    await kit.client(kind).account.signup.mutate({ email, username: "newcomer", password });
    const again = kit
      .client(kind)
      .account.signup.mutate({ email: "third@example.com", username: "Newcomer", password });
    expect(await refusalOf(again)).toEqual({ trpc: "BAD_REQUEST", codes: ["username_taken/username"] });
  });

  it("changes nothing of the owner's: neither how they log in nor what they have", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const owner = await kit.createUser({ email });
    const inside = await loggedIn(kit, kind, owner);
    for (let stranger = 0; stranger < 3; stranger += 1) {
      await kit.client(kind).account.signup.mutate({ email, password: `a stranger's password ${stranger}` });
      await kit.client(kind).account.login.mutate({ email, password: `a stranger's password ${stranger}` });
    }
    expect(await inside.account.email.list.query()).toEqual([{ email, verified: true, primary: true }]);
    expect(await inside.account.user.query()).toMatchObject({ id: owner.id, hasUsablePassword: true });
    const forgetful = kit.client(kind);
    await forgetful.account.password.requestReset.mutate({ email });
    const key = await keyMailedTo(kit, email, "password_reset");
    await forgetful.account.password.reset.mutate({ key, password: "a brand new password" });
    const state = await forgetful.account.login.mutate({ email, password: "a brand new password" });
    expect(state).toMatchObject({ status: "authenticated", user: { id: owner.id } });
  });

  it("costs as many hashes as one with a free address, and so do the logins after it", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ rateLimits: false, account: { password: { hasher } } });
    await kit.createUser({ email });
    await refusalOf(kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "wrong" }));
    const hashesOf = async (call: () => Promise<unknown>) => {
      hasher.take();
      await refusalOf(call());
      const { compared, hashed } = hasher.take();
      return compared.length + hashed;
    };
    const costs = async (address: string) => [
      await hashesOf(() => kit.client(kind).account.signup.mutate({ email: address, password })),
      await hashesOf(() => kit.client(kind).account.signup.mutate({ email: address, password: "some other password" })),
      await hashesOf(() => kit.client(kind).account.login.mutate({ email: address, password })),
      await hashesOf(() => kit.client(kind).account.login.mutate({ email: address, password: "wrong" })),
    ];
    expect(await costs(email)).toEqual(await costs("quite@example.com"));
  });
});

describe.each(["browser", "app"] as const)('several with one address ("strict"), %s client', (kind) => {
  const account = { preventEnumeration: "strict", emailVerification: "optional" } as const;
  const passwordOf = (index: number) => `the password of number ${index}`;

  it("compares the right password of each of them, the fourth's too", async () => {
    await using kit = await createTestKit({ rateLimits: false, account });
    const ids = new Set<string>();
    for (let index = 0; index < 4; index += 1)
      await kit.client(kind).account.signup.mutate({ email, password: passwordOf(index) });
    for (let index = 0; index < 4; index += 1) {
      const state = await kit.client(kind).account.login.mutate({ email, password: passwordOf(index) });
      expect(state).toMatchObject({ status: "authenticated" });
      ids.add(state.status === "authenticated" ? state.user.id : "");
    }
    expect(ids.size).toBe(4);
  });

  it("computes as many hashes for a wrong password, whether nobody, one or two have the address", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ rateLimits: false, account: { ...account, password: { hasher } } });
    await refusalOf(kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "wrong" }));
    const hashes = async () => {
      hasher.take();
      expect(await refusalOf(kit.client(kind).account.login.mutate({ email, password: "wrong" }))).toEqual(mismatch);
      const { compared, hashed } = hasher.take();
      return compared.length + hashed;
    };
    const counts = [await hashes()];
    for (let index = 0; index < 2; index += 1) {
      await kit.client(kind).account.signup.mutate({ email, password: passwordOf(index) });
      counts.push(await hashes());
    }
    const proved = kit.client(kind);
    await kit.createUser({ email: "proved@example.com" });
    hasher.take();
    await refusalOf(proved.account.login.mutate({ email: "proved@example.com", password: "wrong" }));
    const { compared, hashed } = hasher.take();
    counts.push(compared.length + hashed);
    expect(new Set(counts).size, counts.join(", ")).toBe(1);
  });
});

describe.each(["browser", "app"] as const)("where signups tell what is taken, %s client", (kind) => {
  it.each([
    { emailVerification: "none" },
    { emailVerification: "optional" },
    { emailVerification: "mandatory", preventEnumeration: false },
  ] as const)("a login with an address that nobody has verified computes one hash: %o", async (account) => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ rateLimits: false, account: { ...account, password: { hasher } } });
    await kit.client(kind).account.signup.mutate({ email, password });
    hasher.take();
    const { status } = await kit.client(kind).account.login.mutate({ email, password });
    expect(status).toBe(account.emailVerification === "mandatory" ? "pending" : "authenticated");
    const { compared, hashed } = hasher.take();
    expect(compared.length + hashed).toBe(1);
  });
});
