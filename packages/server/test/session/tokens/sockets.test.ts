import type { AddressInfo } from "node:net";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { authErrorFormatter } from "../../../src/index.ts";
import { type Kit, loggedInApp, loginOf, pairOf, tokenKit } from "../../support/appTokens.ts";
import { refusalOf } from "../../support/errors.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An app over WebSockets, and a function to open a socket with an access token. */
async function serve(kit: Kit) {
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const secret = t.procedure.concat(kit.auth.authenticated).query(({ ctx }) => ctx.auth.user.email);
  const router = t.router({ auth: kit.auth.authRouter, secret });
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  applyWSSHandler({ wss: sockets, router, createContext: kit.auth.createContext });
  await new Promise<void>((resolve) => sockets.once("listening", resolve));
  closing.push(() => sockets.close());
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = sockets.address() as AddressInfo;
  return (accessToken: string) => {
    const opened = createWSClient({
      url: `ws://127.0.0.1:${port}`,
      // Node's differs from the browser's in events that are not used here.
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      connectionParams: { "x-latchkey-client": "app", authorization: `Bearer ${accessToken}` },
    });
    closing.push(() => opened.close());
    return createTRPCClient<typeof router>({ links: [wsLink({ client: opened })] });
  };
}

const gone = { codes: ["session_gone"] };

describe("an access token that opens a WebSocket", () => {
  it("must be valid then; afterwards each call checks whether the session exists", async () => {
    const kit = await tokenKit({}, { rateLimits: false });
    closing.push(() => kit[Symbol.asyncDispose]());
    const { ada, client } = await loggedInApp(kit);
    const open = await serve(kit);
    const { accessToken } = pairOf(client);
    const socket = open(accessToken);
    expect(await socket.secret.query()).toBe(ada.email);
    kit.clock.advance(300);
    expect(await socket.secret.query()).toBe(ada.email);
    expect(await refusalOf(open(accessToken).secret.query())).toMatchObject(gone);
    await kit.auth.revokeSessions(ada.id);
    expect(await refusalOf(socket.secret.query())).toMatchObject(gone);
  });

  it("lets nobody act with the session's former rights once its user reauthenticated", async () => {
    const kit = await tokenKit({}, { rateLimits: false });
    closing.push(() => kit[Symbol.asyncDispose]());
    const { ada, client } = await loggedInApp(kit);
    const open = await serve(kit);
    const socket = open(pairOf(client).accessToken);
    expect(await socket.secret.query()).toBe(ada.email);
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await refusalOf(socket.auth.session.revokeOthers.mutate())).toMatchObject(gone);
    await loginOf(kit, ada);
    expect(await open(pairOf(client).accessToken).secret.query()).toBe(ada.email);
  });
});
