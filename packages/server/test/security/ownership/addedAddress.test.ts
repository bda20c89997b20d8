import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo, loggedIn, mailsTo, resetByLink } from "../../support/mailboxes.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const added = "victim@example.com";
const fresh = "a brand new password";
const THREE_DAYS = 3 * 86_400;
const mismatch = { trpc: "BAD_REQUEST", codes: ["email_password_mismatch/password"] };
const invalidKey = { trpc: "BAD_REQUEST", codes: ["invalid_or_expired_key/key"] };

describe.each(["browser", "app"] as const)("an address that was added and is not verified, %s client", (kind) => {
  async function somebodyAdded(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit({ rateLimits: false, ...options });
    const thief = await kit.createUser();
    const inside = await loggedIn(kit, kind, thief);
    await inside.account.email.add.mutate({ email: added });
    const key = await keyMailedTo(kit, added, "verify_email");
    return { kit, thief, inside, key, client: kit.client(kind) };
  }

  it("keeps its owner from nothing: they sign up with it, and it can no longer be verified where it was added", async () => {
    const { kit, inside, client, key } = await somebodyAdded();
    await client.account.signup.mutate({ email: added, password: fresh });
    expect(await mailsTo(kit, added)).toEqual(["verify_email", "verify_email"]);
    await client.account.email.verify.mutate({ key: await keyMailedTo(kit, added) });
    const state = await client.account.login.mutate({ email: added, password: fresh });
    expect(state).toMatchObject({ status: "authenticated", user: { email: added, emailVerified: true } });
    expect((await refusalOf(inside.account.email.verify.mutate({ key })))?.codes).toEqual(["email_taken/key"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is no address of an account, where the app reveals who has one", async () => {
    const { kit, client } = await somebodyAdded({ account: { preventEnumeration: false } });
    const reset = client.account.password.requestReset.mutate({ email: added });
    expect(await refusalOf(reset)).toMatchObject({ codes: ["unknown_email/email"] });
    const state = await client.account.signup.mutate({ email: added, password: fresh });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email: added } });
    await kit[Symbol.asyncDispose]();
  });

  it.each(["mandatory", "optional", "none"] as const)(
    "opens nothing: no login, reset or code by it, where verification is %s",
    async (emailVerification) => {
      const loginByCode = { enabled: true };
      const { kit, thief, client } = await somebodyAdded({ account: { emailVerification, loginByCode } });
      const login = client.account.login.mutate({ email: added, password: thief.password });
      expect(await refusalOf(login)).toEqual(mismatch);
      await client.account.password.requestReset.mutate({ email: added });
      await client.account.code.request.mutate({ email: added });
      expect((await mailsTo(kit, added)).slice(1)).toEqual(["unknown_account", "unknown_account"]);
      await kit[Symbol.asyncDispose]();
    },
  );

  it("opens nothing by a provider that verified it: its owner gets an account of their own", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      account: { emailVerification: "optional" },
      social: { emailAuthentication: true },
    });
    const thief = await kit.createUser({ emailVerified: false });
    await (await loggedIn(kit, kind, thief)).account.email.add.mutate({ email: added });
    const state = await logIn(kit.client(kind), visitor("victim-1", { email: added, email_verified: true }));
    expect(state).toMatchObject({ status: "authenticated", user: { email: added, emailVerified: true } });
    expect(state.status === "authenticated" && state.user.id).not.toBe(thief.id);
    await kit[Symbol.asyncDispose]();
  });

  it("is verified by its link only in a session of its own account; other clients use nothing up", async () => {
    const { kit, inside, key, client } = await somebodyAdded();
    const anonymous = { trpc: "UNAUTHORIZED", codes: ["not_authenticated"] };
    expect(await refusalOf(client.account.email.verify.mutate({ key }))).toMatchObject(anonymous);
    const bob = await loggedIn(kit, kind, await kit.createUser());
    expect(await refusalOf(bob.account.email.verify.mutate({ key }))).toEqual(invalidKey);
    expect(await inside.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
    expect(await inside.account.email.list.query()).toContainEqual({ email: added, verified: true, primary: false });
    expect(await loggedIn(kit, kind, { email: added, password })).toBeDefined();
    await kit[Symbol.asyncDispose]();
  });

  it("expires with its link, and may be added again", async () => {
    const { kit, thief, inside, key } = await somebodyAdded({ account: { maxEmailAddresses: 2 } });
    kit.clock.advance(THREE_DAYS - 1);
    expect(await inside.account.email.list.query()).toHaveLength(2);
    kit.clock.advance(1);
    expect(await inside.account.email.list.query()).toEqual([{ email: thief.email, verified: true, primary: true }]);
    expect(await refusalOf(inside.account.email.verify.mutate({ key }))).toEqual(invalidKey);
    await inside.account.reauthenticate.mutate({ password });
    expect(await inside.account.email.add.mutate({ email: added })).toHaveLength(2);
    const again = await keyMailedTo(kit, added, "verify_email");
    expect(await refusalOf(inside.account.email.verify.mutate({ key: again }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("takes no other address's place among those that an account may have, once it has expired", async () => {
    const { kit, inside } = await somebodyAdded({ account: { maxEmailAddresses: 2 } });
    kit.clock.advance(THREE_DAYS);
    await inside.account.reauthenticate.mutate({ password });
    expect(await refusalOf(inside.account.email.add.mutate({ email: "other@example.com" }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("allows no more guesses at its owner's account: logins and resets of one's own account clear nothing", async () => {
    await using kit = await createTestKit({
      account: { emailVerification: "optional" },
      rateLimits: { signup: false },
    });
    await kit.createUser({ email: added, password: "the owner's own password" });
    const thief = await kit.createUser();
    const inside = await loggedIn(kit, kind, thief);
    await inside.account.email.add.mutate({ email: added });
    const answers: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const client = kit.client(kind, { ip: `198.51.100.${round}` });
      const login = (given: string) => refusalOf(client.account.login.mutate({ email: added, password: given }));
      for (let guess = 0; guess < 4; guess += 1) answers.push((await login("wrong"))?.codes[0] ?? "");
      await login(thief.password);
      await resetByLink(kit, client, { email: thief.email, password: thief.password });
      await loggedIn(kit, kind, thief, { ip: `198.51.100.${round}` });
    }
    const compared = answers.filter((code) => code === "email_password_mismatch/password");
    expect(compared.length).toBeLessThanOrEqual(5);
    expect(kit.errors).toEqual([]);
  });

  it("is no way back for a thief: the owner's reset removes it, with its link", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const thief = await loggedIn(kit, kind, ada);
    await thief.account.email.add.mutate({ email: "thief@example.com" });
    const key = await keyMailedTo(kit, "thief@example.com", "verify_email");
    expect(await mailsTo(kit, ada.email)).toContain("email_added");
    await resetByLink(kit, kit.client(kind), { email: ada.email, password: fresh });
    kit.clock.advance(2 * 86_400);
    const outside = kit.client(kind);
    expect(await refusalOf(outside.account.email.verify.mutate({ key }))).not.toBeNull();
    await outside.account.password.requestReset.mutate({ email: "thief@example.com" });
    expect((await kit.delivered()).lastMail("thief@example.com").template).toBe("unknown_account");
    const owner = await loggedIn(kit, kind, { email: ada.email, password: fresh });
    expect(await owner.account.email.list.query()).toEqual([{ email: ada.email, verified: true, primary: true }]);
    expect(await refusalOf(owner.account.email.verify.mutate({ key }))).toEqual(invalidKey);
  });
});

describe.each(["browser", "app"] as const)("an address with which several people signed up, %s client", (kind) => {
  it("belongs to the one who verifies it, and the others can no longer log in with it", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { preventEnumeration: "strict", emailVerification: "optional" },
    });
    const [eve, ada] = [kit.client(kind), kit.client(kind)];
    await eve.account.signup.mutate({ email: added, password: "the stranger's own" });
    await ada.account.signup.mutate({ email: added, password: fresh });
    await ada.account.email.verify.mutate({ key: await keyMailedTo(kit, added, "verify_email") });
    const late = kit.client(kind).account.login.mutate({ email: added, password: "the stranger's own" });
    expect(await refusalOf(late)).toEqual(mismatch);
    expect(await loggedIn(kit, kind, { email: added, password: fresh })).toBeDefined();
    expect(await eve.account.email.list.query()).toEqual([{ email: added, verified: false, primary: true }]);
  });
});
