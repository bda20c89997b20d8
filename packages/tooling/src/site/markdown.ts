// The parts that pages include from the documents of the repository: a section, or rows of a table.

/** A heading and its position. */
export interface Heading {
  /** 1 to 6. */
  level: number;
  text: string;
  /** Index of its line. */
  line: number;
}

/** The headings of a document. A line in a code block is not one, whatever it begins with. */
export function headingsOf(markdown: string): Heading[] {
  let isInCode = false;
  return markdown.split("\n").flatMap((text, line) => {
    if (text.startsWith("```")) isInCode = !isInCode;
    const [, hashes = "", title = ""] = isInCode ? [] : (/^(#{1,6}) (.+)$/.exec(text) ?? []);
    return hashes === "" ? [] : [{ level: hashes.length, text: title, line }];
  });
}

/** The anchor of a heading, as both GitHub and the site generate it from plain words. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s+/g, "-");
}

/** A part of a document, and the level of its heading: 1 for the whole. */
export interface Section {
  level: number;
  body: string;
}

/**
 * The text below a heading, without the heading.
 *
 * @param anchor "" for the whole document, without its title
 * @throws Error when there is no such heading
 */
export function sectionOf(markdown: string, anchor: string): Section {
  const headings = headingsOf(markdown);
  const heading = headings.find(({ level, text }) => (anchor === "" ? level === 1 : anchorOf(text) === anchor));
  if (heading === undefined) throw new Error(`there is no heading #${anchor}`);
  const next = headings.find(({ level, line }) => line > heading.line && level <= heading.level);
  const lines = markdown.split("\n").slice(heading.line + 1, next?.line);
  return { level: heading.level, body: lines.join("\n").trim() };
}

/** Lowers the headings by some levels, or raises them where `by` is negative. */
export function shiftHeadings(markdown: string, by: number): string {
  const lines = markdown.split("\n");
  for (const { level, text, line } of headingsOf(markdown)) lines[line] = `${"#".repeat(level + by)} ${text}`;
  return lines.join("\n");
}

/** A table, by its lines. */
interface Table {
  head: string[];
  rows: string[];
}

/** The first table whose first column has this title. */
export function tableOf(markdown: string, column: string): Table {
  const lines = markdown.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${column} |`));
  if (head === -1) throw new Error(`there is no table of ${column}`);
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  return { head: lines.slice(head, head + 2), rows: lines.slice(head + 2, end) };
}

/**
 * The same table with only the rows whose name begins with one of these.
 * @throws Error when one of them matches no row
 */
export function rowsUnder({ head, rows }: Table, prefixes: readonly string[]): string {
  const isUnder = (row: string, prefix: string) =>
    row.startsWith(`| \`${prefix}\``) || row.startsWith(`| \`${prefix}.`);
  const idle = prefixes.find((prefix) => !rows.some((row) => isUnder(row, prefix)));
  if (idle !== undefined) throw new Error(`no row begins with ${idle}`);
  return [...head, ...rows.filter((row) => prefixes.some((prefix) => isUnder(row, prefix)))].join("\n");
}
