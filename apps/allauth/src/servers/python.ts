import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const HERE = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Makes a virtual environment with the pinned packages, once for each version of the list.
 *
 * @param requirements a file in this workspace
 * @returns the folder of its programs
 * @throws Error when there is no Python, or no package index in reach
 */
export async function pythonEnvironment(requirements: string): Promise<string> {
  const list = readFileSync(join(HERE, requirements));
  const version = createHash("sha256").update(list).digest("hex");
  const folder = join(HERE, `.venv-${requirements.replace(".txt", "")}`);
  const mark = join(folder, "version");
  const programs = join(folder, "bin");
  if (existsSync(mark) && readFileSync(mark, "utf8") === version) return programs;
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]);
  await run(join(programs, "pip"), [
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "-r",
    join(HERE, requirements),
  ]);
  writeFileSync(mark, version);
  return programs;
}
