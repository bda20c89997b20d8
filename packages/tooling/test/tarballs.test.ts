import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { runOrThrow } from "../src/installed/run.ts";
import { isForTestsOnly, listTarball } from "../src/installed/tarball.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

beforeAll(() => runOrThrow("npx", ["turbo", "run", "build", "--filter=./packages/*"], root), 120_000);

describe.each(["server", "react"])("the tarball of %s", (name) => {
  const folder = join(root, "packages", name);
  let files: string[] = [];

  beforeAll(async () => {
    files = await listTarball(folder);
  });

  it("holds the doors, the sources and what names the package", () => {
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "src/index.ts", "dist/index.js"]));
    expect(files).toEqual(expect.arrayContaining(["dist/index.d.ts", "dist/commonjs/index.d.ts"]));
  });

  it("holds no tests, fixtures or snapshots", () => {
    expect(files.filter(isForTestsOnly)).toEqual([]);
  });

  it("holds nothing compiled from a source that is gone", () => {
    const orphans = files.filter((file) => {
      const stem = /^dist\/(?:commonjs\/)?(.+?)(?:\.d\.ts\.map|\.d\.ts|\.js)$/.exec(file)?.[1];
      return (
        stem !== undefined &&
        !existsSync(join(folder, `src/${stem}.ts`)) &&
        !existsSync(join(folder, `src/${stem}.tsx`))
      );
    });
    expect(orphans).toEqual([]);
  });
});

describe("what is for tests only", () => {
  it.each([
    "src/lib/totp.test.ts",
    "dist/lib/totp.test.js",
    "src/useAuth.test-d.tsx",
    "src/social/recorded/github.json",
    "test/kit.ts",
    "dist/fixtures/a.json",
    "migrations/meta/0000_snapshot.json",
    "src/__snapshots__/a.snap",
  ])("%s is seen", (file) => expect(isForTestsOnly(file)).toBe(true));

  it.each([
    "src/testing/createTestKit.ts",
    "src/testing.ts",
    "dist/mfa/webauthn/attestation.js",
    "migrations/0000_first.sql",
  ])("%s is not", (file) => expect(isForTestsOnly(file)).toBe(false));
});
