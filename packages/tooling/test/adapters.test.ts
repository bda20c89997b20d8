import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../consumer/page.tsx";
import { createMatrixApp, type MatrixApp } from "../matrix/app.ts";
import { travel } from "../matrix/journey.tsx";
import { type Served, serverNames, servers } from "../matrix/servers.ts";
import { cellsOf, TRANSFORMERS, transports } from "../matrix/table.ts";

let app: MatrixApp;

beforeAll(async () => {
  app = await createMatrixApp();
  openPage();
});

afterAll(() => app.close());

describe.each(serverNames)("an app under the adapter %s", (adapter) => {
  const served = new Map<string, Served>();

  beforeAll(async () => {
    for (const transformer of TRANSFORMERS) {
      const { createContext } = app.auth;
      served.set(transformer, await servers[adapter]({ router: app.routers[transformer], createContext }));
    }
  });

  afterAll(async () => {
    await Promise.all([...served.values()].map((server) => server.close()));
  });

  describe.each(transports)("over %s", (transport) => {
    it.each(cellsOf(adapter, transport))(
      "signs up, logs out and in: transformer $transformer, $binding, $client",
      async (cell) => {
        const place = served.get(cell.transformer);
        if (place === undefined) throw new Error("not served");
        await expect(travel(cell, { ...place, codeFor: app.codeFor })).resolves.toBeUndefined();
      },
    );
  });
});
