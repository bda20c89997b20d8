import { eq } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { emailAddresses, outbox, sessions, socialAccounts, users } from "../../../src/schema.ts";
import { TEST_PASSWORD } from "../../../src/testing/createTestKit.ts";
import type { Cut } from "../../support/faults/databaseProxy.ts";
import { useProxiedPool } from "../../support/faults/proxiedPool.ts";
import { findHalfMade } from "../../support/faults/whole.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const { database: direct, url } = await testDatabase();
const opened = useProxiedPool(url);

/**
 * Repeats a call, each time with another statement cut off, until there is none left. @returns the number of statements
 */
async function atEachStatement(
  where: Cut["where"],
  run: (name: string, call: Armed) => Promise<void>,
): Promise<number> {
  for (let statement = 1; ; statement += 1) {
    let wasCut = false;
    const call: Armed = async (work, settle) => {
      opened.proxy.arm({ statement, where });
      const outcome = await work().then(
        () => "done" as const,
        () => "failed" as const,
      );
      await settle();
      wasCut = opened.proxy.disarm();
      return outcome;
    };
    await run(`${where}${statement}`, call);
    if (!wasCut) return statement - 1;
  }
}
type Armed = (work: () => Promise<unknown>, settle: () => Promise<unknown>) => Promise<"done" | "failed">;

const passwordOf = async ({ id }: { id: string }) =>
  (await direct.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id)))[0]?.hash;

/** Each user has an IP address of their own, so that limits do not add them up. */
const ipOf = (index: number) => `198.51.${100 + Math.floor(index / 250)}.${1 + (index % 250)}`;

/** Each driver loses its connections on one side of a statement; in the script `faults`, on both. */
const sides: Cut["where"][] =
  process.env["FAULTS"] !== undefined ? ["before", "after"] : [inject("driver") === "postgres" ? "after" : "before"];

describe.skipIf(inject("driver") === "pglite").each(sides)("a connection that is cut %s", (where) => {
  it("in any statement of a signup leaves all of it or nothing, and a retry succeeds", async () => {
    await using kit = await createTestKit({ database: opened.pool.database });
    let people = 0;
    const count = await atEachStatement(where, async (name, call) => {
      people += 1;
      const email = `${name}@example.com`;
      const client = kit.client("browser", { ip: ipOf(people) });
      const told = await call(
        () => client.account.signup.mutate({ email, password: TEST_PASSWORD }),
        () => kit.delivered(),
      );
      const rows = await direct.select().from(emailAddresses).where(eq(emailAddresses.address, email));
      if (told === "done") expect(rows, name).toHaveLength(1);
      expect(await findHalfMade(direct), name).toEqual([]);
      expect(await direct.select().from(sessions), name).toEqual([]);
      // A mail that was counted but not sent counts for as long as one that was sent.
      kit.clock.advance(181);
      if (told === "failed") await client.account.signup.mutate({ email, password: TEST_PASSWORD });
      await kit.delivered();
      kit.clock.advance(61);
      await kit.auth.deliverMessages();
      const { key = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
      await client.account.email.verify.mutate({ key });
      const state = await client.account.login.mutate({ email, password: TEST_PASSWORD });
      expect(state.status, name).toBe("authenticated");
      await direct.delete(users);
    });
    expect(count).toBeGreaterThanOrEqual(5);
    expect(await direct.select().from(outbox)).toEqual([]);
  });

  it("in any statement of a login logs nobody in, and locks nobody out", async () => {
    await using kit = await createTestKit({ database: opened.pool.database });
    const ada = await kit.createUser();
    const count = await atEachStatement(where, async (name, call) => {
      const client = kit.client("browser");
      const told = await call(
        () => client.account.login.mutate({ email: ada.email, password: ada.password }),
        () => kit.delivered(),
      );
      const { status } = await client.session.get.query();
      expect(status, name).toBe(told === "done" ? "authenticated" : "anonymous");
      const again = await kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
      expect(again.status, name).toBe("authenticated");
    });
    expect(count).toBeGreaterThanOrEqual(4);
  });

  it("in any statement of a reset leaves the previous password and the link, or the new one and no link", async () => {
    await using kit = await createTestKit({ database: opened.pool.database });
    let people = 0;
    const count = await atEachStatement(where, async (name, call) => {
      people += 1;
      const ada = await kit.createUser({ email: `${name}@example.com` });
      const client = kit.client("browser", { ip: ipOf(people) });
      await client.account.password.requestReset.mutate({ email: ada.email });
      const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
      const password = "another fine password";
      const former = await passwordOf(ada);
      const reset = () => client.account.password.reset.mutate({ key, password });
      const told = await call(reset, () => kit.delivered());
      const logIn = async (tried: string) => {
        const visitor = kit.client("browser", { ip: ipOf(people + 200) });
        const { status } = await visitor.account.login.mutate({ email: ada.email, password: tried });
        return status;
      };
      const works = await logIn(password).catch(() => "refused");
      if (told === "done") expect(works, name).toBe("authenticated");
      if (works === "refused") {
        expect(await passwordOf(ada), name).toBe(former);
        await reset();
        expect(await logIn(password), name).toBe("authenticated");
      } else await expect(reset(), name).rejects.toThrow();
      await expect(logIn(ada.password), name).rejects.toThrow();
      kit.clock.advance(61);
      await kit.auth.deliverMessages();
      expect((await kit.delivered()).lastMail(ada.email, "password_was_reset"), name).toBeDefined();
    });
    expect(count).toBeGreaterThanOrEqual(4);
  });

  it("in any statement of a request for a reset loses no mail of a retry", async () => {
    await using kit = await createTestKit({ database: opened.pool.database });
    let people = 0;
    await atEachStatement(where, async (name, call) => {
      people += 1;
      const ada = await kit.createUser({ email: `${name}@example.com` });
      const client = kit.client("browser", { ip: ipOf(people) });
      const ask = () => client.account.password.requestReset.mutate({ email: ada.email });
      const told = await call(ask, () => kit.delivered());
      kit.clock.advance(181);
      if (told === "failed") await ask();
      await kit.delivered();
      kit.clock.advance(61);
      await kit.auth.deliverMessages();
      const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
      await client.account.password.reset.mutate({ key, password: "another fine password" });
    });
  });

  it("in any statement of a provider's callback creates one account or none, and the next visit logs in", async () => {
    const { kit, visitor, journey, logIn } = await createSocialKit({ database: opened.pool.database });
    await using _ = kit;
    const count = await atEachStatement(where, async (name, call) => {
      const sub = visitor(name, { email: `${name}@example.com`, email_verified: true });
      const client = kit.client("browser");
      const answer = await journey(client, sub);
      const told = await call(
        () => client.social.callback.mutate(answer),
        () => kit.delivered(),
      );
      const { status } = await client.session.get.query();
      expect(status, name).toBe(told === "done" ? "authenticated" : "anonymous");
      expect(await findHalfMade(direct), name).toEqual([]);
      expect(await direct.select().from(users), name).toHaveLength((await direct.select().from(socialAccounts)).length);
      await logIn(kit.client("browser"), sub);
      expect(await direct.select().from(users), name).toHaveLength(1);
      expect(await direct.select().from(socialAccounts), name).toHaveLength(1);
      await direct.delete(users);
    });
    expect(count).toBeGreaterThanOrEqual(5);
  });
});
