import { describe, expect, it } from "vitest";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn, type Person } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
const former = "+4915112345678";
const current = "+4915187654321";

/** Changes the account's number to the other one, as its owner. */
async function moveNumber(kit: Kit, client: Client) {
  kit.clock.advance(60);
  await client.account.phone.set.mutate({ phone: current });
  const code = (await kit.delivered()).lastSms(current).context.code ?? "";
  await client.account.phone.verify.mutate({ code });
}

describe.each(kinds)("a code that was sent to a number, %s client", (kind) => {
  const options = {
    account: { loginMethods: ["email", "phone"], loginByCode: { enabled: true }, passwordResetBy: "code" },
    rateLimits: false,
  } as const;

  async function prepared() {
    const kit = await createTestKit(options);
    const ada = await kit.createUser({ phone: former, phoneVerified: true });
    return { kit, ada, owner: await logIn(kit, ada, kind), holder: kit.client(kind) };
  }

  it("logs nobody in once the account has changed to another", async () => {
    const { kit, ada, owner, holder } = await prepared();
    await holder.account.code.request.mutate({ phone: former });
    const code = (await kit.delivered()).lastSms(former).context.code ?? "";
    await moveNumber(kit, owner);
    const sessions = await kit.sessionsOf(ada);
    expect((await refusalOf(holder.account.code.confirm.mutate({ code })))?.codes).toEqual(["no_pending_flow"]);
    expect(await kit.sessionsOf(ada)).toEqual(sessions);
    expect(await owner.account.phone.get.query()).toEqual([{ phone: current, verified: true }]);
    await kit[Symbol.asyncDispose]();
  });

  it("logs nobody in when it is requested afterwards", async () => {
    const { kit, ada, owner, holder } = await prepared();
    await moveNumber(kit, owner);
    const sessions = await kit.sessionsOf(ada);
    await holder.account.code.request.mutate({ phone: former });
    expect((await kit.delivered()).lastSms(former).template).toBe("unknown_account");
    expect(await kit.sessionsOf(ada)).toEqual(sessions);
    await kit[Symbol.asyncDispose]();
  });

  it("resets no password once the account has changed to another", async () => {
    const { kit, ada, owner, holder } = await prepared();
    await holder.account.password.requestReset.mutate({ phone: former });
    const key = (await kit.delivered()).lastSms(former).context.code ?? "";
    await moveNumber(kit, owner);
    const reset = () => holder.account.password.reset.mutate({ key, password: "the thief's own words" });
    expect((await refusalOf(holder.account.password.checkKey.mutate({ key })))?.codes[0]).toMatch(/no_pending_flow/);
    expect((await refusalOf(reset()))?.codes[0]).toMatch(/no_pending_flow/);
    expect(await logIn(kit, ada, kind)).toBeDefined();
    expect(await owner.session.get.query()).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("resets no password when it was confirmed before the account changed", async () => {
    const { kit, ada, owner, holder } = await prepared();
    await holder.account.password.requestReset.mutate({ phone: former });
    const key = (await kit.delivered()).lastSms(former).context.code ?? "";
    expect(await refusalOf(holder.account.password.checkKey.mutate({ key }))).toBeNull();
    await moveNumber(kit, owner);
    const refused = await refusalOf(holder.account.password.reset.mutate({ key, password: "the thief's own words" }));
    expect(refused?.codes[0]).toMatch(/no_pending_flow/);
    expect(await logIn(kit, ada, kind)).toBeDefined();
    await kit[Symbol.asyncDispose]();
  });
});

const second = "second@example.com";

async function addProved(kit: Kit, client: Client, email = second) {
  await client.account.email.add.mutate({ email });
  const { key = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
  await client.account.email.verify.mutate({ key });
}

/**
 * What happens to an account between the mail and its use, and whether another address was verified before the mail.
 */
const changes: [string, boolean, (kit: Kit, owner: Client, ada: Person) => Promise<unknown>][] = [
  ["another address was proved", false, (kit, owner) => addProved(kit, owner)],
  ["another address became primary", true, (_kit, owner) => owner.account.email.setPrimary.mutate({ email: second })],
  [
    "its address was removed",
    true,
    async (_kit, owner, { email }) => {
      await owner.account.email.setPrimary.mutate({ email: second });
      await owner.account.email.remove.mutate({ email });
    },
  ],
  [
    "its address went and came back, unproved",
    true,
    async (_kit, owner, { email }) => {
      await owner.account.email.setPrimary.mutate({ email: second });
      await owner.account.email.remove.mutate({ email });
      await owner.account.email.add.mutate({ email });
    },
  ],
  [
    "the password was changed",
    false,
    (_kit, owner, { password }) =>
      owner.account.password.change.mutate({ currentPassword: password, newPassword: "brand new and long" }),
  ],
  ["a factor was added", false, (kit, owner) => activateTotp(kit, owner)],
  ["all sessions were revoked", false, (kit, _owner, { id }) => kit.auth.revokeSessions(id)],
];

async function activateTotp(kit: Kit, client: Client) {
  const setup = await client.mfa.totp.begin.mutate();
  await client.mfa.totp.activate.mutate({ code: await kit.totp(setup) });
}

describe("the key of a reset", () => {
  it.each(changes)("is void once %s", async (_what, hasSecond, change) => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const owner = await logIn(kit, ada, "browser");
    if (hasSecond) await addProved(kit, owner);
    const holder = kit.client("app");
    await holder.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    expect(await refusalOf(holder.account.password.checkKey.mutate({ key }))).toBeNull();
    await change(kit, owner, ada);
    const isVoid = { codes: ["invalid_password_reset/key"] };
    expect(await refusalOf(holder.account.password.checkKey.mutate({ key }))).toMatchObject(isVoid);
    const reset = holder.account.password.reset.mutate({ key, password: "the thief's own words" });
    expect(await refusalOf(reset)).toMatchObject(isVoid);
  });

  it.each(kinds)("mailed to an unverified address is void once another was verified, %s client", async (kind) => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerification: "optional" } });
    const stranger = kit.client(kind);
    await stranger.account.signup.mutate({ email: "wrong@example.com", password: "a fine password" });
    const holder = kit.client(kind);
    await holder.account.password.requestReset.mutate({ email: "wrong@example.com" });
    const { key = "" } = (await kit.delivered()).lastMail("wrong@example.com", "password_reset").context;
    await addProved(kit, stranger);
    const reset = holder.account.password.reset.mutate({ key, password: "the thief's own words" });
    expect((await refusalOf(reset))?.codes).toEqual(["invalid_password_reset/key"]);
  });

  it("resets the password where nothing has changed", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const holder = kit.client("app");
    await holder.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    expect(await refusalOf(holder.account.password.reset.mutate({ key, password: "brand new and long" }))).toBeNull();
  });
});

