import { initTRPC } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { findLivingSessions } from "../../../src/db/sessions.ts";
import { createSessionWatch } from "../../../src/engine/sessions/watchSessions.ts";
import { sessions } from "../../../src/schema.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

/** A subscription of the app that has been let in, but whose first value nobody has asked for. */
async function admitted(count = 1) {
  const kit = await createTestKit({ rateLimits: false });
  const ada = await kit.createUser();
  const token = (await kit.auth.createSessionToken(ada.id, { client: "app" })) ?? "";
  const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
  const router = t.router({
    watch: t.procedure.concat(kit.auth.authenticated).subscription(async function* () {
      yield "a secret";
    }),
  });
  const headers = new Headers({ "x-latchkey-client": "app", authorization: `Bearer ${token}` });
  const context = await kit.auth.createContext({ req: { headers } });
  const caller = t.createCallerFactory(router)(context);
  const opened = await Promise.all(Array.from({ length: count }, () => caller.watch()));
  const first = () => Promise.all(opened.map((values) => values[Symbol.asyncIterator]().next()));
  return { kit, ada, first };
}

describe("a subscription whose session was there when it was let in", () => {
  it("begins", async () => {
    const { first } = await admitted();
    expect(await first()).toEqual([{ done: false, value: "a secret" }]);
  });

  it("sends nothing if the session was revoked before its first value, by this process", async () => {
    const { kit, ada, first } = await admitted();
    await kit.auth.revokeSessions(ada.id);
    await expect(first()).rejects.toMatchObject({ cause: { code: "session_gone" } });
  });

  it("sends nothing if the session was revoked before its first value, by another process", async () => {
    const { kit, first } = await admitted();
    await kit.database.delete(sessions);
    await expect(first()).rejects.toMatchObject({ cause: { code: "session_gone" } });
  });

  it("costs few statements where many are opened at once, as after a restart", async () => {
    const { first } = await admitted(100);
    const { takeStatements } = await testDatabase();
    takeStatements();
    await first();
    expect(takeStatements().length).toBeLessThanOrEqual(2);
  });
});

it("more sessions can be watched than a statement has parameters", async () => {
  const kit = await createTestKit();
  const ada = await kit.createUser();
  await kit.clientOf(ada, "app");
  const [id = ""] = await kit.sessionsOf(ada);
  const now = kit.clock.now();
  const errors: unknown[] = [];
  const ended = new Set<string>();
  const asked: number[] = [];
  const watch = createSessionWatch({
    find(given) {
      asked.push(given.ids.length);
      return findLivingSessions(kit.database, given);
    },
    clock: () => now,
    idleTimeout: null,
    onError: (error) => void errors.push(error),
  });
  const expiresAt = new Date(now.getTime() + 60_000);
  const ids = [id, ...Array.from({ length: 70_000 }, () => crypto.randomUUID())];
  const watched = ids.map((one) =>
    watch.watch({ id: one, userId: ada.id, expiresAt }, { onEnd: () => void ended.add(one) }),
  );
  await Promise.all(watched.map((one) => one.settled()));
  watch.stop();
  expect(errors).toEqual([]);
  expect(Math.max(...asked)).toBeGreaterThan(65_535);
  expect([ended.size, ended.has(id)]).toEqual([70_000, false]);
});
