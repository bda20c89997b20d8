import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  COMPILATIONS,
  type CompilationName,
  compileApp,
  installApp,
  installNode,
  installTypeScript,
  packPackages,
  runApp,
  runImage,
} from "../src/installed/app.ts";
import { isForTestsOnly, listTarball } from "../src/installed/tarball.ts";
import { GROUPS, lowestVersions, mixVersions, newestVersions } from "../src/installed/versions.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-installed-"));
const groups = Object.keys(GROUPS) as (keyof typeof GROUPS)[];
const sets = {
  lowest: mixVersions(lowestVersions(root), newestVersions(root), groups),
  newest: mixVersions(lowestVersions(root), newestVersions(root), []),
};
const NAMES = Object.keys(COMPILATIONS) as CompilationName[];
/** The oldest compiler is slow: with the newest one, apps are compiled in every way. */
const COMPILED = { lowest: ["ES modules, nodenext", "CommonJS, nodenext"], newest: NAMES } as const;
/** What runs on this Node version. With the newest peers, ES modules run on another one. */
const RUN = { lowest: COMPILED.lowest, newest: ["CommonJS, nodenext"] } as const;
const LOGGED_IN = /^logged in twice on Node (\d+)/;
let tarballs: string[] = [];

beforeAll(async () => {
  tarballs = await packPackages(root, temporary);
}, 120_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }), 120_000);

describe.each(["server", "react"])("the tarball of %s", (name) => {
  const folder = join(root, "packages", name);
  let files: string[] = [];

  beforeAll(async () => {
    files = await listTarball(folder);
  });

  it("contains the entry points, the sources and the package's own files", () => {
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "src/index.ts", "dist/index.js"]));
    expect(files).toEqual(expect.arrayContaining(["dist/index.d.ts", "dist/commonjs/index.d.ts"]));
  });

  it("contains no tests, fixtures or snapshots", () => {
    expect(files.filter(isForTestsOnly)).toEqual([]);
  });

  it("contains nothing compiled from a source that is gone", () => {
    const orphans = files.filter((file) => {
      // A chunk has the code of several sources.
      const stem = /^dist\/(?:commonjs\/)?(?!chunks\/)(.+?)(?:\.d\.ts\.map|\.d\.ts|\.js)$/.exec(file)?.[1];
      return (
        stem !== undefined &&
        !existsSync(join(folder, `src/${stem}.ts`)) &&
        !existsSync(join(folder, `src/${stem}.tsx`))
      );
    });
    expect(orphans).toEqual([]);
  });
});

it("the server is imported from few files: Node needs a millisecond to find and open each", () => {
  const dist = join(root, "packages/server/dist");
  const opened = new Set<string>();
  const open = (file: string) => {
    if (opened.has(file)) return;
    opened.add(file);
    const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?"(\.[^"]+)"/gm);
    for (const [, path = ""] of imports) open(join(dirname(file), path));
  };
  open(join(dist, "index.js"));
  expect(opened.size).toBeGreaterThan(1);
  expect(opened.size).toBeLessThanOrEqual(40);
});

describe.each(["lowest", "newest"] as const)("an app that installs the packages with the %s peers", (set) => {
  const app = join(temporary, set);

  beforeAll(() => installApp(app, tarballs, sets[set]), 120_000);

  it.each(COMPILED[set])("compiles with declarations of its own: %s", async (name) => {
    expect(await compileApp(app, name)).toBe("");
  });

  it.each(RUN[set])("logs in with the hooks: %s", async (name) => {
    expect((await runApp(app, name)).said).toMatch(LOGGED_IN);
  });
});

describe("an app on the newest Node with long-term support", () => {
  it("logs in with the hooks: ES modules, nodenext", async () => {
    const node = await installNode(join(temporary, "node"), "24");
    const { said } = await runApp(join(temporary, "newest"), "ES modules, nodenext", node);
    expect(LOGGED_IN.exec(said)?.[1]).toBe("24");
  });
});

describe("an app compiled by TypeScript 6", () => {
  let compiler = "";

  beforeAll(async () => {
    compiler = await installTypeScript(join(temporary, "typescript"), "6.0.3");
  }, 120_000);

  it.each(NAMES)("compiles with declarations of its own: %s", async (name) => {
    expect(await compileApp(join(temporary, "newest"), name, compiler)).toBe("");
  });
});

describe("an image with the compiled server and its production dependencies", () => {
  it.each(["ES modules, nodenext", "CommonJS, nodenext"] as const)("signs a user up: %s", async (name) => {
    const folder = join(temporary, "image", name.slice(0, 2));
    const from = { app: join(temporary, "newest"), name, tarballs, versions: sets.newest };
    expect(await runImage(folder, from)).toEqual({ ok: true, said: "served from an image\n" });
  });
});
