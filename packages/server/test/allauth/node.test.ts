import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allauthNodeHandler } from "../../src/allauth/allauth.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { createTestKit } from "../support/kit.ts";

const tokenShape = z.object({ meta: z.object({ session_token: z.string() }) });

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(listener: Listener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("allauth's protocol on node:http", () => {
  const mounts: [string, (handler: ReturnType<typeof allauthNodeHandler>) => Listener][] = [
    ["node:http", (handler) => (request, response) => void handler(request, response)],
    ["Express", (handler) => express().use(handler)],
    ["Express after body parsers", (handler) => express().use(express.json(), express.urlencoded()).use(handler)],
    ["Express below a path", (handler) => express().use("/_allauth", express.json(), handler)],
  ];

  it.each(mounts)("logs in, and sets each cookie in a header of its own: %s", async (_name, mount) => {
    const kit = await createTestKit({ trustedProxies: 0 });
    const { email } = await kit.createUser();
    await using server = await listening(mount(allauthNodeHandler(kit.auth)));
    const config = await fetch(`${server.url}/_allauth/browser/v1/config`);
    const [csrf = ""] = config.headers.getSetCookie();
    const [, token = ""] = /^csrftoken=([\w-]+)/.exec(csrf) ?? [];
    const login = await fetch(
      `${server.url}/_allauth/browser/v1/auth/login`,
      post(
        { email, password: TEST_PASSWORD },
        {
          origin: "http://localhost:5173",
          cookie: `csrftoken=${token}`,
          "x-csrftoken": token,
        },
      ),
    );
    expect(login.status).toBe(200);
    const cookies = login.headers.getSetCookie().map((cookie) => cookie.split("=")[0]);
    expect(cookies.sort()).toEqual(["csrftoken", "latchkey.session"]);
    expect(login.headers.get("content-type")).toBe("application/json");
    expect(await login.json()).toMatchObject({ data: { user: { email } } });
  });

  it("asks the app for the client's address with the request that its server received", async () => {
    const kit = await createTestKit({
      trustedProxies: 0,
      clientAddress: (request) => request.socket.remoteAddress ?? null,
    });
    const { email } = await kit.createUser();
    await using server = await listening((request, response) => void allauthNodeHandler(kit.auth)(request, response));
    const answer = await fetch(`${server.url}/_allauth/app/v1/auth/login`, post({ email, password: TEST_PASSWORD }));
    const { meta } = tokenShape.parse(await answer.json());
    const sessions = await fetch(`${server.url}/_allauth/app/v1/auth/sessions`, {
      headers: { "x-session-token": meta.session_token },
    });
    expect(await sessions.json()).toMatchObject({ data: [{ ip: "127.0.0.1" }] });
  });

  it("hands on what is not of the protocol, or answers 404", async () => {
    const kit = await createTestKit();
    await using bare = await listening((request, response) => void allauthNodeHandler(kit.auth)(request, response));
    expect((await fetch(`${bare.url}/elsewhere`)).status).toBe(404);
    const app = express()
      .use(allauthNodeHandler(kit.auth))
      .use((_request, response) => void response.status(418).end());
    await using server = await listening(app);
    expect((await fetch(`${server.url}/elsewhere`)).status).toBe(418);
    expect((await fetch(`${server.url}/_allauth/app/v1/nothing`)).status).toBe(404);
  });

  it("refuses a body without end, and one that is no JSON", async () => {
    const kit = await createTestKit({ trustedProxies: 0 });
    await using server = await listening((request, response) => void allauthNodeHandler(kit.auth)(request, response));
    const login = (body: string) => fetch(`${server.url}/_allauth/app/v1/auth/login`, { method: "POST", body });
    expect((await login("x".repeat(300_000))).status).toBe(413);
    expect((await login("{")).status).toBe(400);
  });

  it("answers 500 where the app's set-up fails, and goes on", async () => {
    const kit = await createTestKit();
    const broken = { ...kit.auth, createContext: () => Promise.reject(new Error("not now")) };
    const handler = allauthNodeHandler(broken);
    await using server = await listening((request, response) => void handler(request, response));
    for (let call = 0; call < 2; call += 1)
      expect((await fetch(`${server.url}/_allauth/app/v1/config`)).status).toBe(500);
  });
});
