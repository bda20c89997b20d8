import { describe, expect, it } from "vitest";
import type { EndReason } from "../../../src/wire/state.ts";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { logIn, type Person, resetPassword } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
type Options = Parameters<typeof createTestKit>[0];

/** A step at which a login can be pending, and the answer that would complete it. */
interface Waiting {
  flow: string;
  options: Options;
  /** After the password: continues to the step. @returns a function that answers it */
  wait(kit: Kit, ada: Person, client: Client): Promise<() => Promise<unknown>>;
}

const password = (client: Client, ada: Person) =>
  client.account.login.mutate({ email: ada.email, password: ada.password });

const secondFactor: Waiting = {
  flow: "mfa_authenticate",
  options: { rateLimits: false },
  async wait(kit, ada, client) {
    await password(client, ada);
    return async () => client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
  },
};
const passkeyAsked: Waiting = {
  flow: "mfa_authenticate",
  options: { rateLimits: false },
  async wait(kit, ada, client) {
    const owner = await logIn(kit, ada, "app");
    const { device } = await addPasskey(kit, owner);
    await password(client, ada);
    const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
    const response = device.get(options);
    return () => client.mfa.webauthn.authenticate.mutate({ response });
  },
};
const trustAsked: Waiting = {
  flow: "mfa_trust",
  options: { rateLimits: false, mfa: { trust: true } },
  async wait(kit, ada, client) {
    await password(client, ada);
    kit.clock.advance(30);
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    return () => client.mfa.trust.mutate({ trust: true });
  },
};
const codeAsked: Waiting = {
  flow: "login_by_code",
  options: { rateLimits: false, account: { loginByCode: { required: ["password"] } } },
  async wait(kit, ada, client) {
    await password(client, ada);
    const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
    return () => client.account.code.confirm.mutate({ code });
  },
};

const steps: [string, Waiting][] = [
  ["the second factor", secondFactor],
  ["a passkey as second factor", passkeyAsked],
  ["the question of trust", trustAsked],
  ["a code", codeAsked],
];

interface End {
  reason: EndReason[];
  end(kit: Kit, ada: Person): Promise<unknown>;
}

/** A session of the owner that does not use the step under test. */
const ownSession = async (kit: Kit, ada: Person) => {
  const client = kit.client("app", { ip: "198.51.100.7" });
  const token = await kit.auth.createSessionToken(ada.id, { client: "app" });
  if (token === null) throw new Error("no session");
  client.tokens.sessionToken = token;
  await client.account.reauthenticate.mutate({ password: ada.password });
  return client;
};

const ends: [string, End][] = [
  [
    "the owner ended all other sessions",
    { reason: ["revoked"], end: async (kit, ada) => (await ownSession(kit, ada)).session.revokeOthers.mutate() },
  ],
  ["the app revoked the sessions", { reason: ["revoked"], end: (kit, { id }) => kit.auth.revokeSessions(id) }],
  [
    "the account was switched off and on",
    {
      reason: ["revoked"],
      async end(kit, { id }) {
        await kit.auth.setUserActive(id, false);
        await kit.auth.setUserActive(id, true);
      },
    },
  ],
  [
    "its factors were removed",
    { reason: ["revoked", "superseded"], end: (kit, { id }) => kit.auth.removeAuthenticators(id) },
  ],
  [
    "the password was changed",
    {
      reason: ["revoked", "superseded"],
      async end(kit, ada) {
        const owner = await ownSession(kit, ada);
        await owner.account.password.change.mutate({ currentPassword: ada.password, newPassword: "brand new, long" });
      },
    },
  ],
  [
    "the password was reset",
    { reason: ["revoked", "superseded"], end: (kit, ada) => resetPassword(kit, ada.email, "brand new, long") },
  ],
];

const cases = steps.flatMap(([step, waiting]) =>
  ends
    // A user without a factor has none to lose.
    .filter(([what]) => waiting !== codeAsked || what !== "its factors were removed")
    .map(([what, end]): [string, string, Waiting, End] => [step, what, waiting, end]),
);

describe.each(kinds)("a pending login, %s client", (kind) => {
  // Apps are never asked for trust.
  const own = cases.filter(([, , waiting]) => kind === "browser" || waiting !== trustAsked);

  it.each(own)("for %s comes to nothing once %s", async (_step, _what, waiting, { end, reason }) => {
    await using kit = await createTestKit(waiting.options);
    const ada = await kit.createUser({ totp: waiting !== codeAsked });
    const client = kit.client(kind);
    const answer = await waiting.wait(kit, ada, client);
    await end(kit, ada);
    const sessions = await kit.sessionsOf(ada);
    kit.clock.advance(60);
    expect(await refusalOf(answer())).toMatchObject({ trpc: "CONFLICT", codes: ["no_pending_flow"] });
    expect(await kit.sessionsOf(ada)).toEqual(sessions);
    const state = await client.session.get.query();
    expect(state).toMatchObject({ status: "anonymous", ended: { flow: waiting.flow } });
    if (state.status === "anonymous") expect(reason).toContain(state.ended?.reason);
    expect(await client.session.get.query()).not.toHaveProperty("ended");
    expect(kit.errors).toEqual([]);
  });

  it.each(ends.slice(1, 3))("for an address to be verified comes to nothing once %s", async (_what, { end }) => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const ada = await kit.createUser({ emailVerified: false });
    const client = kit.client(kind);
    await password(client, ada);
    const { code: key = "" } = (await kit.delivered()).lastMail(ada.email).context;
    await end(kit, ada);
    expect((await refusalOf(client.account.email.verify.mutate({ key })))?.codes[0]).toMatch(/no_pending_flow/);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const ended = { flow: "verify_email", reason: "revoked" };
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous", ended });
    expect(await client.session.get.query()).not.toHaveProperty("ended");
  });

  it("reports why it ended before it is answered as well", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await password(client, ada);
    await kit.auth.revokeSessions(ada.id);
    const ended = { flow: "mfa_authenticate", reason: "revoked" };
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous", ended });
    expect(await client.session.get.query()).not.toHaveProperty("ended");
    expect(await logIn(kit, ada, client)).toBeDefined();
  });

  it("continues where nothing happened to the account but other logins", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await password(client, ada);
    const other = await logIn(kit, ada, "app");
    await other.account.update.mutate({});
    await other.account.logout.mutate();
    kit.clock.advance(30);
    const state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    expect(state).toMatchObject({ status: "authenticated" });
  });
});
