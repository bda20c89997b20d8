import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeDevice, deviceInWords } from "./device.ts";

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0";

describe("a device", () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, "Chrome on Windows", "desktop"],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/139.0.0.0`,
      "Microsoft Edge on Windows",
      "desktop",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox on Linux", "desktop"],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Version/18.5 Safari/605.1.15`,
      "Safari on macOS",
      "desktop",
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1`,
      "Safari on iOS",
      "mobile",
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1`,
      "Safari on iOS",
      "tablet",
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      "Samsung Internet on Android",
      "mobile",
    ],
    ["okhttp/4.9.2", null, "unknown"],
    ["", null, "unknown"],
  ])("with the user agent %s is described", async (userAgent, words, kind) => {
    const device = await describeDevice(userAgent);
    expect([deviceInWords(device, "on"), device.kind]).toEqual([words, kind]);
  });

  it.each(["evil.com/1.0 (x", "Your account is locked, visit evil.com/now (x)", "Mozilla/5.0 (<b>x</b>) evil.com/1"])(
    "is unknown if it says %s: nothing of a stranger's is repeated",
    async (userAgent) => {
      expect(await describeDevice(userAgent)).toEqual({ browser: null, system: null, kind: "unknown" });
    },
  );

  it("is described whatever its user agent is", async () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom("Mozilla/5.0", "(", ";", "Chrome/", "Android", "iPhone", "Tizen"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const { browser } = await describeDevice(parts.join(" ").slice(0, 200));
        expect(browser ?? "").not.toMatch(/[/.]/);
      }),
    );
  });
});
