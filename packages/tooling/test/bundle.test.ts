import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const INDEX = fileURLToPath(new URL("../../server/src/index.ts", import.meta.url));
const LOCALES = fileURLToPath(new URL("../../server/src/assembly/locales.ts", import.meta.url));
const PROVIDERS = fileURLToPath(new URL("../../server/src/providers.ts", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../react/src/index.ts", import.meta.url));
const README = new URL("../../react/README.md", import.meta.url);
/**
 * Bytes, gzip: what a page loads initially in addition to tRPC and TanStack Query. 7.9 kB: every login and every new name
 * has to notice by itself that password managers are to be told; how, is loaded then.
 */
const BUDGET = 8_000;

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
    expect(await readFile(README, "utf8")).toContain(`under ${BUDGET / 1_000} kB gzipped`);
  });
});

describe("the providers", () => {
  it("cost an app only those that it imports", async () => {
    const { metafile } = await build({
      stdin: { contents: `export { google, kakao } from ${JSON.stringify(PROVIDERS)};`, resolveDir: "." },
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      write: false,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    const bundled = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const names = bundled.flatMap(([path]) => /oauth\/providers\/(\w+)\.ts$/.exec(path)?.[1] ?? []);
    expect(names.sort()).toEqual(["google", "kakao"]);
  });
});

describe("the languages", () => {
  it.each([
    ["none", `export { createAuth } from ${JSON.stringify(INDEX)};`, []],
    ["one", `export { german } from ${JSON.stringify(LOCALES)};`, ["german"]],
  ])("cost an app only those that it imports: %s", async (_name, contents, expected) => {
    const { metafile } = await build({
      stdin: { contents, resolveDir: "." },
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      write: false,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    const bundled = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const names = bundled.flatMap(([path]) => /texts\/(\w+)\/\w+\.ts$/.exec(path)?.[1] ?? []);
    expect([...new Set(names)]).toEqual(expected);
  });
});
