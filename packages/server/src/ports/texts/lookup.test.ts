import { describe, expect, it } from "vitest";
import { acceptedLocale, lookUp } from "./lookup.ts";

const offered = new Set(["en", "de", "fr", "pt-br", "zh-hant"]);

describe("Accept-Language", () => {
  it.each([
    ["de", "de"],
    ["DE-at", "de"],
    ["de-DE-1996,de;q=0.9,en;q=0.8", "de"],
    ["en-US,en;q=0.9,de;q=0.8", "en"],
    ["de;q=0.5, fr;q=0.9", "fr"],
    ["de ; q = 0.5 , fr ; q=0.4", "de"],
    ["es, fr;q=0.1", "fr"],
    ["pt-BR", "pt-br"],
    ["zh-Hant-TW", "zh-hant"],
    ["fr-x-own", "fr"],
    ["fr-a-b-c", "fr"],
    ["de;q=1.000,fr;q=0.999", "de"],
  ])("%s: is matched by lookup", (header, expected) => {
    expect(acceptedLocale(header, offered)).toBe(expected);
  });

  it.each([
    "",
    "*",
    "es",
    "pt",
    "zh",
    "*;q=0.5,es",
    "de;q=0",
    "de-AT,de;q=0",
    ",",
    ";q=1",
    "de;q=2",
    "de;q=-1",
    "d€",
    "de_AT",
    "\u0000",
    "de;q=0.1234",
    "toolongsubtag",
  ])("%j: asks for nothing that is offered", (header) => {
    expect(acceptedLocale(header, offered)).toBeNull();
  });

  it("ignores what is malformed, and reads the rest", () => {
    expect(acceptedLocale("de_AT, ;;, fr;q=x, {}, fr", offered)).toBe("fr");
  });

  it("takes no longer for a huge header", () => {
    expect(acceptedLocale(`${"a-".repeat(500_000)},de`, offered)).toBeNull();
    expect(acceptedLocale(`${"es,".repeat(500_000)}de`, offered)).toBeNull();
  });
});

describe("what an app takes for a language", () => {
  it("is none when it is too long to be one, whatever it is", () => {
    expect(lookUp("de-AT", offered)).toBe("de");
    expect(lookUp(`de${"-a".repeat(49)}`, offered)).toBe("de");
    // Shortened one subtag at a time, it would take seconds.
    for (const long of ["-".repeat(1_000_000), `de${"-a".repeat(500_000)}`]) expect(lookUp(long, offered)).toBe(null);
  });
});
