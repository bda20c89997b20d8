import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../imports.ts";
import { FORMS } from "../registry/items.ts";
import { declarationsOf } from "./declaration.ts";
import { type LinkMap, PAGES, placesIn, relink } from "./links.ts";
import { anchorOf, headingsOf, rowsUnder, sectionOf, shiftHeadings, tableOf } from "./markdown.ts";

// Why this exists: the site repeats parts of the READMEs and the generated tables. It includes them, so that there is one
// source. A page holds its own text and these lines:
//   <!-- include packages/server/README.md#app-tokens -->   a section, or a whole file
//   <!-- rows option account.codes account.links -->        rows of the README's table with these prefixes
//   <!-- type UseAuth NobodyYet -->                          a type as its source declares it, and others of its file
//   <!-- forms -->                                           a row for each form that can be added to an app
//   <!-- part screens -->                                    text of the site's own that several pages share

const TABLES = "packages/server/README.md";
const INCLUDE = /^<!-- include (\S+) -->$/gm;
const ROWS = /^<!-- rows (\S+) (.+) -->$/gm;
const PARTS = "apps/docs/parts";
const PART = /^<!-- part (\w+) -->$/gm;
const FORM_ROWS = "<!-- forms -->";
/** The address of the site, where a page tells its readers to load from it. */
export const SITE = "SITE";
const TYPES = /^<!-- type (\w+)((?: \w+)*) -->$/gm;

/** The pages' own text, by path below the site's folder: everything that no other document contains. */
export function ownPages(root: string): Map<string, string> {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const withParts = (text: string): string =>
    text.replaceAll(PART, (_, name: string) => withParts(read(`${PARTS}/${name}.md`).trim()));
  return new Map(filesBelow(root, PAGES, [".md"]).map((file) => [file.slice(PAGES.length + 1), withParts(read(file))]));
}

/** Where the pages will be, and where their sources are. */
export interface SiteAddress extends Pick<LinkMap, "repository"> {
  /** URL of the site, without a slash at its end. */
  site: string;
}

/** Every page of the site, by its path below the site's folder. */
export function sitePages(root: string, { repository, site }: SiteAddress): Map<string, string> {
  const sources = ownPages(root);
  const places = [...sources].flatMap(([page, text]) =>
    [...text.matchAll(INCLUDE)].flatMap(({ 1: source = "", index }) => {
      const above = headingsOf(text.slice(0, index)).at(-1);
      const place = above === undefined || above.level === 1 ? page : `${page}#${anchorOf(above.text)}`;
      return placesIn({ source, body: included(root, source).body }, place);
    }),
  );
  const map: LinkMap = { places, repository };
  return new Map(
    [...sources].map(([page, text]) => [
      page,
      filled(root, { page, text }, map).replaceAll(`${SITE}/r/`, `${site}/r/`),
    ]),
  );
}

function filled(root: string, { page, text }: { page: string; text: string }, map: LinkMap): string {
  return text
    .replace(FORM_ROWS, FORMS.map(({ name, description }) => `| \`${name}\` | ${description} |`).join("\n"))
    .replaceAll(INCLUDE, (_, source: string, at: number) => {
      const { level, body } = included(root, source);
      const above = headingsOf(text.slice(0, at)).at(-1)?.level ?? 1;
      const [from = ""] = source.split("#", 1);
      return relink(shiftHeadings(body, above - level), { from, page }, map);
    })
    .replaceAll(ROWS, (_, column: string, prefixes: string) =>
      relink(
        rowsUnder(tableOf(readFileSync(join(root, TABLES), "utf8"), column), prefixes.split(" ")),
        { from: TABLES, page },
        map,
      ),
    )
    .replaceAll(TYPES, (_, name: string, others: string) => {
      const names: [string, ...string[]] = [name, ...others.split(" ").filter((other) => other !== "")];
      return `\`\`\`ts\n${declarationsOf(root, names)}\n\`\`\``;
    });
}

function included(root: string, source: string) {
  const [file = "", anchor = ""] = source.split("#", 2);
  return sectionOf(readFileSync(join(root, file), "utf8"), anchor);
}
