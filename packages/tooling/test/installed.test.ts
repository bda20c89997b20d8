import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  COMPILATIONS,
  type CompilationName,
  compileApp,
  installApp,
  installNode,
  packPackages,
  runApp,
} from "../src/installed/app.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { GROUPS, lowestVersions, mixVersions, newestVersions } from "../src/installed/versions.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "latchkey-installed-"));
const groups = Object.keys(GROUPS) as (keyof typeof GROUPS)[];
const sets = {
  lowest: mixVersions(lowestVersions(root), newestVersions(root), groups),
  newest: mixVersions(lowestVersions(root), newestVersions(root), []),
};
const compilations = Object.keys(COMPILATIONS) as CompilationName[];
const LOGGED_IN = /^logged in twice on Node (\d+)/;
let tarballs: string[] = [];

beforeAll(async () => {
  await runOrThrow("npx", ["turbo", "run", "build", "--filter=./packages/*"], root);
  tarballs = await packPackages(root, folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["lowest", "newest"] as const)("an app that installs the packages with the %s peers", (set) => {
  const app = join(folder, set);

  beforeAll(() => installApp(app, tarballs, sets[set]), 120_000);

  it.each(compilations)("compiles with declarations of its own: %s", async (name) => {
    expect(await compileApp(app, name)).toBe("");
  });

  it.each(["ES modules, nodenext", "CommonJS, nodenext"] as const)("logs in with the hooks: %s", async (name) => {
    expect((await runApp(app, name)).said).toMatch(LOGGED_IN);
  });
});

describe("the newest Node with long-term support", () => {
  it("logs in with the hooks", async () => {
    const node = await installNode(join(folder, "node"), "24");
    const { said } = await runApp(join(folder, "newest"), "ES modules, nodenext", node);
    expect(LOGGED_IN.exec(said)?.[1]).toBe("24");
  });
});
