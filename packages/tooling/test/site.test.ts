import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sidebar } from "../../../apps/docs/.vitepress/sidebar.ts";
import { steps } from "../../server/src/stages.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { tableOf } from "../src/site/markdown.ts";
import { writePageSnippets } from "../src/site/pageSnippets.ts";
import { ownPages, sitePages } from "../src/site/pages.ts";
import { compileSnippets, removeSnippets } from "../src/snippets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const SNIPPETS = "packages/tooling/siteSnippets";
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = sitePages(root, { repository: null, site: "http://localhost:4173" });

afterAll(() => removeSnippets(root, SNIPPETS));

describe("the pages of the site", () => {
  it("compile, every block of them", async () => {
    removeSnippets(root, SNIPPETS);
    writePageSnippets(join(root, SNIPPETS), ownPages(root));
    const bundled = {
      module: "esnext",
      moduleResolution: "bundler",
      types: ["node", "vite/client"],
      noUnusedLocals: false,
    };
    expect(await compileSnippets(root, SNIPPETS, bundled)).toBe("");
  });

  it("are all in the sidebar, once, and nothing else is", () => {
    const listed = sidebar.flatMap(({ items = [] }) => items.map(({ link = "" }) => link));
    const paths = [...pages.keys()]
      .map((page) => `/${page.replace(/(index)?\.md$/, "")}`)
      .filter((path) => path !== "/");
    expect(listed.sort()).toEqual(paths.sort());
  });

  it("explain each hook", () => {
    const hooks = [...read("packages/react/src/createAuthHooks.ts").matchAll(/^ {2}(use\w+)\(\)/gm)].map(
      ([, name]) => name,
    );
    expect(hooks.length).toBeGreaterThan(12);
    const titles = [...pages.values()].map((text) => /^# (use\w+)$/m.exec(text)?.[1]);
    expect(hooks.filter((name) => !titles.includes(name))).toEqual([]);
  });

  it("list each option once, and each hook of the server", () => {
    const readme = read("packages/server/README.md");
    const rowsIn = (text: string) => text.split("\n").filter((line) => /^\| `/.test(line));
    expect(rowsIn(pages.get("reference/options.md") ?? "").sort()).toEqual(tableOf(readme, "option").rows.toSorted());
    expect(pages.get("reference/server.md")).toContain(tableOf(readme, "hook").rows.join("\n"));
  });

  it("show the stages in the order in which a login passes them", () => {
    const [, list = ""] = /<ol class="stages">([\s\S]*?)<\/ol>/.exec(pages.get("concepts/stages.md") ?? "") ?? [];
    const shown = [...list.matchAll(/<li><code>(\w+)<\/code>/g)].map(([, id]) => id);
    expect(shown).toEqual(steps.stages.map(({ id }) => id));
  });
});

describe("the built site", () => {
  const DIST = "apps/docs/dist";
  const built = (endings: readonly string[]) =>
    readdirSync(join(root, DIST), { recursive: true, encoding: "utf8" }).filter((file) =>
      endings.includes(extname(file)),
    );

  // The generator fails for a link to a page that does not exist.
  beforeAll(() => runOrThrow("npm", ["run", "docs:site"], root), 180_000);

  it("links to no heading that does not exist", () => {
    const html = new Map(built([".html"]).map((file) => [`/${file}`, read(join(DIST, file))]));
    const idsOf = (path: string) =>
      html.get(path) ?? html.get(`${path}.html`) ?? html.get(join(path, "index.html")) ?? "";
    const dead = [...html].flatMap(([file, text]) =>
      [...text.matchAll(/href="([^"#]*)#([^"]+)"/g)].flatMap(([, path = "", anchor = ""]) => {
        if (/^https?:/.test(path)) return [];
        const target = path === "" ? text : idsOf(path.startsWith("/") ? path : join(file, "..", path));
        return target.includes(`id="${decodeURIComponent(anchor)}"`) ? [] : [`${file}: ${path}#${anchor}`];
      }),
    );
    expect(html.size).toBeGreaterThan(50);
    expect(dead).toEqual([]);
  });

  it("sends requests only to its own server", () => {
    const files = built([".html", ".css"]);
    expect(files.length).toBeGreaterThan(50);
    const foreign = files.filter((file) =>
      // The code that a page shows is none of its own.
      /(?:src|<link[^>]*href)="https?:|url\(["']?https?:|@import/.test(
        read(join(DIST, file)).replaceAll(/<pre\b[\s\S]*?<\/pre>/g, ""),
      ),
    );
    expect(foreign).toEqual([]);
  });
});
