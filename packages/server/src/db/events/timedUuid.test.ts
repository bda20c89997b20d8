import { describe, expect, it } from "vitest";
import { isUuid } from "../../lib/text.ts";
import { timedUuid, timeOf } from "./timedUuid.ts";

// RFC 9562, appendix A.6.
const AT = new Date("2022-02-22T19:22:22.000Z");
const RANDOM = new Uint8Array([0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);

describe("timedUuid", () => {
  it("is that of the RFC's example", () => {
    expect(timedUuid(AT, 0xcc3, RANDOM)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("sorts by time, and by position at one time", () => {
    const later = new Date(AT.getTime() + 1);
    const ids = [timedUuid(AT, 0, RANDOM), timedUuid(AT, 1, new Uint8Array(8)), timedUuid(later, 0, new Uint8Array(8))];
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isUuid)).toBe(true);
  });

  it("tells its time", () => {
    expect(timeOf(timedUuid(AT, 7, RANDOM))).toEqual(AT);
  });
});
