import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { emailAddresses, users } from "../../../src/schema.ts";
import { TEST_PASSWORD } from "../../../src/testing/createTestKit.ts";
import { findHalfMade } from "../../support/faults/whole.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";

const { database: direct, url } = await testDatabase();

/** Sets the database's default level, which applies to transactions that set none. */
async function setLevel(level: string): Promise<void> {
  const [name] = new URL(url ?? "").pathname.split("/").slice(-1);
  await direct.execute(sql.raw(`alter database ${name} set default_transaction_isolation = '${level}'`));
}

describe.skipIf(inject("driver") === "pglite").each(["repeatable read", "serializable"] as const)(
  "a database whose transactions are %s unless they say otherwise",
  (level) => {
    let pool: OpenPool;
    beforeAll(async () => {
      await setLevel(level);
      pool = await openPoolAt(url ?? "", 20);
    });
    afterAll(async () => {
      await pool?.close();
      if (url !== null) await setLevel("read committed");
    });

    // More than the pool has connections, and fewer than a slow machine hashes within the queue's three seconds.
    it("takes 48 signups at once", async () => {
      await using kit = await createTestKit({ database: pool.database, rateLimits: { signup: "1000/m/ip" } });
      const people = Array.from({ length: 48 }, (_, index) => `person${index}@example.com`);
      const answers = await Promise.allSettled(
        people.map((email) => kit.client("app").account.signup.mutate({ email, password: TEST_PASSWORD })),
      );
      const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [String(answer.reason)] : []));
      expect([refused, kit.errors.map(String)]).toEqual([[], []]);
      expect(await direct.select().from(emailAddresses)).toHaveLength(48);
      expect(await findHalfMade(direct)).toEqual([]);
    });

    it("gives our transactions read committed, and hooks as well", async () => {
      const levels: unknown[] = [];
      await using kit = await createTestKit({
        database: pool.database,
        hooks: {
          async onSignup(_user, tx) {
            const [row] = await tx.select({ level: sql`current_setting('transaction_isolation')` }).from(users);
            levels.push(row?.level);
          },
        },
      });
      await kit.createUser();
      await kit.client("app").account.signup.mutate({ email: "new@example.com", password: TEST_PASSWORD });
      expect(levels).toEqual(["read committed", "read committed"]);
    });

    it("counts every simultaneous guess, and logs each user in once more", async () => {
      await using kit = await createTestKit({ database: pool.database });
      const ada = await kit.createUser();
      const logIn = (password: string) =>
        kit
          .client("app")
          .account.login.mutate({ email: ada.email, password })
          .then(
            ({ status }) => status,
            (error: Error) => error.message,
          );
      const wrong = await Promise.all(Array.from({ length: 20 }, () => logIn("a wrong password")));
      expect(wrong.filter((answer) => answer === "Internal server error")).toEqual([]);
      expect(kit.errors).toEqual([]);
      kit.clock.advance(3_600);
      const right = await Promise.all(Array.from({ length: 8 }, () => logIn(ada.password)));
      expect(right).toEqual(Array.from({ length: 8 }, () => "authenticated"));
    });
  },
);
