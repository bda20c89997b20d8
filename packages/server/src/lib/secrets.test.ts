import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecrets } from "./secrets.ts";
import { isStorable, singleLine } from "./text.ts";
import { hashToken, isTokenShaped, newToken } from "./token.ts";
import { newUserCode, normalizeUserCode } from "./userCode.ts";

const [first, second] = ["the first secret, thirty-two characters", "the second secret, thirty-two characters"];

describe("secrets", () => {
  it("opens what it sealed, with the context that it was sealed for, and never gives the same seal twice", () => {
    const secrets = createSecrets([first], randomBytes);
    const sealed = secrets.seal("message", "hello", "row 1");
    expect(secrets.unseal("message", sealed, "row 1")).toBe("hello");
    expect(() => secrets.unseal("message", sealed, "row 2")).toThrow(/No secret opens a stored/);
    expect(secrets.seal("message", "hello", "row 1")).not.toBe(sealed);
    const tampered = `${sealed.slice(0, -2)}${sealed.at(-2) === "A" ? "B" : "A"}${sealed.slice(-1)}`;
    for (const wrong of [tampered, "", "1.", "2.abc", "nonsense", sealed.slice(0, 20)])
      expect(() => secrets.unseal("message", wrong, "row 1")).toThrow(/No secret opens a stored/);
  });

  it("opens and verifies under every secret, and creates under the first", () => {
    const old = createSecrets([first], randomBytes);
    const rotated = createSecrets([second, first], randomBytes);
    expect(rotated.unseal("message", old.seal("message", "hello", "x"), "x")).toBe("hello");
    expect(rotated.macs("code", "m")).toContain(old.mac("code", "m"));
    expect(rotated.mac("code", "m")).not.toBe(old.mac("code", "m"));
    expect(() =>
      createSecrets([second], randomBytes).unseal("message", old.seal("message", "hello", "x"), "x"),
    ).toThrow(/No secret opens a stored/);
  });

  it("opens nothing that was sealed for another purpose, even for the same row", () => {
    const secrets = createSecrets([first], randomBytes);
    const sealed = secrets.seal("recovery_code", "hello", "row 1");
    expect(() => secrets.unseal("totp_secret", sealed, "row 1")).toThrow(/No secret opens a stored/);
    // Nor when it is presented as one of the earlier releases, which bound no purpose.
    expect(() => secrets.unseal("totp_secret", sealed.replace(/^2/, "1"), "row 1")).toThrow(/No secret opens a stored/);
    expect(secrets.unseal("recovery_code", sealed, "row 1")).toBe("hello");
  });

  it("still opens values that previous releases sealed", () => {
    const secrets = createSecrets([first], randomBytes);
    const former = "1.wNoHsyfHwIwqst5wNAf6bSlFWnRWW9vYbU1DwScmIKuL";
    expect(secrets.unseal("totp_secret", former, "row 1")).toBe("hello");
    expect(() => secrets.unseal("totp_secret", former, "row 2")).toThrow(/No secret opens a stored/);
  });

  it("has a key of its own for each purpose", () => {
    const secrets = createSecrets([first], randomBytes);
    expect(secrets.mac("code", "m")).not.toBe(secrets.mac("bucket", "m"));
  });
});

describe("tokens", () => {
  it("are 43 characters of 256 bits, and distinguished from other text", () => {
    const token = newToken(randomBytes);
    expect(isTokenShaped(token)).toBe(true);
    expect(hashToken(token)).not.toContain(token);
    for (const odd of ["", "x", `${token}x`, `${token.slice(1)}\0`, `${token.slice(1)}=`])
      expect(isTokenShaped(odd)).toBe(false);
  });
});

describe("codes that users type", () => {
  it("come in groups, from letters without vowels or from digits", () => {
    expect(newUserCode(randomBytes, { kind: "letters", length: 8 })).toMatch(
      /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/,
    );
    expect(newUserCode(randomBytes, { kind: "digits", length: 9 })).toMatch(/^\d{3}-\d{3}-\d{3}$/);
    expect(newUserCode(randomBytes, { kind: "digits", length: 8 })).toMatch(/^\d{4}-\d{4}$/);
  });

  it("are uniform: bytes past the last whole multiple are dropped", () => {
    const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => (index % 2 === 0 ? 255 : index % 20));
    expect(newUserCode(bytes, { kind: "letters", length: 8 })).not.toContain("undefined");
    const counts = new Map<string, number>();
    for (let round = 0; round < 4_000; round += 1)
      for (const letter of newUserCode(randomBytes, { kind: "letters", length: 8 }).replace("-", ""))
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 1_600)).toBeLessThan(300);
  });

  it("are compared without case, blanks and dashes; nothing else is accepted", () => {
    for (const typed of ["WDJB-MJHT", "wdjb mjht", " wdjb_mjht. ", "WDJBMJHT"])
      expect(normalizeUserCode(typed)).toBe("WDJBMJHT");
    for (const odd of ["", " - ", "é", "ＷＤＪＢ", "٣٤٥", "x".repeat(65), "WDJB\u200bMJHT"])
      expect(normalizeUserCode(odd)).toBeNull();
  });
});

describe("text", () => {
  it("is stored when PostgreSQL and UTF-8 can hold it, at every depth", () => {
    expect(isStorable({ a: ["é", { b: 1, c: null }] })).toBe(true);
    for (const odd of ["\0", "\ud800", ["\0"], { a: { b: "\ud800" } }, { "\0": 1 }, JSON.parse('{"__proto__":1}')])
      expect(isStorable(odd)).toBe(false);
    const deep: unknown[] = [];
    deep.push(deep);
    expect(isStorable(deep)).toBe(false);
  });

  it("is limited to one line of a certain length", () => {
    expect(singleLine("a\r\nb\u001b[31mc\u2028d", 100)).toBe("a b [31mc d");
    expect(singleLine("😀".repeat(300), 200)).toBe("😀".repeat(200));
    expect(singleLine("\ud800x", 10)).toBe("\ufffdx");
  });
});