describe.each(kinds)("a reset by code that is begun within a session, %s client", (kind) => {
  /** Everything that the session's owner sees of a reset for an address, until they have changed their own password. */
  async function seen(kit: Kit, ada: Person, email: string) {
    const client = await logIn(kit, ada, kind);
    const own = ada.email;
    const blind = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(email, "…")
          .replaceAll(own, "own")
          .replaceAll(/"(id|createdAt|expiresAt|reauthenticatedAt|at|sessionToken)":"[^"]*"/g, '"$1":"…"'),
      );
    const told: unknown[] = [];
    told.push(await client.account.password.requestReset.mutate({ email }));
    told.push(await refusalOf(client.account.password.checkKey.mutate({ key: "BCDF-GHJK" })));
    told.push(await client.session.get.query());
    const change = (from: string, to: string) =>
      client.account.password.change.mutate({ currentPassword: from, newPassword: to });
    told.push(await change(ada.password, "brand new and long"));
    told.push(await client.session.get.query());
    told.push(await refusalOf(client.account.password.checkKey.mutate({ key: "BCDF-GHJK" })));
    told.push(await client.session.get.query());
    await change("brand new and long", ada.password);
    await client.account.logout.mutate();
    return blind(told);
  }

  it("does not reveal whether the address has an account", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { passwordResetBy: "code" } });
    const ada = await kit.createUser();
    const bob = await kit.createUser({ email: "bob@example.com" });
    const known = await seen(kit, ada, bob.email);
    expect(await seen(kit, ada, "who@example.com")).toEqual(known);
    expect(await seen(kit, bob, ada.email)).toEqual(await seen(kit, bob, "who@example.com"));
  });
});
