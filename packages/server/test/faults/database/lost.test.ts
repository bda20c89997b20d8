import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { emailAddresses, sessions } from "../../../src/schema.ts";
import { TEST_PASSWORD } from "../../../src/testing/createTestKit.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../support/faults/databaseProxy.ts";
import { hold } from "../../support/faults/heldLock.ts";
import { findHalfMade } from "../../support/faults/whole.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";

const { database: direct, url } = await testDatabase();
let proxy: DatabaseProxy;
beforeAll(async () => {
  if (url !== null) proxy = await startDatabaseProxy(url);
});
afterAll(() => proxy?.[Symbol.asyncDispose]());

async function withPool(max: number, work: (pool: OpenPool) => Promise<void>): Promise<void> {
  const named = new URL(proxy.url);
  named.searchParams.set("application_name", "lost");
  const pool = await openPoolAt(named.href, max);
  try {
    await work(pool);
  } finally {
    await pool.close();
  }
}

/** A promise, and what resolves it. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

describe.skipIf(inject("driver") === "pglite")("a connection that is lost", () => {
  it("takes no other statement with it, in whatever statement it is reset, while the others are in transactions", () =>
    withPool(2, async (pool) => {
      const kit = await createTestKit({ database: pool.database });
      const ada = await kit.createUser();
      const logIn = (ip: string) =>
        kit.client("browser", { ip }).account.login.mutate({ email: ada.email, password: ada.password });
      let statement = 0;
      for (let wasCut = true; wasCut; ) {
        statement += 1;
        // The other connection is in a transaction of the app. This one has prepared all statements of a login.
        await using _ = await hold(pool.database, sql`select 1`);
        await logIn(`198.51.100.${statement}`);
        proxy.arm({ statement, where: "after", how: "reset" });
        await logIn(`203.0.113.${statement}`).catch(() => {});
        wasCut = proxy.disarm();
        expect((await logIn(`192.0.2.${statement}`)).status).toBe("authenticated");
      }
      expect(statement).toBeGreaterThan(4);
    }));

  it.each([
    ["waits for a hook", false],
    ["has a savepoint in a hook", true],
  ])("while its transaction %s leaves nothing of it to anybody else's transaction", (_, isNested) =>
    withPool(1, async (pool) => {
      const [isLost, isInside, hasTried] = [signal(), signal(), signal()];
      const endItsConnection = sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'lost' and datname = current_database()`;
      const kit = await createTestKit({
        database: pool.database,
        rateLimits: false,
        account: { emailVerification: "none" },
        hooks: {
          async onSignup({ email }, tx) {
            const store = (to: Pick<typeof tx, "execute">) =>
              to.execute(sql`insert into app_profiles values (${email})`);
            const inFirst = async (to: Pick<typeof tx, "execute">) => {
              await direct.execute(endItsConnection);
              isLost.give();
              // Until the driver has opened another connection, for the other call's transaction.
              await isInside.given;
              await store(to);
            };
            const inOther = async (to: Pick<typeof tx, "execute">) => {
              await store(to);
              isInside.give();
              await hasTried.given;
            };
            const isFirst = email === "first@example.com";
            const work = isFirst ? inFirst : inOther;
            const done = isNested ? tx.transaction(work) : work(tx);
            await (isFirst ? done.then(hasTried.give, hasTried.give) : done);
          },
        },
      });
      await direct.execute(sql`drop table if exists app_profiles`);
      await direct.execute(sql`create table app_profiles (email text)`);
      const signUp = (email: string) =>
        kit
          .client("browser")
          .account.signup.mutate({ email, password: TEST_PASSWORD })
          .then(({ status }) => status, String);
      const first = signUp("first@example.com");
      await isLost.given;
      const second = await signUp("second@example.com");
      expect(await first).toContain("Internal server error");
      expect(second).toBe("authenticated");
      const stored = await direct.select({ address: emailAddresses.address }).from(emailAddresses);
      expect(stored).toEqual([{ address: "second@example.com" }]);
      expect(await direct.select().from(sessions)).toHaveLength(1);
      const profiles = await direct.select({ email: sql<string>`distinct email` }).from(sql`app_profiles`);
      expect(profiles).toEqual([{ email: "second@example.com" }]);
      expect(await findHalfMade(direct)).toEqual([]);
      expect(await signUp("third@example.com")).toBe("authenticated");
    }),
  );
});
