import { drizzle } from "drizzle-orm/pg-proxy";
import { afterEach, expect, it, vi } from "vitest";
import { createAudit } from "../../src/engine/audit/audit.ts";
import { systemRandom } from "../../src/ports/random.ts";

afterEach(() => void vi.useRealTimers());

it("events are stored, though the connection that stores the one before has died silently", async () => {
  vi.useFakeTimers();
  const now = new Date("2030-01-01T00:00:00.000Z");
  let statements = 0;
  const errors: unknown[] = [];
  const audit = createAudit({
    options: { retention: 3_600, deletedUsers: "keep", refusalsPerHour: 100 },
    database: drizzle(async () => {
      statements += 1;
      return statements === 1 ? new Promise(() => {}) : { rows: [] };
    }),
    clock: () => now,
    random: systemRandom,
    onError: (error) => void errors.push(error),
  });
  const store = () => audit.storeAlone({ type: "login", at: now, userId: null });
  store();
  await vi.advanceTimersByTimeAsync(1);
  store();
  await vi.advanceTimersByTimeAsync(90_000);
  await audit.settled();
  expect(statements).toBe(2);
  expect(errors.map(String)).toEqual(["TimeoutError: audit: the database did not answer within 90 s"]);
});
