import fc from "fast-check";
import { afterAll, it } from "vitest";
import { testDatabase } from "../support/kit.ts";
import { allowUntoldChanges } from "../support/toldChanges.ts";
import { Played, play, setups, turns } from "./run.ts";

/** The number of sequences, and their seed: see the script `model`. */
const runs = Number(process.env.MODEL_RUNS ?? 40);
const seed = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);
const path = process.env.MODEL_PATH;

afterAll(async () => allowUntoldChanges((await testDatabase()).database));

it(`holds in ${runs} random sequences of calls by four people`, { timeout: 600_000 + runs * 2_000 }, async () => {
  let failed: Played | undefined;
  let count = 0;
  let calls = 0;
  const property = fc.asyncProperty(setups, turns, async (setup, sequence) => {
    const played = new Played();
    if (failed === undefined) count += 1;
    try {
      await play(setup, sequence, played);
      calls += played.log.length;
    } catch (error) {
      // Shrinking makes the last failed run the shortest.
      failed = played;
      throw error;
    }
  });
  const details = await fc.check(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
    interruptAfterTimeLimit: 300_000 + runs * 2_000,
  });
  console.info(`model: seed ${details.seed}, ${count} sequences, ${calls} calls`);
  if (!details.failed) return;
  const found = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  const again = `MODEL_SEED=${details.seed} MODEL_PATH=${details.counterexamplePath}`;
  throw new Error(`${found}\nafter ${count} sequences; again: ${again}\n${failed?.log.join("\n")}`, {
    cause: details.errorInstance,
  });
});
