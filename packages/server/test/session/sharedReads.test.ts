import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createSessionReader } from "../../src/db/sessionReader.ts";
import { sessions } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const { database, takeStatements } = await testDatabase();

const readsIn = (statements: readonly string[]) =>
  statements.filter((statement) =>
    /^select "latchkey_sessions"."id".*from "latchkey_sessions" inner join/s.test(statement),
  );

async function kitWith(count: number) {
  const kit = await createTestKit({ account: { emailVerificationBy: "code" }, rateLimits: false });
  const people = await Promise.all(Array.from({ length: count }, () => kit.createUser()));
  const clients = await Promise.all(people.map((person) => kit.clientOf(person, "app")));
  return { kit, people, clients };
}

const codesOf = async (error: unknown) => (await refusalOf(Promise.reject(error)))?.codes;

const tokenHashes = async () => (await database.select().from(sessions)).map(({ tokenHash }) => tokenHash);

describe("sessions that are read at once", () => {
  it("share a statement, and each client gets its own", async () => {
    const { kit, people, clients } = await kitWith(12);
    const [revoked, ...others] = people;
    await kit.auth.revokeSessions(revoked?.id ?? "");
    await clients[1]?.account.email.add.mutate({ email: "second@example.com" });
    takeStatements();
    const stranger = kit.client("app");
    stranger.tokens.sessionToken = "A".repeat(43);
    // Two calls of one client as well.
    const asking = [...clients, stranger, ...clients];
    const states = await Promise.all(asking.map((client) => client.session.get.query().catch(codesOf)));
    expect(readsIn(takeStatements()).length).toBeLessThan(asking.length / 2);
    const gone = ["session_gone"];
    const shown = others.map(({ email }, at) => ({
      user: { email },
      flow: at === 0 ? { id: "verify_email" } : null,
    }));
    expect(states).toMatchObject([gone, ...shown, gone, gone, ...shown]);
  });

  it("are judged by the time of each call", async () => {
    const { kit } = await kitWith(2);
    const read = createSessionReader(database);
    const [one = "", two = ""] = await tokenHashes();
    const now = kit.clock.now();
    const [row] = await database.select().from(sessions);
    const after = new Date(row?.expiresAt.getTime() ?? 0);
    const found = await Promise.all([read(one, now), read(two, after), read(two, now), read(one, after)]);
    expect(found.map((each) => each?.session.tokenHash)).toEqual([one, undefined, two, undefined]);
  });

  it("fail together, and leave nothing to the next ones", async () => {
    const { kit, clients } = await kitWith(5);
    const readAll = () => Promise.all(clients.map((client) => refusalOf(client.account.user.query())));
    await database.execute(sql`alter table latchkey_sessions rename to gone`);
    const refused = await readAll().finally(() => database.execute(sql`alter table gone rename to latchkey_sessions`));
    expect(refused).toHaveLength(5);
    for (const refusal of refused) expect(refusal).not.toBeNull();
    expect(await readAll()).toEqual([null, null, null, null, null]);
    expect(kit.errors.length).toBeGreaterThan(0);
  });

  it("are as many as arrive, in statements of a hundred", async () => {
    await kitWith(1);
    const read = createSessionReader(database);
    const [own = ""] = await tokenHashes();
    takeStatements();
    const asked = Array.from({ length: 250 }, (_, at) => (at % 50 === 7 ? own : String(at).padStart(43, "x")));
    const found = await Promise.all(asked.map((hash) => read(hash, new Date(0))));
    expect(readsIn(takeStatements())).toHaveLength(4);
    expect(found.flatMap((each, at) => (each === null ? [] : [at]))).toEqual([7, 57, 107, 157, 207]);
  });
});

describe("the data of a user", () => {
  const roles = z.object({ roles: z.array(z.string()).default(["user"]) });

  it.each([{ cache: {} }, { cache: false }] as const)("is each call's own, %o", async ({ cache }) => {
    await using kit = await createTestKit({ session: { cache }, account: { signup: { fields: roles } } });
    const ada = await kit.createUser({ data: { roles: ["user"] } });
    const token = await kit.auth.createSessionToken(ada.id, { client: "app" });
    const dataOf = async () => (await kit.auth.validateSessionToken(token ?? ""))?.user.data;
    await dataOf();
    const all = await Promise.all([dataOf(), dataOf(), dataOf()]);
    for (const data of all) data?.roles.push("admin");
    expect(all.map((data) => data?.roles)).toEqual(all.map(() => ["user", "admin"]));
    expect(await dataOf()).toEqual({ roles: ["user"] });
  });
});
