import { join, relative } from "node:path/posix";
import { anchorOf, headingsOf } from "./markdown.ts";

/** Where a part of a document of the repository is on the site. */
export interface Place {
  /** Its file below the repository's folder; with `#` and the heading's anchor for a part of it. */
  source: string;
  /** The page, below the site's folder; with `#` and an anchor for a part of it. */
  page: string;
}

/** The folder of the pages, below the repository's. */
export const PAGES = "apps/docs/pages";

/** Documents that the site replaces by pages of its own. */
const REPLACED: readonly Place[] = [
  { source: "README.md", page: "index.md" },
  { source: "README.md#mount-it-in-your-app", page: "start/index.md" },
  { source: "packages/server/README.md", page: "reference/index.md" },
  { source: "packages/react/README.md", page: "hooks/index.md" },
  { source: "packages/server/docs/next.md", page: "recipes/server-components.md" },
];

/** The data for converting links. */
export interface LinkMap {
  places: readonly Place[];
  /** The repository's URL, without a trailing slash; null when unknown. */
  repository: string | null;
}

/** The sources that a page includes, and their places: the part itself at `page`, its headings at their own anchors. */
export function placesIn({ source, body }: { source: string; body: string }, page: string): Place[] {
  const headings = headingsOf(body).map(({ text }) => anchorOf(text));
  const own = headings.map((anchor) => ({ source: `${fileOf(source)}#${anchor}`, page: `${fileOf(page)}#${anchor}` }));
  return [{ source, page }, ...own];
}

/** A part of a text and its origin. */
export interface Linked {
  /** The file that its links are relative to. */
  from: string;
  /** The page that it will be part of. */
  page: string;
}

/**
 * Makes the links of an included text lead to their original targets: to the page that has it, else to the repository.
 * If the repository is unknown, a link becomes its text: a page has no dead links.
 */
export function relink(text: string, { from, page }: Linked, { places, repository }: LinkMap): string {
  return text.replaceAll(/(?<!!)\[([^\]]+)\]\((?!https?:|mailto:)([^)\s]+)\)/g, (_, label: string, target: string) => {
    const [path = "", anchor] = target.split("#", 2);
    const file = path === "" ? from : join(from, "..", path);
    const place = placeOf([...places, ...REPLACED], file, anchor);
    if (place !== null) return `[${label}](${linkTo(place, page)})`;
    return repository === null
      ? label
      : `[${label}](${repository}/blob/main/${file}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}

/** @returns the page, below the site's folder, with an anchor where there is one; null when no page has it */
function placeOf(places: readonly Place[], file: string, anchor: string | undefined): string | null {
  const exact = anchor === undefined ? undefined : places.find(({ source }) => source === `${file}#${anchor}`);
  if (exact !== undefined) return exact.page;
  if (file.startsWith(`${PAGES}/`)) return file.slice(PAGES.length + 1);
  return places.find(({ source }) => source === file)?.page ?? null;
}

function linkTo(place: string, page: string): string {
  const target = relative(join(page, ".."), place);
  return target.startsWith(".") ? target : `./${target}`;
}

function fileOf(source: string): string {
  return source.split("#", 1)[0] ?? source;
}
