import { afterAll, beforeAll } from "vitest";
import { type OpenPool, openPoolAt } from "../pools.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./databaseProxy.ts";

/** Connections that the tests of a file may cut. */
export interface ProxiedPool {
  readonly proxy: DatabaseProxy;
  readonly pool: OpenPool;
}

/** Opens them before the tests of the file, and closes them after. @param url null with PGlite, whose tests are skipped */
export function useProxiedPool(url: string | null): ProxiedPool {
  let opened: ProxiedPool | null = null;
  beforeAll(async () => {
    if (url === null) return;
    const proxy = await startDatabaseProxy(url);
    // Two connections: an error reported on one may not reach the other.
    opened = { proxy, pool: await openPoolAt(proxy.url, 2) };
  });
  afterAll(async () => {
    await opened?.pool.close();
    await opened?.proxy[Symbol.asyncDispose]();
  });
  const given = () => {
    if (opened === null) throw new Error("PGlite has no connections to cut");
    return opened;
  };
  return {
    get proxy() {
      return given().proxy;
    },
    get pool() {
      return given().pool;
    },
  };
}
