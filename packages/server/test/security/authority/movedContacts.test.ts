import { sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { bcrypt } from "../../../src/ports/passwordHasher/bcrypt.ts";
import { emailAddresses, users } from "../../../src/schema.ts";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const OWN = "own@example.com";
const VICTIM = "victim@example.com";
const NUMBER = "+4915112345601";
const VICTIMS_NUMBER = "+4915112345602";
const password = "correct horse battery";
const ROUNDS = 8;

const provedOf = async ({ database }: Kit) =>
  (await database.select().from(emailAddresses)).filter((row) => row.verifiedAt !== null).map(({ address }) => address);

/** Presents everything that a mailbox received to every procedure. */
async function presentAll(kit: Kit, to: string, clients: ReturnType<Kit["client"]>[]): Promise<void> {
  const { mails, messages } = await kit.delivered();
  for (const { context } of [...mails, ...messages].filter((message) => message.to === to))
    for (const client of clients) {
      const answer = context.key ?? context.code ?? "";
      await refusalOf(client.account.email.verify.mutate({ key: answer }));
      await refusalOf(client.account.phone.verify.mutate({ code: answer }));
    }
}

describe("what was sent to one address verifies no other, whatever happens to it", () => {
  it.each(["code", "link"] as const)("a change of the address, by %s", async (emailVerificationBy) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy } });
      const [one, other] = [kit.client("app"), kit.client("app")];
      await one.account.signup.mutate({ email: OWN, password });
      const meets = [
        () => one.account.email.resend.mutate(),
        () => other.account.login.mutate({ email: OWN, password }),
        () => other.account.email.requestVerification.mutate({ email: OWN }),
      ][round % 3];
      await Promise.all([
        refusalOf(meets?.() ?? Promise.resolve()),
        refusalOf(one.account.email.change.mutate({ email: VICTIM })),
      ]);
      await presentAll(kit, OWN, [one, other, kit.client("app")]);
      expect(await provedOf(kit)).not.toContain(VICTIM);
    }
  });

  it("a code that is on its way when the address has changed", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const [one, other] = [kit.client("app"), kit.client("app")];
    await one.account.signup.mutate({ email: OWN, password });
    await other.account.login.mutate({ email: OWN, password });
    const { code = "" } = (await kit.delivered()).lastMail(OWN).context;
    await one.account.email.change.mutate({ email: VICTIM });
    await refusalOf(other.account.email.verify.mutate({ key: code }));
    expect(await provedOf(kit)).not.toContain(VICTIM);
  });

  it("a link whose row has another address meanwhile, which is verified", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const one = kit.client("app");
    await one.account.signup.mutate({ email: OWN, password });
    await kit.client("app").account.email.requestVerification.mutate({ email: OWN });
    const { key = "" } = (await kit.delivered()).lastMail(OWN).context;
    const verifiedAt = kit.clock.now();
    await kit.database.update(emailAddresses).set({ address: VICTIM, signupClaim: null, verifiedAt });
    const refusal = await refusalOf(kit.client("app").account.email.verify.mutate({ key }));
    expect(refusal?.codes).toEqual(["invalid_or_expired_key/key"]);
    expect(await provedOf(kit)).toEqual([VICTIM]);
  });

  it("a reset link whose row has another address meanwhile", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    await kit.client("app").account.signup.mutate({ email: OWN, password });
    await kit.client("app").account.password.requestReset.mutate({ email: OWN });
    const { key = "" } = (await kit.delivered()).lastMail(OWN).context;
    await kit.database.update(emailAddresses).set({ address: VICTIM, signupClaim: VICTIM });
    const refusal = await refusalOf(kit.client("app").account.password.reset.mutate({ key, password }));
    expect(refusal?.codes).toEqual(["invalid_password_reset/key"]);
    expect(await provedOf(kit)).toEqual([]);
  });

  it("a code that now waits for another address", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const client = kit.client("app");
    await client.account.signup.mutate({ email: OWN, password });
    const { code = "" } = (await kit.delivered()).lastMail(OWN).context;
    await kit.database.update(emailAddresses).set({ address: VICTIM, signupClaim: VICTIM });
    await kit.database.execute(
      sql`update latchkey_flows set state = jsonb_set(state, '{email}', to_jsonb(${VICTIM}::text))`,
    );
    const refusal = await refusalOf(client.account.email.verify.mutate({ key: code }));
    expect(refusal?.codes).toEqual(["incorrect_code/key"]);
    expect(await provedOf(kit)).toEqual([]);
  });

  it("a change of the number", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["phone"] } });
      const client = kit.client("app");
      await client.account.signup.mutate({ phone: NUMBER, password });
      await Promise.all([
        refusalOf(client.account.phone.resend.mutate()),
        refusalOf(client.account.phone.set.mutate({ phone: VICTIMS_NUMBER })),
      ]);
      await presentAll(kit, NUMBER, [client]);
      const rows = await kit.database.select().from(users);
      expect(rows.filter((row) => row.phone === VICTIMS_NUMBER && row.phoneVerifiedAt !== null)).toEqual([]);
    }
  });
});

describe("an owner who shows up", () => {
  // A single connection cannot both hold a row and continue.
  it.skipIf(inject("driver") === "pglite")("leaves no password that is rehashed at that moment", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: {
        emailVerification: "optional",
        loginByCode: { enabled: true },
        password: { hasher: bcrypt({ cost: 5 }) },
      },
    });
    await kit.client("app").account.signup.mutate({ email: VICTIM, password });
    await kit.database.update(users).set({ passwordHash: await bcrypt({ cost: 4 }).hash(password) });
    const owner = kit.client("app");
    await owner.account.code.request.mutate({ email: VICTIM });
    const { code = "" } = (await kit.delivered()).lastMail(VICTIM, "login_code").context;
    const confirmed = kit.database.transaction(async (tx) => {
      await tx.execute(sql`select 1 from latchkey_users for no key update`);
      const login = refusalOf(kit.client("app").account.login.mutate({ email: VICTIM, password }));
      await waiting(kit, 1);
      const answer = refusalOf(owner.account.code.confirm.mutate({ code }));
      await waiting(kit, 2);
      return { login, answer };
    });
    const { login, answer } = await confirmed;
    await Promise.all([login, answer]);
    const [user] = await kit.database.select().from(users);
    expect(user?.passwordHash).toBeNull();
  });
});

/** Waits until this many statements wait for a lock of this database. */
async function waiting({ database }: Kit, count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const rows = await database.execute(
          sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return Array.isArray(rows) ? rows.length : Reflect.get(Object(rows), "rows").length;
      },
      { timeout: 10_000, interval: 20 },
    )
    .toBeGreaterThanOrEqual(count);
}
