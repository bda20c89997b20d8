import { describe, expect, inject, it } from "vitest";
import { useProxiedPool } from "../../support/faults/proxiedPool.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

const { url } = await testDatabase();
const opened = useProxiedPool(url);

const NEXT_PASSWORD = "another fine password";

describe.skipIf(inject("driver") === "pglite").each(["browser", "app"] as const)(
  "a connection that is cut before any statement, %s client",
  (kind) => {
    it.each(["account.reauthenticate", "mfa.reauthenticate", "account.password.change"] as const)(
      "costs no client its session, in %s",
      async (path) => {
        await using kit = await createTestKit({ database: opened.pool.database, rateLimits: false });
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
          opened.proxy.arm({ statement, where: "before" });
          const state = await calls[path]().catch(() => null);
          wasCut = opened.proxy.disarm();
          if (state !== null) expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
          expect(await client.session.get.query(), `${statement}`).toMatchObject({ status: "authenticated" });
          await kit.delivered();
        }
      },
    );
  },
);
