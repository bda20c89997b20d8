import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { build, stop } from "esbuild";

// A thread of `start.mjs`: bundles the modules of the server that it is given the names of, one after the other.

/**
 * Bundles the workspace's sources only. Other packages are loaded from where the importing module would find them.
 *
 * @type {import("esbuild").Plugin}
 */
const onlyOwnSources = {
  name: "only-own-sources",
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      const isOwn = kind === "entry-point" || path.startsWith("@latchkey/") || pluginData === "resolving";
      if (isOwn) return undefined;
      const found = await bundler.resolve(path, { kind, resolveDir, importer, pluginData: "resolving" });
      const isFile = found.errors.length === 0 && !found.external;
      return { path: isFile ? pathToFileURL(found.path).href : path, external: true };
    });
  },
};

const { root, folder, names } = workerData;
for (const name of names) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(root, `server/${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@latchkey/source"],
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [onlyOwnSources],
  });
  parentPort.postMessage({ name, url: pathToFileURL(outfile).href });
}
await stop();
