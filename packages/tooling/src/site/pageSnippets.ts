import { join, relative } from "node:path";
import { type Snippet, snippetsOf, writeFiles } from "../snippets.ts";

// Why this exists: a page of the site shows a part of an app. The rest of that app is the page on Vite: what a page
// does not define itself comes from the index of its section, or else from there.

const BASE = "start/vite.md";
/** Pages on Next: compiled with the compiler that it needs, in the app that results from the first of them. */
export const NEXT_PAGES = ["start/next.md", "recipes/server-components.md"];
/** A page whose files import the forms: compiled in the apps that come of following it. */
export const FORMS_PAGE = "start/forms.md";

/** Writes the files of each page into their own folder. */
export function writePageSnippets(folder: string, pages: ReadonlyMap<string, string>): void {
  const filesOf = (page: string) => snippetsOf(pages.get(page) ?? "");
  for (const page of pages.keys()) {
    if (NEXT_PAGES.includes(page) || page === FORMS_PAGE) continue;
    const own = filesOf(page);
    const bases = [`${page.split("/")[0]}/index.md`, BASE].filter((base) => base !== page);
    writeFiles(join(folder, page), [
      ...bases.reverse().flatMap((base) => borrowed(filesOf(base), { base, page })),
      ...own,
    ]);
  }
}

/** Files taken from another page. A program, which exports nothing, is taken whole: it runs what the page defines. */
function borrowed(files: readonly Snippet[], { base, page }: { base: string; page: string }): Snippet[] {
  return files.flatMap(({ file, code }) => {
    if (!/^export /m.test(code)) return base === BASE ? [] : [{ file, code }];
    const from = relative(join(page, file, ".."), join(base, file)).replace(/\.tsx?$/, "");
    return code.includes("export default") ? [] : [{ file, code: `export * from "${from}";\n` }];
  });
}
