import { jwt } from "@latchkey/server";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { expect, it } from "vitest";
import { authHeaders, authLink, type StoredTokens, type TokenStorage } from "../src/index.ts";
import { type AppRouter, createApp, data } from "./support.tsx";

const TOKEN = /^[\w-]{43}$/;

it.each(["session", "jwt"] as const)("keeps what recognises the device when its %s ends", async (kind) => {
  const app = await createApp({
    rateLimits: false,
    session: { tokens: kind === "jwt" ? jwt() : "session" },
    account: { notifications: { newLogin: true } },
  });
  const ada = await app.kit.createUser({ data });
  const device: { tokens: StoredTokens | null } = { tokens: null };
  const storage: TokenStorage = {
    get: () => device.tokens,
    set(tokens) {
      device.tokens = tokens;
    },
  };
  const url = `${app.kit.origin}/trpc`;
  const { fetch } = app;
  const client = createTRPCClient<AppRouter>({
    links: [
      authLink<AppRouter>({ url, fetch, storage }),
      httpBatchLink({ url, fetch, headers: () => authHeaders(storage) }),
    ],
  });
  const logIn = () => client.auth.account.login.mutate({ email: ada.email, password: ada.password });
  const deviceAlone = { deviceToken: expect.stringMatching(TOKEN) };

  await logIn();
  expect(device.tokens).toMatchObject(deviceAlone);
  await client.auth.session.get.query();
  expect(device.tokens).toMatchObject(deviceAlone);
  await client.auth.account.logout.mutate();
  expect(device.tokens).toEqual(deviceAlone);

  app.kit.clock.advance(2 * 86_400);
  await logIn();
  await app.kit.auth.revokeSessions(ada.id);
  await expect(client.mine.query()).rejects.toThrow("Your session has ended");
  expect(device.tokens).toEqual(deviceAlone);

  const told = async () => (await app.kit.delivered()).mails.map(({ template }) => template);
  expect(await told()).toEqual([]);
  // A revocation forgets which devices were known.
  await logIn();
  expect(await told()).toEqual(["new_login"]);
  await client.auth.account.logout.mutate();
  await logIn();
  expect(await told()).toEqual(["new_login"]);
  await client.auth.account.logout.mutate();
  device.tokens = null;
  await logIn();
  expect(await told()).toEqual(["new_login", "new_login"]);
  await app.close();
});
