import { defineConfig } from "vitest/config";
import { findServices } from "./packages/tooling/src/services.ts";

const { postgresUrl, redisUrl, chromium, pgbouncer } = await findServices();

const conditions = ["@latchkey/source", "module", "node", "development|production"];
// Node knows nothing of "module": what is for bundlers may name files without an ending.
const ofNode = conditions.filter((condition) => condition !== "module");
const drivers = postgresUrl === null ? (["pglite"] as const) : (["pglite", "postgres", "node-postgres"] as const);

/** The behaviour of the server, once for each driver. */
const servers = drivers.map((driver) => ({
  extends: true as const,
  test: {
    name: `server:${driver}`,
    include:
      driver === "node-postgres"
        ? // What a driver can change: how it reads values, and what its transactions do together.
          [
            "packages/server/test/{faults/database,limits,session}/**/*.test.ts",
            "packages/server/test/security/authority/{claimsAtOnce,heldRights,hiddenSignupsAtOnce,races,transactions}.test.ts",
          ]
        : ["packages/server/test/**/*.test.ts"],
    // What does not touch a database is tested once; what has several processes needs a database outside of them.
    exclude:
      driver === "pglite"
        ? [
            "packages/server/test/security/kill.test.ts",
            "packages/server/test/topology/**",
            "packages/server/test/oauth/**",
          ]
        : ["packages/server/test/{http,oauth}/**", "packages/server/test/*.test.ts"],
    globalSetup: ["packages/server/test/support/globalSetup.ts"],
    setupFiles: ["packages/server/test/support/setup.ts"],
    // A process keeps its modules and its database for all its files, which is three times as fast.
    isolate: false,
    provide: { driver, postgresUrl, redisUrl, pgbouncer },
  },
}));

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: ofNode, externalConditions: ofNode } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Each PGlite takes some 400 MB, and hashes take the cores.
    maxWorkers: 2,
    projects: [
      ...servers,
      {
        extends: true,
        test: { name: "unit", include: ["packages/server/{src,test/oauth}/**/*.test.ts"], provide: { redisUrl } },
      },
      {
        extends: true,
        test: {
          name: "react",
          include: ["packages/react/{src,test}/**/*.test.{ts,tsx}"],
          setupFiles: ["packages/react/test/setup.ts"],
          environment: "happy-dom",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "tooling",
          include: ["packages/tooling/test/**/*.test.ts"],
          globalSetup: ["packages/tooling/test/support/build.ts"],
          testTimeout: 120_000,
          // The tests install apps; what the workspace has installed need not be asked for again.
          env: { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" },
        },
      },
      {
        extends: true,
        test: { name: "allauth", include: ["apps/allauth/test/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "demo",
          include: chromium === null ? [] : ["apps/demo/e2e/**/*.spec.ts"],
          globalSetup: ["apps/demo/e2e/support/build.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: chromium === null ? {} : { CHROMIUM_PATH: chromium },
        },
      },
    ],
  },
});
