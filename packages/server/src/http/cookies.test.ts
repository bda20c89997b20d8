import { describe, expect, it } from "vitest";
import { createExchange } from "./adapters.ts";
import { type CookieOptions, createCookieJar } from "./cookies.ts";

const httpsOptions: CookieOptions = { origin: "https://app.acme.com", name: "latchkey", sameSite: "lax" };

function exchangeWith(cookie = "") {
  const resHeaders = new Headers();
  const req = new Request("https://app.acme.com", { headers: { cookie } });
  return { exchange: createExchange({ req, resHeaders }), resHeaders };
}

describe("createCookieJar", () => {
  it.each<[string, Partial<CookieOptions>, string]>([
    ["an https origin", {}, "__Host-latchkey.session"],
    ["a domain", { domain: "acme.com" }, "__Secure-latchkey.session"],
    ["plain localhost", { origin: "http://localhost:5173" }, "latchkey.session"],
    ["plain localhost and a domain", { origin: "http://localhost:5173", domain: "localhost" }, "latchkey.session"],
    ["a name", { name: "acme" }, "__Host-acme.session"],
  ])("names the session cookie by %s", (_what, options, name) => {
    expect(createCookieJar({ ...httpsOptions, ...options }).nameOf("session")).toBe(name);
  });

  it.each<[Partial<CookieOptions>, string]>([
    [{}, "__Host-latchkey.flow=v; Path=/; HttpOnly; Secure; SameSite=Lax"],
    [{ sameSite: "strict" }, "__Host-latchkey.flow=v; Path=/; HttpOnly; Secure; SameSite=Strict"],
    [
      { domain: "acme.com", sameSite: "none" },
      "__Secure-latchkey.flow=v; Domain=acme.com; Path=/; HttpOnly; Secure; SameSite=None",
    ],
    [{ origin: "http://localhost:5173" }, "latchkey.flow=v; Path=/; HttpOnly; SameSite=Lax"],
  ])("writes the attributes that %o asks for", (options, cookie) => {
    const { exchange, resHeaders } = exchangeWith();
    createCookieJar({ ...httpsOptions, ...options }).set(exchange, "flow", "v");
    expect(resHeaders.getSetCookie()).toEqual([cookie]);
  });

  it("clears with the same attributes, in place of an earlier value", () => {
    const { exchange, resHeaders } = exchangeWith();
    const jar = createCookieJar(httpsOptions);
    jar.set(exchange, "trust", "v", { maxAgeSeconds: 60 });
    jar.clear(exchange, "trust");
    expect(resHeaders.getSetCookie()).toEqual([
      "__Host-latchkey.trust=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
    ]);
  });

  it("reads back what it wrote, character by character", () => {
    const jar = createCookieJar(httpsOptions);
    const { exchange, resHeaders } = exchangeWith();
    jar.set(exchange, "session", "a%b/c=d+e");
    const [pair = ""] = (resHeaders.getSetCookie()[0] ?? "").split(";");
    expect(jar.read(exchangeWith(pair).exchange, "session")).toBe("a%b/c=d+e");
  });

  it("reads no cookie of another name", () => {
    const jar = createCookieJar(httpsOptions);
    const { exchange } = exchangeWith("latchkey.session=a; __host-latchkey.session=b; x__Host-latchkey.session=c");
    expect(jar.read(exchange, "session")).toBeNull();
    expect(jar.carries(exchange, "session")).toBe(false);
  });

  it.each(["\u00a0", "\v", "\f"])(
    "treats a name behind %j as another one: browsers keep it without __Host-",
    (space) => {
      const jar = createCookieJar(httpsOptions);
      const header = `${space}__Host-latchkey.session=a; __Host-latchkey.session${space}=b;\t __Host-latchkey.session=c`;
      const exchange = createExchange({ req: { headers: { get: () => header } } });
      expect(jar.readAll(exchange, "session")).toEqual(["c"]);
    },
  );

  it("reports that a request carries a cookie even where it is unreadable", () => {
    const jar = createCookieJar(httpsOptions);
    const { exchange } = exchangeWith("__Host-latchkey.session=a; __Host-latchkey.session=b");
    expect(jar.read(exchange, "session")).toBeNull();
    expect(jar.carries(exchange, "session")).toBe(true);
  });
});
