import { describe, expect, it } from "vitest";
import { AuthError } from "../../lib/authError.ts";
import { createHashQueue } from "./hashQueue.ts";

/** A queue whose hashes take the given time, by a clock that only they move. */
function createScene({ concurrency = 1, lasts = 250 } = {}) {
  let time = 0;
  const queue = createHashQueue({ concurrency, now: () => time });
  const order: string[] = [];
  const open: (() => void)[] = [];
  const ask = (network: string, signal: AbortSignal | null = null) =>
    queue({ network, signal }, async () => {
      order.push(network);
      await new Promise<void>((resolve) => open.push(resolve));
      return network;
    }).catch((error: unknown) => (error instanceof AuthError ? `refused, ${error.retryAfter} s` : "gone"));
  const finish = async (took = lasts) => {
    time += took;
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, finish, order };
}

describe("the queue of hashes", () => {
  it("lets networks take turns, however many hashes one of them requests", async () => {
    const { ask, finish, order } = createScene();
    const asked = [ask("storm"), ask("storm"), ask("storm"), ask("storm"), ask("ada"), ask("ada"), ask("bob")];
    for (const _ of asked) await finish();
    await Promise.all(asked);
    expect(order).toEqual(["storm", "storm", "ada", "bob", "storm", "ada", "storm"]);
  });

  it("immediately refuses calls that would wait longer than three seconds, and no others", async () => {
    const { ask, finish } = createScene();
    // The first one is not measured: it loads the hasher as well.
    for (const early of [ask("ada"), ask("ada")]) {
      await finish();
      expect(await early).toBe("ada");
    }
    const storm = Array.from({ length: 40 }, () => ask("storm"));
    const refused = await Promise.race([storm[39], new Promise((resolve) => setImmediate(() => resolve("waits")))]);
    expect(refused).toMatch(/^refused, \d+ s$/);
    const ada = ask("ada");
    await finish();
    await finish();
    await finish();
    expect(await ada).toBe("ada");
    for (const _ of storm) await finish();
    const outcomes = await Promise.all(storm);
    expect(outcomes.filter((outcome) => outcome === "storm").length).toBeGreaterThanOrEqual(10);
    expect(outcomes.filter((outcome) => outcome === "storm").length).toBeLessThanOrEqual(13);
  });

  it("refuses calls that have waited too long behind a hash that hangs", async () => {
    const queue = createHashQueue({ concurrency: 1, maxWait: 10 });
    const asked = { network: "ada", signal: null };
    void queue(asked, () => new Promise(() => {}));
    await expect(queue(asked, async () => "late")).rejects.toMatchObject({ code: "rate_limited" });
  });

  it.each([1, 3])(
    "does not count the time for which the process was stopped, during %i hashes at once",
    async (concurrency) => {
      const { ask, finish } = createScene({ concurrency });
      const together = Array.from({ length: concurrency }, (_, index) => `network ${index}`);
      /** How long the first of the hashes that run together takes; the others end at the same time. */
      const hashTogether = async (took?: number) => {
        const asked = together.map((network) => ask(network));
        await finish(took);
        for (const _ of together.slice(1)) await finish(0);
        return Promise.all(asked);
      };
      for (let round = 0; round < 4; round += 1) await hashTogether();
      expect(await hashTogether(8 * 3_600_000)).toEqual(together);
      const busy = together.map((network) => ask(network));
      const next = [ask("ada"), ask("bob"), ask("eve")];
      for (const _ of [...busy, ...next]) await finish();
      expect(await Promise.all([...busy, ...next])).toEqual([...together, "ada", "bob", "eve"]);
    },
  );

  it("names no time to wait that is longer than any hash waits", async () => {
    const { ask, finish } = createScene();
    for (const took of [250, 3_600_000]) {
      const early = ask("ada");
      await finish(took);
      await early;
    }
    // Only the hour has been measured: the first one is not.
    void ask("ada");
    expect(await ask("bob")).toBe("refused, 6 s");
    await finish();
  });

  it("learns that hashes have become slower", async () => {
    const { ask, finish } = createScene();
    for (const took of [250, 250, 250, 250, 4_000, 4_000]) {
      const asked = ask("ada");
      await finish(took);
      await asked;
    }
    void ask("ada");
    expect(await ask("bob")).toBe("refused, 1 s");
    await finish();
  });

  it("does not compute a hash once its call is gone", async () => {
    const { ask, finish, order } = createScene();
    const gone = new AbortController();
    const asked = [ask("ada"), ask("bob", gone.signal), ask("eve")];
    gone.abort();
    await finish();
    await finish();
    expect(await Promise.all(asked)).toEqual(["ada", "gone", "eve"]);
    expect(order).toEqual(["ada", "eve"]);
  });

  it("computes up to its concurrency, and continues after a failure", async () => {
    const { ask, finish, order } = createScene({ concurrency: 2 });
    const asked = [ask("ada"), ask("bob"), ask("eve")];
    expect(order).toEqual(["ada", "bob"]);
    await finish();
    expect(order).toEqual(["ada", "bob", "eve"]);
    await finish();
    await finish();
    await Promise.all(asked);
    const queue = createHashQueue({ concurrency: 1 });
    const failing = queue({ network: null, signal: null }, () => Promise.reject(new Error("no memory")));
    await expect(failing).rejects.toThrow("no memory");
    expect(await queue({ network: null, signal: null }, async () => "on")).toBe("on");
  });
});
