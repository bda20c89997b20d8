import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { median } from "./measure/timing.ts";

/** The cost of a library before any call. */
export interface Footprint {
  readonly name: string;
  readonly unit: string;
  readonly latchkey: number;
  readonly betterAuth: number;
}

const run = promisify(execFile);
const HERE = fileURLToPath(new URL("..", import.meta.url));

interface Library {
  /** The folder from which its packages are resolved. */
  readonly folder: string;
  readonly server: string;
  readonly client: string;
  readonly app: string;
}

const LATCHKEY: Library = {
  folder: HERE,
  server: `import { createAuth } from "@latchkey/server"; console.log(createAuth);`,
  client: `import { authLink, createAuthHooks } from "@latchkey/react"; console.log(authLink, createAuthHooks);`,
  app: "src/apps/latchkey.ts",
};
const BETTER_AUTH: Library = {
  folder: join(HERE, "better-auth"),
  server: `import { betterAuth } from "better-auth"; console.log(betterAuth);`,
  client: `import { createAuthClient } from "better-auth/react"; console.log(createAuthClient);`,
  app: "app.ts",
};

export async function measureFootprints(rounds: number): Promise<Footprint[]> {
  console.info("Footprints …");
  const imports = { latchkey: [] as Import[], betterAuth: [] as Import[] };
  for (let round = 0; round < rounds; round += 1) {
    imports.latchkey.push(await importOnce(LATCHKEY));
    imports.betterAuth.push(await importOnce(BETTER_AUTH));
  }
  const of = (kind: keyof Import) => ({
    latchkey: median(imports.latchkey.map((one) => one[kind])),
    betterAuth: median(imports.betterAuth.map((one) => one[kind])),
  });
  const each = async (measure: (library: Library) => Promise<number>) => ({
    latchkey: await measure(LATCHKEY),
    betterAuth: await measure(BETTER_AUTH),
  });
  return [
    { name: "import of the server", unit: "ms", ...of("milliseconds") },
    { name: "heap that the import keeps", unit: "MB", ...of("heap") },
    { name: "server bundle, gzip", unit: "kB", ...(await each((library) => bundle(library, "server"))) },
    {
      name: "client bundle, gzip, beside React, tRPC and TanStack Query",
      unit: "kB",
      ...(await each((library) => bundle(library, "client"))),
    },
    { name: "types instantiated for an app", unit: "thousand", ...(await each(instantiations)) },
  ];
}

interface Import {
  milliseconds: number;
  /** In MB. */
  heap: number;
}

/** In a new process each time: an imported module stays loaded. */
async function importOnce({ folder, server }: Library): Promise<Import> {
  const name = /from "([^"]+)"/.exec(server)?.[1] ?? "";
  const source = `
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    await import(${JSON.stringify(name)});
    const milliseconds = performance.now() - began;
    globalThis.gc();
    console.log(JSON.stringify({ milliseconds, heap: (process.memoryUsage().heapUsed - before) / 1e6 }));`;
  const { stdout } = await run(process.execPath, ["--expose-gc", "--input-type=module", "-e", source], { cwd: folder });
  return JSON.parse(stdout) as Import;
}

/** Kilobytes loaded at the start; modules imported on demand do not count. */
async function bundle({ folder, ...sources }: Library, side: "server" | "client"): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: sources[side], resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: side === "server" ? "node" : "browser",
    target: "es2022",
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "silent",
    external: side === "server" ? ["@node-rs/*", "pg-native"] : ["react", "react-dom", "@trpc/*", "@tanstack/*"],
    packages: "bundle",
  });
  const initial = initialOutputs(metafile);
  const bytes = outputFiles
    .filter(({ path }) => initial.some((name) => path.endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  return bytes / 1_000;
}

function initialOutputs({ outputs }: Metafile): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === "import-statement") add(path);
  };
  for (const [name, { entryPoint }] of Object.entries(outputs)) if (entryPoint === "<stdin>") add(name);
  return [...found];
}

/** In thousands, counted by the compiler in one thread, so that the number is the same each time. */
async function instantiations({ folder, app }: Library): Promise<number> {
  const options = {
    extends: join(HERE, "tsconfig.json"),
    compilerOptions: {
      customConditions: [],
      lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
      jsx: "react-jsx",
    },
    include: [],
    files: [join(folder, app)],
  };
  // Ignored by git, and packages resolve from there.
  const modules = join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  const place = await mkdtemp(join(modules, ".types-"));
  try {
    const config = join(place, "tsconfig.json");
    await writeFile(config, JSON.stringify(options));
    const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace(/package\.json$/, "bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", config, "--extendedDiagnostics", "--singleThreaded"]);
    const count = /Instantiations:\s+([\d,]+)/.exec(stdout)?.[1];
    if (count === undefined) throw new Error(`the compiler counted nothing: ${stdout}`);
    return Number(count.replaceAll(",", "")) / 1_000;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
