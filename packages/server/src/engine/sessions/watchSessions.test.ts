import { describe, expect, it } from "vitest";
import type { Database } from "../../db/database.ts";
import { createSessionWatch, type Ending } from "./watchSessions.ts";

const START = Date.parse("2030-01-01T00:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1_000);
const session = (id: string) => ({ id, userId: `user of ${id}`, expiresAt: at(600) });

/** A database that cannot be reached. */
function lostDatabase(): Database {
  const select = () => {
    throw new Error("the database is lost");
  };
  return { select } as unknown as Database;
}

function watchWithoutDatabase() {
  let now = at(0);
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const sessions = createSessionWatch({ database: lostDatabase(), clock: () => now, idleTimeout: null, onError });
  const endings: [string, Ending][] = [];
  const watch = (id: string, due: Date | null) =>
    sessions.watch(session(id), {
      onEnd: (ending) => void endings.push([id, ending]),
      judged: { due, judge: () => null },
    });
  const turnTo = (seconds: number) => {
    now = at(seconds);
  };
  return { errors, endings, watch, turnTo };
}

describe("what is open for a session while the database is lost", () => {
  it("ends once its session may have ended, or must be judged again, and goes on until then", async () => {
    const { errors, endings, watch, turnTo } = watchWithoutDatabase();
    const [judged, other] = [watch("judged", at(300)), watch("other", null)];
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
});
