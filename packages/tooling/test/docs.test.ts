import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { generatedDocs } from "../src/generatedDocs.ts";
import { filesBelow } from "../src/imports.ts";
import { removeSnippets, snippetsOf, writeSnippets } from "../src/snippets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const READMES = ["README.md", "packages/server/README.md", "packages/react/README.md"];
/** Pages whose examples compile as those of the READMEs do. */
const PAGES = ["packages/server/docs/adapters.md"];
const GENERATED = ["procedures", "events", "messages", "requirements", "login", "adapters", "next"].map(
  (name) => `packages/server/docs/${name}.md`,
);
const FOLDER = "packages/tooling/snippets";
/** What the example for Expo calls, as expo-secure-store declares it: the package itself would bring all of Expo along. */
const EXPO = `declare module "expo-secure-store" {
  export type KeychainAccessibilityConstant = number;
  export const AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: KeychainAccessibilityConstant;
  export interface SecureStoreOptions {
    keychainService?: string;
    requireAuthentication?: boolean;
    authenticationPrompt?: string;
    keychainAccessible?: KeychainAccessibilityConstant;
    accessGroup?: string;
  }
  export function getItemAsync(key: string, options?: SecureStoreOptions): Promise<string | null>;
  export function setItemAsync(key: string, value: string, options?: SecureStoreOptions): Promise<void>;
  export function deleteItemAsync(key: string, options?: SecureStoreOptions): Promise<void>;
}
`;
const run = promisify(execFile);

afterAll(() => removeSnippets(root, FOLDER));

describe("the READMEs", () => {
  it("compile, every block of them", async () => {
    removeSnippets(root, FOLDER);
    for (const readme of [...READMES, ...PAGES])
      writeSnippets(root, { readme, folder: join(FOLDER, readme.replaceAll("/", "_")) });
    // What the other pages take from the app's server is what the repository's README has shown.
    for (const page of ["packages_react_README.md", "packages_server_docs_adapters.md"])
      writeFileSync(join(root, FOLDER, page, "router.ts"), 'export * from "../README.md/server/router.ts";\n');
    writeFileSync(join(root, FOLDER, "expo-secure-store.d.ts"), EXPO);
    const options = {
      jsx: "react-jsx",
      lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
      declaration: false,
      declarationMap: false,
      noEmit: true,
    };
    const config = { extends: "@latchkey/tooling/tsconfig.base.json", compilerOptions: options, include: ["."] };
    writeFileSync(join(root, FOLDER, "tsconfig.json"), JSON.stringify(config));
    const compiled = run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, FOLDER)], {
      cwd: root,
    });
    const said = await compiled.then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );
    expect(said).toBe("");
  });

  it("mount in under thirty lines", () => {
    const [mount] = snippetsOf(readFileSync(join(root, "README.md"), "utf8"));
    const lines = mount?.code.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("//")) ?? [];
    expect(lines.length).toBeLessThan(30);
  });

  it.each([...READMES, ...GENERATED])("%s names only paths that exist", (readme) => {
    const text = readFileSync(join(root, readme), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) =>
      join(root, readme, "..", path),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("and the pages beside them name only source files that exist", () => {
    const pages = [...READMES, ".github/CONTRIBUTING.md", ...filesBelow(root, "packages/server", [".md"])];
    const named = pages.flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/`([\w./-]+\/[\w.-]+\.tsx?)`/g)].map(([, path = ""]) => path),
    );
    expect(named.length).toBeGreaterThan(50);
    const folders = ["", "packages/server", "packages/server/src", "packages/react", "packages/tooling"];
    const missing = named.filter((path) => !folders.some((folder) => existsSync(join(root, folder, path))));
    expect(missing).toEqual([]);
  });
});

describe("what is made from the code", () => {
  const made = generatedDocs(root);

  it("is all of these", () => {
    expect([...made.keys()].sort()).toEqual([...GENERATED, "packages/server/README.md"].sort());
  });

  it.each([...made])("%s is up to date: `npm run docs` makes it anew", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });
});
