import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { install } from "./app.ts";

// Why this exists: a Cloudflare worker has no files, no native code, no timers that outlive a request, and connections
// that belong to one. Miniflare runs the runtime that Cloudflare deploys, on this machine.

const MINIFLARE = "4.20260730.0";
/** Not newer than that runtime supports. */
const COMPATIBILITY_DATE = "2026-05-01";
/** The modules that bundlers for workers treat as built in with `nodejs_compat`, by the names that packages use. */
const BUILTINS = [
  "assert",
  "buffer",
  "crypto",
  "dns",
  "events",
  "fs",
  "net",
  "os",
  "path",
  "stream",
  "tls",
  "url",
  "util",
];

/** The part of the package that is used here; only the app has it installed. */
interface MiniflarePackage {
  Miniflare: new (
    options: object,
  ) => {
    ready: Promise<URL>;
    dispose(): Promise<void>;
    getWorker(): Promise<{ scheduled(): Promise<{ outcome: string }> }>;
  };
}

export interface StartedWorker {
  url: string;
  /** Runs the cron trigger's handler. @returns the outcome: `ok` */
  runSchedule(): Promise<string>;
  stop(): Promise<void>;
}

/** Bundles the worker of an app created by `compileMatrix`, and starts it. */
export async function startWorker(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<StartedWorker> {
  const tools = join(folder, "..", "miniflare");
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), JSON.stringify({ name: "runtime", private: true }));
  await install(tools, [`miniflare@${MINIFLARE}`]);
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(folder, "src/worker/worker.ts")],
    absWorkingDir: folder,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "import"],
    // The default hasher is loaded at its first use: never, where another one is configured.
    external: ["node:*", "cloudflare:*", "@node-rs/*"],
    alias: Object.fromEntries(BUILTINS.map((name) => [name, `node:${name}`])),
    outfile,
    logLevel: "error",
  });
  const address = pathToFileURL(join(tools, "node_modules/miniflare/dist/src/index.js")).href;
  // Typed above by the members that are called.
  const { Miniflare } = (await import(address)) as MiniflarePackage;
  const runtime = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync(outfile, "utf8") }],
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    bindings: environment,
    host: "127.0.0.1",
    port: 0,
  });
  const { origin } = await runtime.ready;
  return {
    url: origin,
    runSchedule: async () => (await (await runtime.getWorker()).scheduled()).outcome,
    stop: () => runtime.dispose(),
  };
}
