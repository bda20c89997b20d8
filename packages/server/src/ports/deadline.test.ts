import { describe, expect, it } from "vitest";
import { withDeadline } from "./deadline.ts";
import { readBounded } from "./readBounded.ts";

const soon = { who: "the service", milliseconds: 10 };
const late = { name: "TimeoutError", message: "the service did not answer within 0.01 s" };
const never = () => new Promise<never>(() => {});

describe("a deadline", () => {
  it("gives what the work does, and fails as it fails, even before it has begun", async () => {
    expect(await withDeadline(soon, () => "at once")).toBe("at once");
    expect(await withDeadline(soon, async () => "done")).toBe("done");
    await expect(withDeadline(soon, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    const throws = () => {
      throw new Error("threw");
    };
    await expect(withDeadline(soon, throws)).rejects.toThrow("threw");
  });

  it("ends work that does not know of it", async () => {
    await expect(withDeadline(soon, never)).rejects.toMatchObject(late);
  });

  it("aborts the work, and drops what becomes of it then", async () => {
    const endings: ((signal: AbortSignal) => Promise<string>)[] = [
      (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("half of it"))),
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    ];
    for (const ending of endings) await expect(withDeadline(soon, ending)).rejects.toMatchObject(late);
  });
});

describe("a body", () => {
  const endless = (cancel: () => void) =>
    new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel });

  it("is read no further once time is up, whether or not the response has begun by then", async () => {
    for (const isLate of [false, true]) {
      let stopped = () => {};
      const stop = new Promise<void>((resolve) => (stopped = resolve));
      const controller = new AbortController();
      if (isLate) controller.abort();
      const reading = readBounded(endless(stopped), 100, controller.signal);
      controller.abort();
      await Promise.all([stop, reading]);
    }
  });
});
