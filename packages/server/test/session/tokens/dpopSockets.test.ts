import type { AddressInfo } from "node:net";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { usedTokens } from "../../../src/schema.ts";
import { type App, createApp, serve } from "../../support/appServers.ts";
import { tokenKit } from "../../support/appTokens.ts";
import { API, connect, createDevice } from "../../support/device.ts";
import { refusalOf } from "../../support/errors.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * An app over WebSockets at `/socket`, whose device has logged in over HTTP, and a function to open a socket with a
 * proof.
 */
async function setUp() {
  const kit = await tokenKit({ issuer: API, dpop: true }, { rateLimits: false });
  closing.push(() => kit[Symbol.asyncDispose]());
  const { router, createContext } = createApp(kit);
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/socket" });
  applyWSSHandler({ wss: sockets, router, createContext });
  await new Promise<void>((resolve) => sockets.once("listening", resolve));
  closing.push(() => sockets.close());
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = sockets.address() as AddressInfo;
  const device = await createDevice(kit);
  const http = connect({ port: (await serve(kit)).port, device });
  const ada = await kit.createUser();
  const { accessToken = "" } = await http.login(ada);
  const prove = (url = `${API}/socket`) => device.prove({ method: "GET", url, accessToken });
  const open = async (dpop?: string) => {
    const socket = createWSClient({
      url: `ws://127.0.0.1:${port}/socket`,
      // Node's differs from the browser's in events that are not used here.
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      connectionParams: {
        "x-latchkey-client": "app",
        authorization: `DPoP ${accessToken}`,
        ...(dpop === undefined ? {} : { dpop }),
      },
    });
    closing.push(() => socket.close());
    return createTRPCClient<App["router"]>({ links: [wsLink({ client: socket })] }).app;
  };
  return { kit, ada, prove, open };
}

const noProof = { codes: ["invalid_dpop_proof"] };

describe("a WebSocket that is opened with a bound token", () => {
  it("accepts one proof for its URL at the opening, for all calls on it", async () => {
    const { kit, ada, prove, open } = await setUp();
    const socket = await open(await prove());
    expect(await socket.write.mutate({ text: "x" })).toBe("write");
    kit.clock.advance(3_600);
    expect(await socket.write.mutate({ text: "x" })).toBe("write");
    await kit.auth.revokeSessions(ada.id);
    expect(await refusalOf(socket.write.mutate({ text: "x" }))).toMatchObject({ codes: ["session_gone"] });
  });

  it("is anonymous without a proof, with one for another URL, and with one that was used", async () => {
    const { prove, open } = await setUp();
    const dpop = await prove();
    expect(await (await open(dpop)).write.mutate({ text: "x" })).toBe("write");
    for (const other of [undefined, dpop, await prove(`${API}/`), await prove("https://evil.example/socket")])
      expect(await refusalOf((await open(other)).write.mutate({ text: "x" }))).toMatchObject(noProof);
  });

  it("uses its proof up when it is opened, not with its first call: a copy is useless for another", async () => {
    const { kit, prove, open } = await setUp();
    const before = (await kit.database.select().from(usedTokens)).length;
    const dpop = await prove();
    const socket = await open(dpop);
    await expect.poll(async () => (await kit.database.select().from(usedTokens)).length).toBe(before + 1);
    expect(await refusalOf((await open(dpop)).write.mutate({ text: "x" }))).toMatchObject(noProof);
    kit.clock.advance(3_600);
    await kit.auth.cleanUp();
    expect(await socket.write.mutate({ text: "x" })).toBe("write");
  });
});
