import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../imports.ts";

const SOURCES = [
  "packages/react/src",
  "packages/server/src/wire",
  "packages/server/src/config",
  "packages/server/src/ports",
  "apps/demo/src/components/auth",
];

/**
 * Types as declared in their source, with comments, for a page that explains them: an exported one, and others of its
 * file.
 *
 * @throws Error when no source exports the first, or its file does not declare another
 */
export function declarationsOf(root: string, names: readonly [string, ...string[]]): string {
  const files = SOURCES.flatMap((folder) => filesBelow(root, folder)).filter(
    (file) => !/\.test(-d)?\.tsx?$/.test(file),
  );
  const sources = files.map((file) => readFileSync(join(root, file), "utf8"));
  const source = sources.find((text) => new RegExp(`^export (interface|type) ${names[0]}\\b`, "m").test(text));
  if (source === undefined) throw new Error(`no source exports the type ${names[0]}`);
  return names.map((name) => declarationIn(source.split("\n"), name)).join("\n\n");
}

function declarationIn(lines: readonly string[], name: string): string {
  const first = lines.findIndex((line) => new RegExp(`^(export )?(interface|type) ${name}\\b`).test(line));
  if (first === -1) throw new Error(`there is no type ${name} beside it`);
  return lines
    .slice(first, endOf(lines, first))
    .join("\n")
    .replaceAll(/^export /gm, "");
}

/** The line after a declaration: the first at which every bracket is closed and the statement ends. */
function endOf(lines: readonly string[], first: number): number {
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    if (index < first) continue;
    const code = line.replaceAll(/\/\/.*|\/\*.*?\*\/|^\s*\/?\*.*|"[^"]*"|=>/g, "");
    depth += count(code, /[{(<[]/g) - count(code, /[})>\]]/g);
    if (depth === 0 && /[;}]$/.test(code.trim())) return index + 1;
  }
  throw new Error(`the declaration in line ${first + 1} has no end`);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
