import { describe, expect, it } from "vitest";
import { bcrypt, type PasswordHasher } from "../../../src/hashers.ts";
import { socialAccounts } from "../../../src/schema.ts";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { logIn, type Person } from "../../support/people.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const kinds = ["browser", "app"] as const;

/** The ways to get a first factor. */
const factors: [string, (kit: Kit, client: Client) => Promise<unknown>][] = [
  [
    "an authenticator app",
    async (kit, client) => {
      const setup = await client.mfa.totp.begin.mutate();
      await client.mfa.totp.activate.mutate({ code: await kit.totp(setup) });
    },
  ],
  ["a passkey", (kit, client) => addPasskey(kit, client)],
  ["a security key", (kit, client) => addPasskey(kit, client, { passwordless: false })],
];

/** Pending logins without a second factor, and what completes them. */
const waits: [
  string,
  Parameters<typeof createTestKit>[0],
  (kit: Kit, ada: Person, client: Client) => Promise<() => Promise<{ status: string }>>,
][] = [
  [
    "the code that is asked for after the password",
    { account: { loginByCode: { required: ["password"] } } },
    async (kit, ada, client) => {
      await client.account.login.mutate({ email: ada.email, password: ada.password });
      const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
      return () => client.account.code.confirm.mutate({ code });
    },
  ],
  [
    "a code instead of the password",
    { account: { loginByCode: { enabled: true } } },
    async (kit, ada, client) => {
      await client.account.code.request.mutate({ email: ada.email });
      const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
      return () => client.account.code.confirm.mutate({ code });
    },
  ],
  [
    "the code of a reset that logs in",
    { account: { passwordResetBy: "code", loginOnPasswordReset: true } },
    async (kit, ada, client) => {
      await client.account.password.requestReset.mutate({ email: ada.email });
      const { code: key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset_code").context;
      return () => client.account.password.reset.mutate({ key, password: "brand new and long" });
    },
  ],
];

const both = waits.flatMap(([what, options, wait]) =>
  factors.map(([factor, add]): [string, string, typeof options, typeof wait, typeof add] => [
    what,
    factor,
    options,
    wait,
    add,
  ]),
);

describe.each(kinds)("a factor that is activated, %s client", (kind) => {
  it.each(both)("is required by a login that waits for %s: %s", async (_what, _factor, options, wait, add) => {
    await using kit = await createTestKit({ rateLimits: false, ...options });
    const ada = await kit.createUser();
    const owner = await kit.clientOf(ada, "app");
    await owner.account.reauthenticate.mutate({ password: ada.password });
    const client = kit.client(kind);
    const answer = await wait(kit, ada, client);
    await add(kit, owner);
    const before = await kit.sessionsOf(ada);
    // Either it starts over, or it waits for the factor; it is no session.
    const state = await answer().catch(() => null);
    if (state !== null) expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    // A reset ends the others as well.
    for (const id of await kit.sessionsOf(ada)) expect(before).toContain(id);
  });

  it.each(factors)("is required by a login whose password is being compared: %s", async (_what, add) => {
    const during: { action: (() => Promise<unknown>) | null } = { action: null };
    const { verify, ...rest } = bcrypt({ cost: 4 });
    const hasher: PasswordHasher = {
      ...rest,
      async verify(...given) {
        const isRight = await verify(...given);
        const { action } = during;
        during.action = null;
        await action?.();
        return isRight;
      },
    };
    await using kit = await createTestKit({ rateLimits: false, account: { password: { hasher } } });
    const ada = await kit.createUser();
    const owner = await logIn(kit, ada, "app");
    during.action = () => add(kit, owner);
    const before = await kit.sessionsOf(ada);
    const state = await kit
      .client(kind)
      .account.login.mutate({ email: ada.email, password: ada.password })
      .catch(() => null);
    expect(during.action).toBeNull();
    if (state !== null) expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    expect(await kit.sessionsOf(ada)).toEqual(before);
    expect(kit.errors).toEqual([]);
  });

  it.each(factors)("ends the other sessions when it is the first: %s", async (_what, add) => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const [other, third] = [await logIn(kit, ada, "browser"), await logIn(kit, ada, "app")];
    const client = await logIn(kit, ada, kind);
    await add(kit, client);
    expect(await client.session.list.query()).toMatchObject([{ isCurrent: true }]);
    for (const ended of [other, third])
      expect((await refusalOf(ended.account.user.query()))?.codes).toEqual(["session_gone"]);
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
  });
});

