import { execSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { z } from "zod";

// Why this exists: `tsc` neither removes what it wrote for a source that is gone, nor writes the package.json that makes
// the declarations for CommonJS projects CommonJS; and a package of many modules takes long to import when Node has to find
// and open each of them, so that it is bundled. Runs as a script of the package, in its folder; with `--bundle`, `tsc` is
// expected to write only declarations.

const COMMONJS = "dist/commonjs";
const compile = (project: string) => execSync(`tsc -p ${project}`, { stdio: "inherit" });

/** A bundle for each entry point of the package; what several share, or is imported on first use, is a chunk beside them. */
async function bundle(): Promise<void> {
  const entry = z.union([z.string().transform(() => []), z.object({ "@latchkey/source": z.string() })]);
  const manifest = z.object({ exports: z.record(z.string(), entry) });
  const { exports } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  await build({
    entryPoints: Object.values(exports).flatMap((given) =>
      "@latchkey/source" in given ? given["@latchkey/source"] : [],
    ),
    outbase: "src",
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
  });
}

rmSync("dist", { recursive: true, force: true });
compile("tsconfig.build.json");
compile("tsconfig.commonjs.json");
mkdirSync(COMMONJS, { recursive: true });
writeFileSync(`${COMMONJS}/package.json`, `${JSON.stringify({ type: "commonjs" })}\n`);
if (process.argv.includes("--bundle")) await bundle();
