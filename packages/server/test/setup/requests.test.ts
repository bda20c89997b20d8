import { afterEach, describe, expect, it, vi } from "vitest";
import { createTestKit } from "../support/kit.ts";

const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
const said = () => warnings.mock.calls.map(([text]) => String(text));

afterEach(() => {
  warnings.mockClear();
  vi.unstubAllEnvs();
});

type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** The answer to a query by fetch, which tells nothing of the connection. */
async function answerOf(kit: Kit, headers: Record<string, string>): Promise<string> {
  return (await kit.handler(new Request(`${kit.origin}/trpc/auth.session.get`, { headers }))).text();
}

/** A request as Node passes it, through a proxy on another machine. */
const received = (headers: Record<string, string>) => ({ req: { headers, socket: { remoteAddress: "10.0.0.9" } } });

describe("createContext without the adapter's options", () => {
  it("is told to the server's log, in production too", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await using kit = await createTestKit();
    // Called like in plain JavaScript.
    await expect(Reflect.apply(kit.auth.createContext, kit.auth, [])).rejects.toThrow("createContext got nothing");
    expect(kit.errors).toEqual([
      expect.objectContaining({
        name: "SetupError",
        message: expect.stringContaining("createContext: (opts) => auth.createContext(opts)"),
      }),
    ]);
  });
});

describe("a request without the client's address", () => {
  it("is answered with both options where neither is set", async () => {
    await using kit = await createTestKit({ trustedProxies: 0 });
    const answer = await answerOf(kit, {});
    expect(answer).toContain("clientAddress: (req) => req.headers.get");
    expect(answer).toContain("write `trustedProxies: 1`");
  });

  it("names what trustedProxies found, not the line that is written already", async () => {
    await using kit = await createTestKit({ trustedProxies: 1 });
    const answer = await answerOf(kit, {});
    expect(answer).toContain("`trustedProxies: 1`, but this request came without x-forwarded-for");
    expect(answer).not.toContain("write `trustedProxies: 1`");
    await using two = await createTestKit({ trustedProxies: 2 });
    expect(await answerOf(two, { "x-forwarded-for": "192.0.2.1" })).toContain(
      "`trustedProxies: 2`, but x-forwarded-for of this request has fewer entries",
    );
    expect(await answerOf(two, { "x-forwarded-for": "unknown, 192.0.2.1" })).toContain("no IP address in that place");
  });

  it("names clientAddress where that returned none", async () => {
    await using kit = await createTestKit({ trustedProxies: 0, clientAddress: (req) => req.headers.get("x-real-ip") });
    expect(await answerOf(kit, {})).toContain("`clientAddress` of createAuth returned no IP address for this request");
    expect(await answerOf(kit, { "x-real-ip": "192.0.2.1" })).toContain("anonymous");
  });

  it.each([0, 1])("shows how to pass the connection's address, with %i proxies", async (trustedProxies) => {
    await using kit = await createTestKit({ trustedProxies });
    const answer = await answerOf(kit, {});
    for (const words of ["clientAddress: (req) => addresses.get(req)", "server.requestIP(req)", "info.remoteAddr"])
      expect(answer).toContain(words);
    expect(answer).toContain("getConnInfo(c)");
  });
});

describe("trustedProxies", () => {
  const words = /has fewer entries than `trustedProxies: 2`.*In createAuth, write `trustedProxies: 1`/;

  it("causes one warning if it is higher than the number of entries", async () => {
    await using kit = await createTestKit({ trustedProxies: 2 });
    for (let call = 0; call < 3; call++) await kit.auth.createContext(received({ "x-forwarded-for": "192.0.2.1" }));
    expect(said()).toEqual([expect.stringMatching(words)]);
  });

  it("is fine with as many, with more, with none, and where clientAddress is used", async () => {
    await using kit = await createTestKit({ trustedProxies: 2 });
    for (const entries of ["192.0.2.1, 10.0.0.1", "203.0.113.9, 192.0.2.1, 10.0.0.1"])
      await kit.auth.createContext(received({ "x-forwarded-for": entries }));
    await kit.auth.createContext(received({}));
    await using own = await createTestKit({ trustedProxies: 2, clientAddress: () => "192.0.2.1" });
    await own.auth.createContext(received({ "x-forwarded-for": "192.0.2.1" }));
    expect(said()).toEqual([]);
  });
});

describe("the header x-latchkey-client", () => {
  it("with an unknown kind is answered with those that are allowed", async () => {
    await using kit = await createTestKit();
    const headers = { "x-forwarded-for": "192.0.2.1", "x-latchkey-client": "mobile" };
    expect(JSON.parse(await answerOf(kit, headers))).toMatchObject({
      error: { message: 'The header x-latchkey-client must be "browser" or "app".' },
    });
  });

  it("with a kind that the app does not accept is answered with the option", async () => {
    await using kit = await createTestKit({ clients: ["browser"] });
    const answer = (client: string) => answerOf(kit, { "x-forwarded-for": "192.0.2.1", "x-latchkey-client": client });
    expect(await answer("app")).toContain("Add it to the clients option");
    expect(await answer("mobile")).toContain('must be \\"browser\\".');
  });
});
