import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./installed/run.ts";

// Why this exists: an example that does not compile is worse than none. Each ts and tsx block of a README or a page is
// a file, named by its first line; the files of one page see each other, and those of the page that it builds on.

/** A code block of a document, in order of appearance. */
export interface Block {
  /** As written after the fence: ts, tsx, sh, html, css, json … */
  language: string;
  /**
   * From a comment in its first line, or its label in brackets: `json [tsconfig.json]`. Null for commands and output.
   */
  file: string | null;
  code: string;
}

/** A block that is a file. */
export interface Snippet {
  file: string;
  code: string;
}

const NAMED_IN_COMMENT = /^(?:\/\/|\/\*|<!--) ([\w/.()[\]-]+\.\w+)(?: \*\/| -->)?\n/;

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)(?: \[([^\]]+)\])?\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", label, code = ""]) => ({
      language,
      file: label ?? NAMED_IN_COMMENT.exec(code)?.[1] ?? null,
      code,
    }),
  );
}

/** The TypeScript blocks. @throws Error when one does not name its file */
export function snippetsOf(markdown: string): Snippet[] {
  return blocksOf(markdown)
    .filter(({ language }) => language === "ts" || language === "tsx")
    .map(({ file, code }, index) => {
      if (file === null) throw new Error(`block ${index + 1} does not name its file in its first line`);
      return { file, code };
    });
}

/** Writes files into a folder. */
export function writeFiles(folder: string, files: readonly Snippet[]): void {
  for (const { file, code } of files) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

/** Writes the blocks of a README into their own folder. */
export function writeSnippets(root: string, { readme, folder }: { readme: string; folder: string }): void {
  writeFiles(join(root, folder), snippetsOf(readFileSync(join(root, readme), "utf8")));
}

export function removeSnippets(root: string, folder: string): void {
  rmSync(join(root, folder), { recursive: true, force: true });
}

/** Declarations of what the examples use and is not installed here. */
const FOREIGN = fileURLToPath(new URL("../foreign/modules.d.ts", import.meta.url));

/** Compiles the files in a folder below this package. @returns the compiler's output: nothing when it succeeds */
export async function compileSnippets(root: string, folder: string, options: object = {}): Promise<string> {
  const compilerOptions = {
    jsx: "react-jsx",
    lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
    declaration: false,
    declarationMap: false,
    noEmit: true,
    ...options,
  };
  cpSync(FOREIGN, join(root, folder, "foreign.d.ts"));
  const config = { extends: "@latchkey/tooling/tsconfig.base.json", compilerOptions, include: ["."] };
  writeFileSync(join(root, folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  return (await run(process.execPath, [compiler, "-p", join(root, folder)], root)).said;
}
