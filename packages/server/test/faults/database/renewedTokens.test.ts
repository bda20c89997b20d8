import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type DatabaseProxy, startDatabaseProxy } from "../../support/faults/databaseProxy.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";

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

const NEXT_PASSWORD = "another fine password";

describe.skipIf(inject("driver") === "pglite").each(["browser", "app"] as const)(
  "a connection that is cut before any statement, %s client",
  (kind) => {
    it.each(["account.reauthenticate", "mfa.reauthenticate", "account.password.change"] as const)(
      "costs no client its session, in %s",
      async (path) => {
        await using kit = await createTestKit({ database: pool.database, rateLimits: false });
        for (let statement = 1, wasCut = true; wasCut; statement += 1) {
          const ada = await kit.createUser({ totp: path === "mfa.reauthenticate" });
          const client = await kit.clientOf(ada, kind);
          const code = path === "mfa.reauthenticate" ? await kit.totp(ada) : "";
          const calls = {
            "account.reauthenticate": () => client.account.reauthenticate.mutate({ password: ada.password }),
            "mfa.reauthenticate": () => client.mfa.reauthenticate.mutate({ code }),
            "account.password.change": () =>
              client.account.password.change.mutate({ currentPassword: ada.password, newPassword: NEXT_PASSWORD }),
          };
          proxy.arm({ statement, where: "before" });
          const state = await calls[path]().catch(() => null);
          wasCut = proxy.disarm();
          if (state !== null) expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
          expect(await client.session.get.query(), `${statement}`).toMatchObject({ status: "authenticated" });
          await kit.delivered();
        }
      },
    );
  },
);
