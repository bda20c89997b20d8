import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPackages } from "../src/installed/app.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { compileMatrix, runMatrix } from "../src/installed/runtimes.ts";
import { mixVersions, newestVersions } from "../src/installed/versions.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-runtimes-"));
const app = join(temporary, "app");
let said = "";

beforeAll(async () => {
  await runOrThrow("npx", ["turbo", "run", "build", "--filter=./packages/*"], root);
  const newest = newestVersions(root);
  said = await compileMatrix(app, await packPackages(root, temporary), mixVersions(newest, newest, []));
}, 240_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("the matrix as an app of its own", () => {
  it("compiles with declarations", () => {
    expect(said).toBe("");
  });

  // One server of the runtime itself and one of node:http. `npm run matrix` goes through all of them.
  it.each(["Deno", "Bun"] as const)(
    "signs up, logs out and in on %s",
    async (runtime) => {
      const outcome = await runMatrix(app, runtime, ["fetch", "standalone"]);
      expect(outcome.said).toContain(`80 cells on ${runtime}`);
    },
    300_000,
  );
});
