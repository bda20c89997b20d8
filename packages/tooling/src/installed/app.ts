import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Outcome, run, runOrThrow } from "./run.ts";
import type { Versions } from "./versions.ts";

// Why this exists: in the workspace a package sees files, dependencies and versions that an app which installs it does
// not have. Here an app gets the tarballs that would be published, and nothing else from us.

const SOURCES = fileURLToPath(new URL("../../consumer", import.meta.url));
const BESIDE: Versions = {
  superjson: "^2.2.2",
  "happy-dom": "21.0.4",
  "@types/node": "^20.19.0",
  "@types/nodemailer": "^8.0.2",
};

/** How an app is compiled. */
export interface Compilation {
  type: "module" | "commonjs";
  module: "nodenext" | "node20" | "esnext";
  moduleResolution: "nodenext" | "bundler";
}

/** The ways of compiling an app that can use the packages. */
export const COMPILATIONS = {
  "ES modules, nodenext": { type: "module", module: "nodenext", moduleResolution: "nodenext" },
  "ES modules, bundler": { type: "module", module: "esnext", moduleResolution: "bundler" },
  "CommonJS, nodenext": { type: "commonjs", module: "nodenext", moduleResolution: "nodenext" },
} as const satisfies Record<string, Compilation>;

export type CompilationName = keyof typeof COMPILATIONS;

/** Packs both packages as they would be published. @returns the paths of the tarballs */
export async function packPackages(root: string, folder: string): Promise<string[]> {
  for (const name of ["server", "react"])
    await runOrThrow("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], join(root, "packages", name));
  return readdirSync(folder).flatMap((file) => (file.endsWith(".tgz") ? [join(folder, file)] : []));
}

/** Creates an empty app with our tarballs and these versions of their peers. Peers that do not match are an error. */
export async function installApp(folder: string, tarballs: readonly string[], versions: Versions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true }));
  const packages = Object.entries({ ...BESIDE, ...versions }).map(([name, version]) => `${name}@${version}`);
  await install(folder, [...tarballs, ...packages]);
}

/** Installs a Node of another version, from the registry's packages of its binaries. @returns the path of the program */
export async function installNode(folder: string, version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "node-version", private: true }));
  await install(folder, [`${name}@${version}`]);
  return join(folder, "node_modules", name, "bin/node");
}

/** Installs another version of TypeScript. @returns the path of its compiler */
export async function installTypeScript(folder: string, version: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "typescript-version", private: true }));
  await install(folder, [`typescript@${version}`]);
  return compilerOf(folder);
}

/**
 * Compiles the app.
 *
 * @param compiler its own by default
 * @returns the compiler's output: nothing when it succeeds
 */
export async function compileApp(
  folder: string,
  name: CompilationName,
  compiler: string = compilerOf(folder),
): Promise<string> {
  const { type, ...resolution } = COMPILATIONS[name];
  const project = projectOf(folder, name);
  cpSync(SOURCES, join(project, "src"), { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify({ type }));
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable"],
    ...resolution,
    strict: true,
    declaration: true,
    skipLibCheck: true,
    esModuleInterop: true,
    jsx: "react-jsx",
    types: ["node"],
    rootDir: "src",
    outDir: "dist",
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  return (await run(process.execPath, [compiler, "-p", project], folder)).said;
}

/** The compiler's output for our own declarations, which `skipLibCheck` hides from the users of an app. */
export async function checkDeclarations(folder: string, name: CompilationName): Promise<string[]> {
  const strictly = ["-p", projectOf(folder, name), "--skipLibCheck", "false", "--noEmit"];
  const { said } = await run(process.execPath, [compilerOf(folder), ...strictly], folder);
  return said.split("\n").filter((line) => line.includes("node_modules/@latchkey/"));
}

/** Logs in with a compiled app, in a server and React. */
export function runApp(folder: string, name: CompilationName, node: string = process.execPath): Promise<Outcome> {
  return run(node, [join(projectOf(folder, name), "dist/smoke.js")], folder);
}

/** The installed packages that the compiled server needs. */
const IN_PRODUCTION = ["@trpc/server", "drizzle-orm", "@electric-sql/pglite", "zod", "superjson"];

/** Runs the contents of a Docker image: the compiled server, and its production dependencies installed again. */
export async function runImage(
  folder: string,
  from: { app: string; name: CompilationName; tarballs: readonly string[]; versions: Versions },
): Promise<Outcome> {
  mkdirSync(folder, { recursive: true });
  cpSync(join(projectOf(from.app, from.name), "dist"), join(folder, "dist"), { recursive: true });
  const { type } = COMPILATIONS[from.name];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "image", private: true, type }));
  const all: Versions = { ...BESIDE, ...from.versions };
  const server = from.tarballs.filter((path) => path.includes("server"));
  await install(folder, [...server, ...IN_PRODUCTION.map((name) => `${name}@${all[name]}`), "--omit=dev"]);
  return run(process.execPath, [join(folder, "dist/image.js")], folder);
}

const projectOf = (folder: string, name: CompilationName) => join(folder, name.replaceAll(/\W+/g, "-"));

const compilerOf = (folder: string) => join(folder, "node_modules/typescript/bin/tsc");

/** Installs packages into a folder with a package.json, from npm's cache where it has them. */
export const install = (folder: string, packages: readonly string[]): Promise<string> => {
  const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  return runOrThrow("npm", ["install", ...quiet, ...packages], folder);
};
