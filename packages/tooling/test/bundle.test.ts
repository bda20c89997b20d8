import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const ENTRY = fileURLToPath(new URL("../../react/src/index.ts", import.meta.url));
/** Bytes, gzip: what a page loads initially in addition to tRPC and TanStack Query. 7.5 kB. */
const BUDGET = 7_500;

describe("the React package", () => {
  it("stays small, and loads no passkey code before the first use", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [ENTRY],
      bundle: true,
      minify: true,
      format: "esm",
      splitting: true,
      outdir: "out",
      write: false,
      metafile: true,
      external: ["react", "@tanstack/*", "@trpc/*"],
    });
    const outputs = Object.entries(metafile.outputs);
    const loaded = new Set<string>();
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { path: next, kind, external } of metafile.outputs[path]?.imports ?? [])
        if (kind === "import-statement" && external !== true) load(next);
    };
    load(outputs.find(([, { entryPoint }]) => entryPoint?.endsWith("react/src/index.ts"))?.[0] ?? "");
    const inputs = [...loaded].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    expect(inputs.some((path) => path.includes("useMfa"))).toBe(true);
    expect(inputs.filter((path) => path.includes("@simplewebauthn") || path.includes("passkey.ts"))).toEqual([]);
    const sizes = outputFiles
      .filter(({ path }) => [...loaded].some((one) => path.endsWith(one)))
      .map(({ contents }) => gzipSync(contents).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUDGET);
  });
});
