import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { sessions } from "../../src/schema.ts";
import { createTestKit as createKitOn } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const { database } = await testDatabase();

/** read_only_sql_transaction, as of a standby, and disk_full (PostgreSQL, appendix A). */
const codes = ["25006", "53100"] as const;

async function refuseUpdates(code: (typeof codes)[number]) {
  await database.execute(
    sql.raw(`create function refuse_update() returns trigger language plpgsql as
      $$ begin raise exception 'cannot write' using errcode = '${code}'; end $$`),
  );
  await database.execute(
    sql`create trigger refuse_update before update on latchkey_sessions execute function refuse_update()`,
  );
}
const allowUpdates = () => database.execute(sql`drop function if exists refuse_update() cascade`);
afterEach(allowUpdates);

const lastSeen = async () => (await database.select().from(sessions)).map(({ lastSeenAt }) => lastSeenAt);

describe.each([{ trackActivity: true }, { idleTimeout: 600 }])(
  "where the use of a session is recorded (%o)",
  (session) => {
    it.each(codes)(
      "it is read, too, while the database refuses to write (%s), which is reported once",
      async (code) => {
        const kit = await createTestKit({ session });
        const client = await kit.clientOf(await kit.createUser(), "browser");
        await refuseUpdates(code);
        kit.clock.advance(120);
        for (let call = 0; call < 3; call += 1)
          expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
        expect(kit.errors).toHaveLength(1);
        await allowUpdates();
        await client.session.get.query();
        expect(await lastSeen()).toEqual([kit.clock.now()]);
      },
    );

    it("a process whose clock is behind does not make it seem less recently used", async () => {
      const kit = await createTestKit({ session });
      const clock = () => new Date(kit.clock.now().getTime() - 3_600_000);
      await using behind = await createKitOn({ database, session, clock });
      const client = await kit.clientOf(await kit.createUser(), "app");
      const { sessionToken = "" } = client.tokens;
      const began = kit.clock.now();
      const elsewhere = behind.client("app", { ip: "198.51.100.77" });
      elsewhere.tokens.sessionToken = sessionToken;
      expect(await elsewhere.session.get.query()).toMatchObject({ status: "authenticated" });
      expect(await lastSeen()).toEqual([began]);
      kit.clock.advance(120);
      expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
      expect(await lastSeen()).toEqual([kit.clock.now()]);
    });
  },
);

it("a session that has been idle for too long has ended, also while the database refuses to write", async () => {
  const kit = await createTestKit({ session: { idleTimeout: 600 } });
  const client = await kit.clientOf(await kit.createUser(), "app");
  await refuseUpdates("53100");
  kit.clock.advance(600);
  expect(await refusalOf(client.session.get.query())).toMatchObject({ codes: ["session_gone"] });
});
