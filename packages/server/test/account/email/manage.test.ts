import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const second = "second@example.com";

describe.each(["browser", "app"] as const)("managing addresses, %s client", (kind) => {
  it("lists, adds and verifies by link", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    expect(await refusalOf(kit.client(kind).account.email.list.query())).toEqual({
      trpc: "UNAUTHORIZED",
      codes: ["not_authenticated"],
    });
    expect(await client.account.email.list.query()).toEqual([{ email: ada.email, verified: true, primary: true }]);
    const added = await client.account.email.add.mutate({ email: "Second@Example.com" });
    expect(added).toEqual([
      { email: ada.email, verified: true, primary: true },
      { email: second, verified: false, primary: false },
    ]);
    const outbox = await kit.delivered();
    expect(outbox.lastMail(ada.email).template).toBe("email_added");
    await client.account.email.verify.mutate({ key: outbox.lastMail(second).context.key ?? "" });
    expect((await client.account.email.list.query())[1]).toEqual({ email: second, verified: true, primary: false });
  });

  it("keeps an address that waits for its code out of the account until then", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code", changeEmail: true } });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    expect(await client.account.email.add.mutate({ email: second })).toHaveLength(2);
    expect(await client.session.get.query()).toMatchObject({
      status: "authenticated",
      flow: { id: "verify_email", email: second, canChange: false },
    });
    expect(await client.account.email.remove.mutate({ email: second })).toHaveLength(1);
    const dead = (await kit.delivered()).lastMail(second).context.code ?? "";
    expect(await refusalOf(client.account.email.verify.mutate({ key: dead }))).toMatchObject({
      codes: ["no_pending_flow"],
    });
    kit.clock.advance(11);
    await client.account.email.add.mutate({ email: second });
    const code = (await kit.delivered()).lastMail(second).context.code ?? "";
    expect(await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }))).toMatchObject({
      codes: ["incorrect_code/key"],
    });
    const state = await client.account.email.verify.mutate({ key: code });
    expect(state).toMatchObject({ status: "authenticated", flow: null, user: { email: second, emailVerified: true } });
    expect(await client.account.email.list.query()).toEqual([{ email: second, verified: true, primary: true }]);
    expect((await kit.delivered()).lastMail(ada.email, "email_changed").context).toMatchObject({
      oldEmail: ada.email,
      email: second,
    });
    expect(await refusalOf(client.account.email.verify.mutate({ key: code }))).toMatchObject({
      codes: ["no_pending_flow"],
    });
  });

  it.each(["link", "code"] as const)(
    "accepts another account's address, by %s, and lets its verification fail",
    async (by) => {
      await using kit = await createTestKit({ account: { emailVerificationBy: by } });
      const [ada, bob] = [await kit.createUser(), await kit.createUser()];
      const client = await kit.clientOf(ada, kind);
      expect(await client.account.email.add.mutate({ email: bob.email })).toHaveLength(2);
      const { code, key = code ?? "" } = (await kit.delivered()).lastMail(bob.email).context;
      expect(await refusalOf(client.account.email.verify.mutate({ key }))).toEqual({
        trpc: "BAD_REQUEST",
        codes: ["email_taken/key"],
      });
      expect(await client.account.user.query()).toMatchObject({ email: ada.email });
    },
  );

  it("refuses an address that the account already has, that is taken (where shown), or that is one too many", async () => {
    await using kit = await createTestKit({ account: { preventEnumeration: false, maxEmailAddresses: 2 } });
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const client = await kit.clientOf(ada, kind);
    const add = (email: string) => refusalOf(client.account.email.add.mutate({ email }));
    expect(await add(ada.email.toUpperCase())).toEqual({ trpc: "BAD_REQUEST", codes: ["duplicate_email/email"] });
    expect(await add(bob.email)).toEqual({ trpc: "BAD_REQUEST", codes: ["email_taken/email"] });
    expect(await add("not an address")).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid/email"] });
    expect(await add(second)).toBeNull();
    expect(await add("third@example.com")).toEqual({ trpc: "BAD_REQUEST", codes: ["max_email_addresses/email"] });
    expect((await kit.delivered()).mails.filter(({ to }) => to === "third@example.com")).toEqual([]);
  });

  it("removes any address but the primary one, and notifies its owner", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await client.account.email.add.mutate({ email: second });
    const primary = client.account.email.remove.mutate({ email: ada.email });
    expect(await refusalOf(primary)).toEqual({ trpc: "BAD_REQUEST", codes: ["cannot_remove_primary_email/email"] });
    expect(await client.account.email.remove.mutate({ email: second })).toHaveLength(1);
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("email_removed");
    const unknown = client.account.email.remove.mutate({ email: "other@example.com" });
    expect(await refusalOf(unknown)).toEqual({ trpc: "BAD_REQUEST", codes: ["unknown_email/email"] });
  });

  it("removes the last address only where users can log in without one", async () => {
    for (const loginMethods of [["email"], ["username"], ["username", "email"]] as const) {
      await using kit = await createTestKit({ account: { loginMethods } });
      const client = await kit.clientOf(await kit.createUser({ username: "ada" }), kind);
      const [own] = await client.account.email.list.query();
      const removal = await refusalOf(client.account.email.remove.mutate({ email: own?.email ?? "" }));
      expect(removal?.codes ?? []).toEqual(
        loginMethods.length === 1 && loginMethods[0] === "email" ? ["cannot_remove_primary_email/email"] : [],
      );
      if (removal === null) expect(await client.account.user.query()).toMatchObject({ email: null });
    }
  });

  it("makes a verified address the primary one, and notifies the previous one", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await client.account.email.add.mutate({ email: second });
    const early = client.account.email.setPrimary.mutate({ email: second });
    expect(await refusalOf(early)).toEqual({ trpc: "BAD_REQUEST", codes: ["unverified_primary_email/email"] });
    const unknown = client.account.email.setPrimary.mutate({ email: "no address" });
    expect(await refusalOf(unknown)).toEqual({ trpc: "BAD_REQUEST", codes: ["unknown_email/email"] });
    await client.account.email.verify.mutate({ key: (await kit.delivered()).lastMail(second).context.key ?? "" });
    const list = await client.account.email.setPrimary.mutate({ email: second });
    expect(list.map(({ email, primary }) => [email, primary])).toEqual([
      [second, true],
      [ada.email, false],
    ]);
    expect((await kit.delivered()).lastMail(ada.email, "email_changed").context.email).toBe(second);
    expect(await client.account.user.query()).toMatchObject({ email: second });
  });

  it("makes an unverified address the primary one where none is verified, even while its code is awaited", async () => {
    await using kit = await createTestKit({
      account: { emailVerificationBy: "code", loginMethods: ["username", "email"] },
    });
    const ada = await kit.createUser({ username: "ada", emailVerified: false });
    const client = await kit.clientOf(ada, kind);
    await client.account.email.requestVerification.mutate({ email: ada.email });
    expect(await client.account.email.setPrimary.mutate({ email: ada.email })).toMatchObject([
      { email: ada.email, verified: false, primary: true },
    ]);
    await client.account.email.add.mutate({ email: second });
    const early = client.account.email.setPrimary.mutate({ email: second });
    expect(await refusalOf(early)).toMatchObject({ codes: ["unverified_primary_email/email"] });
  });

  it("keeps one address where the app wants that: the old one stays until the new one is verified", async () => {
    await using kit = await createTestKit({ account: { changeEmail: true } });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await client.account.email.add.mutate({ email: second });
    const firstKey = (await kit.delivered()).lastMail(second).context.key ?? "";
    await client.account.email.add.mutate({ email: "third@example.com" });
    expect(await client.account.user.query()).toMatchObject({ email: ada.email });
    expect(await refusalOf(client.account.email.verify.mutate({ key: firstKey }))).toMatchObject({
      codes: ["invalid_or_expired_key/key"],
    });
    await client.account.email.verify.mutate({
      key: (await kit.delivered()).lastMail("third@example.com").context.key ?? "",
    });
    expect(await client.account.email.list.query()).toEqual([
      { email: "third@example.com", verified: true, primary: true },
    ]);
    expect((await kit.delivered()).lastMail(ada.email, "email_changed").context).toMatchObject({
      email: "third@example.com",
    });
  });

  it("needs recent authentication, and does nothing without", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), kind);
    kit.clock.advance(300);
    const required = {
      trpc: "UNAUTHORIZED",
      codes: ["reauthentication_required"],
      flows: [{ id: "reauthenticate", isPending: false }],
    };
    expect(await refusalOf(client.account.email.add.mutate({ email: second }))).toEqual(required);
    expect(await refusalOf(client.account.email.setPrimary.mutate({ email: second }))).toEqual(required);
    expect(await refusalOf(client.account.email.remove.mutate({ email: second }))).toEqual(required);
    expect(await client.account.email.list.query()).toHaveLength(1);
  });

  it("is limited by user, including malformed calls, but not reads", async () => {
    await using kit = await createTestKit({ rateLimits: { manageEmail: "2/m/user" } });
    const client = await kit.clientOf(await kit.createUser(), kind);
    for (let read = 0; read < 3; read += 1) await client.account.email.list.query();
    await refusalOf(client.account.email.add.mutate({ email: "" }));
    expect(await refusalOf(client.account.email.add.mutate({ email: second }))).toBeNull();
    expect(await refusalOf(client.account.email.remove.mutate({ email: second }))).toMatchObject({
      codes: ["rate_limited"],
    });
  });

  it("voids reset links when an address is added or removed", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const stranger = kit.client(kind);
    await stranger.account.password.requestReset.mutate({ email: ada.email });
    const key = (await kit.delivered()).lastMail(ada.email, "password_reset").context.key ?? "";
    await client.account.email.add.mutate({ email: second });
    const reset = stranger.account.password.reset.mutate({ key, password: "a brand new password" });
    expect(await refusalOf(reset)).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid_password_reset/key"] });
  });
});
