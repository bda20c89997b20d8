import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { BUILT, makeDataFolder, removeDataFolder, startDemoProcess } from "./demoProcess.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of a demo that was started and stopped. */
    demoData: string;
  }
}

/** Builds the pages, and creates a database, once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build({ root: fileURLToPath(new URL("../..", import.meta.url)), logLevel: "error", build: { outDir: BUILT } });
  const data = await makeDataFolder();
  const demo = await startDemoProcess(data, { pages: "given" });
  await demo.stop();
  project.provide("demoData", data);
  return () => removeDataFolder(data);
}
