import { setTimeout as wait } from "node:timers/promises";
import { type Case, Refused, type Timing } from "../contestants/contestant.ts";

/** Milliseconds after which a refused client retries. */
const COME_AGAIN = 500;

/** Calls repeatedly, with several clients at the same time, and times only the timed part. */
export async function runCase(once: Case, clients: number, milliseconds: number): Promise<Timing> {
  const taken: number[] = [];
  let refused = 0;
  const until = performance.now() + milliseconds;
  const client = async () => {
    do {
      const act = await once();
      const began = performance.now();
      try {
        await act();
        taken.push(performance.now() - began);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused += 1;
        await wait(COME_AGAIN);
      }
    } while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { ...timingOf(taken, clients), refused };
}

/** The time of a call under load. @param beside the call that makes the load */
export async function runBeside(once: Case, beside: Case, clients: number, milliseconds: number): Promise<Timing> {
  const storm = runCase(beside, clients, milliseconds);
  const taken: number[] = [];
  let isOver = false;
  const ended = storm.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const act = await once();
    const began = performance.now();
    await act();
    taken.push(performance.now() - began);
    // Like an occasional client, and not a second load.
    await wait(5);
  }
  const { refused } = await ended;
  return { ...timingOf(taken, 1), refused };
}

function timingOf(taken: number[], clients: number): Omit<Timing, "refused"> {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => 1_000 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  const total = taken.reduce((sum, one) => sum + one, 0);
  return {
    count: taken.length,
    rate: total === 0 ? 0 : (1_000 * clients * taken.length) / total,
    p50: at(0.5),
    p99: at(0.99),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
