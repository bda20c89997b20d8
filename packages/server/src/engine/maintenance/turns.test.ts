import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { every } from "./turns.ts";

const SECOND = 1_000;
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * SECOND);
const never = () => new Promise<never>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A task that runs every ten seconds, with these steps. */
function running(steps: () => AsyncGenerator<unknown>) {
  let turns = 0;
  const errors: unknown[] = [];
  const timer = every(
    10 * SECOND,
    () => {
      turns += 1;
      return steps();
    },
    (error) => void errors.push(error),
  );
  return { errors, turns: () => turns, stop: () => clearInterval(timer) };
}

describe("a background task", () => {
  it("that hangs is reported after two minutes, and then has its next turn", async () => {
    const { turns, errors } = running(async function* () {
      yield await never();
    });
    await pass(10 + 119);
    expect([turns(), errors]).toEqual([1, []]);
    await pass(11);
    expect(turns()).toBe(2);
    expect(errors.map(String)).toEqual([expect.stringContaining("a background task")]);
  });

  it("that hangs takes no further step when the one that hung ends in the end", async () => {
    let end = () => {};
    let ended = 0;
    const { stop } = running(async function* () {
      yield await new Promise<void>((resolve) => {
        end = resolve;
      });
      ended += 1;
    });
    await pass(10);
    const late = end;
    await pass(120);
    late();
    await pass(1);
    stop();
    expect(ended).toBe(0);
  });

  it("may take longer than that in all, and has no second turn meanwhile", async () => {
    const { turns, errors, stop } = running(async function* () {
      for (let step = 0; step < 10; step += 1)
        yield await new Promise<void>((resolve) => setTimeout(resolve, 60 * SECOND));
    });
    await pass(10 + 599);
    expect([turns(), errors]).toEqual([1, []]);
    await pass(11);
    expect(turns()).toBe(2);
    stop();
  });

  it("that fails is reported, and has its next turn", async () => {
    const { turns, errors } = running(async function* () {
      yield 0;
      throw new Error("no");
    });
    await pass(20);
    expect(turns()).toBe(2);
    expect(errors).toHaveLength(2);
  });
});
