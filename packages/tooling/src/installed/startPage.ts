import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { blocksOf, writeFiles } from "../snippets.ts";
import { cleanEnvironment, runOrThrow } from "./run.ts";
import type { Versions } from "./versions.ts";

// Why this exists: a page that begins with an empty folder is tested by beginning with an empty folder. This follows
// the page in its order: it runs its commands, writes its files, and starts its programs.

/** How following a page here differs from its reader's circumstances. */
export interface Circumstances {
  /** What is installed instead of the newest version of a package: a version, or the path of a tarball. */
  packages: Versions;
  /** Ports that are free here, by those in the page. */
  ports: Readonly<Record<number, number>>;
}

/** The app that runs at the end of the page. */
export interface RunningApp {
  /** The complete output of its programs. */
  said(): string;
  stop(): Promise<void>;
}

/** A command that runs until it is stopped. */
const STARTS = /^(npm run \w+|npx next dev)$/;
const INSTALLS = /^npm install /;
/** Runs a package that is not installed. */
const RUNS = /^npx (?=\S+@)/;

/** Follows a page from an empty folder. @throws Error with the output of a command that failed */
export async function followPage(markdown: string, folder: string, circumstances: Circumstances): Promise<RunningApp> {
  mkdirSync(folder, { recursive: true });
  const programs: Program[] = [];
  const stop = async () => void (await Promise.all(programs.map((program) => program.stop())));
  try {
    for (const { language, file, code } of blocksOf(markdown)) {
      const text = withPorts(code, circumstances.ports);
      if (file !== null) writeFiles(folder, [{ file, code: text }]);
      else if (language === "sh")
        for (const command of text.trim().split("\n"))
          if (STARTS.test(command)) programs.push(await startProgram(command, folder));
          else await runOrThrow("sh", ["-c", withPackages(command, circumstances.packages)], folder, 240_000);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { said: () => programs.map((program) => program.said()).join(""), stop };
}

function withPorts(text: string, ports: Circumstances["ports"]): string {
  return Object.entries(ports).reduce((made, [port, free]) => made.replaceAll(port, String(free)), text);
}

/** A command with each package in the version for this run, from npm's cache where possible and without prompts. */
function withPackages(command: string, packages: Versions): string {
  const isInstall = INSTALLS.test(command);
  if (!isInstall && !RUNS.test(command)) return command;
  const words = command.split(" ").map((word) => {
    const [, name = word] = /^(@?[^@]+)(?:@.+)?$/.exec(word) ?? [];
    const version = packages[name];
    if (version === undefined) return word;
    return version.startsWith("/") ? version : `${name}@${version}`;
  });
  if (!isInstall) return `${words.join(" ").replace(RUNS, "npx --yes --prefer-offline ")} --yes`;
  return `${words.join(" ")} --prefer-offline --ignore-scripts --no-audit --no-fund`;
}

/** A program that runs until it is stopped. */
export interface Program {
  said(): string;
  stop(): Promise<void>;
}

/** Starts a program in a group of its own, so that it ends together with what it has started. */
export async function startProgram(command: string, folder: string): Promise<Program> {
  const child = spawn("sh", ["-c", command], { cwd: folder, env: cleanEnvironment(), detached: true });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return {
    said: () => said,
    async stop() {
      killGroup(child);
      await exited;
    },
  };
}

function killGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  process.kill(-pid, "SIGKILL");
}
