import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@latchkey/server/migrate";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../consumer/page.tsx";
import { ORIGIN } from "../matrix/app.ts";
import { travel } from "../matrix/journey.tsx";
import { cellsOf } from "../matrix/table.ts";
import { packPackages } from "../src/installed/app.ts";
import { compileMatrix, runMatrix } from "../src/installed/runtimes.ts";
import { mixVersions, newestVersions } from "../src/installed/versions.ts";
import { type StartedWorker, startWorker } from "../src/installed/worker.ts";
import { findServices } from "../src/services.ts";

const { postgresUrl } = await findServices();
const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-runtimes-"));
const app = join(temporary, "app");
let said = "";

beforeAll(async () => {
  const newest = newestVersions(root);
  said = await compileMatrix(app, await packPackages(root, temporary), mixVersions(newest, newest, []));
}, 240_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }), 120_000);

describe("the matrix as a separate app", () => {
  it("compiles with declarations", () => {
    expect(said).toBe("");
  });

  // One server of the runtime itself and one of node:http. `npm run matrix` tests all of them.
  it.each(["Deno", "Bun"] as const)(
    "signs up, logs out and in on %s",
    async (runtime) => {
      const outcome = await runMatrix(app, runtime, ["fetch", "standalone"]);
      expect(outcome.said).toContain(`80 cells on ${runtime}`);
    },
    300_000,
  );
});

describe.skipIf(postgresUrl === null)("a Cloudflare worker, with PostgreSQL and scrypt", () => {
  const name = `latchkey_worker_${process.pid}`;
  const admin = postgres(postgresUrl ?? "", { max: 1, onnotice: () => {} });
  let worker: StartedWorker | null = null;

  beforeAll(async () => {
    await admin.unsafe(`create database ${name}`);
    const url = new URL(postgresUrl ?? "");
    url.pathname = `/${name}`;
    const client = postgres(url.href, { max: 1, onnotice: () => {} });
    // Like before a deployment: a worker does not start, it is called.
    await migrate(drizzle(client));
    await client.end();
    worker = await startWorker(app, { DATABASE_URL: url.href, ORIGIN });
    openPage();
  }, 240_000);

  afterAll(async () => {
    await worker?.stop();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  }, 60_000);

  const codeFor = async (email: string) => {
    for (;;) {
      const code = await (await fetch(`${worker?.url}/codes?email=${encodeURIComponent(email)}`)).text();
      if (code !== "") return code;
    }
  };

  it.each([...cellsOf("fetch", "http"), ...cellsOf("fetch", "batch")])(
    "signs up, logs out and in: $transport, transformer $transformer, $binding, $client",
    async (cell) => {
      const place = { url: `${worker?.url}/${cell.transformer}`, socketUrl: null, codeFor };
      await expect(travel(cell, place)).resolves.toBeUndefined();
    },
  );

  it("delivers and cleans up by a cron trigger", async () => {
    expect(await worker?.runSchedule()).toBe("ok");
  });
});
