import type { Tokens } from "@latchkey/server/types";
import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { authHeaders, authLink, type TokenStorage } from "../src/index.ts";
import { type AppRouter, createApp } from "./support.tsx";

const fields = { displayName: "Ada", newsletter: false };

describe("authLink", () => {
  it("keeps an app's tokens: stores new ones, sends them with every call, drops those that ended", async () => {
    const app = await createApp();
    const ada = await app.kit.createUser({ data: fields });
    let kept: Tokens | null = null;
    const storage: TokenStorage = {
      get: () => kept,
      set: async (tokens) => {
        kept = tokens;
      },
    };
    const url = `${app.kit.origin}/trpc`;
    const client = createTRPCClient<AppRouter>({
      links: [
        authLink<AppRouter>({ url, fetch: app.fetch, storage }),
        httpBatchLink({ url, fetch: app.fetch, headers: () => authHeaders(storage) }),
      ],
    });
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    expect(kept).toEqual({ sessionToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await client.mine.query()).toBe(`of ${ada.email}`);
    expect(app.cookies.size).toBe(0);
    await app.kit.auth.revokeSessions(ada.id);
    await expect(client.mine.query()).rejects.toThrow("Your session has ended");
    expect(kept).toBeNull();
    await client.auth.account.signup.mutate({ email: "new@example.com", password: "a fine password", ...fields });
    expect(kept).toEqual({ flowToken: expect.any(String) });
    await client.auth.session.cancel.mutate();
    expect(kept).toEqual({});
    await app.close();
  });

  it("sends each auth mutation alone, out of batches and streams, so that its cookie arrives", async () => {
    const app = await createApp();
    const ada = await app.kit.createUser({ data: fields });
    const url = `${app.kit.origin}/trpc`;
    const client = createTRPCClient<AppRouter>({
      links: [authLink<AppRouter>({ url, fetch: app.fetch }), httpBatchStreamLink({ url, fetch: app.fetch })],
    });
    await Promise.all([
      client.auth.account.login.mutate({ email: ada.email, password: ada.password }),
      client.auth.account.password.requestReset.mutate({ email: "nobody@example.com" }),
    ]);
    expect(app.calls.filter((call) => call.startsWith("POST"))).toEqual([
      "POST /trpc/auth.account.login",
      "POST /trpc/auth.account.password.requestReset",
    ]);
    expect([...app.cookies.keys()]).toContain("latchkey.session");
    await app.close();
  });
});
