import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../imports.ts";

const SOURCES = ["packages/react/src", "packages/server/src/wire", "packages/server/src/config", "packages/server/src/ports"];

/**
 * A type as its source declares it, with its comments, for a page that explains it.
 *
 * @throws Error when no source exports a type of this name
 */
export function declarationOf(root: string, name: string): string {
  const files = SOURCES.flatMap((folder) => filesBelow(root, folder)).filter((file) => !/\.test(-d)?\.tsx?$/.test(file));
  for (const file of files) {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    const first = lines.findIndex((line) => new RegExp(`^export (interface|type) ${name}\\b`).test(line));
    if (first !== -1) return lines.slice(first, endOf(lines, first)).join("\n").replaceAll(/^export /gm, "");
  }
  throw new Error(`no source exports the type ${name}`);
}

/** The line behind a declaration: the first at which every bracket is closed and the statement ends. */
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
