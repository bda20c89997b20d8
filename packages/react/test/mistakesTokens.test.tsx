import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { describe, expect, it, vi } from "vitest";
import { authHeaders, authLink, type TokenStorage } from "../src/index.ts";
import { storageOf, watchHints } from "./hints.ts";
import { type App, type AppRouter, data } from "./support.tsx";

const { said, serve } = watchHints();

interface Written {
  /** In `authLink`. */
  kept?: TokenStorage;
  /** In `authHeaders`. */
  sent?: TokenStorage;
}

function connect(app: App, { kept, sent }: Written) {
  const url = `${app.kit.origin}/trpc`;
  const { fetch } = app;
  return createTRPCClient<AppRouter>({
    links: [
      authLink<AppRouter>(kept === undefined ? { url, fetch } : { url, fetch, storage: kept }),
      httpBatchLink(sent === undefined ? { url, fetch } : { url, fetch, headers: () => authHeaders(sent) }),
    ],
  });
}

describe("authLink without the storage of authHeaders", () => {
  it.each([
    ["no storage", () => undefined],
    ["another storage", storageOf],
  ])("is named in the developer's console, with %s", async (_name, keptIn) => {
    const app = await serve();
    const kept = keptIn();
    const client = connect(app, { ...(kept === undefined ? {} : { kept }), sent: storageOf() });
    const { email, password } = await app.kit.createUser({ data });
    await client.auth.account.login.mutate({ email, password });
    await expect(client.mine.query()).rejects.toThrow();
    await expect(client.mine.query()).rejects.toThrow();
    expect(said()).toEqual([expect.stringMatching(/"mine" .*authLink\(\{ storage, … \}\).*authHeaders\(storage\)/)]);
    expect(said().join()).not.toMatch(/cookie|CORS/);
  });

  it("is not suspected for another client's storage", async () => {
    const app = await serve();
    const storage = storageOf();
    const device = connect(app, { kept: storage, sent: storage });
    const { email, password } = await app.kit.createUser({ data });
    await device.auth.account.login.mutate({ email, password });
    await device.mine.query();
    const page = connect(app, {});
    await page.auth.account.login.mutate({ email, password });
    app.cookies.clear();
    await expect(page.mine.query()).rejects.toThrow();
    expect(said()).toEqual([expect.stringContaining("without the session's cookie")]);
  });
});

describe("a restarted app whose second link has no authHeaders", () => {
  async function restart(written: (storage: TokenStorage) => Written) {
    const app = await serve();
    const storage = storageOf();
    const { id, email, password } = await app.kit.createUser({ data });
    await connect(app, { kept: storage, sent: storage }).auth.account.login.mutate({ email, password });
    return { app, id, storage, client: connect(app, written(storage)) };
  }

  it("is named at its first call, even if that is one of the app's own procedures", async () => {
    const { client } = await restart((kept) => ({ kept }));
    await expect(client.mine.query()).rejects.toThrow();
    await vi.waitFor(() =>
      expect(said()).toEqual([
        expect.stringMatching(/"mine" was sent without the token.*headers: \(\) => authHeaders\(storage\)/),
      ]),
    );
  });

  it("is not suspected when nobody was logged in, or the session is over", async () => {
    const { app, id, client, storage } = await restart((kept) => ({ kept, sent: kept }));
    await app.kit.auth.revokeSessions(id);
    await expect(client.mine.query()).rejects.toThrow();
    expect(storage.tokens?.sessionToken).toBeUndefined();
    const empty = storageOf();
    await expect(connect(app, { kept: empty }).mine.query()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said()).toEqual([]);
  });
});
