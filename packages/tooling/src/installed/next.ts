import { spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./app.ts";
import { cleanEnvironment, runOrThrow } from "./run.ts";
import type { Versions } from "./versions.ts";

// Why this exists: Next compiles a server itself, renders on it, and copies the files it considers necessary into a
// folder that is deployed alone. Code that works in a plain project may be missing there.

const FIXTURE = fileURLToPath(new URL("../../next", import.meta.url));
/** The files that it shares with the other apps of the matrix. */
const SHARED = ["matrix/app.ts", "matrix/mounted.ts", "consumer/latest.ts"];
/** Next checks types with the compiler's programming interface, which version 7 does not have. */
const BESIDE: Versions = { next: "16.4.6", typescript: "5.9.3", superjson: "^2.2.2", "@types/node": "^20.19.0" };
/** Milliseconds. It takes half a minute when nothing else is running. */
const BUILD_TIMEOUT = 240_000;

/** Creates the app with our tarballs and builds it. */
export async function buildNextApp(folder: string, tarballs: readonly string[], versions: Versions): Promise<void> {
  cpSync(FIXTURE, folder, { recursive: true });
  for (const name of SHARED) cpSync(join(FIXTURE, "..", name), join(folder, name));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "next-app", private: true, type: "module" }));
  const packages = Object.entries({ ...versions, ...BESIDE }).map(([name, version]) => `${name}@${version}`);
  await install(folder, [...tarballs, ...packages]);
  await runOrThrow(process.execPath, ["node_modules/next/dist/bin/next", "build"], folder, BUILD_TIMEOUT);
}

/** Copies the files that Next's documentation puts into a Docker image, and nothing else. */
export function copyStandalone(folder: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(join(folder, ".next/standalone"), to, { recursive: true, verbatimSymlinks: true });
  cpSync(join(folder, ".next/static"), join(to, ".next/static"), { recursive: true });
}

/** A server that runs in its own process. */
export interface Started {
  url: string;
  stop(): Promise<void>;
}

/** @returns a free port of this machine */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject()));
    });
  });
}

/** Starts a copied app. @param origin of its front end; by default the address that it listens on */
export async function startStandalone(folder: string, origin?: string): Promise<Started> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...cleanEnvironment(),
    NODE_ENV: "production" as const,
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
    APP_ORIGIN: origin ?? url,
  };
  const child = spawn(process.execPath, ["server.js"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Ready in")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    void exited.then(() => reject(new Error(`the server ended: ${said}`)));
  });
  return {
    url,
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
