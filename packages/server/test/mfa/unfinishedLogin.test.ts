import { describe, expect, it } from "vitest";
import { unfinishedLogins } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import type { Client } from "../support/passkeys.ts";

const DAY = 86_400;
const LOGIN_TIMEOUT = 900;

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type User = Awaited<ReturnType<Kit["createUser"]>>;

const openKit = () => createTestKit({ rateLimits: false, account: { notifications: { unfinishedLogin: true } } });

/** Gives the password alone. */
async function begin({ email, password }: User, client: Client): Promise<Client> {
  const state = await client.account.login.mutate({ email, password });
  expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
  return client;
}

async function finish(kit: Kit, user: User, client: Client): Promise<Client> {
  kit.clock.advance(30);
  await client.mfa.authenticate.mutate({ code: await kit.totp(user) });
  return client;
}

/** A known client of the user, logged out. */
async function knownClient(kit: Kit, user: User): Promise<Client> {
  const client = await finish(kit, user, await begin(user, kit.client("browser")));
  await client.account.logout.mutate();
  return client;
}

/** What has been mailed, once nothing that has begun can be finished any more. */
async function mailed(kit: Kit): Promise<string[]> {
  kit.clock.advance(LOGIN_TIMEOUT);
  await kit.auth.deliverMessages();
  return (await kit.delivered()).mails.map(({ template }) => template);
}

describe.each(["browser", "app"] as const)("a login without its second factor, %s client", (kind) => {
  it("is reported when it can no longer be finished", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    const stranger = kit.client(kind, { ip: "198.51.100.9" });
    await begin(ada, stranger);
    const at = kit.clock.now().toISOString();
    kit.clock.advance(LOGIN_TIMEOUT - 1);
    await kit.auth.deliverMessages();
    expect((await kit.delivered()).mails).toEqual([]);
    expect(await mailed(kit)).toEqual(["login_unfinished"]);
    const { context, text } = kit.outbox.lastMail(ada.email);
    expect(context).toMatchObject({ at, ip: "198.51.100.9", userAgent: `test ${kind}`, user: { id: ada.id } });
    expect(text).toContain("They did not get in.");
  });

  it("is not reported when it was finished, also after a wrong code", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    const client = await begin(ada, kit.client(kind));
    await refusalOf(client.mfa.authenticate.mutate({ code: "000000" }));
    await finish(kit, ada, client);
    expect(await mailed(kit)).toEqual([]);
    expect(await kit.database.select().from(unfinishedLogins)).toEqual([]);
  });

  it("is reported when it was cancelled, replaced or ran out of attempts", async () => {
    await using kit = await openKit();
    const [ada, bob, eve] = [
      await kit.createUser({ totp: true }),
      await kit.createUser({ totp: true }),
      await kit.createUser({ totp: true }),
    ];
    await (await begin(ada, kit.client(kind))).session.cancel.mutate();
    const client = await begin(bob, kit.client(kind));
    await finish(kit, eve, await begin(eve, client));
    const guessing = await begin(eve, kit.client(kind));
    for (let count = 0; count < 10; count++) await refusalOf(guessing.mfa.authenticate.mutate({ code: "000000" }));
    expect(await mailed(kit)).toEqual(["login_unfinished", "login_unfinished", "login_unfinished"]);
    expect(new Set(kit.outbox.mails.map(({ to }) => to))).toEqual(new Set([ada.email, bob.email, eve.email]));
  });
});

describe("unfinished logins", () => {
  it("are reported once a day, however many there are", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    for (let count = 0; count < 5; count++) await begin(ada, kit.client("app"));
    expect(await mailed(kit)).toHaveLength(1);
    await begin(ada, kit.client("app"));
    expect(await mailed(kit)).toHaveLength(1);
    kit.clock.advance(DAY);
    await begin(ada, kit.client("app"));
    expect(await mailed(kit)).toHaveLength(2);
  });

  it("are reported on each day of an attack that goes on, however close together they are", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    for (let count = 0; count < 12; count++) {
      await begin(ada, kit.client("app"));
      await mailed(kit);
      kit.clock.advance(23 * 3_600);
    }
    expect((await mailed(kit)).length).toBeGreaterThanOrEqual(6);
  });

  it("are reported although the owner logs in meanwhile", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    const own = await begin(ada, kit.client("browser"));
    const strangers = await begin(ada, kit.client("browser"));
    await strangers.session.cancel.mutate();
    await finish(kit, ada, own);
    expect(await mailed(kit)).toEqual(["login_unfinished"]);
  });

  it("in a client where the user has logged in before are reported only after a wrong factor", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser({ totp: true });
    const client = await knownClient(kit, ada);
    await begin(ada, client);
    expect(await mailed(kit)).toEqual([]);
    await begin(ada, client);
    await refusalOf(client.mfa.authenticate.mutate({ code: "000000" }));
    expect(await mailed(kit)).toEqual(["login_unfinished"]);
  });

  it("are reported once by two processes at once", async () => {
    await using kit = await openKit();
    const [ada, bob] = [await kit.createUser({ totp: true }), await kit.createUser({ totp: true })];
    for (const user of [ada, ada, bob]) await begin(user, kit.client("app"));
    kit.clock.advance(LOGIN_TIMEOUT);
    await Promise.all(Array.from({ length: 8 }, () => kit.auth.deliverMessages()));
    const recipients = (await kit.delivered()).mails.map(({ to }) => to).sort();
    expect(recipients).toEqual([ada.email, bob.email].sort());
  });

  it("are forgotten with their period, and with their user", async () => {
    await using kit = await openKit();
    const [ada, bob] = [await kit.createUser({ totp: true }), await kit.createUser({ totp: true })];
    await begin(ada, kit.client("app"));
    const bobs = await kit.clientOf(bob, "app");
    await begin(bob, kit.client("app"));
    await bobs.account.delete.mutate();
    expect((await kit.database.select().from(unfinishedLogins)).map(({ userId }) => userId)).toEqual([ada.id]);
    kit.clock.advance(LOGIN_TIMEOUT + DAY);
    await kit.auth.cleanUp();
    expect(await kit.database.select().from(unfinishedLogins)).toEqual([]);
  });

  it("are not stored where nobody asked for it", async () => {
    await using kit = await createTestKit();
    await begin(await kit.createUser({ totp: true }), kit.client("app"));
    expect(await kit.database.select().from(unfinishedLogins)).toEqual([]);
    expect(await mailed(kit)).toEqual([]);
  });
});