describe("a factor that is activated, in a browser that is offered trust", () => {
  it.each(factors)("is required by the login as well: %s", async (_what, add) => {
    const loginByCode = { required: ["password"], trust: true } as const;
    await using kit = await createTestKit({ rateLimits: false, account: { loginByCode } });
    const ada = await kit.createUser();
    const owner = await kit.clientOf(ada, "app");
    await owner.account.reauthenticate.mutate({ password: ada.password });
    const client = kit.client("browser");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ flow: { id: "mfa_trust" } });
    await add(kit, owner);
    const before = await kit.sessionsOf(ada);
    const state = await client.mfa.trust.mutate({ trust: true }).catch(() => null);
    if (state !== null) expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    expect(await kit.sessionsOf(ada)).toEqual(before);
  });
});

describe.each(kinds)("social.autoConnect, %s client", (kind) => {
  const ada = { email: "ada@example.com", email_verified: true };
  const options = { social: { emailAuthentication: ["local"], autoConnect: true } };

  it("connects nothing before the second factor was given, and notifies the owner when it does", async () => {
    const { kit, visitor, logIn: visit } = await createSocialKit(options);
    const owner = await kit.createUser({ email: ada.email, totp: true });
    const sub = visitor("ada-1", ada);
    const thief = kit.client(kind);
    expect(await visit(thief, sub)).toMatchObject({ flow: { id: "mfa_authenticate" } });
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    await thief.session.cancel.mutate();
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    expect((await kit.delivered()).mails).toEqual([]);
    const client = kit.client(kind);
    await visit(client, sub);
    const state = await client.mfa.authenticate.mutate({ code: await kit.totp(owner) });
    expect(state).toMatchObject({ status: "authenticated", user: { id: owner.id } });
    expect(await client.social.connections.list.query()).toMatchObject([{ provider: "local", uid: sub }]);
    const { mails } = await kit.delivered();
    expect(mails.map(({ to, template }) => [to, template])).toEqual([[ada.email, "account_connected"]]);
    await kit[Symbol.asyncDispose]();
  });

  it("notifies the owner where no second factor is required", async () => {
    const { kit, visitor, logIn: visit } = await createSocialKit(options);
    const owner = await kit.createUser({ email: ada.email });
    const state = await visit(kit.client(kind), visitor("ada-1", ada));
    expect(state).toMatchObject({ status: "authenticated", user: { id: owner.id } });
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("account_connected");
    await kit[Symbol.asyncDispose]();
  });

  it("gives two pending logins one connection", async () => {
    const { kit, visitor, logIn: visit } = await createSocialKit(options);
    const owner = await kit.createUser({ email: ada.email, totp: true });
    const sub = visitor("ada-1", ada);
    const [first, second] = [kit.client(kind), kit.client(kind)];
    await visit(first, sub);
    await visit(second, sub);
    await first.mfa.authenticate.mutate({ code: await kit.totp(owner) });
    kit.clock.advance(30);
    // The account now has one more connection: the second may have to start over, but never fails.
    const code = await kit.totp(owner);
    await refusalOf(second.mfa.authenticate.mutate({ code }));
    expect(await first.social.connections.list.query()).toHaveLength(1);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  // An app has no cookie to trust.
  it.skipIf(kind === "app")("keeps the trust in the browser from the same login", async () => {
    const { kit, visitor, logIn: visit } = await createSocialKit({ ...options, mfa: { trust: true } });
    const owner = await kit.createUser({ email: ada.email, totp: true });
    const client = kit.client(kind);
    await visit(client, visitor("ada-1", ada));
    await client.mfa.authenticate.mutate({ code: await kit.totp(owner) });
    await client.mfa.trust.mutate({ trust: true });
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await client.account.logout.mutate();
    const again = await client.account.login.mutate({ email: ada.email, password: owner.password });
    expect(again).toMatchObject({ status: "authenticated", user: { id: owner.id } });
    await kit[Symbol.asyncDispose]();
  });
});
