import { fileURLToPath } from "node:url";
import { build } from "vite";
import { BUILT } from "./demoProcess.ts";

/** Builds the pages once for all files. */
export async function setup(): Promise<void> {
  await build({ root: fileURLToPath(new URL("../..", import.meta.url)), logLevel: "error", build: { outDir: BUILT } });
}
