import { describe, expect, it } from "vitest";
import { encodeTotpSecret, findTotpStep, totpCode, totpUrl } from "./totp.ts";

const SECRET = await encodeTotpSecret(new TextEncoder().encode("12345678901234567890"));
const at = (seconds: number) => new Date(seconds * 1000);
const check = { secret: SECRET, digits: 6, period: 30, tolerance: 1, lastStep: null } as const;

// RFC 6238, appendix B, SHA-1.
const VECTORS = [
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
] as const;

describe("TOTP", () => {
  it.each(VECTORS)("gives and accepts RFC 6238's code at %i s", async (seconds, code) => {
    expect(await totpCode(SECRET, at(seconds), { digits: 8, period: 30 })).toBe(code);
    const step = await findTotpStep(code, { ...check, digits: 8, tolerance: 0, at: at(seconds) });
    expect(step).toBe(Math.floor(seconds / 30));
  });

  it("accepts a code one step early or late, and none that is two away", async () => {
    const code = await totpCode(SECRET, at(3_000), check);
    const found = [2_940, 2_969, 2_970, 2_999, 3_000, 3_029, 3_030, 3_059, 3_060].map((seconds) =>
      findTotpStep(code, { ...check, at: at(seconds) }),
    );
    expect(await Promise.all(found)).toEqual([null, null, 100, 100, 100, 100, 100, 100, null]);
  });

  it("accepts nothing up to the last step that was accepted, even when the clock goes back", async () => {
    const code = await totpCode(SECRET, at(3_000), check);
    const after = (lastStep: number) => findTotpStep(code, { ...check, at: at(3_000), lastStep });
    expect(await Promise.all([99, 100, 101, 500].map(after))).toEqual([100, null, null, null]);
  });

  it.each(["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "1e5000", " 12345", "\0".repeat(6)])(
    "refuses %j",
    async (code) => expect(await findTotpStep(code, { ...check, at: at(3_000) })).toBeNull(),
  );

  it("names the app and the account in the URL", async () => {
    const url = new URL(await totpUrl({ ...check, issuer: "Acme & Co", label: "ada@example.com" }));
    expect(`${url.protocol}//${url.host}`).toBe("otpauth://totp");
    expect(decodeURIComponent(url.pathname)).toBe("/Acme & Co:ada@example.com");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ secret: SECRET, issuer: "Acme & Co" });
    expect(SECRET).toMatch(/^[A-Z2-7]{32}$/);
  });
});
