import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** One import of one source file. */
export interface Import {
  /** From the root of the repository. */
  from: string;
  /** As written. */
  specifier: string;
  /** The file that it refers to, from the root; null for packages. */
  to: string | null;
  isTypeOnly: boolean;
  /** Loaded when first needed, by `import()`. */
  isDynamic: boolean;
}

/** Every file below a folder with one of these endings. */
export function filesBelow(root: string, folder: string, endings = [".ts", ".tsx"]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|dist|\.data)\//.test(path))
    .sort();
}

/**
 * The imports of a source. Why a pattern and not a parser: the native compiler offers none, and the formatter keeps a
 * uniform shape.
 */
export function importsOf(root: string, from: string, source: string): Import[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s+)?[^;"']*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g,
  );
  return [...found].map(([, , type, specifier = "", dynamic]) => {
    const written = dynamic ?? specifier;
    const to = written.startsWith(".") ? relative(root, resolve(root, dirname(from), written)) : null;
    return { from, specifier: written, to, isTypeOnly: type !== undefined, isDynamic: dynamic !== undefined };
  });
}

export function readImports(root: string, files: readonly string[]): Import[] {
  return files.flatMap((file) => importsOf(root, file, readFileSync(join(root, file), "utf8")));
}

/** The packages that loading a file loads with it. */
export function packagesLoadedBy(entry: string, imports: readonly Import[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { from, to, specifier, isTypeOnly, isDynamic } of imports) {
      if (from !== file || isTypeOnly || isDynamic) continue;
      if (to === null) packages.add(specifier);
      else waiting.push(to);
    }
  }
  return packages;
}
