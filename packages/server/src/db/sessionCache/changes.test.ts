import { describe, expect, it } from "vitest";
import { follows, type Seen } from "./changes.ts";

const before: Seen = { next: "9", running: [], server: "1", at: 1_000, isReplica: false };

describe("a look at the changes of sessions", () => {
  it.each<[string, Partial<Seen>, boolean]>([
    ["a second later", { at: 1_001 }, true],
    ["with more digits in the number", { next: "10" }, true],
    ["a minute later", { at: 1_060 }, true],
    ["more than a minute later", { at: 1_061 }, false],
    ["whose clock went back", { at: 999 }, false],
    ["whose number went back", { next: "8" }, false],
    ["at another server", { server: "2" }, false],
  ])("%s follows the previous one: %j, %s", (_when, change, isSo) => {
    expect(follows(before, { ...before, ...change })).toBe(isSo);
  });
});
