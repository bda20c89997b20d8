import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo, mailsTo } from "../../support/mailboxes.ts";

/*
 * A signup that has verified its number waits for an address. Whether the account was created, or is hidden since the
 * first address was taken, the link to an address gets the same response: the reader of the mailbox may be another
 * person.
 */

const password = "a fine password";
const phone = "+4915112345711";
const [first, second] = ["first@example.com", "second@example.com"] as const;
const KINDS = ["browser", "app"] as const;
const TAKEN = ["nothing", "the first"] as const;

async function signUp(kind: (typeof KINDS)[number], taken: (typeof TAKEN)[number]) {
  const kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
  const owner = taken === "nothing" ? null : await kit.createUser({ email: first });
  const client = kit.client(kind);
  await client.account.signup.mutate({ email: first, phone, password });
  await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
  return { kit, client, owner };
}

async function movedSignup(kind: (typeof KINDS)[number], taken: (typeof TAKEN)[number]) {
  const signup = await signUp(kind, taken);
  await signup.client.account.email.change.mutate({ email: second });
  return { ...signup, key: await keyMailedTo(signup.kit, second, "verify_email") };
}

describe.each(KINDS)("a link for a signup that has verified its number, %s client", (kind) => {
  it("verifies nothing for a person who only reads the mailbox, in the same statements whether its account was created or not", async () => {
    const told: unknown[] = [];
    for (const taken of TAKEN) {
      const { kit, key } = await movedSignup(kind, taken);
      const { takeStatements } = await testDatabase();
      const stranger = await kit.clientOf(await kit.createUser(), kind);
      for (const reader of [kit.client(kind), stranger]) {
        takeStatements();
        const check = await reader.account.email.checkKey.mutate({ key });
        const refusal = await refusalOf(reader.account.email.verify.mutate({ key }));
        told.push([check, refusal, takeStatements().map((statement) => statement.split(" ")[0])]);
      }
      const login = await refusalOf(kit.client(kind).account.login.mutate({ email: second, password }));
      expect(login?.codes).toEqual(["email_password_mismatch/password"]);
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    }
    expect(told.slice(2)).toEqual(told.slice(0, 2));
    expect(told).toMatchObject([
      [{ email: second }, { codes: ["not_authenticated"] }, {}],
      [{ email: second }, { codes: ["invalid_or_expired_key/key"] }, {}],
      {},
      {},
    ]);
  });

  it.each(TAKEN)("verifies the address where the signup waits for it, where %s is taken", async (taken) => {
    const { kit, client, key } = await movedSignup(kind, taken);
    await refusalOf(kit.client(kind).account.email.verify.mutate({ key }));
    await client.account.email.verify.mutate({ key });
    const login = { email: second, password };
    expect(await kit.client(kind).account.login.mutate(login)).toMatchObject({ status: "authenticated" });
    expect(await kit.client(kind).account.login.mutate({ phone, password })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("is mailed on request, once its address is free", async () => {
    const told: unknown[] = [];
    for (const taken of TAKEN) {
      const { kit, owner } = await signUp(kind, taken);
      if (owner !== null) await (await kit.clientOf(owner, kind)).account.delete.mutate();
      const before = (await mailsTo(kit, first)).length;
      const reader = kit.client(kind);
      await reader.account.email.requestVerification.mutate({ email: first });
      told.push((await mailsTo(kit, first)).slice(before));
      const key = await keyMailedTo(kit, first, "verify_email");
      told.push(await refusalOf(reader.account.email.verify.mutate({ key })));
      await kit[Symbol.asyncDispose]();
    }
    expect(told.slice(2)).toEqual(told.slice(0, 2));
    expect(told).toMatchObject([["verify_email"], { codes: ["not_authenticated"] }, {}, {}]);
  });
});
