import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { crowdedFolders, findCycle, forbidden, forbiddenInSource } from "../src/house.ts";
import { filesBelow, importsOf, packagesLoadedBy, readImports } from "../src/imports.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const files = [...filesBelow(root, "packages/server/src"), ...filesBelow(root, "packages/react/src")];
const imports = readImports(root, files);
const check = (from: string, source: string) =>
  importsOf(root, from, source)
    .map(forbidden)
    .filter((problem) => problem !== null);

describe("the house", () => {
  it("stands: rooms import what is below them, and features not one another", () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(imports.map(forbidden).filter((problem) => problem !== null)).toEqual([]);
  });

  it("has no cycles, not even of types", () => {
    expect(findCycle(imports)).toBeNull();
    const circle = importsOf(root, "a.ts", 'import type { B } from "./b.ts";').concat(
      importsOf(root, "b.ts", 'import { a } from "./a.ts";'),
    );
    expect(findCycle(circle)).toEqual(["a.ts", "b.ts", "a.ts"]);
  });

  it("has no folder that is too full to survey", () => {
    expect(crowdedFolders(files)).toEqual([]);
    const many = Array.from({ length: 16 }, (_, index) => `packages/server/src/lib/file${index}.ts`);
    expect(crowdedFolders(many)).toHaveLength(1);
  });

  it("reads time and randomness only through its ports, and creates sessions in one place", () => {
    const problems = files.flatMap((file) => forbiddenInSource(file, readFileSync(join(root, file), "utf8")));
    expect(problems).toEqual([]);
  });

  it("loads nothing with its root that is not always used: no mailer, driver, hasher or word list", () => {
    const loaded = [...packagesLoadedBy("packages/server/src/index.ts", imports)].filter(
      (name) => !name.startsWith("node:"),
    );
    expect(loaded.sort()).toEqual([
      "@trpc/server",
      "@trpc/server/observable",
      "cookie",
      "dataloader",
      "drizzle-orm",
      "drizzle-orm/pg-core",
      "p-limit",
      "zod",
    ]);
    expect([...packagesLoadedBy("packages/server/src/types.ts", imports)]).toEqual([]);
  });

  it("would detect what it forbids", () => {
    const server = "packages/server/src/";
    expect(check(`${server}lib/x.ts`, 'import { y } from "../db/tables/accounts.ts";')).toHaveLength(1);
    expect(check(`${server}account/x.ts`, 'import { y } from "../mfa/trust.ts";')).toHaveLength(1);
    expect(check(`${server}account/x.ts`, 'import { eq } from "drizzle-orm";')).toHaveLength(1);
    expect(check(`${server}index.ts`, 'import { y } from "./allauth/handler.ts";')).toHaveLength(1);
    expect(check("packages/react/src/x.ts", 'import { createAuth } from "@latchkey/server";')).toHaveLength(1);
    expect(check("packages/react/src/x.ts", 'import { User } from "@latchkey/server/types";')).toHaveLength(1);
    for (const source of ["tx.update(users).set({ phone })", "tx.update(users).set({ lastLoginAt, phone })"])
      expect(forbiddenInSource(`${server}db/x.ts`, source)).toHaveLength(1);
    expect(forbiddenInSource(`${server}db/x.ts`, "noteChange(transaction, id).delete(users)")).toEqual([]);
    for (const source of ["Date.now()", "new Date()", "Math.random()", "createSession(tx)", "tx.insert(sessions)"])
      expect(forbiddenInSource(`${server}account/x.ts`, source)).toHaveLength(1);
    expect(forbiddenInSource(`${server}wire/x.ts`, "export const x = 1;")).toHaveLength(1);
  });
});
