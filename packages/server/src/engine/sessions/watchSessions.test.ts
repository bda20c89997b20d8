import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LivingSession } from "../../db/sessions.ts";
import { createSessionWatch, type Ending } from "./watchSessions.ts";

const START = Date.parse("2030-01-01T00:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1_000);
const session = (id: string) => ({ id, userId: `user of ${id}`, expiresAt: at(600) });
const living = (id: string): LivingSession => ({ id, methods: [], reauthenticatedAt: at(0) });

/** Of a database: whether it answers, refuses, or has died without a word. */
type Condition = "well" | "lost" | "silent";

function watching() {
  let now = at(0);
  let condition: Condition = "well";
  let stalled = 0;
  let arrive = async () => {};
  const gone = new Set<string>();
  const looks: string[][] = [];
  const errors: unknown[] = [];
  const endings: [string, Ending][] = [];
  const sessions = createSessionWatch({
    async find({ ids }) {
      looks.push([...ids]);
      if (condition === "silent") return new Promise(() => {});
      if (condition === "lost") throw new Error("the database is lost");
      const found = ids.filter((id) => !gone.has(id)).map(living);
      await arrive();
      return found;
    },
    clock: () => now,
    // Vitest's clock stands still unless a test turns it.
    stopwatch: () => Date.now() + stalled,
    idleTimeout: null,
    onError: (error) => void errors.push(error),
  });
  const watch = (id: string, due: Date | null = null) =>
    sessions.watch(session(id), {
      onEnd: (ending) => void endings.push([id, ending]),
      judged: { due, judge: () => null },
    });
  /** Watched for some time already. */
  const watched = async (id: string, due: Date | null = null) => {
    const one = watch(id, due);
    await one.settled();
    looks.length = 0;
    return one;
  };
  return {
    ...{ sessions, gone, looks, errors, endings, watch, watched },
    become(next: Condition) {
      condition = next;
    },
    turnTo(seconds: number) {
      now = at(seconds);
    },
    /** Time passes, and no timer fires: the process stands still. */
    stall(milliseconds: number) {
      stalled += milliseconds;
    },
    /** How long what the database has found is on its way. */
    takes(milliseconds: number) {
      arrive = () => new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
  };
}

/** What has become of a promise, once everything that needs no time has happened. */
async function stateOf(promise: Promise<unknown>): Promise<"waits" | "settled"> {
  let state: "waits" | "settled" = "waits";
  void promise.then(() => {
    state = "settled";
  });
  await vi.advanceTimersByTimeAsync(0);
  return state;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what is open for a session while the database is lost", () => {
  it("ends once its session may have expired, or must be judged again, and not for what was confirmed just now", async () => {
    const { errors, endings, watched, turnTo, become } = watching();
    const [judged, other] = [await watched("judged", at(300)), await watched("other")];
    become("lost");
    turnTo(299);
    await judged.settled();
    expect([endings, errors]).toEqual([[], []]);
    turnTo(300);
    await judged.settled();
    expect(endings).toEqual([["judged", "unknown"]]);
    expect(errors).toHaveLength(1);
    turnTo(599);
    await other.settled();
    expect(endings).toHaveLength(1);
    turnTo(600);
    await other.settled();
    expect(endings).toEqual([
      ["judged", "unknown"],
      ["other", "unknown"],
    ]);
  });

  it("ends when its user has changed, and that of others goes on", async () => {
    const { sessions, errors, endings, watched, become } = watching();
    const [changed, other] = [await watched("changed"), await watched("other")];
    become("lost");
    sessions.changed(["user of changed"]);
    await changed.settled();
    expect(endings).toEqual([["changed", "unknown"]]);
    expect(errors).toHaveLength(1);
    expect(await stateOf(other.settled())).toBe("settled");
  });

  it("waits when anybody may have changed, until a look succeeds", async () => {
    const { sessions, gone, endings, watched, become } = watching();
    const [ended, other] = [await watched("ended"), await watched("other")];
    become("lost");
    sessions.changed("everybody");
    gone.add("ended");
    const value = other.settled();
    expect(await stateOf(Promise.race([ended.settled(), value]))).toBe("waits");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await stateOf(value)).toBe("waits");
    expect(endings).toEqual([]);
    become("well");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await stateOf(value)).toBe("settled");
    expect(endings).toEqual([["ended", "session"]]);
  });

  it("waits once its session was last seen more than a second ago, and goes on after a look that succeeds", async () => {
    const { looks, endings, watched, become } = watching();
    const [one, quiet] = [await watched("one"), await watched("quiet")];
    become("lost");
    await vi.advanceTimersByTimeAsync(999);
    expect(await stateOf(one.settled())).toBe("settled");
    await vi.advanceTimersByTimeAsync(2);
    looks.length = 0;
    const value = one.settled();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await stateOf(value)).toBe("waits");
    // What waits does not look more often.
    expect(looks).toHaveLength(20);
    become("well");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await stateOf(value)).toBe("settled");
    expect([await stateOf(one.settled()), await stateOf(quiet.settled())]).toEqual(["settled", "settled"]);
    expect(endings).toEqual([]);
  });

  it("ends as its session did, when a look succeeds again", async () => {
    const { gone, endings, watched, become } = watching();
    const one = await watched("one");
    become("lost");
    gone.add("one");
    await vi.advanceTimersByTimeAsync(1_001);
    const value = one.settled();
    expect(await stateOf(value)).toBe("waits");
    become("well");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await stateOf(value)).toBe("settled");
    expect(endings).toEqual([["one", "session"]]);
  });

  it("goes on while looks find it, however often its user is changed meanwhile", async () => {
    const { sessions, endings, watched, takes } = watching();
    const one = await watched("one");
    takes(500);
    sessions.changed(["user of one"]);
    const waiting = one.settled();
    for (let turn = 0; turn < 80; turn += 1) {
      await vi.advanceTimersByTimeAsync(450);
      sessions.changed(["user of one"]);
    }
    expect(endings).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await stateOf(waiting)).toBe("settled");
    expect(endings).toEqual([]);
  });

  it.each(["lost", "silent"] as const)("ends after half a minute in which something waited for it: %s", async (how) => {
    const { endings, watched, become } = watching();
    const [one] = [await watched("one"), await watched("quiet")];
    become(how);
    await vi.advanceTimersByTimeAsync(10_000);
    const value = one.settled();
    await vi.advanceTimersByTimeAsync(29_000);
    expect([endings, await stateOf(value)]).toEqual([[], "waits"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await stateOf(value)).toBe("settled");
    expect(endings).toEqual([["one", "unknown"]]);
  });

  it("ends rather than waits when nothing looks again: the process is about to end", async () => {
    const { sessions, endings, watched, become } = watching();
    const one = await watched("one");
    become("lost");
    sessions.changed("everybody");
    const value = one.settled();
    expect(await stateOf(value)).toBe("waits");
    sessions.stop();
    await value;
    expect(endings).toEqual([["one", "unknown"]]);
  });

  it("ends if it was opened just now: its session may have ended since it was read", async () => {
    const { endings, watch, become } = watching();
    become("lost");
    await watch("new").settled();
    expect(endings).toEqual([["new", "unknown"]]);
  });
});

