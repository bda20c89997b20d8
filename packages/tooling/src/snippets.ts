import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

// Why this exists: an example that does not compile is worse than none. Each ts and tsx block of a README is a file, named
// by its first line; the files of one README see each other, and what the README of the repository has named.

/** One block of code. */
export interface Snippet {
  /** As its first line names it. */
  file: string;
  code: string;
}

export function snippetsOf(markdown: string): Snippet[] {
  return [...markdown.matchAll(/```tsx?\n([\s\S]*?)```/g)].map(([, code = ""], index) => {
    const file = /^\/\/ ([\w/.-]+)\n/.exec(code)?.[1];
    if (file === undefined) throw new Error(`block ${index + 1} does not name its file in its first line`);
    return { file, code };
  });
}

/** Writes the blocks of a README into a folder of their own. */
export function writeSnippets(root: string, { readme, folder }: { readme: string; folder: string }): void {
  for (const { file, code } of snippetsOf(readFileSync(join(root, readme), "utf8"))) {
    const path = join(root, folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

export function removeSnippets(root: string, folder: string): void {
  rmSync(join(root, folder), { recursive: true, force: true });
}
