import { execFile } from "node:child_process";
import { readdir, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartProblem } from "./startProblem.ts";

/** Handles the requests that are not for the API. */
export interface FrontEnd {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** The pages from their sources: changes are visible immediately. */
export async function openSources(server: Server, { root, cache }: { root: string; cache: string }): Promise<FrontEnd> {
  const { createServer } = await import("vite");
  const vite = await createServer({
    root,
    // In the data folder, so that two demos do not prepare their modules in one place.
    cacheDir: cache,
    appType: "spa",
    server: { middlewareMode: true, ws: { server } },
  });
  return { handle: (request, response) => vite.middlewares(request, response), close: () => vite.close() };
}

/** The pages built by `vite build`. @param folder where they are */
export async function openBuilt(folder: string): Promise<FrontEnd> {
  const { default: sirv } = await import("sirv");
  const files = sirv(folder, { single: true });
  return {
    handle: (request, response) => files(request, response, () => void response.writeHead(404).end()),
    close: async () => {},
  };
}

export interface PagesPlace {
  root: string;
  /** Of the built pages. */
  folder: string;
  /** Ends the build. */
  signal: AbortSignal;
}

/** Everything that the pages are built from, beside the installed packages. */
const SOURCES = [
  "index.html",
  "vite.config.ts",
  "public",
  "src",
  "../../packages/react/src",
  "../../package-lock.json",
];

/**
 * Builds the pages, unless they were built since their sources last changed.
 *
 * In a process of its own: it takes as long as everything else that has to be started, so that both together need no
 * longer where there are two cores.
 *
 * @returns the folder of the pages
 * @throws StartProblem with the output of the build, when it fails
 */
export async function buildPages({ root, folder, signal }: PagesPlace): Promise<string> {
  const [builtAt, changedAt] = await Promise.all([
    stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.NEGATIVE_INFINITY,
    ),
    lastChange(SOURCES.map((source) => join(root, source))),
  ]);
  if (builtAt > changedAt) return folder;
  const unfinished = `${folder}.unfinished`;
  const vite = join(dirname(createRequire(join(root, "package.json")).resolve("vite/package.json")), "bin/vite.js");
  const options = ["--outDir", unfinished, "--emptyOutDir", "--minify", "false", "--logLevel", "error"];
  await promisify(execFile)(process.execPath, [vite, "build", ...options], { cwd: root, signal }).catch(
    (error: unknown) => {
      throw new StartProblem(`The pages could not be built.\n${error instanceof Error ? error.message : error}`);
    },
  );
  await rm(folder, { recursive: true, force: true });
  // An unfinished build never looks like a finished one.
  await rename(unfinished, folder);
  return folder;
}

/** When a file in these places was last written or removed, in milliseconds since 1970. */
async function lastChange(places: readonly string[]): Promise<number> {
  const changes = places.map(async (place) => {
    const { mtimeMs } = await stat(place);
    const entries = await readdir(place, { recursive: true }).catch(() => []);
    const inner = await Promise.all(entries.map(async (entry) => (await stat(join(place, entry))).mtimeMs));
    return Math.max(mtimeMs, ...inner);
  });
  return Math.max(...(await Promise.all(changes)));
}