describe("a database that does not answer at all", () => {
  it("is given up after five seconds, as one that is lost", async () => {
    const { sessions, errors, endings, watched, become } = watching();
    const [changed, other] = [await watched("changed"), await watched("other")];
    become("silent");
    sessions.changed(["user of changed"]);
    const value = changed.settled();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await stateOf(value)).toBe("waits");
    await vi.advanceTimersByTimeAsync(1);
    expect(await stateOf(value)).toBe("settled");
    expect(endings).toEqual([["changed", "unknown"]]);
    expect(errors.map(String)).toEqual(["TimeoutError: subscriptions: the database did not answer within 5 s"]);
    other.stop();
  });

  it("is looked at again afterwards", async () => {
    const { gone, endings, watched, become } = watching();
    await watched("one");
    become("silent");
    await vi.advanceTimersByTimeAsync(1_000);
    become("well");
    gone.add("one");
    await vi.advanceTimersByTimeAsync(6_000);
    expect(endings).toEqual([["one", "session"]]);
  });
});

describe("a process that stood still", () => {
  it("lets nothing through before it has looked again, once for all", async () => {
    const { gone, looks, endings, watched, stall } = watching();
    const [ended, other] = [await watched("ended"), await watched("other")];
    gone.add("ended");
    stall(8_000);
    await Promise.all([ended.settled(), other.settled()]);
    expect(endings).toEqual([["ended", "session"]]);
    await other.settled();
    expect(looks).toEqual([["ended", "other"]]);
  });

  it("looks again when what it had found before was still on its way", async () => {
    const { gone, looks, endings, watched, stall, takes } = watching();
    const one = await watched("one");
    takes(10);
    await vi.advanceTimersByTimeAsync(1_000);
    gone.add("one");
    stall(8_000);
    const value = one.settled();
    await vi.advanceTimersByTimeAsync(20);
    expect(await stateOf(value)).toBe("settled");
    expect([looks, endings]).toEqual([[["one"], ["one"]], [["one", "session"]]]);
  });
});

