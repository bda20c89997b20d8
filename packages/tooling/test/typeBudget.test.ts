import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { countInstantiations, declarationBytes, writeDeclarations } from "../src/declarations.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const APP = "packages/tooling/test/mountedApp";

/** Types that the compiler instantiates for an app with the router mounted, its own procedures, hooks and a client. */
const MAX_INSTANTIATIONS = 68_000;

beforeAll(() => writeDeclarations(root), 120_000);

describe("the types of the packages", () => {
  it.each(["classic", "optionsProxy"])("cost an app with the %s client little type checking", async (client) => {
    const count = await countInstantiations(root, [`${APP}/server.ts`, `${APP}/${client}.ts`]);
    // Fewer would mean that the types were not found: `any` costs nothing.
    expect(count).toBeGreaterThan(10_000);
    expect(count).toBeLessThanOrEqual(MAX_INSTANTIATIONS);
  });

  it.each([
    ["server/index.d.ts", 255_000],
    ["server/types.d.ts", 46_500],
    ["react/index.d.ts", 51_500],
  ])("are few: %s and the files of its package that it imports have at most %i bytes", (entry, most) => {
    const bytes = declarationBytes(root, entry);
    // Fewer would mean that its imports were not followed.
    expect(bytes).toBeGreaterThan(most / 2);
    expect(bytes).toBeLessThanOrEqual(most);
  });
});
