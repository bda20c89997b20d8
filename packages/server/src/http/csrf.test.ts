import { describe, expect, it } from "vitest";
import { createExchange } from "./adapters.ts";
import { checkOrigin } from "./csrf.ts";

const origin = "https://app.acme.com";

/** Whether a call with these headers is accepted. */
function isAllowed(headers: Record<string, string>, { trustedOrigins = [] as string[], carriesCookie = true } = {}) {
  try {
    // In node's form: `Request` would not let a test set Origin.
    checkOrigin({ exchange: createExchange({ req: { headers } }), origin, trustedOrigins, carriesCookie });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "csrf" });
    return false;
  }
}

describe("checkOrigin", () => {
  it("allows the app's own origin and the trusted ones", () => {
    const trustedOrigins = ["https://admin.acme.com", "capacitor://localhost"];
    for (const from of [origin, ...trustedOrigins]) expect(isAllowed({ origin: from }, { trustedOrigins })).toBe(true);
  });

  it.each([
    "null",
    "",
    "https://evil.com",
    "http://app.acme.com",
    "https://app.acme.com:8443",
    "https://app.acme.com.evil.com",
    "https://xapp.acme.com",
    "https://evil.acme.com",
    "https://app.acme.com/",
    "https://app.acme.com@evil.com",
    "https://APP.acme.com",
    "https://app.acme.com, https://app.acme.com",
  ])("refuses the origin %j, with and without a cookie", (from) => {
    expect(isAllowed({ origin: from, "sec-fetch-site": "same-origin" })).toBe(false);
    expect(isAllowed({ origin: from }, { carriesCookie: false })).toBe(false);
  });

  it.each<[string | undefined, boolean, boolean]>([
    [undefined, true, false],
    [undefined, false, true],
    ["same-origin", true, true],
    ["same-origin", false, true],
    ["same-site", true, false],
    ["same-site", false, false],
    ["cross-site", true, false],
    ["cross-site", false, false],
    ["none", true, false],
    ["same-origin, cross-site", true, false],
  ])("without Origin, with Sec-Fetch-Site %s and a cookie: %s, allows: %s", (site, carriesCookie, allowed) => {
    expect(isAllowed(site === undefined ? {} : { "sec-fetch-site": site }, { carriesCookie })).toBe(allowed);
  });

  it.each([
    ["https://*.acme.com", "https://a.acme.com", true],
    ["https://*.acme.com", "https://a.b-1.acme.com", true],
    ["https://*.acme.com:8443", "https://a.acme.com:8443", true],
    ["https://*.acme.com", "https://acme.com", false],
    ["https://*.acme.com", "https://.acme.com", false],
    ["https://*.acme.com", "https://xacme.com", false],
    ["https://*.acme.com", "https://acme.com.evil.io", false],
    ["https://*.acme.com", "https://a.acme.com.evil.io", false],
    ["https://*.acme.com", "https://evil.io/.acme.com", false],
    ["https://*.acme.com", "https://evil.io#.acme.com", false],
    ["https://*.acme.com", "https://evil.io\\.acme.com", false],
    ["https://*.acme.com", "https://x@a.acme.com", false],
    ["https://*.acme.com", "http://a.acme.com", false],
    ["https://*.acme.com", "https://a.acme.com:8443", false],
    ["https://*.acme.com:8443", "https://a.acme.com", false],
    ["https://*.acme.com", "null", false],
    ["https://*", "https://evil.com", false],
    ["*", "https://evil.com", false],
  ])("compares by parts: %s with %s gives %s", (trusted, from, allowed) => {
    expect(isAllowed({ origin: from }, { trustedOrigins: [trusted] })).toBe(allowed);
  });

  it("compares a hostile origin of 100 kB in no time", () => {
    const from = `https://${"a-.".repeat(33_000)}_.acme.com`;
    const start = performance.now();
    expect(isAllowed({ origin: from }, { trustedOrigins: ["https://*.acme.com"] })).toBe(false);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
