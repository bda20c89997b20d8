import { describe, expect, it } from "vitest";
import { adapterNames, type Kit, serve } from "../../support/appServers.ts";
import { holdCall, untilLookedAt } from "../../support/heldCalls.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
const DAY = 86_400;

/** Sends the headers of calls, advances the clock once the server has received them, and sends their bodies. */
async function late(kit: Kit, port: number, { client, seconds, calls }: Late) {
  const { takeStatements } = await testDatabase();
  takeStatements();
  const held = Object.entries(calls).map(([path, input]) => holdCall({ port, client, path, input }));
  await untilLookedAt(takeStatements, held.length);
  kit.clock.advance(seconds);
  return Promise.all(held.map((call) => call.release()));
}

interface Late {
  client: Client;
  seconds: number;
  /** Inputs by path. */
  calls: Record<string, unknown>;
}

const text = { text: "" };

describe.each(adapterNames)("the time at which a body arrives, under %s", (adapter) => {
  it.each(kinds)("decides whether the authentication is recent, %s client", async (kind) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const client = await logIn(kit, await kit.createUser(), kind);
    const calls = { "app.transfer": text, "auth.account.email.add": { email: "new@example.com" } };
    const answers = await late(kit, port, { client, seconds: 300, calls });
    for (const { codes } of answers) expect(codes).toEqual(["reauthentication_required"]);
    expect(done).toEqual([]);
    expect(await client.account.email.list.query()).toHaveLength(1);
  });

  it.each(kinds)("decides whether the session lives, %s client", async (kind) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const client = await logIn(kit, await kit.createUser(), kind);
    const calls = { "app.write": text, "app.writeParsed": text, "auth.session.revoke": { ids: [crypto.randomUUID()] } };
    const answers = await late(kit, port, { client, seconds: 14 * DAY, calls });
    for (const { codes } of answers) expect(codes).toEqual(["session_gone"]);
    expect(done).toEqual([]);
  });

  it.each(kinds)("decides whether a one-time password is right, %s client", async (kind) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port } = await serve(kit, adapter);
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const right = { code: await kit.totp(ada) };
    const [answer] = await late(kit, port, { client, seconds: 280, calls: { "auth.mfa.authenticate": right } });
    expect(answer?.codes).toEqual(["incorrect_code"]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    // A code is valid if it is valid on arrival.
    const code = await kit.totp(ada, 5);
    const [later] = await late(kit, port, { client, seconds: 150, calls: { "auth.mfa.authenticate": { code } } });
    expect(later?.data).toMatchObject({ status: "authenticated" });
  });
});

describe.each(kinds)("the time at which a body arrives, %s client", (kind) => {
  it("decides whether the session was idle for too long", async () => {
    await using kit = await createTestKit({ rateLimits: false, session: { idleTimeout: 600 } });
    const { port, done } = await serve(kit);
    const client = await logIn(kit, await kit.createUser(), kind);
    const [answer] = await late(kit, port, { client, seconds: 600, calls: { "app.write": text } });
    expect([answer?.codes, done]).toEqual([["session_gone"], []]);
  });

  it("decides whether a login is still pending", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port } = await serve(kit);
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const code = await kit.totp(ada, 30);
    const [answer] = await late(kit, port, { client, seconds: 900, calls: { "auth.mfa.authenticate": { code } } });
    expect(answer?.codes).toEqual(["no_pending_flow"]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("decides whether a login code is still valid", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginByCode: { enabled: true } } });
    const { port } = await serve(kit);
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.code.request.mutate({ email: ada.email });
    const { code = "" } = (await kit.delivered()).lastMail(ada.email).context;
    const [answer] = await late(kit, port, { client, seconds: 900, calls: { "auth.account.code.confirm": { code } } });
    expect(answer?.codes).toEqual(["no_pending_flow"]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("decides whether the key of a mail is still valid", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port } = await serve(kit);
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email).context;
    const reset = { key, password: "brand new and long" };
    const [answer] = await late(kit, port, { client, seconds: 3600, calls: { "auth.account.password.reset": reset } });
    expect(answer?.codes).toEqual(["invalid_password_reset"]);
    expect(await logIn(kit, ada, "app")).toBeDefined();
  });

  it("decides whether a set-up of an authenticator app is confirmed by a fresh code", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port } = await serve(kit);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    const code = await kit.totp(await client.mfa.totp.begin.mutate());
    const [answer] = await late(kit, port, { client, seconds: 280, calls: { "auth.mfa.totp.activate": { code } } });
    expect(answer?.codes).toEqual(["incorrect_code"]);
    expect(await client.mfa.authenticators.query()).toEqual([]);
  });
});
