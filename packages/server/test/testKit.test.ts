import { afterEach, expect, it, vi } from "vitest";
import { createTestKit, testDatabase } from "./support/kit.ts";

afterEach(() => void vi.useRealTimers());

it("the test kit does nothing by itself, however long a test takes", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const { takeStatements } = await testDatabase();
  const kit = await createTestKit();
  await kit.client("browser").session.get.query();
  takeStatements();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(takeStatements()).toEqual([]);
  expect(kit.errors).toEqual([]);
});
