import { describe, expect, it } from "vitest";
import { normalizeEmailAddress } from "./emailAddress.ts";
import { normalizePhoneNumber } from "./phoneNumber.ts";
import { normalizeUsername } from "./username.ts";

/** Checks must be quick for long input, too. */
function takesNoTime(work: () => unknown): void {
  const before = performance.now();
  work();
  expect(performance.now() - before).toBeLessThan(200);
}

describe("normalizeEmailAddress", () => {
  it.each([
    ["Ada@Example.COM", "ada@example.com"],
    ["  ada+tag@example.com ", "ada+tag@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["o'hara.x_y-z@sub.example.co", "o'hara.x_y-z@sub.example.co"],
  ])("normalizes %j", (typed, normal) => {
    expect(normalizeEmailAddress(typed)).toBe(normal);
    expect(normalizeEmailAddress(normal)).toBe(normal);
  });

  it.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@example",
    "ada@localhost",
    "a@b@example.com",
    "ada@example..com",
    ".ada@example.com",
    "ada.@example.com",
    "a..b@example.com",
    '"ada"@example.com',
    '"e@attacker.com"@victim.com',
    "ada@example.com,eve@evil.com",
    "ada@example.com>\r\nBcc: eve@evil.com",
    "ada <ada@example.com>",
    "ada＠example.com",
    "ada@example。com",
    "ada@ex\u200bample.com",
    "ad\u0131@example.com",
    "\u212Aim@example.com",
    "ada\0@example.com",
    "ada@-example.com",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    `${"x".repeat(65)}@example.com`,
    `ada@${"x".repeat(250)}.com`,
    "ada@example.com\ud800",
    "\u202eada@example.com",
  ])("refuses %j", (typed) => {
    expect(normalizeEmailAddress(typed)).toBeNull();
  });

  it("takes no time for 100 kB of any character", () => {
    for (const part of ["a", "a.", "@", "a@", ".", "é"]) takesNoTime(() => normalizeEmailAddress(part.repeat(100_000)));
  });
});

describe("normalizeUsername", () => {
  it("keeps the spelling and compares regardless of case and width", () => {
    const key = normalizeUsername("Ada")?.key;
    for (const same of ["ada", "ADA", " Ada ", "ａｄａ"]) expect(normalizeUsername(same)?.key).toBe(key);
    expect(normalizeUsername("Ada")?.username).toBe("Ada");
    expect(normalizeUsername("straße")?.key).toBe(normalizeUsername("STRASSE")?.key);
    expect(normalizeUsername("\u212Aim")?.key).toBe(normalizeUsername("kim")?.key);
  });

  it.each([
    "",
    " ",
    "a b",
    "ada@example.com",
    "a\0b",
    "a\u200bb",
    "\u202eada",
    "a/b",
    "<b>",
    "x".repeat(151),
    "a\ud800",
  ])("refuses %j", (typed) => {
    expect(normalizeUsername(typed)).toBeNull();
  });

  it.each([
    ["a Hangul filler", "ad\u3164a"],
    ["a half-width one", "ad\uffa0a"],
    ["a Hangul initial filler", "\u115fada"],
    ["a Khmer inherent vowel", "ada\u17b4"],
    ["a grapheme joiner", "ad\u034fa"],
    ["a variation selector", "ada\ufe0f"],
    ["another", "ada\u{e0100}"],
    ["a Mongolian one", "ada\u180b"],
    ["a soft hyphen", "ad\u00ada"],
    ["only what is not seen", "\u3164"],
  ])("refuses %s, which is invisible", (_what, typed) => {
    expect(normalizeUsername(typed)).toBeNull();
  });
});

describe("normalizePhoneNumber", () => {
  it("accepts only E.164", () => {
    expect(normalizePhoneNumber("+4915112345678")).toBe("+4915112345678");
    for (const odd of [
      "",
      "4915112345678",
      "+0123456",
      "+49 151 1234567",
      "+12345",
      "+1234567890123456",
      "+４９15112345678",
      "+4915112345678\n",
    ])
      expect(normalizePhoneNumber(odd)).toBeNull();
  });
});
