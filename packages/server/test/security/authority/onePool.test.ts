import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { users } from "../../../src/schema.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { openPool } from "../../support/pools.ts";

const password = "correct horse battery";
const SECONDS = 10_000;

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A kit on a pool with this many connections, whose `signup.open` queries the database through the same pool. */
async function askingKit(max: number, isOpen = true) {
  const pool = await openPool(max);
  open.push(pool.close);
  const asked = { count: 0 };
  const kit = await createTestKit({
    database: pool.database,
    rateLimits: false,
    account: {
      signup: {
        async open() {
          await pool.database.execute(sql`select 1`);
          asked.count += 1;
          return isOpen;
        },
      },
    },
  });
  return { kit, asked, database: pool.database };
}

/** Fails when the calls hang, instead of waiting just as long. */
async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

describe.each([1, 10])("signup.open that queries the database, on a pool of %i", (max) => {
  it("lets forty people sign up at the same time, with known and unknown addresses alike", async () => {
    const { kit, asked, database } = await askingKit(max);
    const taken = await kit.createUser({ email: "taken@example.com" });
    const signups = Array.from({ length: 40 }, (_, index) => {
      const email = index % 4 === 0 ? taken.email : `new${index}@example.com`;
      return refusalOf(kit.client(index % 2 === 0 ? "app" : "browser").account.signup.mutate({ email, password }));
    });
    expect(new Set(await within(SECONDS, Promise.all(signups)))).toEqual(new Set([null]));
    expect(await database.select().from(users)).toHaveLength(31);
    expect(asked.count).toBeGreaterThanOrEqual(40);
    expect(kit.errors).toEqual([]);
  });

  it("refuses forty people at the same time where it returns false, and keeps serving", async () => {
    const { kit, database } = await askingKit(max, false);
    const ada = await kit.createUser();
    const signups = Array.from({ length: 40 }, (_, index) =>
      refusalOf(kit.client("app").account.signup.mutate({ email: `new${index}@example.com`, password })),
    );
    const refusals = await within(SECONDS, Promise.all(signups));
    for (const refusal of refusals) expect(refusal).toEqual({ trpc: "FORBIDDEN", codes: ["signup_closed"] });
    expect(await database.select().from(users)).toHaveLength(1);
    const login = kit.client("browser").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await within(SECONDS, login)).toMatchObject({ status: "authenticated" });
  });

  it("is called before the change of a pending signup, and of one by passkey", async () => {
    const pool = await openPool(max);
    open.push(pool.close);
    const ask = async () => {
      await pool.database.execute(sql`select 1`);
      return true;
    };
    const kit = await createTestKit({
      database: pool.database,
      rateLimits: false,
      account: { emailVerificationBy: "code", signup: { open: ask } },
      mfa: { passkeySignup: true },
    });
    const journey = async () => {
      const client = kit.client("browser");
      await client.account.signup.mutate({ email: "new@example.com", password });
      await client.account.email.change.mutate({ email: "other@example.com" });
      await client.account.email.resend.mutate();
      const other = kit.client("app");
      return other.mfa.webauthn.beginSignup.mutate({ email: "key@example.com" });
    };
    expect(await within(SECONDS, journey())).toMatchObject({ status: "pending" });
    expect(kit.errors).toEqual([]);
  });
});