describe("looks", () => {
  it("come once a second however much is sent, also when their turn comes late", async () => {
    const { looks, watched, stall, takes } = watching();
    const one = await watched("one");
    takes(30);
    const values: Promise<void>[] = [];
    for (let sent = 0; sent < 2_000; sent += 1) {
      if (sent % 100 === 99) stall(15);
      values.push(one.settled());
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(looks.length).toBeGreaterThanOrEqual(19);
    expect(looks.length).toBeLessThanOrEqual(21);
    await vi.advanceTimersByTimeAsync(50);
    await Promise.all(values);
  });

  it("that take longer than a second let through what arrived before them", async () => {
    const { watched, takes } = watching();
    const one = await watched("one");
    takes(1_500);
    await vi.advanceTimersByTimeAsync(4_900);
    const value = one.settled();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await stateOf(value)).toBe("settled");
  });

  it("come at once for what was just opened, as one for all that were opened during another", async () => {
    const { gone, looks, endings, watched, watch } = watching();
    await watched("old");
    gone.add("c");
    const opened = ["a", "b", "c", "d"].map((id) => watch(id));
    await Promise.all(opened.map((one) => one.settled()));
    expect(looks).toEqual([["a"], ["b", "c", "d"]]);
    expect(endings).toEqual([["c", "session"]]);
  });

  it("come at once for the users that have changed, and once a second for all", async () => {
    const { sessions, looks, watched } = watching();
    await watched("a");
    await watched("b");
    sessions.changed(["user of b"]);
    sessions.changed(["nobody"]);
    await vi.advanceTimersByTimeAsync(999);
    expect(looks).toEqual([["b"]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(looks).toEqual([["b"], ["a", "b"]]);
  });

  it("that began before a change do not count as having seen it", async () => {
    const { sessions, gone, endings, watch } = watching();
    const one = watch("one");
    // The answer to the first look is on its way.
    gone.add("one");
    sessions.changed(["user of one"]);
    await one.settled();
    expect(endings).toEqual([["one", "session"]]);
  });

  it("need no timer when nothing is open, nor after the stop, when each value is looked at instead", async () => {
    const { sessions, gone, looks, endings, watched, watch } = watching();
    const first = await watched("first");
    first.stop();
    expect(vi.getTimerCount()).toBe(0);
    sessions.stop();
    const late = watch("late");
    await late.settled();
    expect(vi.getTimerCount()).toBe(0);
    gone.add("late");
    await late.settled();
    expect(looks).toEqual([["late"], ["late"]]);
    expect(endings).toEqual([["late", "session"]]);
  });
});
