import { afterEach, describe, expect, it, vi } from "vitest";
import { SetupError } from "../../lib/setupError.ts";
import { refuseLossyPooler } from "./pooler.ts";

/** A client of postgres.js, as far as it is used here: what it would return behind a pooler that is not installed. */
function databaseWith(answer: () => Promise<object>, options = { prepare: true }) {
  let asked = 0;
  const client = () => {
    asked += 1;
    return answer();
  };
  return { $client: Object.assign(client, { options, unsafe() {} }), asked: () => asked };
}

const answer = (row: { backend: string; names: string | null }) => async () =>
  Object.assign([row], { state: { pid: 4711 }, statement: { name: "abc1" } });

afterEach(() => void vi.useRealTimers());

describe("the server at the other end of a connection", () => {
  it("is accepted when it renames named statements, like PgBouncer from 1.21 on", async () => {
    const database = databaseWith(answer({ backend: "12", names: "PGBOUNCER_7 PGBOUNCER_8" }));
    await expect(refuseLossyPooler(database)).resolves.toBeUndefined();
  });

  it("is PostgreSQL itself when it knows the connection's process and statement", async () => {
    await expect(refuseLossyPooler(databaseWith(answer({ backend: "4711", names: "abc1" })))).resolves.toBeUndefined();
  });

  it("is refused when it passes named statements on, every time, with a single query", async () => {
    const database = databaseWith(answer({ backend: "12", names: "abc0 abc1" }));
    await expect(refuseLossyPooler(database)).rejects.toThrow(SetupError);
    await expect(refuseLossyPooler(database)).rejects.toThrow("prepare: false");
    expect(database.asked()).toBe(1);
  });

  it("is not checked with prepare: false", async () => {
    const database = databaseWith(answer({ backend: "12", names: "abc1" }), { prepare: false });
    await refuseLossyPooler(database);
    expect(database.asked()).toBe(0);
  });

  it("is checked again when it could not be reached", async () => {
    const database = databaseWith(() => Promise.reject(Object.assign(new Error(), { code: "ECONNREFUSED" })));
    await expect(refuseLossyPooler(database)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(refuseLossyPooler(database)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(database.asked()).toBe(2);
  });

  it("is asked again when it has not answered for five seconds, and nobody waits for longer", async () => {
    vi.useFakeTimers();
    const answers = [() => new Promise<never>(() => {}), answer({ backend: "4711", names: "abc1" })];
    const database = databaseWith(async () => answers.shift()?.() ?? Promise.reject(new Error("asked too often")));
    const ask = () => refuseLossyPooler(database).catch((error: unknown) => error);
    const waiting = Promise.race([Promise.all([ask(), ask()]), vi.advanceTimersByTimeAsync(60_000)]);
    const refused = { code: "temporarily_unavailable", retryAfter: 5 };
    expect(await waiting).toMatchObject([refused, refused]);
    expect([await ask(), await ask()]).toEqual([undefined, undefined]);
    expect(database.asked()).toBe(2);
  });

  it("is accepted when it knows neither processes nor named statements", async () => {
    const database = databaseWith(() => Promise.reject(Object.assign(new Error(), { code: "42P01" })));
    await expect(refuseLossyPooler(database)).resolves.toBeUndefined();
  });
});
