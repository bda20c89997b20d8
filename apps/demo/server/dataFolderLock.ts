import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartProblem } from "./startProblem.ts";

/**
 * Locks the data folder for this process: PGlite's files support only one. A lock left by a dead process is taken over.
 *
 * @returns releases the folder
 * @throws StartProblem when another running process holds it
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "demo.pid");
  const write = () => writeFile(file, `${process.pid}\n`, { flag: "wx" });
  await write().catch(async (error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
    const holder = Number((await readFile(file, "utf8")).trim());
    if (isAlive(holder))
      throw new StartProblem(
        `The demo is already running (process ${holder}) on the data in ${folder}. Stop it first, or set DEMO_DATA to another folder.`,
      );
    await rm(file, { force: true });
    await write();
  });
  return () => rm(file, { force: true });
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0 || processId === process.pid) return false;
  try {
    // Signal 0 sends nothing: it only checks whether the process exists.
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
