import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

// Starts the sample app. Its server is TypeScript, with Latchkey's own sources some 570 modules: bundling them first
// takes a third of the time of loading them one by one. That is done in two parts by another thread, so that the first
// part, which needs nothing of Latchkey, opens the database meanwhile.

const root = fileURLToPath(new URL(".", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "latchkey-demo-"));
const removeFolder = () => rmSync(folder, { recursive: true, force: true });
process.once("exit", removeFolder);

const bundler = new Worker(new URL("bundle.mjs", import.meta.url), {
  workerData: { root, folder, names: ["main", "app"] },
});

/** The module of the server with this name. @param {string} name */
async function load(name) {
  const url = await new Promise((resolve, reject) => {
    bundler.on("message", (bundle) => bundle.name === name && resolve(bundle.url));
    bundler.once("error", reject);
  });
  return import(url);
}

const [loadingMain, loadingApp] = [load("main"), load("app")];
// What is loaded does not need its files; a failure is told where it is waited for.
void loadingApp.catch(() => {}).finally(removeFolder);
const { main } = await loadingMain;
main({ root, isDev: process.argv.includes("--dev"), loadApp: () => loadingApp });
