import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { oauth2, oidc, type Provider } from "../../server/src/providers.ts";
import { isGone, reachProvider, reachTable } from "../src/reachProvider.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server on this machine. @returns its origin */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const plain = (origin: string): Provider =>
  oauth2({
    id: "plain",
    name: "Plain",
    clientId: "app",
    authorizationEndpoint: `${origin}/authorize`,
    tokenEndpoint: `${origin}/token`,
    profile: () => Promise.reject(new Error("never asked")),
  });

describe("the check of providers", () => {
  it.each([200, 302, 400, 401, 503])("finds an authorization endpoint that responds with %i", async (status) => {
    const asked: string[] = [];
    const origin = await serving((request, response) => {
      asked.push(new URL(request.url ?? "", origin).pathname);
      response.writeHead(status, status === 302 ? { location: "/login" } : {}).end("a page");
    });
    const result = await reachProvider("plain", plain(origin));
    expect(result).toEqual({ name: "plain", discovery: null, authorization: { kind: "there", status } });
    expect(asked).toEqual(["/authorize"]);
    expect(isGone(result)).toBe(false);
  });

  it.each([404, 410])("finds it gone when it responds with %i", async (status) => {
    const origin = await serving((_request, response) => response.writeHead(status).end());
    const result = await reachProvider("plain", plain(origin));
    expect(result.authorization).toEqual({ kind: "gone", why: `answers ${status}` });
    expect(isGone(result)).toBe(true);
  });

  it("finds it gone without a listener, or without a response in time", async () => {
    const closed = await serving(() => undefined);
    await closing.splice(0)[0]?.();
    expect((await reachProvider("closed", plain(closed))).authorization).toMatchObject({ kind: "gone" });
    const silent = await serving(() => undefined);
    const result = await reachProvider("silent", plain(silent), { timeout: 100 });
    expect(result.authorization).toMatchObject({ kind: "gone" });
  });

  it("requests the configuration of an OpenID provider first", async () => {
    const origin = await serving((request, response) => {
      const isConfiguration = request.url === "/.well-known/openid-configuration";
      const endpoints = ["authorization_endpoint", "token_endpoint", "jwks_uri"].map((name) => [name, `${origin}/x`]);
      if (!isConfiguration) return response.writeHead(302, { location: "/login" }).end();
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ issuer: origin, ...Object.fromEntries(endpoints) }));
    });
    const there = await reachProvider("openid", oidc({ id: "openid", name: "O", issuer: origin, clientId: "app" }));
    expect(there).toEqual({
      name: "openid",
      discovery: { kind: "there", status: 200 },
      authorization: { kind: "there", status: 302 },
    });
    const moved = await serving((_request, response) => response.writeHead(404).end());
    const gone = await reachProvider("moved", oidc({ id: "moved", name: "M", issuer: moved, clientId: "app" }));
    expect(gone.discovery).toMatchObject({ kind: "gone" });
    const table = reachTable([there, gone]);
    expect(table).toContain("there (302)");
    expect(table).toMatch(/moved .*GONE: /);
    expect(table).toContain("2 asked, 1 gone");
  });
});
