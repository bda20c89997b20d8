import { describe, expect, it } from "vitest";
import type { Kit } from "../../support/appServers.ts";
import { serve } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { holdCall } from "../../support/heldCalls.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { logIn, type Person } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
const stale = { trpc: "UNAUTHORIZED", codes: ["reauthentication_required"] };

/** A client in a session that the app's own server created. */
async function vouchedFor(kit: Kit, { id }: Person, kind: (typeof kinds)[number]): Promise<Client> {
  const client = kit.client(kind);
  const token = await kit.auth.createSessionToken(id, { client: kind });
  if (token === null) throw new Error("no session");
  if (kind === "app") client.tokens.sessionToken = token;
  else client.jar.cookies.set("latchkey.session", token);
  return client;
}

const tokenOf = ({ kind, jar, tokens }: Client) =>
  kind === "app" ? tokens.sessionToken : jar.cookies.get("latchkey.session");

/** Another client with the same token, such as one that copied it. */
function holderOf(kit: Kit, client: Client, token: string | undefined): Client {
  const holder = kit.client(client.kind, { ip: "203.0.113.9" });
  if (client.kind === "app") holder.tokens.sessionToken = token ?? "";
  else holder.jar.cookies.set("latchkey.session", token ?? "");
  return holder;
}

describe.each(kinds)("a session that the app created, %s client", (kind) => {
  it("does not count as recent authentication, for ours and the app's own, until a credential is given", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit);
    const ada = await kit.createUser();
    const client = await vouchedFor(kit, ada, kind);
    const transfer = () => holdCall({ port, client, path: "app.transfer", input: { text: "" } }).release();
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
    expect(await refusalOf(client.account.email.add.mutate({ email: "new@example.com" }))).toMatchObject(stale);
    expect(await refusalOf(client.account.delete.mutate())).toMatchObject(stale);
    expect((await transfer()).codes).toEqual(["reauthentication_required"]);
    expect(done).toEqual([]);
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect((await transfer()).codes).toEqual([]);
    expect(await refusalOf(client.account.email.add.mutate({ email: "new@example.com" }))).toBeNull();
  });

  it("does not add a first password or factor", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await vouchedFor(kit, ada, kind);
    const { secret } = await kit.auth
      .createUser({ email: "no-password@example.com", emailVerified: true })
      .then(async ({ id }) => ({ secret: await vouchedFor(kit, { ...ada, id }, kind) }));
    const first = secret.account.password.change.mutate({ newPassword: "brand new and long" });
    expect(await refusalOf(first)).toMatchObject(stale);
    const begun = await client.mfa.totp.begin.mutate().catch(() => null);
    const code = begun === null ? "123456" : await kit.totp(begun);
    expect(await refusalOf(client.mfa.totp.activate.mutate({ code }))).not.toBeNull();
    expect(await client.mfa.authenticators.query()).toEqual([]);
  });
});

/** The three ways to reauthenticate. */
const ways: [string, (kit: Kit, ada: Person, client: Client) => Promise<() => Promise<unknown>>][] = [
  ["the password", async (_kit, ada, client) => () => client.account.reauthenticate.mutate({ password: ada.password })],
  [
    "an authenticator app",
    async (kit, ada, client) => async () => client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) }),
  ],
  [
    "a passkey",
    async (kit, _ada, client) => {
      const { device } = await addPasskey(kit, client);
      return async () => {
        const { options } = await client.mfa.webauthn.beginReauthentication.mutate();
        return client.mfa.webauthn.reauthenticate.mutate({ response: device.get(options) });
      };
    },
  ],
];

describe.each(kinds)("reauthentication, %s client", (kind) => {
  it.each(ways)("by %s gives the session a new token, and the old one is void immediately", async (_what, prepare) => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = await logIn(kit, ada, kind);
    const again = await prepare(kit, ada, client);
    const [id] = await kit.sessionsOf(ada);
    kit.clock.advance(600);
    const before = tokenOf(client);
    const thief = holderOf(kit, client, before);
    expect(await thief.account.user.query()).toMatchObject({ id: ada.id });
    const state = await again();
    expect(state).toMatchObject({ status: "authenticated", session: { id } });
    const after = tokenOf(client);
    expect(after).toMatch(/^[\w-]{43}$/);
    expect(after).not.toBe(before);
    expect((await refusalOf(thief.account.user.query()))?.codes).toEqual(["session_gone"]);
    expect(await kit.auth.validateSessionToken(before ?? "")).toBeNull();
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
    expect(await refusalOf(client.account.email.setPrimary.mutate({ email: ada.email }))).toBeNull();
    expect(await kit.sessionsOf(ada)).toEqual([id]);
    if (kind === "browser") expect(JSON.stringify(state)).not.toContain(after);
    else expect(state).toMatchObject({ tokens: { sessionToken: after } });
  });

  it("that fails renews nothing", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = await logIn(kit, ada, kind);
    const before = tokenOf(client);
    await refusalOf(client.account.reauthenticate.mutate({ password: "not this one" }));
    await refusalOf(client.mfa.reauthenticate.mutate({ code: "000000" }));
    expect(tokenOf(client)).toBe(before);
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
  });

  it("at twenty places at the same time leaves one token, and no failure", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    const before = tokenOf(client);
    const holders = Array.from({ length: 20 }, () => holderOf(kit, client, before));
    const refusals = await Promise.all(
      holders.map((holder) => refusalOf(holder.account.reauthenticate.mutate({ password: ada.password }))),
    );
    expect(refusals.filter((refusal) => refusal === null).length).toBeGreaterThanOrEqual(1);
    const alive = await Promise.all(holders.map((holder) => kit.auth.validateSessionToken(tokenOf(holder) ?? "")));
    expect(alive.filter((read) => read !== null)).toHaveLength(1);
    expect(await kit.auth.validateSessionToken(before ?? "")).toBeNull();
    expect(kit.errors).toEqual([]);
  });
});

describe.each(kinds)("ending sessions, %s client", (kind) => {
  it("needs recent authentication", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const [client, other] = [await logIn(kit, ada, kind), await logIn(kit, ada, "app")];
    const ids = await kit.sessionsOf(ada);
    kit.clock.advance(300);
    expect(await refusalOf(client.session.revoke.mutate({ ids }))).toMatchObject(stale);
    expect(await refusalOf(client.session.revokeOthers.mutate())).toMatchObject(stale);
    expect((await kit.sessionsOf(ada)).toSorted()).toEqual(ids.toSorted());
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await refusalOf(client.session.revokeOthers.mutate())).toBeNull();
    expect((await refusalOf(other.account.user.query()))?.codes).toEqual(["session_gone"]);
  });

  it("by logging out needs none", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    kit.clock.advance(300);
    expect(await client.account.logout.mutate()).toMatchObject({ status: "anonymous" });
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });
});
