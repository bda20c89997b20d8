import { describe, expect, it } from "vitest";
import { createSessionCache } from "../../src/db/sessionCache/sessionCache.ts";
import { createSessionReader } from "../../src/db/sessionReader.ts";
import { hashToken } from "../../src/lib/token.ts";
import { createTestKit } from "../support/kit.ts";
import { until } from "../support/until.ts";

const HOUR = 3_600_000;
const start = Date.parse("2030-01-01T00:00:00Z");

/** A cache that answers from memory, on a machine whose clocks only the test moves. */
async function caching() {
  const kit = await createTestKit({ rateLimits: false });
  const ada = await kit.createUser();
  const token = await kit.auth.createSessionToken(ada.id, { client: "app" });
  const hash = hashToken(token ?? "");
  const clocks = { stopwatch: 0, wall: start };
  const readSession = createSessionReader(kit.database);
  let statements = 0;
  const cache = createSessionCache({
    database: kit.database,
    read(tokenHash, now) {
      statements += 1;
      return readSession(tokenHash, now);
    },
    options: { maxEntries: 10, maxAge: 60, listen: false, idleTimeout: null },
    stopwatch: () => clocks.stopwatch,
    wallClock: () => clocks.wall,
    id: crypto.randomUUID(),
    onChange() {},
    onDeaf() {},
    onError() {},
  });
  /** Whether this read needs a statement. */
  const asks = async () => {
    const before = statements;
    expect(await cache.read(hash, kit.clock.now())).not.toBeNull();
    return statements > before;
  };
  await until(async () => !(await asks()));
  return { clocks, asks, stop: () => cache.stop() };
}

describe("the session cache of a machine that was asleep", () => {
  it("does not answer from memory, although the stopwatch stood still: the wall clock went on", async () => {
    const { clocks, asks, stop } = await caching();
    clocks.wall += 301;
    clocks.stopwatch += 1;
    expect(await asks()).toBe(true);
    await stop();
  });

  it("answers from memory for no longer because the wall clock is set back", async () => {
    const { clocks, asks, stop } = await caching();
    clocks.wall -= HOUR;
    expect(await asks()).toBe(false);
    clocks.stopwatch += 301;
    expect(await asks()).toBe(true);
    await stop();
  });

  it("notices sleep also after the wall clock was set back", async () => {
    const { clocks, asks, stop } = await caching();
    clocks.wall -= HOUR;
    expect(await asks()).toBe(false);
    clocks.wall += 301;
    expect(await asks()).toBe(true);
    await stop();
  });

  it("takes no difference in how the clocks round for sleep", async () => {
    const { clocks, asks, stop } = await caching();
    for (let read = 1; read <= 1_000; read += 1) {
      clocks.stopwatch = read * 0.2;
      clocks.wall = start + Math.floor(read * 0.2);
      expect(await asks()).toBe(false);
    }
    await stop();
  });
});
