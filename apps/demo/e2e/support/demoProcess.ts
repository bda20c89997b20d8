import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OutboxEntry } from "../../server/outbox.ts";
import type { DemoSettings } from "../../server/settings.ts";

/** A demo of its own, started the way a user would start it. */
export interface DemoProcess {
  url: string;
  dataFolder: string;
  /** Its output so far. */
  output(): string;
  set(settings: Partial<DemoSettings>): Promise<void>;
  /** Turns the server's clock forward. */
  advance(seconds: number): Promise<void>;
  /** The newest message to this address or number, once it has arrived. */
  messageTo(to: string, template?: string): Promise<OutboxEntry>;
  /** Sends it a signal to stop; SIGKILL ends it abruptly. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** A folder for the data of one demo. @param from the data of another, which spares it creating a database */
export async function makeDataFolder(from?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-demo-"));
  if (from !== undefined) await cp(from, folder, { recursive: true });
  return folder;
}

export function removeDataFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

const FOLDER = fileURLToPath(new URL("../..", import.meta.url));
/** Where the set-up of the tests builds the pages. */
export const BUILT = join(FOLDER, "dist");
const PATIENCE = 10_000;

export interface DemoProcessOptions {
  port?: number;
  databaseUrl?: string;
  /**
   * `given`: what the set-up of the tests has built; `sources`: served from their sources, as with `npm run dev`
   * [built by this demo, as with `npm run demo`].
   */
  pages?: "given" | "own" | "sources";
}

/** @throws Error with the output of the process, when it ends instead of starting */
export async function startDemoProcess(
  dataFolder: string,
  { port = 0, databaseUrl = "", pages = "own" }: DemoProcessOptions = {},
): Promise<DemoProcess> {
  const { PATH } = process.env;
  const place = { PATH, PORT: String(port), DEMO_DATA: dataFolder, DATABASE_URL: databaseUrl, DEMO_HASH_COST: "4" };
  const options = pages === "sources" ? ["--dev"] : [];
  const child = spawn(process.execPath, ["--enable-source-maps", "start.mjs", ...options], {
    cwd: FOLDER,
    env: pages === "given" ? { ...place, DEMO_BUILT: BUILT } : place,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  const url = await urlOf(child);
  const ask = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  return {
    url,
    dataFolder,
    output: () => said,
    set: (settings) => ask("/dev/options", settings),
    advance: (seconds) => ask("/dev/clock", { advance: seconds }),
    messageTo: (to, template) => messageTo(url, to, template),
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill(signal);
      await ended;
    },
  };
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /demo on (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`The demo ended with ${code}:\n${said}`)));
  });
}

/** Messages are sent after the response, so they may arrive a little later than the page. */
async function messageTo(url: string, to: string, template?: string): Promise<OutboxEntry> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/dev/mail.json`);
    // The demo's own server wrote it.
    const entries = (await response.json()) as OutboxEntry[];
    const found = entries.find((entry) => entry.to === to && (template === undefined || entry.template === template));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No ${template ?? "message"} came to ${to}`);
}
