import { describe, expect, inject, it } from "vitest";
import { useProxiedPool } from "../../support/faults/proxiedPool.ts";
import { testDatabase } from "../../support/kit.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const { url } = await testDatabase();
const opened = useProxiedPool(url);

describe.skipIf(inject("driver") === "pglite")("a connection that is cut", () => {
  it.each(["before", "after"] as const)("%s renewed tokens of a provider are stored loses none", async (where) => {
    const social = await createSocialKit({ database: opened.pool.database, social: { storeTokens: true } });
    await using kit = social.kit;
    const sub = social.visitor("ada-1", { email: "ada@example.com", email_verified: true });
    const state = await social.logIn(kit.client("browser"), sub);
    const id = state.status === "authenticated" ? state.user.id : "";
    kit.clock.advance(7_200);
    opened.proxy.arm({ statement: 2, where });
    const renewed = await kit.auth.getProviderTokens(id, "local");
    expect(opened.proxy.disarm()).toBe(true);
    expect(renewed?.accessToken).toEqual(expect.any(String));
    // Stored: the provider is not asked again.
    expect((await kit.auth.getProviderTokens(id, "local"))?.accessToken).toBe(renewed?.accessToken);
    expect(kit.errors).toEqual([]);
  });
});
