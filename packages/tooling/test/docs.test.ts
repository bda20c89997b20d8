import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { generatedDocs } from "../src/generatedDocs.ts";
import { filesBelow } from "../src/imports.ts";
import { compileSnippets, removeSnippets, snippetsOf, writeSnippets } from "../src/snippets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const READMES = ["README.md", "packages/server/README.md", "packages/react/README.md"];
/** Pages whose examples are compiled like those of the READMEs. */
const PAGES = ["packages/server/docs/adapters.md"];
const GENERATED = ["procedures", "events", "messages", "requirements", "login", "adapters", "next"].map(
  (name) => `packages/server/docs/${name}.md`,
);
const FOLDER = "packages/tooling/snippets";
afterAll(() => removeSnippets(root, FOLDER));

describe("the READMEs", () => {
  it("compile, every block of them", async () => {
    removeSnippets(root, FOLDER);
    for (const readme of [...READMES, ...PAGES])
      writeSnippets(root, { readme, folder: join(FOLDER, readme.replaceAll("/", "_")) });
    // The other pages use only those parts of the app's server that the repository's README shows.
    for (const page of ["packages_react_README.md", "packages_server_docs_adapters.md"])
      writeFileSync(join(root, FOLDER, page, "router.ts"), 'export * from "../README.md/server/router.ts";\n');
    expect(await compileSnippets(root, FOLDER)).toBe("");
  });

  it("mount in less than thirty lines", () => {
    const [mount] = snippetsOf(readFileSync(join(root, "README.md"), "utf8"));
    const lines = mount?.code.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("//")) ?? [];
    expect(lines.length).toBeLessThan(30);
  });

  it.each([...READMES, ...GENERATED, "packages/server/docs/scaling.md"])("%s names only paths that exist", (readme) => {
    const text = readFileSync(join(root, readme), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) =>
      join(root, readme, "..", path),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("and the pages beside them name only source files that exist", () => {
    const pages = [...READMES, ".github/CONTRIBUTING.md", ...filesBelow(root, "packages/server", [".md"])];
    const named = pages.flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/`([\w./-]+\/[\w.-]+\.tsx?)`/g)].map(([, path = ""]) => path),
    );
    expect(named.length).toBeGreaterThan(50);
    const folders = ["", "packages/server", "packages/server/src", "packages/react", "packages/tooling"];
    const missing = named.filter((path) => !folders.some((folder) => existsSync(join(root, folder, path))));
    expect(missing).toEqual([]);
  });
});

describe("the generated documentation", () => {
  const made = generatedDocs(root);

  it("is complete", () => {
    expect([...made.keys()].sort()).toEqual([...GENERATED, "packages/server/README.md"].sort());
  });

  it.each([...made])("%s is up to date: `npm run docs` generates it", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });
});
