import { describe, expect, it } from "vitest";
import { createExchange } from "./adapters.ts";
import { clientKind, readAuthorization, readFlowToken } from "./client.ts";

const exchangeWith = (headers: Record<string, string>) => createExchange({ req: { headers } });
const both = ["browser", "app"] as const;
const refused = expect.objectContaining({ code: "client_not_allowed" });

describe("clientKind", () => {
  it("is a browser unless the call declares an app", () => {
    expect(clientKind(exchangeWith({}), both)).toBe("browser");
    expect(clientKind(exchangeWith({ "x-latchkey-client": "app" }), both)).toBe("app");
  });

  it.each(["App", "", "mobile", "app, browser", "__proto__"])("refuses the kind %j", (kind) => {
    expect(() => clientKind(exchangeWith({ "x-latchkey-client": kind }), both)).toThrow(refused);
  });

  it("refuses a kind that is not served", () => {
    expect(() => clientKind(exchangeWith({}), ["app"])).toThrow(refused);
    expect(() => clientKind(exchangeWith({ "x-latchkey-client": "app" }), ["browser"])).toThrow(refused);
  });
});

describe("readAuthorization", () => {
  it.each(["Bearer abc-_.~+/9==", "bearer abc-_.~+/9==", "BEARER abc-_.~+/9=="])("reads %j", (authorization) => {
    expect(readAuthorization(exchangeWith({ authorization }))).toEqual({ scheme: "bearer", token: "abc-_.~+/9==" });
  });

  it.each(["DPoP abc", "dpop abc"])("reads %j as bound to a key", (authorization) => {
    expect(readAuthorization(exchangeWith({ authorization }))).toEqual({ scheme: "dpop", token: "abc" });
  });

  it.each([
    "Bearer",
    "Bearer ",
    "Bearer  x",
    "Bearer x y",
    "Bearer =",
    "Bearer a\0b",
    "Bearer ä",
    "Bearerx",
    "Basic dXNlcjpwYXNz",
    "",
    "Bearer a, Bearer b",
    "DPoP a, Bearer b",
    "DPoPx",
    `Bearer ${"a".repeat(8192)}`,
  ])("treats %j as no token", (authorization) => {
    expect(readAuthorization(exchangeWith({ authorization }))).toBeNull();
  });

  it("returns none where there is no header", () => {
    expect(readAuthorization(exchangeWith({}))).toBeNull();
  });
});

describe("readFlowToken", () => {
  it("reads the header, and treats none, an empty and an endless one as no token", () => {
    expect(readFlowToken(exchangeWith({ "x-latchkey-flow": "abc" }))).toBe("abc");
    expect(readFlowToken(exchangeWith({}))).toBeNull();
    expect(readFlowToken(exchangeWith({ "x-latchkey-flow": "" }))).toBeNull();
    expect(readFlowToken(exchangeWith({ "x-latchkey-flow": "a".repeat(8192) }))).toBeNull();
  });
});
