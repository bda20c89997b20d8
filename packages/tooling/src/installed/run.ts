import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** How a program ended, and its output on both streams. */
export interface Outcome {
  ok: boolean;
  said: string;
}

/** Variables that npm and vitest set for their own children must not reach an app that knows neither. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const kept = Object.entries(process.env).filter(([name]) => /^npm_config_(registry|cache|userconfig)$/i.test(name));
  return { ...Object.fromEntries(kept), PATH, HOME, NEXT_TELEMETRY_DISABLED: "1" };
}

/** Runs a program to its end, or for at most a time in milliseconds. */
export async function run(
  program: string,
  args: readonly string[],
  folder: string,
  timeout = 120_000,
): Promise<Outcome> {
  const env = cleanEnvironment();
  try {
    const { stdout, stderr } = await execute(program, args, { cwd: folder, env, timeout, maxBuffer: 1 << 26 });
    return { ok: true, said: stdout + stderr };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ok: false, said: error.stdout + error.stderr };
  }
}

/** As {@link run}. @throws Error with the program's output when it failed */
export async function runOrThrow(
  program: string,
  args: readonly string[],
  folder: string,
  timeout?: number,
): Promise<string> {
  const { ok, said } = await run(program, args, folder, timeout);
  if (!ok) throw new Error(`${program} ${args.join(" ")}\n${said}`);
  return said;
}

function isFailure(error: unknown): error is { stdout: string; stderr: string } {
  return error instanceof Error && "stdout" in error && "stderr" in error;
}
