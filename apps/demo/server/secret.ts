import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The demo's secret: generated at the first start, stored in the data folder for later ones, readable only by its
 * owner.
 */
export async function readOrMakeSecret(folder: string): Promise<string> {
  const file = join(folder, "secret");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    const secret = randomBytes(32).toString("base64url");
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: "wx" });
    return secret;
  }
}
