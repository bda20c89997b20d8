import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { createSecrets } from "../../src/lib/secrets.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { flows, outbox, socialAccounts, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const { database } = await testDatabase();
const SECRET = "a secret of at least thirty-two characters";

/** A login that is pending at a second factor, before another version of the library writes to its row. */
async function waitingLogin() {
  const kit = await createTestKit();
  const ada = await kit.createUser({ totp: true });
  const client = kit.client("browser");
  const logIn = (by = client) => by.account.login.mutate({ email: ada.email, password: ada.password });
  expect(await logIn()).toMatchObject({ status: "pending" });
  return { kit, ada, client, logIn };
}

describe("a flow that a newer version has written", () => {
  it.each<[string, Partial<typeof flows.$inferInsert>]>([
    ["at a step that is not known", { step: "accept_terms" }],
    ["with a state that is not known", { state: { version: 2 } }],
  ])("%s locks nobody out: its client may start again", async (_, change) => {
    const { kit, ada, client, logIn } = await waitingLogin();
    await using _kit = kit;
    await database.update(flows).set(change);
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    await expect(client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).rejects.toThrow();
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await logIn()).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    kit.clock.advance(30);
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("is no flow for the code of a reset either", async () => {
    await using kit = await createTestKit({ account: { passwordResetBy: "code" } });
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.password.requestReset.mutate({ email: ada.email });
    const { code: key = "" } = (await kit.delivered()).lastMail(ada.email).context;
    await database.update(flows).set({ state: { version: 2 } });
    const reset = client.account.password.reset.mutate({ key, password: "another fine password" });
    expect(await refusalOf(reset)).toMatchObject({ codes: ["no_pending_flow"] });
    expect(kit.errors).toEqual([]);
  });

  it("with unknown fields in its login continues", async () => {
    const { kit, ada, client } = await waitingLogin();
    await using _kit = kit;
    await database.update(flows).set({ login: sql`${flows.login} || '{"device": "a new thing"}'` });
    expect(await client.session.get.query()).toMatchObject({ status: "pending" });
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("with a login that lacks required fields logs nobody in, and locks nobody out", async () => {
    const { kit, ada, client, logIn } = await waitingLogin();
    await using _kit = kit;
    await database.update(flows).set({ login: { methods: [{ method: "retina_scan", at: "now" }] } });
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    const answer = client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    expect(await refusalOf(answer)).toMatchObject({ codes: ["no_pending_flow"] });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(kit.errors).toEqual([]);
    kit.clock.advance(30);
    expect(await logIn()).toMatchObject({ status: "pending" });
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("within a session does not keep its user from being logged in", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "browser");
    const [sessionId = ""] = await kit.sessionsOf(ada);
    const [{ version = 0 } = {}] = await database.select({ version: users.version }).from(users);
    await database.insert(flows).values({
      id: crypto.randomUUID(),
      sessionId,
      userId: ada.id,
      userVersion: version,
      step: "accept_terms",
      state: { version: 2 },
      login: null,
      codeHash: null,
      tokenHash: null,
      attempts: 0,
      resends: 0,
      changes: 0,
      createdAt: kit.clock.now(),
      expiresAt: new Date(kit.clock.now().getTime() + 600_000),
    });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated", flow: null });
    await client.account.logout.mutate();
  });
});

describe("a message that a newer version has stored", () => {
  it("of an unknown kind waits for that version, and the others are sent", async () => {
    let isDown = true;
    const sent: string[] = [];
    const send = async ({ to }: { to: string }) => {
      if (isDown) throw new Error("down");
      sent.push(to);
    };
    await using kit = await createTestKit({ mail: { send } });
    for (const name of ["one", "two"]) {
      const email = `${name}@example.com`;
      await kit.client("app", { ip: "198.51.100.9" }).account.signup.mutate({ email, password: "a fine password" });
    }
    await kit.delivered();
    const rows = await database.select().from(outbox);
    expect(rows).toHaveLength(2);
    const [first] = rows;
    await database
      .update(outbox)
      .set({ kind: sql`'push'`, sealed: "v9.unknown" })
      .where(eq(outbox.id, first?.id ?? ""));
    isDown = false;
    kit.clock.advance(3_600);
    await kit.auth.deliverMessages();
    await kit.delivered();
    expect(sent).toHaveLength(1);
    expect((await database.select().from(outbox)).map(({ id }) => id)).toEqual([first?.id]);
  });
});

it("tokens of a provider that a newer version has stored are kept by a login that brings fewer", async () => {
  const { kit, op, visitor, logIn } = await createSocialKit({ secret: SECRET, social: { storeTokens: true } });
  await using _kit = kit;
  const sub = visitor("ada-1", { email: "ada@example.com", email_verified: true });
  await logIn(kit.client("app"), sub);
  const [row] = await database.select().from(socialAccounts);
  const secrets = createSecrets([SECRET], systemRandom.bytes);
  const newer = secrets.seal("provider_tokens", JSON.stringify({ version: 2 }), row?.id ?? "");
  await database.update(socialAccounts).set({ tokensSealed: newer });
  op.withoutRefreshToken.add(sub);
  expect(await logIn(kit.client("app"), sub)).toMatchObject({ status: "authenticated" });
  expect(await database.select().from(socialAccounts)).toMatchObject([{ tokensSealed: newer }]);
  op.withoutRefreshToken.clear();
  expect(kit.errors).toHaveLength(1);
  expect(await logIn(kit.client("app"), sub)).toMatchObject({ status: "authenticated" });
  const id = row?.userId ?? "";
  expect((await kit.auth.getProviderTokens(id, "local"))?.accessToken).toEqual(expect.any(String));
});
