import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./app.ts";
import { type Outcome, run } from "./run.ts";
import type { Versions } from "./versions.ts";

// Why this exists: on Deno and Bun an app uses other sockets, streams and servers. The matrix is compiled once, against
// the packages as they would be published, and started with each of them.

const TOOLING = fileURLToPath(new URL("../../", import.meta.url));
/** The dependencies of the matrix's servers and clients, besides the peers of our packages. */
const USED = /^(@fastify|@hono|@types|express|eventsource|fastify|happy-dom|hono|postgres|superjson|ws)(\/|$)/;
const BUN = "1.4.5";
const DENO = "2.9.6";

export type Runtime = "Node" | "Deno" | "Bun";

/** Creates an app of the matrix with our tarballs. @returns the compiler's output: nothing when it succeeds */
export async function compileMatrix(folder: string, tarballs: readonly string[], versions: Versions): Promise<string> {
  for (const name of ["matrix", "consumer", "worker"])
    cpSync(join(TOOLING, name), join(folder, "src", name), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    declaration: true,
    skipLibCheck: true,
    jsx: "react-jsx",
    types: ["node"],
    rootDir: "src",
    outDir: "dist",
    rewriteRelativeImportExtensions: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  const { devDependencies }: { devDependencies: Versions } = JSON.parse(
    readFileSync(join(TOOLING, "package.json"), "utf8"),
  );
  const used = Object.entries(devDependencies).filter(([name]) => USED.test(name));
  const all = Object.entries({ ...Object.fromEntries(used), ...versions, "@types/node": "^20.19.0" });
  await install(folder, [...tarballs, ...all.map(([name, version]) => `${name}@${version}`)]);
  return (await run(process.execPath, [join(folder, "node_modules/typescript/bin/tsc"), "-p", folder], folder)).said;
}

/** Runs the matrix, for some adapters or for all. */
export async function runMatrix(folder: string, runtime: Runtime, adapters: readonly string[]): Promise<Outcome> {
  const [program, ...args] = await commandOf(folder, runtime);
  return run(program, [...args, join(folder, "dist/matrix/main.js"), ...adapters], folder, 240_000);
}

/** The command that starts a script. Bun and Deno come from the registry's packages of their binaries. */
async function commandOf(folder: string, runtime: Runtime): Promise<[string, ...string[]]> {
  if (runtime === "Node") return [process.execPath];
  const isArm = process.arch === "arm64";
  const name =
    runtime === "Bun"
      ? `@oven/bun-${process.platform}-${isArm ? "aarch64" : "x64"}`
      : `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;
  const tools = join(folder, "..", `runtime-${runtime}`);
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), JSON.stringify({ name: "runtime", private: true }));
  await install(tools, [`${name}@${runtime === "Bun" ? BUN : DENO}`]);
  const at = join(tools, "node_modules", name);
  return runtime === "Bun"
    ? [join(at, "bin/bun")]
    : [join(at, "deno"), "run", "--allow-all", "--no-lock", "--node-modules-dir=manual"];
}
