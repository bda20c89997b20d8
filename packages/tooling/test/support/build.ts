import { fileURLToPath } from "node:url";
import { runOrThrow } from "../../src/installed/run.ts";

/** Builds the packages once, since test files that install them run at the same time. */
export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  await runOrThrow("npx", ["turbo", "run", "build", "--filter=./packages/*"], root);
}
