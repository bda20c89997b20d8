import { describe, expect, it } from "vitest";
import { AuthError } from "../../lib/authError.ts";
import { systemRandom } from "../../ports/random.ts";
import { createRetries } from "./retries.ts";

const LOCK_TIMEOUT = 3;

/** Time passes only in pauses, and where an attempt reports that it waited. */
function setUp() {
  let now = 0;
  const pauses: number[] = [];
  const reports: string[] = [];
  const retries = createRetries({
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
    stopwatch: () => now,
    random: systemRandom,
    lockTimeout: LOCK_TIMEOUT,
    onGivenUp: ({ message }) => void reports.push(message),
  });
  return {
    retries,
    pauses,
    reports,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
  };
}

/** As PostgreSQL reports it, within what Drizzle throws. */
function failure(code: string, where = ""): Error {
  return new Error("Failed query", { cause: Object.assign(new Error("no"), { code, where }) });
}

describe("a transaction that PostgreSQL refused because of concurrent ones", () => {
  it.each(["40001", "40P01"])("runs again after %s, with increasing and varying pauses", async (code) => {
    const { retries, pauses, reports } = setUp();
    let attempts = 0;
    const result = await retries.run(async () => {
      attempts += 1;
      if (attempts < 6) throw failure(code);
      return "done";
    });
    expect(result).toBe("done");
    expect(pauses).toHaveLength(5);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(5 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(15 * 2 ** index);
    }
    expect(reports).toEqual([]);
  });

  it("is abandoned after eight attempts, with advice to the caller, and reported once a minute", async () => {
    const { retries, reports, pass } = setUp();
    let attempts = 0;
    const fail = async () => {
      attempts += 1;
      throw failure("40001");
    };
    const refused = await retries.run(fail).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AuthError);
    expect(refused).toMatchObject({ code: "temporarily_unavailable", retryAfter: 5 });
    expect(attempts).toBe(8);
    await retries.run(fail).catch(() => {});
    expect(reports).toHaveLength(1);
    pass(60_000);
    await retries.run(fail).catch(() => {});
    expect(reports).toHaveLength(2);
  });

  it("does not include other failures, which the caller gets immediately", async () => {
    const { retries, pauses } = setUp();
    const other = failure("23505");
    await expect(retries.run(() => Promise.reject(other))).rejects.toBe(other);
    expect(pauses).toEqual([]);
  });

  it("may be a race that the caller expects", async () => {
    const { retries } = setUp();
    let attempts = 0;
    const lose = async () => {
      attempts += 1;
      if (attempts < 3) throw failure("23505");
    };
    await retries.run(lose, () => true);
    expect(attempts).toBe(3);
  });
});

describe("a locked row", () => {
  it("is tried again until the timeout, by one call for each row, by two in total", async () => {
    const { retries, pass, now, reports } = setUp();
    const trying = new Map<string, number>();
    let [most, mostOfRow] = [0, 0];
    const waitFor = (row: string) => {
      let isFirst = true;
      return retries.run(async (lockTimeout) => {
        if (isFirst) {
          isFirst = false;
          throw failure("55P03", row);
        }
        trying.set(row, (trying.get(row) ?? 0) + 1);
        most = Math.max(
          most,
          [...trying.values()].reduce((sum, count) => sum + count, 0),
        );
        mostOfRow = Math.max(mostOfRow, trying.get(row) ?? 0);
        await new Promise(setImmediate);
        pass(lockTimeout);
        trying.set(row, (trying.get(row) ?? 0) - 1);
        throw failure("55P03", row);
      });
    };
    const rows = ["one", "two", "three"].flatMap((row) => Array.from({ length: 5 }, () => row));
    const answers = await Promise.allSettled(rows.map(waitFor));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "temporarily_unavailable" } });
    expect([most, mostOfRow]).toEqual([2, 1]);
    expect(now()).toBeLessThan((LOCK_TIMEOUT + 1.5) * 1_000);
    expect(reports).toHaveLength(1);
  });

  it("does not delay callers that wait for another row", async () => {
    const { retries, pass } = setUp();
    const lockedFor = (row: string, attempts: number) => {
      let made = 0;
      return retries.run(async (lockTimeout) => {
        await new Promise(setImmediate);
        if (made >= attempts) return "got";
        made += 1;
        // The first attempts of all of them take place at the same time.
        if (made > 1) pass(lockTimeout);
        throw failure("55P03", row);
      });
    };
    const locked = Promise.allSettled(Array.from({ length: 20 }, () => lockedFor("one", Number.POSITIVE_INFINITY)));
    expect(await lockedFor("two", 1)).toBe("got");
    expect((await locked).map(({ status }) => status)).not.toContain("fulfilled");
  });
});
