import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { chapters } from "../src/requirements/chapters.ts";
import { ids } from "../src/requirements/ids.ts";
import { REQUIREMENTS_PAGE, requirementsPage } from "../src/requirements/page.ts";
import { proofs } from "../src/requirements/proofs.ts";
import { testNamesOf } from "../src/testNames.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const rows = chapters.flatMap((chapter) => chapter.rows);

describe("the page of requirements", () => {
  it("is generated: `npm run docs` updates it", () => {
    expect(read(REQUIREMENTS_PAGE)).toBe(requirementsPage());
  });

  it("covers each requirement once, and no other", () => {
    expect(ids.length).toBeGreaterThan(180);
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it("states how each is proved, why it is not, or what the app must do", () => {
    const silent = rows.filter(
      ({ proofs: named = [], because, deviates, app }) => named.length === 0 && !(because ?? deviates ?? app),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
    const twice = rows.filter(({ proofs: named = [] }) => new Set(named).size !== named.length);
    expect(twice.map(({ id }) => id)).toEqual([]);
  });

  it("names only tests that exist", () => {
    const named = new Set<string>(rows.flatMap((row) => row.proofs ?? []));
    const missing = [...proofs].filter(
      ([, { file, test }]) => !existsSync(join(root, file)) || !testNamesOf(read(file)).includes(test),
    );
    expect(missing.map(([, { file, test }]) => `${file}: ${test}`)).toEqual([]);
    expect([...proofs.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});

describe("the names of tests", () => {
  it("are read completely, including those of tables, except for skipped ones", () => {
    const source = `
describe.each(["a", "b"] as const)("outer %s", (kind) => {
  it("does", async () => {
    expect(it("no")).toBe(1);
  });

  it.each<[string, Map<string, number>]>([
    ["a (b", x(1)],
    [")", /[)(]/],
  ])(
    "tells %s",
    async () => {},
  );
  it.skip("is not run", () => {});
});

describe("another", () => {
  describe("inner", () => {
    it('says "x"', () => {});
  });
  it("is outside", () => {});
});
`;
    expect(testNamesOf(source)).toEqual([
      "outer %s > does",
      "outer %s > tells %s",
      'another > inner > says "x"',
      "another > is outside",
    ]);
  });
});

describe("the page on security", () => {
  const page = ".github/SECURITY.md";

  it("explains how to report, what is supported, and how soon it is fixed", () => {
    for (const part of [
      "## Reporting",
      "## Supported",
      "## Time to fix",
      "## What Latchkey guarantees",
      "## What is up to you",
    ])
      expect(read(page)).toContain(part);
    expect(read(page)).toMatch(/critical.*\d+ days/is);
  });

  it.each(["README.md", "packages/server/README.md"])("is linked from %s", (readme) => {
    expect(/\]\((\.\.\/)*\.github\/SECURITY\.md\)/.test(read(readme))).toBe(true);
  });

  it("links to places that exist", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((path) => !existsSync(join(root, page, "..", path)))).toEqual([]);
  });
});
