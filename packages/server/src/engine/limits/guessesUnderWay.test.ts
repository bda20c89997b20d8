import { describe, expect, it } from "vitest";
import { createGuessesUnderWay } from "./guessesUnderWay.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a call that finds a counter full", () => {
  it("has room again when a guess has ended since the store was asked, though none is in progress any more", async () => {
    const guesses = createGuessesUnderWay();
    const end = guesses.ask(["a"]).begin(["a"]);
    const asked = guesses.ask(["a"]);
    end();
    asked.answered();
    expect(guesses.mayWait("a")).toBe(false);
    expect(await asked.refused("a")).toBe(true);
  });

  it("waits for the answers of those that asked with it, whose guesses begin with them", async () => {
    const guesses = createGuessesUnderWay();
    const other = guesses.ask(["a"]);
    const asked = guesses.ask(["a"]);
    let hasRoom: boolean | null = null;
    const refused = asked.refused("a").then((room) => {
      hasRoom = room;
    });
    await turn();
    expect(hasRoom).toBeNull();
    other.begin(["a"]);
    await refused;
    expect(hasRoom).toBe(false);
    expect(guesses.mayWait("a")).toBe(true);
  });

  it("is refused where nothing has ended, and nothing is in progress", async () => {
    const guesses = createGuessesUnderWay();
    const [one, other] = [guesses.ask(["a"]), guesses.ask(["a"])];
    expect(await Promise.all([one.refused("a"), other.refused("a")])).toEqual([false, false]);
    expect(guesses.mayWait("a")).toBe(false);
    guesses.ask(["a"]).drop();
    expect(guesses.mayWait("a")).toBe(false);
  });

  it.each([
    ["those that asked after it", 0, 1],
    ["a flood of those that asked before it", 101, 0],
  ])("does not wait for %s", async (_name, before, after) => {
    const guesses = createGuessesUnderWay();
    const askTimes = (times: number) => Array.from({ length: times }, () => guesses.ask(["a"]));
    askTimes(before);
    const asked = guesses.ask(["a"]);
    askTimes(after);
    let hasRoom: boolean | null = null;
    void asked.refused("a").then((room) => {
      hasRoom = room;
    });
    await turn();
    expect(hasRoom).toBe(false);
  });

  it("is woken by the guess that it waits for", async () => {
    const guesses = createGuessesUnderWay();
    const end = guesses.ask(["a"]).begin(["a"]);
    let isWoken = false;
    const woken = guesses.wait("a", 60_000).then(() => {
      isWoken = true;
    });
    await turn();
    expect(isWoken).toBe(false);
    end();
    await woken;
    expect(isWoken).toBe(true);
  });
});
