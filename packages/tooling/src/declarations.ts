import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { importsOf } from "./imports.ts";

// Why this exists: the cost of the types for an app is measured on the declarations that it would install. They are
// generated again, so that no outdated build is measured.

const run = promisify(execFile);

/** Below node_modules, so that git sees nothing and packages are found from there. */
const FOLDER = "node_modules/.cache/latchkey-declarations";
const PATHS = {
  "@latchkey/server": ["./server/index.d.ts"],
  "@latchkey/server/*": ["./server/*.d.ts"],
  "@latchkey/react": ["./react/index.d.ts"],
};

/** Generates the declarations of both packages. */
export async function writeDeclarations(root: string): Promise<void> {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  mkdirSync(join(root, FOLDER), { recursive: true });
  // The hooks see the server's types.
  for (const name of ["server", "react"]) {
    const compilerOptions = { outDir: `./${name}`, emitDeclarationOnly: true, declarationMap: false, paths: PATHS };
    await compile(root, name, { extends: join(root, "packages", name, "tsconfig.build.json"), compilerOptions });
  }
}

/**
 * How many types the compiler instantiates to check files of an app that has both packages installed.
 *
 * In one thread, so that the number is the same each time.
 *
 * @param files from the root
 * @throws Error with the compiler's output, when they do not compile
 */
export async function countInstantiations(root: string, files: readonly string[]): Promise<number> {
  const compilerOptions = {
    lib: ["es2023", "es2024.string", "dom"],
    jsx: "react-jsx",
    customConditions: [],
    noEmit: true,
    declaration: false,
    declarationMap: false,
    paths: PATHS,
  };
  const config = {
    extends: join(root, "packages/tooling/tsconfig.base.json"),
    compilerOptions,
    files: files.map((file) => join(root, file)),
  };
  const said = await compile(root, "app", config, ["--extendedDiagnostics", "--singleThreaded"]);
  const count = /^Instantiations:\s+(\d+)/m.exec(said)?.[1];
  if (count === undefined) throw new Error(`the compiler counts no instantiations: ${said}`);
  return Number(count);
}

/** Bytes of the declarations that importing a file of a package loads, including its own. */
export function declarationBytes(root: string, entry: string): number {
  const seen = new Set<string>();
  const waiting = [join(FOLDER, entry)];
  let bytes = 0;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(root, file), "utf8");
    bytes += Buffer.byteLength(text);
    waiting.push(
      ...importsOf(root, file, text).flatMap(({ to }) => (to === null ? [] : [to.replace(/\.[jt]sx?$/, ".d.ts")])),
    );
  }
  return bytes;
}

async function compile(root: string, name: string, config: object, options: readonly string[] = []): Promise<string> {
  const path = join(root, FOLDER, `${name}.json`);
  writeFileSync(path, JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return run(process.execPath, [tsc, "-p", path, ...options], { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => {
      throw new Error(error.stdout);
    },
  );
}
