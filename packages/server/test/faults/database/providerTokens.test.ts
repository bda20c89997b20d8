import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type DatabaseProxy, startDatabaseProxy } from "../../support/faults/databaseProxy.ts";
import { testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const { url } = await testDatabase();
let proxy: DatabaseProxy;
let pool: OpenPool;
beforeAll(async () => {
  if (url === null) return;
  proxy = await startDatabaseProxy(url);
  pool = await openPoolAt(proxy.url, 2);
});
afterAll(async () => {
  await pool?.close();
  await proxy?.[Symbol.asyncDispose]();
});

describe.skipIf(inject("driver") === "pglite")("a connection that is cut", () => {
  it.each(["before", "after"] as const)("%s renewed tokens of a provider are stored loses none", async (where) => {
    const social = await createSocialKit({ database: pool.database, social: { storeTokens: true } });
    await using kit = social.kit;
    const sub = social.visitor("ada-1", { email: "ada@example.com", email_verified: true });
    const state = await social.logIn(kit.client("browser"), sub);
    const id = state.status === "authenticated" ? state.user.id : "";
    kit.clock.advance(7_200);
    proxy.arm({ statement: 2, where });
    const renewed = await kit.auth.getProviderTokens(id, "local");
    expect(proxy.disarm()).toBe(true);
    expect(renewed?.accessToken).toEqual(expect.any(String));
    // Stored: the provider is not asked again.
    expect((await kit.auth.getProviderTokens(id, "local"))?.accessToken).toBe(renewed?.accessToken);
    expect(kit.errors).toEqual([]);
  });
});
