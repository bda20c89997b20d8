import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./installed/run.ts";

const FOREIGN = fileURLToPath(new URL("../foreign/modules.d.ts", import.meta.url));

/** Compiles what was written into a folder below this package. @returns what the compiler says: nothing, when all is well */
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
